"""The list of meetings as its address filters and sorts it."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from commit_portal.forms.base import Values
from commit_portal.http.filters import Column, Filter, FilterChoice, ListOf, Sort


def _years(row: Values) -> Iterator[FilterChoice]:
    begins = row["meeting"].begins_on()
    if begins is not None:
        yield FilterChoice(str(begins.year), str(begins.year), -begins.year)


def _countries(row: Values) -> Iterator[FilterChoice]:
    host = row["meeting"].host or row["meeting"].planned_host
    if host is not None:
        yield FilterChoice(host.code.lower(), host.name, host.position)


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
        Column(gettext_lazy("Planned"), lambda row: row["planned"], 26),
        Column(gettext_lazy("Planned in"), lambda row: row["planned_place"], 26),
        Column(pgettext_lazy("meeting", "Held"), lambda row: row["actual"], 26),
        Column(gettext_lazy("Held in"), lambda row: row["place"], 26),
        Column(gettext_lazy("Status"), lambda row: str(row["word"]), 16),
    ),
    usual=gettext_lazy("Next meetings first"),
    counted=ngettext_lazy(
        "Showing %(shown)s of %(count)s meeting.", "Showing %(shown)s of %(count)s meetings.", "count"
    ),
)
