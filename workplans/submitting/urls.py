"""The addresses of submitting, amending and closing a workplan, and of its history."""

from django.urls import URLPattern, path

from workplans.submitting.views import history, submission

PLAN = "<year:year>/<place:place>/"

urlpatterns: list[URLPattern] = [
    path(f"{PLAN}submit/", submission.SubmitWorkplan.as_view(), name="workplan_submit"),
    path(f"{PLAN}submitted/", submission.SubmissionSent.as_view(), name="workplan_submitted"),
    path(f"{PLAN}take-back/", submission.CancelSubmission.as_view(), name="workplan_take_back"),
    path(f"{PLAN}amend/", submission.AmendWorkplan.as_view(), name="workplan_amend"),
    path(f"{PLAN}amend/drop/", submission.CancelAmendment.as_view(), name="workplan_drop_amendment"),
    path(f"{PLAN}<line:number>/undo/", submission.UndoChanges.as_view(), name="activity_undo"),
    path(f"{PLAN}close/", submission.CloseWorkplan.as_view(), name="workplan_close"),
    path(f"{PLAN}reopen/", submission.ReopenWorkplan.as_view(), name="workplan_reopen"),
    path(f"{PLAN}history/", history.WorkplanHistory.as_view(), name="workplan_history"),
    path(f"{PLAN}versions/", history.Versions.as_view(), name="versions"),
    path(f"{PLAN}versions/<int:number>/", history.VersionPage.as_view(), name="workplan_version"),
    path(
        f"{PLAN}versions/<side:first>/<side:second>/",
        history.VersionsCompared.as_view(),
        name="versions_compared",
    ),
]
