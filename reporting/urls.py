"""Home, reviews, meetings, comparison, annual report, printed forms. `year` is four digits, as workplans.urls registers it."""

from django.urls import URLPattern, URLResolver, include, path

from reporting.dataset_queries.step_days import days_of_reviews
from reporting.reviews.queries import answers_lost
from workplans.years.views import MoveYear, OpenYear, SetStepDates, YearDetail

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("reporting.years.urls")),
    path("", include("reporting.home.urls")),
    path("", include("reporting.account.urls")),
    path("", include("reporting.notices.urls")),
    path("", include("reporting.search.urls")),
    # the year, whose steps are dated by its reviews and whose targets are answered in them
    path("years/open/", OpenYear.as_view(), {"days_held": days_of_reviews}, name="year_open"),
    path("<year:year>/", YearDetail.as_view(), {"days_held": days_of_reviews}, name="year"),
    path("<year:year>/steps/", SetStepDates.as_view(), {"days_held": days_of_reviews}, name="year_steps"),
    path("<year:year>/revision/<int:number>/", MoveYear.as_view(), {"lost": answers_lost}, name="year_move"),
    # reviews and meetings
    path("", include("reporting.reviews.urls")),
    path("", include("reporting.answers.urls")),
    path("", include("reporting.spreadsheets.urls")),
    path("", include("reporting.evidence.urls")),
    path("", include("reporting.meetings.urls")),
    path("", include("reporting.past_years.urls")),
    path("<year:year>/comparison/", include("reporting.comparison.urls")),
    # annual report
    path("", include("reporting.editions.urls")),
    path("", include("reporting.carry_over.urls")),
    path("", include("reporting.printed.urls")),
]
