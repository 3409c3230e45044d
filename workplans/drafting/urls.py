"""The addresses of drafting: activities, rows of the table that save themselves, needs in words. Below that of the workplan."""

from django.urls import URLPattern, path

from workplans.drafting.table import views as table
from workplans.drafting.views import form, steps

LINE = "<line:number>/"

urlpatterns: list[URLPattern] = [
    path("activities/add/", form.AddActivity.as_view(), name="activity_add"),
    path("needs/", steps.WriteNeeds.as_view(), name="workplan_needs"),
    path("new/save/", table.row_save, name="row_add"),
    path(f"{LINE}save/", table.row_save, name="row_save"),
    path(f"{LINE}opened/", table.row_opened, name="row_opened"),
    path(f"{LINE}edit/", form.EditActivity.as_view(), name="activity_edit"),
    path(f"{LINE}both/", steps.activity_both, name="activity_both"),
    path(f"{LINE}withdraw/", steps.WithdrawActivity.as_view(), name="activity_withdraw"),
    path(f"{LINE}restore/", steps.RestoreActivity.as_view(), name="activity_restore"),
    path(f"{LINE}unlock/", steps.UnlockActivity.as_view(), name="activity_unlock"),
    path(f"{LINE}keep/", steps.KeepActivity.as_view(), name="activity_keep"),
]
