"""The addresses of the answers as a workbook."""

from django.urls import URLPattern, path

from reporting.answers.urls import SHEET
from reporting.spreadsheets import views

urlpatterns: list[URLPattern] = [
    path(f"{SHEET}answers.xlsx", views.answers_export, name="review_xlsx"),
    path(f"{SHEET}import/", views.SendAnswers.as_view(), name="review_import"),
    path(f"{SHEET}import/confirm/", views.ConfirmAnswers.as_view(), name="review_import_confirm"),
    path(f"{SHEET}import/marked/", views.MarkedAnswers.as_view(), name="review_import_marked"),
]
