"""The rows that the dataset is built of, as the database has them; and what a taskforce last said in the answers of a year: a
blank says nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from reporting.dataset.activities import ReportedText
from reporting.dataset.money import BudgetFact, MoneyRow, sum_of_known
from reporting.dataset.schema import CountryFacts, Facts, StepFacts
from reporting.dataset.targets import EvidenceFacts, MeetingFacts, RecommendationFacts
from reporting.dataset.values import Result, SaidAt


@dataclass(frozen=True)
class PlanRow:
    """A taskforce of the year. `country` is None for the region, `version` None where not released.

    `ceiling` is that of the version; to the Secretariat, of a plan that is not approved, the one of the day.
    """

    taskforce: int
    country: CountryFacts | None
    version: int | None
    version_number: int | None = None
    ceiling: Decimal | None = None
    lead_body: str = ""
    needs: str = ""
    agreed_on: date | None = None
    agreed_by: str = ""


class ContinuedRow(NamedTuple):
    """An earlier target that a target continues; `plan` is the code of its plan of action.

    `is_split`: several targets continue it. `further` are those that it continues itself.
    """

    key: int
    plan: str
    code: str
    is_same: bool
    is_split: bool = False
    further: tuple["ContinuedRow", ...] = ()


@dataclass(frozen=True)
class TargetRow:
    key: int
    code: str
    text: str
    scope: str
    printed_number: str
    due_on: date
    continues: tuple[ContinuedRow, ...] = ()
    # When it was added to an adopted text as missing, else None.
    added_at: datetime | None = None


@dataclass(frozen=True)
class AreaRow:
    key: int
    code: str
    title: str
    objective: str
    targets: tuple[TargetRow, ...]


def lineage(areas: Iterable[AreaRow]) -> list[ContinuedRow]:
    """What the targets of areas continue, over all steps."""
    found = [one for area in areas for target in area.targets for one in target.continues]
    for one in found:
        found += one.further
    return found


@dataclass(frozen=True)
class TypeRow:
    key: int
    code: str
    title: str


class GiftRow(NamedTuple):
    """A partner's accepted support of a line: US dollars, or help in kind in words. `partner` is its key."""

    partner: int
    name: str
    amount: Decimal | None
    what: str = ""


@dataclass(frozen=True)
class LineRow:
    """A line of an approved version. `countries` are keys of taskforces that take part, the host first.

    `partners` are the names of those who support it; `gifts` what they give, as far as the audience reads it.
    """

    version: int
    activity: int
    targets: tuple[int, ...]
    code: str = ""
    title: str = ""
    area: int = 0
    type: int | None = None
    texts: tuple[ReportedText, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    cost: Decimal | None = None
    secured: Decimal | None = None
    withdrawn: bool = False
    gifts: tuple[GiftRow, ...] = ()
    partners: tuple[str, ...] = ()
    countries: tuple[int, ...] = ()


class AnswerRow(NamedTuple):
    """What a taskforce answered for a target, in the last closed round of a review, or what a `source` says of it.

    No status where it took an earlier answer back: the narrative is then the reason.
    """

    taskforce: int
    said_at: SaidAt | None
    late: bool
    said_on: date | None
    target: int
    status: str
    achieved_on: date | None = None
    narrative: str = ""
    source: str = ""


@dataclass(frozen=True)
class PartnerAnswer:
    """What one sheet says of a partner's support of an activity.

    `partner` is its key, None for partners that are not named; `amount` US dollars spent since 1 January;
    `delivered` a value of `Delivered`. The name is for reading and does not count.
    """

    partner: int | None
    amount: Decimal | None = None
    delivered: str = ""
    name: str = field(default="", compare=False, repr=False)

    @property
    def is_empty(self) -> bool:
        return self.amount is None and not self.delivered


@dataclass(frozen=True)
class ProgressRow:
    """What one sheet says of an activity: the last closed round of a review. A blank says nothing."""

    taskforce: int
    said_at: SaidAt | None
    late: bool
    activity: int
    status: str = ""
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    spent_secretariat: Decimal | None = None
    narrative: str = ""
    spending: tuple[PartnerAnswer, ...] = ()
    said_on: date | None = None


PROGRESS_FIELDS = tuple(
    item.name
    for item in fields(ProgressRow)
    if item.name not in ("taskforce", "said_at", "late", "activity", "spending", "said_on")
)
"""What is said of an activity beside its partners, in the order of `ProgressRow`."""
ACTUAL_DAYS = ("actual_starts_on", "actual_ends_on")
"""What an activity that has not started cannot have (RV-5), as it cannot have spending of partners."""


TAKEN_BACK = "taken_back"
"""The status of an activity whose answer the taskforce took back (`reporting.statuses`)."""


class LoadedRows(NamedTuple):
    """What documents say of a year beside its statuses, by the keys of taskforces, and of types of activities."""

    counts: Mapping[tuple[int, int], int]
    money: Mapping[int, MoneyRow]


@dataclass(frozen=True)
class Rows:
    """Everything that a dataset is made of. `statuses_need_release` is about outsiders: partners, observers.

    `without_partner_money`: they read the names of partners and no amounts, so that `LineRow.gifts` and
    `ProgressRow.spending` are empty.

    Rows of an earlier review stand before those of a later one, in `answers` and `progress`: the later answer replaces
    the earlier one. `before` has of each year, the newest first, the last status by taskforce and target.
    `asked_until`: when the last review of the year closed to a taskforce; empty while one is open or to come.
    `served` has the number of lines by version and target. The keys of `evidence` are a taskforce, and an activity or a target.
    Read for one area (`report_rows`), answers are statuses alone, `served` stands for `lines`, and the rest is
    empty: enough for `build_targets`, not for an edition. `loaded` are those of a year that was not planned in the portal.
    """

    facts: Facts
    plans: tuple[PlanRow, ...]
    areas: tuple[AreaRow, ...]
    answers: tuple[AnswerRow, ...]
    # What is made of them is kept by the object itself.
    __hash__ = object.__hash__
    lines: tuple[LineRow, ...] = ()
    served: Mapping[tuple[int, int], int] = field(default_factory=dict)
    before: Mapping[int, Mapping[tuple[int, int], str]] = field(default_factory=dict)
    asked_until: Mapping[int, datetime] = field(default_factory=dict)
    progress: tuple[ProgressRow, ...] = ()
    types: tuple[TypeRow, ...] = ()
    steps: tuple[StepFacts, ...] = ()
    meetings: tuple[MeetingFacts, ...] = ()
    recommendations: tuple[RecommendationFacts, ...] = ()
    followed_up: tuple[RecommendationFacts, ...] = ()
    evidence: Mapping[tuple[int, int | None, int | None], tuple[EvidenceFacts, ...]] = field(
        default_factory=dict
    )
    statuses_need_release: bool = False
    without_partner_money: bool = False
    loaded: LoadedRows | None = None
    budget: tuple[BudgetFact, ...] = ()


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
