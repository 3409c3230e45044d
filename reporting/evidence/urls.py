"""The addresses of the evidence of one answer, an activity ("003") or a target ("1.T1"), and of the papers of meetings."""

from django.urls import URLPattern, path

from reporting.answers.urls import SHEET
from reporting.evidence import views
from workplans.releasing.urls import READERS

PAPERS = "meetings/<slug:slug>/papers/"
EVIDENCE = f"{SHEET}evidence/<str:answer>/"

urlpatterns: list[URLPattern] = [
    path(EVIDENCE, views.EvidenceList.as_view(), name="evidence"),
    path(f"{EVIDENCE}add/", views.AddEvidence.as_view(), name="evidence_add"),
    path(f"{EVIDENCE}<int:pk>/", views.EvidenceFile.as_view(), name="evidence_file"),
    path(f"{EVIDENCE}<int:pk>/title/", views.RenameEvidence.as_view(), name="evidence_title"),
    path(f"{EVIDENCE}<int:pk>/question/", views.AnswerAboutFile.as_view(), name="evidence_question"),
    path(f"{EVIDENCE}<int:pk>/remove/", views.RemoveEvidence.as_view(), name="evidence_remove"),
    path(f"{PAPERS}add/", views.AddPaper.as_view(), name="paper_add"),
    path(f"{PAPERS}<int:pk>/", views.PaperFile.as_view(), name="paper_file"),
    path(f"{PAPERS}<int:pk>/remove/", views.RemovePaper.as_view(), name="paper_remove"),
    path(f"{READERS}evidence/", views.EvidenceReaders.as_view(), name="evidence_readers"),
    path(
        "<year:year>/<place:place>/evidence/<slug:digest>/", views.ShownFile.as_view(), name="evidence_shown"
    ),
]
