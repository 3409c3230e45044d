"""The addresses of the form that a ministry signs, and of lists that are printed."""

from django.urls import URLPattern, path

from reporting.printed import views

PRINT = "<year:year>/<place:place>/print/"

urlpatterns: list[URLPattern] = [
    path(PRINT, views.PrintPage.as_view(), name="print_form"),
    path(f"{PRINT}make/", views.MakeForm.as_view(), name="print_make"),
    path(f"{PRINT}pdf/", views.FormFile.as_view(), {"kind": "pdf"}, name="print_pdf"),
    path(f"{PRINT}xlsx/", views.FormFile.as_view(), {"kind": "xlsx"}, name="print_workbook"),
    path("meetings/<slug:slug>/people/list.pdf", views.PeopleToPrint.as_view(), name="participants_pdf"),
    path(f"plans/<slug:code>/budget/{views.LIST_PDF}", views.BudgetToPrint.as_view(), name="budget_pdf"),
    path("lists/<int:pk>/", views.ListPrinted.as_view(), name="printed_list"),
    path("lists/<int:pk>/pdf/", views.ListFile.as_view(), {"kind": "pdf"}, name="printed_list_pdf"),
    path("lists/<int:pk>/xlsx/", views.ListFile.as_view(), {"kind": "xlsx"}, name="printed_list_workbook"),
]
