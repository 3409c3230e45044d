"""The addresses of the answers of each taskforce."""

from django.urls import URLPattern, path

from reporting.answers import views

REVIEW = "<year:year>/reviews/<slug:stage>/"
SHEET = f"{REVIEW}<place:place>/"

urlpatterns: list[URLPattern] = [
    path(SHEET, views.ReviewSheetPage.as_view(), name="review_sheet"),
    path(f"{SHEET}areas/<int:area>/", views.ReviewSheetPage.as_view(), name="review_area"),
    path(f"{SHEET}areas/<int:area>/save/", views.SaveAnswer.as_view(), name="review_answer_save"),
    path(f"{SHEET}save/", views.SaveAnswer.as_view(), name="review_spending_save"),
]
