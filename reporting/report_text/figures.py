"""The figures of the printed tables: a highlight names the one that it rests on."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext

from reporting.dataset.schema import Dataset
from reporting.dataset.totals import LEGEND
from reporting.report_text.values import CELL_WORDS, dollars


class Figure(NamedTuple):
    """A figure by its own stable key, the table that has it, what it counts, and its value, the same in each language."""

    key: str
    table: str
    words: str
    value: str

    @property
    def told(self) -> str:
        """The figure as a highlight keeps it."""
        return f"{self.key}={self.value}"


def figures_of(dataset: Dataset, printed: Mapping[str, Any]) -> Iterator[Figure]:
    """The figures of the tables that are there; `printed` has the chapters by name."""
    for area, line in zip(dataset.areas, printed["summary"]["areas"], strict=False):
        for status, count in zip(LEGEND, line["counts"], strict=False):
            words, table = f"{line['name']}, {CELL_WORDS[status]}", printed["summary"]["caption"].label
            yield Figure(f"area.{area.code}.{status}", table, words, count)
    targets = {target.code: target for target in dataset.targets}
    for matrix in printed["comparison"]["tables"]:
        for row in matrix["rows"] if matrix["complete"] else ():
            words = gettext("target %(code)s, countries that achieved it") % row
            achieved = str(targets[row["code"]].achieved)
            yield Figure(f"target.{row['code']}", matrix["caption"].label, words, achieved)
    if printed["counts"]["known"]:
        table = printed["counts"]["caption"].label
        yield Figure("activities", table, gettext("all activities"), f"{dataset.activity_total:,}")
        for kind in dataset.types:
            yield Figure(f"type.{kind.code}", table, kind.name, f"{kind.total:,}")
    if printed["money"]["known"]:
        table, money = printed["money"]["caption"].label, dataset.money.everything
        words = gettext("Secretariat funding, approved")
        yield Figure("money.approved", table, words, dollars(money.approved))
        if money.spent_secretariat is not None:
            words = gettext("Secretariat funding, spent")
            yield Figure("money.spent", table, words, dollars(money.spent_secretariat))
