"""Lines of approved versions and what is reported of them: Table 1, the chapters, the regional workplan."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from reporting.dataset.money import MoneyRow, SpendingSaidAt, SpentMoney, SupportFacts, spent_in
from reporting.dataset.targets import EvidenceFacts
from reporting.dataset.values import LEFT_OUT_EMPTY, NO_DAYS, Result, SaidAt, Span


@dataclass(frozen=True)
class TypeCounts:
    """A row of Table 1: activities of one type. `short` is the name as the proposal prints it."""

    code: str
    name: str
    short: str
    by_country: tuple[int | None, ...]

    @property
    def is_known(self) -> bool:
        """Whether the number of any country is known: where none is, the total of zero says nothing."""
        return any(count is not None for count in self.by_country)

    @property
    def total(self) -> int:
        return sum(count for count in self.by_country if count is not None)


@dataclass(frozen=True)
class AnswersSaidAt:
    """The review at which each field of an activity was last reported; None where it was not."""

    result: SaidAt | None = None
    actual: SaidAt | None = None
    spent_secretariat: SaidAt | None = None
    spent_partners: SaidAt | None = None
    narrative: SaidAt | None = None


@dataclass(frozen=True)
class ReportedText:
    """A plain text of a line that the report carries, by the name of its field."""

    field: str
    words: str


@dataclass(frozen=True)
class ActivityFacts:
    """A line of record. `partners` are names whose contributions were accepted and may be shown.

    `support` has their part of it, and what others spent; `accepted` and `spent_partners` are its sums. Where the
    audience reads no amounts of partners, it is empty and `accepted` None.

    `shared_with` has the ISO codes of the countries that take part in a regional activity, host first;
    it is empty for a national one. `texts` are those of `workplans.fields.REPORTED`. `secretariat_cost` is
    None for a line without Secretariat money. `ended_spending` is what partners spent by an answer that a later one ended.
    `said_on`: the day on which the result was closed. `answer_withdrawn`: the answer was taken back, and the narrative is
    the reason. `secured`: US dollars that grants pay of it, read by the Secretariat alone.
    """

    code: str
    title: str
    area_code: str
    type_code: str
    texts: tuple[ReportedText, ...] = ()
    targets: tuple[str, ...] = ()
    planned: Span = NO_DAYS
    actual: Span = NO_DAYS
    secretariat_cost: Decimal | None = None
    accepted: Decimal | None = Decimal(0)
    spent_secretariat: Decimal | None = None
    spent_partners: Decimal | None = None
    partners: tuple[str, ...] = ()
    result: Result = Result.NOT_REPORTED
    narrative: str = ""
    shared_with: tuple[str, ...] = ()
    withdrawn: bool = False
    said_at: AnswersSaidAt = AnswersSaidAt()
    support: tuple[SupportFacts, ...] = ()
    ended_spending: Decimal | None = field(default=None, metadata=LEFT_OUT_EMPTY)
    said_on: date | None = field(default=None, metadata=LEFT_OUT_EMPTY)
    answer_withdrawn: bool = field(default=False, metadata=LEFT_OUT_EMPTY)
    evidence: tuple[EvidenceFacts, ...] = field(default=(), metadata=LEFT_OUT_EMPTY)
    secured: Decimal | None = field(default=None, metadata=LEFT_OUT_EMPTY)

    @property
    def spent(self) -> SpentMoney:
        """What partners spent on it, of what was accepted and outside it."""
        return spent_in(self.support, withdrawn=self.withdrawn)

    @property
    def money(self) -> MoneyRow:
        """What stands approved: a line withdrawn since gave its money back, but what was spent on it stays."""
        nothing = Decimal(0)
        return MoneyRow(
            approved=nothing if self.withdrawn else self.secretariat_cost or nothing,
            accepted=nothing if self.withdrawn and self.accepted is not None else self.accepted,
            spent_secretariat=self.spent_secretariat,
            spent_partners=self.spent_partners,
            said_at=SpendingSaidAt(self.said_at.spent_secretariat, self.said_at.spent_partners),
            spent_accepted=self.spent.accepted,
            spent_outside=self.spent.outside,
            secured=None if self.withdrawn else self.secured,
        )

    def is_overdue(self, on: date) -> bool:
        """Whether its planned end has passed, and the taskforce says that it is not done: without an answer it is not known.

        One that is postponed keeps its planned end until an amendment moves it.
        """
        unfinished = (Result.UNDER_WAY, Result.NOT_STARTED, Result.POSTPONED)
        is_open = self.result in unfinished and not self.withdrawn
        return is_open and self.planned.ends is not None and self.planned.ends < on

    @property
    def lead_body(self) -> str:
        return self.text("lead_body")

    def text(self, field: str) -> str:
        """One of its plain texts; empty where the line has none."""
        return next((text.words for text in self.texts if text.field == field), "")


@dataclass(frozen=True)
class Chapter:
    """A country's part. `released` is about its lines (AR-3): False has no lines, words or money.

    `needs` are the opportunities, gaps and needs in the taskforce's words; `late` when an answer that is shown
    came after the last day for answers; `version` is the number of the approved version.
    """

    country_code: str
    released: bool
    activities: tuple[ActivityFacts, ...] = ()
    shared: tuple[str, ...] = ()
    lead_body: str = ""
    needs: str = ""
    agreed_on: date | None = None
    agreed_by: str = ""
    version: int | None = None
    late: bool = False


@dataclass(frozen=True)
class RegionalWorkplan:
    """The region's part. `version` is the number of the approved version; older editions did not keep it."""

    released: bool
    activities: tuple[ActivityFacts, ...] = ()
    version: int | None = None
