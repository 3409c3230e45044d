"""The addresses of the office's book. Its lists are the pages of the taskforces and of the partners."""

from django.urls import URLPattern, path

from workplans.book import views

# Each step of a list's workbook.
FILE = views.BookSheetPage.as_view

urlpatterns: list[URLPattern] = [
    path("taskforces/", views.TaskforceList.as_view(), name="taskforces"),
    path("partners/", views.PartnerList.as_view(), name="partners"),
    path("book/<slug:kind>/add/", views.AddRow.as_view(), name="book_add"),
    path("book/<slug:kind>/import/", FILE(), name="book_import"),
    path("book/<slug:kind>/list.xlsx", FILE(step="download"), name="book_import_download"),
    path("book/<slug:kind>/import/confirm/", FILE(step="confirm"), name="book_import_confirm"),
    path("book/<slug:kind>/import/to-correct.xlsx", FILE(step="marked"), name="book_import_marked"),
    path("book/<slug:kind>/<int:pk>/", views.BookRow.as_view(), name="book_row"),
    path("book/<slug:kind>/<int:pk>/rename/", views.RenameRow.as_view(), name="book_rename"),
    path("book/<slug:kind>/<int:pk>/change/", views.ChangeRow.as_view(), name="book_change"),
]
