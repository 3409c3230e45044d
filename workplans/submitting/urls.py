"""The addresses of submitting, amending and closing a workplan, and of its history."""

from django.urls import URLPattern, path

from workplans.submitting import amendment_views, closing_views, comparison_views, history_views, views

PLAN = "<year:year>/<place:place>/"

urlpatterns: list[URLPattern] = [
    path(f"{PLAN}submit/", views.SubmitWorkplan.as_view(), name="workplan_submit"),
    path(f"{PLAN}submit/check/", views.CheckSubmission.as_view(), name="workplan_submit_check"),
    path(f"{PLAN}submitted/", views.SubmissionSent.as_view(), name="workplan_submitted"),
    path(f"{PLAN}take-back/", views.CancelSubmission.as_view(), name="workplan_take_back"),
    path(f"{PLAN}amend/", amendment_views.AmendWorkplan.as_view(), name="workplan_amend"),
    path(f"{PLAN}amend/drop/", amendment_views.CancelAmendment.as_view(), name="workplan_drop_amendment"),
    path(f"{PLAN}<line:number>/undo/", amendment_views.UndoChanges.as_view(), name="activity_undo"),
    path(f"{PLAN}close/", closing_views.CloseWorkplan.as_view(), name="workplan_close"),
    path(f"{PLAN}reopen/", closing_views.ReopenWorkplan.as_view(), name="workplan_reopen"),
    path(f"{PLAN}history/", history_views.WorkplanHistory.as_view(), name="workplan_history"),
    path(f"{PLAN}versions/", comparison_views.Versions.as_view(), name="versions"),
    path(f"{PLAN}versions/<int:number>/", history_views.VersionPage.as_view(), name="workplan_version"),
    path(
        f"{PLAN}versions/<side:first>/<side:second>/",
        comparison_views.VersionsCompared.as_view(),
        name="versions_compared",
    ),
]
