"""Home, reviews, meetings, comparison, annual report, printed forms. `year` is four digits, as workplans.urls registers it."""

from django.urls import URLPattern, URLResolver, include, path

from reporting.carry_over.views import CarryOverLines
from reporting.dataset_queries.step_days import days_of_reviews
from reporting.editions import views as reports
from reporting.meetings.views import days_kept_with
from reporting.printed import views as printed
from reporting.reviews import comment_views, sheet_views
from reporting.reviews import views as reviews
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
    path("<year:year>/reviews/", reviews.reviews, name="reviews"),
    path("<year:year>/reviews/<slug:stage>/", reviews.review, name="review"),
    path("<year:year>/reviews/<slug:stage>/open/", reviews.review_open, name="review_open"),
    path("<year:year>/reviews/<slug:stage>/close/", reviews.review_close, name="review_close"),
    path("<year:year>/reviews/<slug:stage>/meeting/", reviews.review_meeting, name="review_meeting"),
    path("<year:year>/reviews/<slug:stage>/<place:place>/", sheet_views.review_sheet, name="review_sheet"),
    path(
        "<year:year>/reviews/<slug:stage>/<place:place>/submit/",
        sheet_views.review_submit,
        name="review_submit",
    ),
    path(
        "<year:year>/reviews/<slug:stage>/<place:place>/reopen/",
        sheet_views.review_reopen,
        name="review_reopen",
    ),
    path(
        "<year:year>/reviews/<slug:stage>/<place:place>/comments/<str:answer>/",
        comment_views.AnswerComments.as_view(),
        name="review_comments",
    ),
    path(
        "<year:year>/reviews/<slug:stage>/<place:place>/comments/<str:answer>/new/",
        comment_views.CommentOnAnswer.as_view(),
        name="review_comment",
    ),
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
