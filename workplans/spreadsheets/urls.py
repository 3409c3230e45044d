"""The addresses of a workplan's workbook: downloaded, sent, corrected, confirmed."""

from django.urls import path

from workplans.spreadsheets import views

PLAN = "<year:year>/<place:place>/"

urlpatterns = [
    path(f"{PLAN}export.<slug:suffix>", views.workplan_export, name="workplan_export"),
    path(f"{PLAN}import/", views.LinesPage.as_view(), name="workplan_import"),
    path(
        f"{PLAN}import/to-correct.xlsx", views.LinesPage.as_view(step="marked"), name="workplan_import_marked"
    ),
    path(f"{PLAN}import/confirm/", views.LinesPage.as_view(step="confirm"), name="workplan_import_confirm"),
]
