"""The addresses of the evidence of one answer, an activity ("003") or a target ("1.T1"), and of the papers of meetings."""

from django.urls import URLPattern, path

from reporting.answers.urls import SHEET
from reporting.evidence.views import evidence, papers
from workplans.releasing.urls import READERS

PAPERS = "meetings/<slug:slug>/papers/"
EVIDENCE = f"{SHEET}evidence/<str:answer>/"

urlpatterns: list[URLPattern] = [
    path(EVIDENCE, evidence.EvidenceList.as_view(), name="evidence"),
    path(f"{EVIDENCE}add/", evidence.AddEvidence.as_view(), name="evidence_add"),
    path(f"{EVIDENCE}<int:pk>/", evidence.EvidenceFile.as_view(), name="evidence_file"),
    path(f"{EVIDENCE}<int:pk>/title/", evidence.RenameEvidence.as_view(), name="evidence_title"),
    path(f"{EVIDENCE}<int:pk>/question/", evidence.AnswerAboutFile.as_view(), name="evidence_question"),
    path(f"{EVIDENCE}<int:pk>/remove/", evidence.RemoveEvidence.as_view(), name="evidence_remove"),
    path(f"{PAPERS}add/", papers.AddPaper.as_view(), name="paper_add"),
    path(f"{PAPERS}<int:pk>/", papers.PaperFile.as_view(), name="paper_file"),
    path(f"{PAPERS}<int:pk>/remove/", papers.RemovePaper.as_view(), name="paper_remove"),
    path(f"{READERS}evidence/", evidence.EvidenceReaders.as_view(), name="evidence_readers"),
    path(
        "<year:year>/<place:place>/evidence/<slug:digest>/",
        evidence.ShownFile.as_view(),
        name="evidence_shown",
    ),
]
