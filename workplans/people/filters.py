"""The list of people as its address filters and sorts it."""

from itertools import groupby

from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.http.filters import Column, Filter, FilterChoice, FilteredList, ListOf, Sort
from commit_portal.i18n import fold, ngettext_lazy
from workplans.models import Seat
from workplans.people.seat_groups import group_of
from workplans.statuses import Role


def role_words(seat: Seat) -> str:
    """The role, with the partner that it is of."""
    return f"{seat.role_label}, {seat.partner}" if seat.partner else seat.role_label


PEOPLE = ListOf[Seat](
    filters=(
        Filter("country", _("Country or group"), lambda seat: [FilterChoice(*group_of(seat)[2:])]),
        Filter(
            "role",
            _("Role"),
            lambda seat: [FilterChoice(seat.role, Role(seat.role).label, Role.values.index(seat.role))],
        ),
    ),
    sorts=(
        Sort.by_name(_("Name"), lambda seat: fold(str(seat.user))),
        Sort("seat", _("Role"), _("Role, A to Z"), _("Role, Z to A"), role_words),
        Sort(
            "since",
            _("Dates"),
            _("First day, earliest first"),
            _("First day, latest first"),
            lambda seat: seat.starts_on,
        ),
    ),
    columns=(
        Column(_("Name"), lambda seat: str(seat.user), 30),
        Column(_("E-mail address"), lambda seat: seat.user.email, 34),
        Column(_("Country or group"), lambda seat: group_of(seat)[-1], 24),
        Column(_("Role"), role_words, 30),
        Column(_("Ministry"), lambda seat: str(seat.ministry or ""), 24),
        Column(_("First day"), lambda seat: seat.starts_on),
        Column(_("Last day"), lambda seat: seat.ends_on),
    ),
    text=lambda seat: " ".join((str(seat.user), seat.user.email, role_words(seat), str(seat.ministry or ""))),
    usual=_("By country or group"),
    counted=ngettext_lazy("Showing %(shown)s of %(count)s role.", "Showing %(shown)s of %(count)s roles."),
)


def groups_shown(shown: FilteredList[Seat]) -> list[tuple[str, list[Seat]]]:
    """The seats that are shown, group by group; sorted by a column, all of them in one."""
    if shown.is_sorted:
        return [(gettext("All groups"), list(shown.rows))] if shown.rows else []
    return [(head, list(seats)) for head, seats in groupby(shown.rows, key=lambda seat: group_of(seat)[-1])]
