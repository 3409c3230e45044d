"""Years, workplans, activities, decisions, people. `place` is "kh" ... "vn" or "regional"."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from workplans.drafting.table import views as table
from workplans.drafting.views import both as activity_both
from workplans.drafting.views import form as activity_form
from workplans.drafting.views import needs
from workplans.drafting.views import steps as activity_steps
from workplans.spreadsheets import views as spreadsheets
from workplans.submitting.history_views import DRAFT


class YearConverter:
    """Four digits, as a person writes a year."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(int(value))


class PlaceConverter:
    """A country's two letters, or "regional": never "reviews", "comparison" or "report"."""

    regex = "[a-z]{2}|regional"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class LineConverter:
    """The last digits of an activity's code, three of them or more: 003."""

    regex = "[0-9]{3,4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{int(value):03d}"


class SideConverter:
    """One side of a comparison: the number of a version, or the draft."""

    regex = f"[0-9]{{1,5}}|{DRAFT}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: int | str) -> str:
        return str(value)


register_converter(YearConverter, "year")
register_converter(PlaceConverter, "place")
register_converter(LineConverter, "line")
register_converter(SideConverter, "side")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("workplans.years.urls")),
    path("", include("workplans.pages.urls")),
    path("<year:year>/<place:place>/activities/add/", activity_form.activity_add, name="activity_add"),
    path("<year:year>/<place:place>/needs/", needs.workplan_needs, name="workplan_needs"),
    path("", include("workplans.submitting.urls")),
    path("", include("workplans.releasing.urls")),
    path("", include("workplans.consultation.urls")),
    # rows of the table that save themselves
    path("<year:year>/<place:place>/new/save/", table.row_add, name="row_add"),
    path("<year:year>/<place:place>/<line:number>/save/", table.row_save, name="row_save"),
    path("<year:year>/<place:place>/<line:number>/opened/", table.row_opened, name="row_opened"),
    path("<year:year>/<place:place>/<line:number>/edit/", activity_form.activity_edit, name="activity_edit"),
    path("<year:year>/<place:place>/<line:number>/both/", activity_both.activity_both, name="activity_both"),
    path(
        "<year:year>/<place:place>/<line:number>/withdraw/",
        activity_steps.activity_withdraw,
        name="activity_withdraw",
    ),
    path(
        "<year:year>/<place:place>/<line:number>/restore/",
        activity_steps.activity_restore,
        name="activity_restore",
    ),
    path(
        "<year:year>/<place:place>/<line:number>/unlock/",
        activity_steps.activity_unlock,
        name="activity_unlock",
    ),
    path("<year:year>/<place:place>/<line:number>/keep/", activity_steps.activity_keep, name="activity_keep"),
    path("", include("workplans.ministries.urls")),
    path("", include("workplans.comments.urls")),
    # spreadsheets
    path(
        "<year:year>/<place:place>/export.<slug:suffix>", spreadsheets.workplan_export, name="workplan_export"
    ),
    path("<year:year>/<place:place>/import/", spreadsheets.workplan_import, name="workplan_import"),
    path(
        "<year:year>/<place:place>/import/to-correct.xlsx",
        spreadsheets.workplan_import_marked,
        name="workplan_import_marked",
    ),
    path(
        "<year:year>/<place:place>/import/confirm/",
        spreadsheets.workplan_import_confirm,
        name="workplan_import_confirm",
    ),
    # deciding, regional
    path("", include("workplans.deciding.urls")),
    path("", include("workplans.regional.urls")),
    path("", include("workplans.people.urls")),
]
