"""The list of people as its address filters and sorts it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy, ngettext

from commit_portal.http.filters import Column, Filter, FilterChoice, ListOf, Shown, Sort
from commit_portal.i18n.search_normalization import fold
from workplans.people.seat_groups import PeopleGroup, SeatRow
from workplans.statuses import Role


@dataclass(frozen=True)
class PeopleList:
    """A seat with its group: the code of the group, and its words."""

    group: str
    head: str
    row: SeatRow


def _groups(listed: PeopleList) -> Iterator[FilterChoice]:
    yield FilterChoice(listed.group, listed.head)


def _roles(listed: PeopleList) -> Iterator[FilterChoice]:
    yield FilterChoice(listed.row.role_code, listed.row.role, list(Role).index(Role(listed.row.role_code)))


def _text(listed: PeopleList) -> str:
    row = listed.row
    return " ".join((row.name, row.email, row.seat, row.ministry))


PEOPLE = ListOf[PeopleList](
    filters=(
        Filter("country", gettext_lazy("Country or group"), _groups),
        Filter("role", gettext_lazy("Role"), _roles),
    ),
    sorts=(
        Sort.by_name(gettext_lazy("Name"), lambda listed: fold(listed.row.name)),
        Sort(
            "seat",
            gettext_lazy("Seat"),
            gettext_lazy("Seat, A to Z"),
            gettext_lazy("Seat, Z to A"),
            lambda listed: listed.row.seat,
        ),
        Sort(
            "since",
            gettext_lazy("Dates"),
            gettext_lazy("First day, earliest first"),
            gettext_lazy("First day, latest first"),
            lambda listed: listed.row.starts_on,
        ),
    ),
    columns=(
        Column(gettext_lazy("Name"), lambda listed: listed.row.name, 30),
        Column(gettext_lazy("E-mail address"), lambda listed: listed.row.email, 34),
        Column(gettext_lazy("Country or group"), lambda listed: listed.head, 24),
        Column(gettext_lazy("Seat"), lambda listed: listed.row.seat, 30),
        Column(gettext_lazy("Ministry"), lambda listed: listed.row.ministry, 24),
        Column(gettext_lazy("Dates"), lambda listed: listed.row.dates, 28),
    ),
    text=_text,
    usual=gettext_lazy("By country or group"),
)


def listed_people(groups: Iterable[PeopleGroup]) -> list[PeopleList]:
    """The seats of all groups, in their order."""
    return [PeopleList(group.code, group.head, row) for group in groups for row in group.rows]


def groups_shown(groups: Iterable[PeopleGroup], shown: Shown[PeopleList]) -> tuple[PeopleGroup, ...]:
    """The groups with the seats that are shown; sorted by a column, all of them in one group."""
    if shown.is_sorted:
        rows = tuple(listed.row for listed in shown.rows)
        return (PeopleGroup("", gettext("All groups"), rows),) if rows else ()
    kept = {listed.row.pk for listed in shown.rows}
    found = [(group, tuple(row for row in group.rows if row.pk in kept)) for group in groups]
    return tuple(PeopleGroup(group.code, group.head, rows) for group, rows in found if rows)


def counted_words(shown: Shown[PeopleList]) -> str:
    """As in "Showing 5 of 24 seats."."""
    words = ngettext(
        "Showing %(shown)s of %(count)s seat.", "Showing %(shown)s of %(count)s seats.", shown.total
    )
    return words % {"shown": len(shown.rows), "count": shown.total}
