"""The addresses of a workplan's workbook: downloaded, sent, corrected, confirmed. Below that of the workplan."""

from django.urls import path

from workplans.spreadsheets import views

urlpatterns = [
    path("export.<slug:suffix>", views.workplan_export, name="workplan_export"),
    path("import/", views.LinesPage.as_view(), name="workplan_import"),
    path("import/to-correct.xlsx", views.LinesPage.as_view(step="marked"), name="workplan_import_marked"),
    path("import/confirm/", views.LinesPage.as_view(step="confirm"), name="workplan_import_confirm"),
]
