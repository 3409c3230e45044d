"""Home, reviews, meetings, comparison, annual report."""

from django.urls import URLPattern, path

from reporting.views import comparison, home, meetings, reports, reviews

urlpatterns: list[URLPattern] = [
    # home, help, who sees what
    path("", home.home, name="home"),
    path("help/", home.help_page, name="help"),
    path("who-sees-what/", home.trust, name="trust"),
    # reviews and meetings
    path("<int:year>/reviews/", reviews.reviews, name="reviews"),
    path("<int:year>/reviews/<slug:stage>/", reviews.review, name="review"),
    path("<int:year>/reviews/<slug:stage>/open/", reviews.review_open, name="review_open"),
    path("<int:year>/reviews/<slug:stage>/close/", reviews.review_close, name="review_close"),
    path("<int:year>/reviews/<slug:stage>/meeting/", reviews.review_meeting, name="review_meeting"),
    path("<int:year>/reviews/<slug:stage>/<slug:place>/", reviews.review_sheet, name="review_sheet"),
    path("<int:year>/reviews/<slug:stage>/<slug:place>/submit/", reviews.review_submit, name="review_submit"),
    path("<int:year>/reviews/<slug:stage>/<slug:place>/reopen/", reviews.review_reopen, name="review_reopen"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/add/", meetings.meeting_add, name="meeting_add"),
    path("meetings/<slug:slug>/", meetings.meeting, name="meeting"),
    path("meetings/<slug:slug>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<slug:slug>/recommend/", meetings.meeting_recommend, name="meeting_recommend"),
    path(
        "meetings/<slug:slug>/recommendations/<int:number>/<slug:place>/",
        meetings.recommendation_follow_up,
        name="recommendation_follow_up",
    ),
    # comparison
    path("<int:year>/comparison/", comparison.comparison, name="comparison"),
    path("<int:year>/comparison/counts/", comparison.comparison_counts, name="comparison_counts"),
    path("<int:year>/comparison/money/", comparison.comparison_money, name="comparison_money"),
    path(
        "<int:year>/comparison/<str:code>/<slug:place>/", comparison.comparison_cell, name="comparison_cell"
    ),
    # annual report
    path("<int:year>/report/", reports.report, name="report"),
    path("<int:year>/report/new/", reports.report_ask, name="report_ask"),
    path("<int:year>/report/<slug:audience>/<int:edition>/", reports.report_edition, name="report_edition"),
    path(
        "<int:year>/report/<slug:audience>/<int:edition>/release/",
        reports.report_release,
        name="report_release",
    ),
    path(
        "<int:year>/report/<slug:audience>/<int:edition>/try-again/",
        reports.report_try_again,
        name="report_try_again",
    ),
    path(
        "<int:year>/report/<slug:audience>/<int:edition>/pdf/",
        reports.report_download,
        {"kind": "pdf"},
        name="report_pdf",
    ),
    path(
        "<int:year>/report/<slug:audience>/<int:edition>/xlsx/",
        reports.report_download,
        {"kind": "xlsx"},
        name="report_workbook",
    ),
]
