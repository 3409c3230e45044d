"""The addresses of submitting, amending and closing a workplan, and of its history, below that of the workplan."""

from django.urls import URLPattern, path

from workplans.submitting.views import history, submission

urlpatterns: list[URLPattern] = [
    path("submit/", submission.SubmitWorkplan.as_view(), name="workplan_submit"),
    path("submitted/", submission.SubmissionSent.as_view(), name="workplan_submitted"),
    path("take-back/", submission.CancelSubmission.as_view(), name="workplan_take_back"),
    path("amend/", submission.AmendWorkplan.as_view(), name="workplan_amend"),
    path("amend/drop/", submission.CancelAmendment.as_view(), name="workplan_drop_amendment"),
    path("<line:number>/undo/", submission.UndoChanges.as_view(), name="activity_undo"),
    path("close/", submission.CloseWorkplan.as_view(), name="workplan_close"),
    path("reopen/", submission.ReopenWorkplan.as_view(), name="workplan_reopen"),
    path("history/", history.WorkplanHistory.as_view(), name="workplan_history"),
    path("versions/", history.Versions.as_view(), name="versions"),
    path("versions/<int:number>/", history.VersionPage.as_view(), name="workplan_version"),
    path(
        "versions/<side:first>/<side:second>/", history.VersionsCompared.as_view(), name="versions_compared"
    ),
]
