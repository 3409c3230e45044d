"""The figures of the printed tables: a highlight names the one that it rests on."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext

from reporting.dataset import Dataset, FollowUp
from reporting.dataset.totals import LEGEND, is_overdue, moves
from reporting.dataset.years import Effort, effort_of
from reporting.report_text.values import CELL_WORDS, dollars
from reporting.report_text.years import MONEY_FIGURES, OF_PARTNERS

# The sums of all workplans, by the end of their keys.
MONEY = {"approved": "approved", "spent": "spent_secretariat", **{name: name for name in OF_PARTNERS}}
OPEN = (FollowUp.OPEN, FollowUp.UNDER_WAY)


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
    yield from _sums(dataset, printed["money"])
    for key, caption, words, count in _counts(dataset, printed):
        if caption:
            yield Figure(key, caption.label, words, f"{count:,}")


def _sums(dataset: Dataset, printed: Mapping[str, Any]) -> Iterator[Figure]:
    """US dollars of all workplans; those of partners for readers who see them in the table."""
    for key, name in MONEY.items() if printed["known"] else ():
        amount = getattr(dataset.money.everything, name)
        if amount is not None and (printed["with_partners"] or name not in OF_PARTNERS):
            yield Figure(f"money.{key}", printed["caption"].label, str(MONEY_FIGURES[name]), dollars(amount))


def _counts(dataset: Dataset, printed: Mapping[str, Any]) -> Iterator[tuple[str, Any, str, int]]:
    """What is counted of answers, targets and recommendations, with the caption of its table where that is there."""
    progress, meeting, (forward, back) = printed["progress"], printed["meeting"], moves(dataset)
    # Where the report has years before, what moved stands in their tables.
    beside = printed.get("years", {}).get("tables")
    changes = beside[0]["caption"] if beside else progress["changes_caption"]
    yield "moved.forward", changes, gettext("country answers closer to “achieved” than before"), forward
    yield "moved.back", changes, gettext("country answers further from “achieved” than before"), back
    due, facts = progress["counted"] and progress["due_caption"], dataset.facts
    overdue = sum(
        any(is_overdue(one, cell, facts, date.max) for cell in one.cells) for one in dataset.targets
    )
    yield "overdue", due, gettext("targets that a country has not achieved by the due date"), overdue
    nobody = sum(row.effort is Effort.NOBODY for row in effort_of(dataset))
    yield "nobody", printed["comparison"]["unserved_caption"], gettext("targets that nobody works on"), nobody
    for part, found, caption in (
        ("made", dataset.recommendations, meeting["caption"]),
        ("followed", dataset.followed_up, meeting["followed_caption"]),
    ):
        results = [{asked.result for asked in one.addressees} or {FollowUp.OPEN} for one in found]
        done, unfinished = results.count({FollowUp.DONE}), sum(not one.isdisjoint(OPEN) for one in results)
        yield f"{part}.done", caption, gettext("recommendations that all addressees have done"), done
        yield f"{part}.open", caption, gettext("recommendations that are not finished"), unfinished
