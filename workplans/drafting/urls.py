"""The addresses of drafting: activities, and needs in words. Below that of the workplan."""

from django.urls import URLPattern, path

from workplans.drafting.views import form, steps

LINE = "<line:number>/"

urlpatterns: list[URLPattern] = [
    path("activities/add/", form.AddActivity.as_view(), name="activity_add"),
    path("needs/", steps.WriteNeeds.as_view(), name="workplan_needs"),
    path(f"{LINE}edit/", form.EditActivity.as_view(), name="activity_edit"),
    path(f"{LINE}both/", steps.activity_both, name="activity_both"),
    path(f"{LINE}withdraw/", steps.WithdrawActivity.as_view(), name="activity_withdraw"),
    path(f"{LINE}restore/", steps.RestoreActivity.as_view(), name="activity_restore"),
    path(f"{LINE}unlock/", steps.UnlockActivity.as_view(), name="activity_unlock"),
    path(f"{LINE}keep/", steps.KeepActivity.as_view(), name="activity_keep"),
]
