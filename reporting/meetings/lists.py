"""The list of meetings, and of the people who come to one: their rows, filters and columns, on pages and in files."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from commit_portal.forms.base import Values
from commit_portal.http.filters import Column, Filter, FilterChoice, ListOf, Sort
from commit_portal.i18n import ngettext_lazy, planned_words
from reporting.meetings.days_shown import held_words, parts_words, schedule_of
from reporting.models import Meeting


def row_of(found: Meeting, on: date) -> Values:
    """A meeting as its list, its page and its files say it on a day."""
    schedule, held = schedule_of(found, on), found.is_held(on)
    status, word = "planned", gettext("Planned")
    if found.is_called_off:
        status, word = "cancelled", gettext("Called off")
    elif held:
        status, word = "done", pgettext("meeting", "Held")
    elif not (any(schedule.planned) or schedule.planned_place):
        # One of the past whose date was not found.
        status, word = "not_reported", gettext("Date not known")
    # The planned days of a meeting that was held may never have been recorded.
    no_days = {"done": gettext("Not recorded"), "planned": gettext("No dates yet")}.get(status, "")
    return {
        "meeting": found,
        "schedule": schedule,
        "name": str(found),
        "is_demo": found.is_demo,
        "url": reverse("meeting", args=[found.slug]),
        "status": status,
        "word": word,
        "planned": planned_words(*schedule.planned) if any(schedule.planned) else no_days,
        "planned_place": schedule.planned_place
        or (gettext("Host not agreed yet") if status == "planned" else ""),
        "actual": held_words(found) if held else (gettext("Not held yet") if status == "planned" else ""),
        "decisions": "" if found.is_ahead(on) else found.decisions,
        "place": schedule.place or (gettext("Place not known") if held else ""),
    }


def _years(row: Values) -> Iterator[FilterChoice]:
    year = row["meeting"].year
    if year is not None:
        yield FilterChoice(str(year), str(year), -year)


def _countries(row: Values) -> Iterator[FilterChoice]:
    host = row["meeting"].host or row["meeting"].planned_host
    if host is not None:
        yield FilterChoice(host.code.lower(), str(host), host.position)


MEETINGS = ListOf[Values](
    filters=(
        Filter(
            "kind",
            gettext_lazy("Kind"),
            lambda row: [
                FilterChoice(part.kind, part.get_kind_display()) for part in row["meeting"].parts.all()
            ],
        ),
        Filter("in", gettext_lazy("Year"), _years),
        Filter("country", gettext_lazy("Country"), _countries),
    ),
    sorts=(
        Sort.by_name(gettext_lazy("Meeting"), lambda row: row["name"]),
        Sort(
            "day",
            pgettext_lazy("meeting", "Held"),
            gettext_lazy("Day, earliest first"),
            gettext_lazy("Day, latest first"),
            lambda row: row["meeting"].begins_on(),
        ),
    ),
    columns=(
        Column(gettext_lazy("Meeting"), lambda row: row["name"], 44),
        Column(gettext_lazy("Planned from"), lambda row: row["schedule"].planned[0]),
        Column(gettext_lazy("Planned until"), lambda row: row["schedule"].planned[1]),
        Column(gettext_lazy("Planned in"), lambda row: row["planned_place"], 26),
        Column(gettext_lazy("Held from"), lambda row: row["schedule"].actual[0]),
        Column(gettext_lazy("Held until"), lambda row: row["schedule"].actual[1]),
        Column(gettext_lazy("Held in"), lambda row: row["place"], 26),
        Column(gettext_lazy("Status"), lambda row: str(row["word"]), 16),
        Column(gettext_lazy("Days of each part"), lambda row: parts_words(row["meeting"]), 40),
    ),
    usual=gettext_lazy("Next meetings first"),
    counted=ngettext_lazy(
        "Showing %(shown)s of %(count)s meeting.", "Showing %(shown)s of %(count)s meetings."
    ),
)

# For who reads the minutes.
DECISIONS = Column[Values](gettext_lazy("Decisions"), lambda row: row["decisions"], 60)

# Of one meeting: a delegation's row for each of its people.
PARTICIPANTS = ListOf[Values](
    columns=(
        Column(gettext_lazy("Delegation"), lambda row: row["delegation"], 26),
        Column(gettext_lazy("Name"), lambda row: row["name"], 40),
        Column(pgettext_lazy("of a person", "Post"), lambda row: row["post"], 60),
    )
)

TOOK_PART = Column[Values](gettext_lazy("Took part"), lambda row: row["took_part"], 20)
