"""The list of people as its address filters and sorts it."""

from itertools import groupby

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.http.filters import Column, Filter, FilterChoice, FilteredList, ListOf, Sort
from commit_portal.i18n.messages import say
from commit_portal.i18n.search_normalization import fold
from workplans.statuses import Role

PEOPLE = ListOf[Values](
    filters=(
        Filter("country", _("Country or group"), lambda row: [FilterChoice(row["group"], row["group_name"])]),
        Filter(
            "role",
            _("Role"),
            lambda row: [
                FilterChoice(role, str(role.label), place)
                for place, role in enumerate(Role)
                if role == row["role_code"]
            ],
        ),
    ),
    sorts=(
        Sort.by_name(_("Name"), lambda row: fold(row["name"])),
        Sort(
            "seat",
            _("Role"),
            _("Role, A to Z"),
            _("Role, Z to A"),
            lambda row: row["seat"],
        ),
        Sort(
            "since",
            _("Dates"),
            _("First day, earliest first"),
            _("First day, latest first"),
            lambda row: row["starts_on"],
        ),
    ),
    columns=(
        Column(_("Name"), lambda row: row["name"], 30),
        Column(_("E-mail address"), lambda row: row["email"], 34),
        Column(_("Country or group"), lambda row: row["group_name"], 24),
        Column(_("Role"), lambda row: row["seat"], 30),
        Column(_("Ministry"), lambda row: row["ministry"], 24),
        Column(_("Dates"), lambda row: row["dates"], 28),
    ),
    text=lambda row: " ".join((row["name"], row["email"], row["seat"], row["ministry"])),
    usual=_("By country or group"),
)


def groups_shown(shown: FilteredList[Values]) -> list[tuple[str, list[Values]]]:
    """The seats that are shown, group by group; sorted by a column, all of them in one."""
    if shown.is_sorted:
        return [(gettext("All groups"), list(shown.rows))] if shown.rows else []
    return [(head, list(rows)) for head, rows in groupby(shown.rows, key=lambda row: row["group_name"])]


def counted_words(shown: FilteredList[Values]) -> str:
    """As in "Showing 5 of 24 seats."."""
    words = ngettext(
        "Showing %(shown)s of %(count)s role.", "Showing %(shown)s of %(count)s roles.", shown.total
    )
    return say(words, shown=len(shown.rows), count=shown.total)
