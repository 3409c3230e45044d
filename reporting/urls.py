"""Home, reviews, meetings, comparison, annual report, printed forms. `year` is four digits, as workplans.urls registers it."""

from django.urls import URLPattern, URLResolver, include, path

from reporting.carry_over.views import CarryOverLines
from reporting.dataset_queries.step_days import days_of_reviews
from reporting.editions import views as reports
from reporting.meetings.views import days_kept_with
from reporting.printed import views as printed
from reporting.search.views import SearchPage
from workplans.years.views import SetStepDates, YearDetail

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("reporting.home.urls")),
    path("", include("reporting.account.urls")),
    path("", include("reporting.notices.urls")),
    path("search/", SearchPage.as_view(), name="search"),
    # the year, whose steps are dated by its reviews
    path("<year:year>/", YearDetail.as_view(), {"days_held": days_of_reviews}, name="year"),
    path(
        "<year:year>/steps/<int:step>/",
        SetStepDates.as_view(),
        {"kept_elsewhere": days_kept_with},
        name="year_step",
    ),
    # reviews and meetings
    path("", include("reporting.reviews.urls")),
    path("", include("reporting.meetings.urls")),
    path("<year:year>/comparison/", include("reporting.comparison.urls")),
    # annual report
    path("<year:year>/report/", reports.report, name="report"),
    path("<year:year>/report/new/", reports.report_ask, name="report_ask"),
    path("<year:year>/report/<slug:audience>/<int:edition>/", reports.report_edition, name="report_edition"),
    path(
        "<year:year>/report/<slug:audience>/<int:edition>/release/",
        reports.report_release,
        name="report_release",
    ),
    path(
        "<year:year>/report/<slug:audience>/<int:edition>/try-again/",
        reports.report_try_again,
        name="report_try_again",
    ),
    path(
        "<year:year>/report/<slug:audience>/<int:edition>/pdf/",
        reports.report_download,
        {"kind": "pdf"},
        name="report_pdf",
    ),
    path(
        "<year:year>/report/<slug:audience>/<int:edition>/xlsx/",
        reports.report_download,
        {"kind": "xlsx"},
        name="report_workbook",
    ),
    # from the year behind into the draft
    path("<year:year>/<place:place>/last-year/", CarryOverLines.as_view(), name="last_year"),
    # the form that a ministry signs
    path("<year:year>/<place:place>/print/", printed.print_form, name="print_form"),
    path("<year:year>/<place:place>/print/make/", printed.print_make, name="print_make"),
    path("<year:year>/<place:place>/print/pdf/", printed.print_download, {"kind": "pdf"}, name="print_pdf"),
    path(
        "<year:year>/<place:place>/print/xlsx/",
        printed.print_download,
        {"kind": "xlsx"},
        name="print_workbook",
    ),
]
