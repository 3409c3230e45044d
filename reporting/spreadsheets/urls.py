"""The addresses of the answers as a workbook."""

from django.urls import URLPattern, path

from reporting.answers.urls import SHEET
from reporting.spreadsheets import views

urlpatterns: list[URLPattern] = [
    path(f"{SHEET}answers.xlsx", views.AnswersPage.as_view(step="download"), name="review_xlsx"),
    path(f"{SHEET}import/", views.AnswersPage.as_view(), name="review_import"),
    path(f"{SHEET}import/confirm/", views.AnswersPage.as_view(step="confirm"), name="review_import_confirm"),
    path(f"{SHEET}import/marked/", views.AnswersPage.as_view(step="marked"), name="review_import_marked"),
]
