"""The figures of the printed tables, by which a highlight is held to what it tells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from reporting.dataset.schema import Dataset
from reporting.dataset.totals import tally_of
from reporting.dataset.values import CellStatus
from reporting.report.cells import area_name
from reporting.report_text.values import dollars


@dataclass(frozen=True)
class Figure:
    """A figure by its own stable key, the table that has it, what it counts, and its value, the same in each language."""

    key: str
    table: str
    words: str
    value: str

    @property
    def told(self) -> str:
        """The figure as a highlight keeps it."""
        return f"{self.key}={self.value}"


def figures_of(dataset: Dataset, printed: Mapping[str, Any]) -> list[Figure]:
    """The figures of the tables that are there; `printed` has the chapters by name."""
    return [*_answers(dataset, printed), *_activities(dataset, printed), *_money(dataset, printed)]


def _answers(dataset: Dataset, printed: Mapping[str, Any]) -> Iterator[Figure]:
    """Answers by area, and the countries that achieved each target."""
    words = {
        CellStatus.ACHIEVED: gettext("%(area)s, answers “achieved”"),
        CellStatus.IN_PROGRESS: gettext("%(area)s, answers “in progress”"),
    }
    overview, lines = printed["summary"]["caption"], printed["summary"]["areas"]
    for area, line in zip(dataset.areas, lines, strict=False):
        tally = tally_of(area.targets)
        for status in words if line["counts"] else ():
            said = words[status] % {"area": area_name(area.code, area.title)}
            yield Figure(f"area.{area.code}.{status}", overview.label, said, str(tally[status]))
    whole = (table for table in printed["comparison"]["tables"] if table["complete"])
    tables = {row["code"]: table["caption"].label for table in whole for row in table["rows"]}
    for target in dataset.targets:
        if target.code in tables:
            said = gettext("target %(code)s, countries that achieved it") % {"code": target.code}
            yield Figure(f"target.{target.code}", tables[target.code], said, str(target.achieved))


def _activities(dataset: Dataset, printed: Mapping[str, Any]) -> Iterator[Figure]:
    """Activities of all countries, by type and together."""
    if printed["counts"]["known"]:
        table = printed["counts"]["caption"].label
        yield Figure("activities", table, gettext("all activities"), f"{dataset.activity_total:,}")
        for row in dataset.types:
            yield Figure(f"type.{row.code}", table, row.name, f"{row.total:,}")


def _money(dataset: Dataset, printed: Mapping[str, Any]) -> Iterator[Figure]:
    """Secretariat funding of all workplans in US dollars."""
    money = dataset.money.everything
    if printed["money"]["known"]:
        table = printed["money"]["caption"].label
        approved, spent = money.approved, money.spent_secretariat
        yield Figure("money.approved", table, gettext("Secretariat funding, approved"), dollars(approved))
        if spent is not None:
            yield Figure("money.spent", table, gettext("Secretariat funding, spent"), dollars(spent))
