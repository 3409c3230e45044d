"""What a taskforce last said of an activity in the answers of a year: a blank says nothing."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reporting.dataset.money import sum_of_known
from reporting.dataset.rows import ACTUAL_DAYS, PROGRESS_FIELDS, TAKEN_BACK, PartnerAnswer, ProgressRow
from reporting.dataset.values import Result


@dataclass(frozen=True)
class LatestAnswer:
    """What a taskforce last said of an activity: by field, and by the key of a partner, the row that says it.

    `ended`: US dollars of partners that an earlier review reported, and that no longer count. `withdrawn`: nothing is said
    since an answer was taken back; the words are then the reason.
    """

    fields: dict[str, ProgressRow]
    spent: dict[int | None, tuple[PartnerAnswer, ProgressRow]]
    delivered: dict[int | None, tuple[PartnerAnswer, ProgressRow]]
    ended: Decimal | None = None
    withdrawn: bool = False

    def value(self, field: str) -> Any:
        """What was last said in a field; None where nothing was."""
        return getattr(self.fields[field], field) if field in self.fields else None

    def stays(self, field: str, stage: str) -> bool:
        """Whether it was said at another review than this one."""
        return field in self.fields and self.fields[field].said_at != stage

    @property
    def late(self) -> bool:
        """Whether a part of it came after the last day for answers."""
        partners = (row for _one, row in (*self.spent.values(), *self.delivered.values()))
        return any(row.late for row in (*self.fields.values(), *partners))


def latest_answer(rows: list[ProgressRow]) -> LatestAnswer:
    """What the rows of one activity say together; they are in the order of their reviews.

    Each field stands by itself, and so do the amount and the delivery of each partner: the last row that says
    something of it. A later answer also ends what it contradicts: an activity that has not started has no dates and
    no money of partners, one that is not done has not ended, and none ends before it starts. An answer that is taken
    back ends all that was said before of the activity, but what the Secretariat spent: that is another hand's.
    """
    found: dict[str, ProgressRow] = {}
    spent: dict[int | None, tuple[PartnerAnswer, ProgressRow]] = {}
    delivered: dict[int | None, tuple[PartnerAnswer, ProgressRow]] = {}
    lost: Decimal | None = None
    withdrawn = False
    for row in rows:
        withdrawn = row.status == TAKEN_BACK if row.status else withdrawn
        if row.status in (Result.NOT_STARTED, TAKEN_BACK):
            lost = sum_of_known(one.amount for one, _row in spent.values()) or lost
        if row.status == Result.NOT_STARTED:
            found = {name: earlier for name, earlier in found.items() if name not in ACTUAL_DAYS}
            spent = {}
        if row.status == TAKEN_BACK:
            found = {name: earlier for name, earlier in found.items() if name == "spent_secretariat"}
            spent, delivered = {}, {}
        if row.status not in ("", Result.DONE):
            found.pop("actual_ends_on", None)
        nothing = ("", None, TAKEN_BACK)
        found |= {name: row for name in PROGRESS_FIELDS if getattr(row, name) not in nothing}
        spent |= {one.partner: (one, row) for one in row.spending if one.amount is not None}
        delivered |= {one.partner: (one, row) for one in row.spending if one.delivered}
        starts, ends = found.get("actual_starts_on"), found.get("actual_ends_on")
        began, ended = starts and starts.actual_starts_on, ends and ends.actual_ends_on
        if began and ended and began > ended:
            del found["actual_ends_on" if starts is row else "actual_starts_on"]
    return LatestAnswer(found, spent, delivered, lost, withdrawn)
