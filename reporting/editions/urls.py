"""The addresses of the annual report and its editions."""

from django.urls import URLPattern, path

from reporting.editions import views

REPORT = "<year:year>/report/"
EDITION = f"{REPORT}<slug:audience>/<int:edition>/"

urlpatterns: list[URLPattern] = [
    path(REPORT, views.EditionList.as_view(), name="report"),
    path(f"{REPORT}new/", views.AskForEdition.as_view(), name="report_ask"),
    path(f"{REPORT}<slug:audience>/draft/", views.WriteWords.as_view(), name="report_words"),
    path(
        f"{REPORT}<slug:audience>/draft/<slug:anchor>/", views.WordsPreview.as_view(), name="report_preview"
    ),
    path(EDITION, views.EditionDetail.as_view(), name="report_edition"),
    path(f"{EDITION}release/", views.ReleaseEdition.as_view(), name="report_release"),
    path(f"{EDITION}try-again/", views.TryAgain.as_view(), name="report_try_again"),
    path(f"{EDITION}pdf/", views.EditionFile.as_view(), {"kind": "pdf"}, name="report_pdf"),
    path(f"{EDITION}xlsx/", views.EditionFile.as_view(), {"kind": "xlsx"}, name="report_workbook"),
    path(f"{EDITION}zip/", views.EditionFile.as_view(), {"kind": "zip"}, name="report_data"),
    path(f"{EDITION}<slug:anchor>/", views.EditionDetail.as_view(), name="report_chapter"),
]
