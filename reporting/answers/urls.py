"""The addresses of the answers of each taskforce."""

from django.urls import URLPattern, path

from reporting.answers.views import sheet

REVIEW = "<year:year>/reviews/<slug:stage>/"
SHEET = f"{REVIEW}<place:place>/"

urlpatterns: list[URLPattern] = [
    path(SHEET, sheet.ReviewSheetPage.as_view(), name="review_sheet"),
    path(f"{SHEET}areas/<int:area>/", sheet.ReviewSheetPage.as_view(), name="review_area"),
    path(f"{SHEET}areas/<int:area>/save/", sheet.SaveAnswer.as_view(), name="review_answer_save"),
    path(f"{SHEET}save/", sheet.SaveAnswer.as_view(), name="review_spending_save"),
]
