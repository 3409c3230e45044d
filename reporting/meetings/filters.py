"""The list of meetings as its address filters and sorts it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from commit_portal.http.filters import Column, Filter, FilterChoice, FilteredList, ListOf, Sort
from reporting.models import Meeting


@dataclass(frozen=True)
class MeetingList:
    """A meeting with its row in words."""

    meeting: Meeting
    row: dict[str, Any]


def _kinds(listed: MeetingList) -> Iterator[FilterChoice]:
    for part in listed.meeting.parts.all():
        yield FilterChoice(part.kind, part.get_kind_display())


def _years(listed: MeetingList) -> Iterator[FilterChoice]:
    begins = listed.meeting.begins_on()
    if begins is not None:
        yield FilterChoice(str(begins.year), str(begins.year), -begins.year)


def _countries(listed: MeetingList) -> Iterator[FilterChoice]:
    host = listed.meeting.host or listed.meeting.planned_host
    if host is not None:
        yield FilterChoice(host.code.lower(), host.name, host.position)


MEETINGS = ListOf[MeetingList](
    filters=(
        Filter("kind", gettext_lazy("Kind"), _kinds),
        Filter("in", gettext_lazy("Year"), _years),
        Filter("country", gettext_lazy("Country"), _countries),
    ),
    sorts=(
        Sort.by_name(gettext_lazy("Meeting"), lambda listed: listed.row["name"]),
        Sort(
            "day",
            pgettext_lazy("meeting", "Held"),
            gettext_lazy("Day, earliest first"),
            gettext_lazy("Day, latest first"),
            lambda listed: listed.meeting.begins_on(),
        ),
    ),
    columns=(
        Column(gettext_lazy("Meeting"), lambda listed: listed.row["name"], 44),
        Column(gettext_lazy("Planned"), lambda listed: listed.row["planned"], 26),
        Column(gettext_lazy("Planned in"), lambda listed: listed.row["planned_place"], 26),
        Column(pgettext_lazy("meeting", "Held"), lambda listed: listed.row["actual"], 26),
        Column(gettext_lazy("Held in"), lambda listed: listed.row["place"], 26),
        Column(gettext_lazy("Status"), lambda listed: str(listed.row["word"]), 16),
    ),
    usual=gettext_lazy("Next meetings first"),
)


def counted_words(shown: FilteredList[MeetingList]) -> str:
    """As in "Showing 2 of 9 meetings."."""
    words = ngettext(
        "Showing %(shown)s of %(count)s meeting.", "Showing %(shown)s of %(count)s meetings.", shown.total
    )
    return words % {"shown": len(shown.rows), "count": shown.total}
