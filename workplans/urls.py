"""Years, workplans, activities, decisions, people. `place` is "kh" ... "vn" or "regional"."""

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from workplans.activity_codes import padded
from workplans.submitting.views.history import DRAFT


class YearConverter(IntConverter):
    """Four digits, as a person writes a year."""

    regex = "[12][0-9]{3}"


class PlaceConverter(StringConverter):
    """A country's two letters, or "regional": never "reviews", "comparison" or "report"."""

    regex = "[a-z]{2}|regional"


class LineConverter(IntConverter):
    """The last digits of an activity's code, three of them or more: 003."""

    regex = "[0-9]{3,4}"

    def to_url(self, value: int | str) -> str:
        return padded(int(value))


class SideConverter(StringConverter):
    """One side of a comparison: the number of a version, or the draft."""

    regex = f"[0-9]{{1,5}}|{DRAFT}"

    def to_url(self, value: int | str) -> str:
        return str(value)


register_converter(YearConverter, "year")
register_converter(PlaceConverter, "place")
register_converter(LineConverter, "line")
register_converter(SideConverter, "side")

PLAN = "<year:year>/<place:place>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("workplans.years.urls")),
    path(PLAN, include("workplans.pages.urls")),
    path(PLAN, include("workplans.drafting.urls")),
    path(PLAN, include("workplans.table.urls")),
    path(PLAN, include("workplans.submitting.urls")),
    path("", include("workplans.releasing.urls")),
    path("", include("workplans.consultation.urls")),
    path("", include("workplans.ministries.urls")),
    path(PLAN, include("workplans.comments.urls")),
    path(PLAN, include("workplans.spreadsheets.urls")),
    path(PLAN, include("workplans.deciding.urls")),
    path("", include("workplans.regional.urls")),
    path("", include("workplans.people.urls")),
    path("", include("workplans.book.urls")),
    path("", include("workplans.funding.urls")),
]
