"""The addresses of a workplan's workbook: downloaded, sent, corrected, confirmed."""

from django.urls import path

from workplans.spreadsheets import views

PLAN = "<year:year>/<place:place>/"

urlpatterns = [
    path(f"{PLAN}export.<slug:suffix>", views.workplan_export, name="workplan_export"),
    path(f"{PLAN}import/", views.SendLines.as_view(), name="workplan_import"),
    path(f"{PLAN}import/to-correct.xlsx", views.MarkedLines.as_view(), name="workplan_import_marked"),
    path(f"{PLAN}import/confirm/", views.ConfirmLines.as_view(), name="workplan_import_confirm"),
]
