"""Home, reviews, meetings, comparison, annual report, printed forms. `year` is four digits, as workplans.urls registers it."""

from django.urls import URLPattern, URLResolver, include, path

from reporting.dataset_queries.year_facts import days_of_reviews
from reporting.meetings.days_shown import planned_meeting_days
from reporting.reviews.queries import answers_lost
from workplans.years.views import MoveYear, OpenYear, SetStepDates, YearDetail

# The wings, in the order of their addresses: before the pages of the year, and behind them.
BEFORE = ("years", "home", "account", "notices", "search", "comparison", "editions", "carry_over", "printed")
BEHIND = ("reviews", "answers", "questions", "spreadsheets", "evidence", "meetings", "past_years")
DAYS_HELD = {"days_held": days_of_reviews}
MEETING_DAYS = {"meeting_days": planned_meeting_days}

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"reporting.{wing}.urls")) for wing in BEFORE),
    # the year, whose steps are dated by its reviews and whose targets are answered in them
    path("years/open/", OpenYear.as_view(), DAYS_HELD | MEETING_DAYS, name="year_open"),
    path("<year:year>/", YearDetail.as_view(), DAYS_HELD, name="year"),
    path("<year:year>/steps/", SetStepDates.as_view(), DAYS_HELD, name="year_steps"),
    path("<year:year>/revision/<int:number>/", MoveYear.as_view(), {"lost": answers_lost}, name="year_move"),
    *(path("", include(f"reporting.{wing}.urls")) for wing in BEHIND),
]
