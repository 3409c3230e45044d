"""The one dataset of an edition: what screen, PDF and workbook show (DESIGN 10, AR-1).

Frozen dataclasses and nothing else: no ORM, no clock, no request; `reporting.facts.frozen` writes them as JSON. The
edition's number and the moment of its snapshot are not in here (reporting.report.context.Imprint has them): two asks
for the same figures must have the same digest.

How `reporting.facts.building.build_dataset` fills it:

- `countries` in protocol order. Every tuple "by country" (`TargetFacts.cells`, `TypeCounts.by_country`,
  `Money.by_country`, `chapters`) has one entry a country, in that order; `Dataset` refuses another length.
- What the audience may not see (AR-3) is None, an empty tuple with `released=False`, or
  `CellStatus.NOT_RELEASED`; never zero and never left out. Totals are worked out here, over what is
  released, and say how many countries they cover (`covered`).
- What nobody has answered is None (money) or `NOT_REPORTED`: empty is not zero.
- `Cell.was` is the state of the same target in the year compared with, where it differs. `Cell.since_year` is the
  first year of an unbroken run of the same state, over earlier years of the same plan that the audience reads;
  a year without an answer ends the run. `Cell.activities` counts lines of record that serve the target.
- `said_at` names the review at which an answer was given. An answer stands until the taskforce gives another one at
  a later review of the year; a blank says nothing. Each field of an activity stands by itself.
- A target of the region only has `CellStatus.REGIONAL` in each country and its state in `TargetFacts.regional`;
  a national one has None in `TargetFacts.regional`.
- No sentence for people: what is said of the figures is a `Note`, a code with its parameters, or a value of one of
  the enumerations. `reporting.words.values` says them in the reader's language.
- Money is `Decimal` US dollars with at most two decimals.
- Codes are ours and stable: ISO 3166 for countries, `TargetFacts.code`, `ActivityFacts.code`. `printed_number` is as
  printed: it may be empty, and it may repeat.
- A line withdrawn after it was of record stays, with `withdrawn=True`, and counts in Table 1. It gave its money
  back: what was spent on it counts in money, what was approved and accepted does not.
- Activities of the regional workplan stand once, in `regional`; `Chapter.shared` names the codes of those
  that a country takes part in (confirmed only).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class CellStatus(StrEnum):
    """The state of a target in a country (DESIGN 4)."""

    ACHIEVED = "achieved"
    IN_PROGRESS = "in_progress"
    NO_ACTIVITY = "no_activity"
    NOT_REPORTED = "not_reported"
    REGIONAL = "regional"
    NOT_RELEASED = "not_released"


class Result(StrEnum):
    """What became of an activity, or of a recommendation at one addressee."""

    DONE = "done"
    UNDER_WAY = "under_way"
    NOT_STARTED = "not_started"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    NOT_REPORTED = "not_reported"


class SaidAt(StrEnum):
    """The review of the year at which a taskforce gave an answer, the earlier one first."""

    MID_YEAR = "mid-year"
    SOM = "som"


class TargetScope(StrEnum):
    NATIONAL = "national"
    REGIONAL = "regional"
    BOTH = "both"


class Basis(StrEnum):
    """Where the actual dates of a step come from, where nobody recorded the step's own."""

    MEETING = "meeting"
    REVIEW_OPENED = "review_opened"
    REVIEW_CLOSED = "review_closed"


type Value = str | int | Note | tuple[str | Note, ...]


@dataclass(frozen=True)
class Note:
    """A sentence as its code and its parameters in the order of their names; the sentence is made when it is read."""

    code: str
    params: tuple[tuple[str, Value], ...] = ()

    def param(self, name: str) -> Value | None:
        """A parameter by its name; None where there is none."""
        return dict(self.params).get(name)


def note(code: str, /, **params: Value) -> Note:
    return Note(code, tuple(sorted(params.items())))


@dataclass(frozen=True)
class Span:
    """Two dates, each of which may not be known. `ends` is the last day."""

    starts: date | None = None
    ends: date | None = None

    def __bool__(self) -> bool:
        return self.starts is not None or self.ends is not None


@dataclass(frozen=True)
class PlanFacts:
    """The plan of action of the year. `stage` is a value of `spa.statuses.PlanStage`."""

    code: str
    title: str
    starts_on: date
    ends_on: date
    stage: str
    extended_to: date | None = None


@dataclass(frozen=True)
class Facts:
    """What the edition is about. `audience` is a value of `workplans.statuses.Audience`.

    `state_at` names the review whose answers are shown (SOM 7, the mid-year review), and is None when
    none has closed; `provisional` when that review is still open. `stage` is the same review as a code: an answer
    given at an earlier one is shown "as of" that one. `previous_year` is the year that "was" compares with, if any:
    one of which the audience reads closed answers.
    """

    year: int
    plan: PlanFacts
    audience: str
    demonstration: bool
    implementation: Span
    guide_min: int
    guide_max: int
    state_at: Note | None = None
    stage: SaidAt | None = None
    provisional: bool = False
    previous_year: int | None = None


@dataclass(frozen=True)
class CountryFacts:
    """A column. `code` is ISO 3166, `lang` the BCP 47 tag of `own_name`."""

    code: str
    name: str
    own_name: str = ""
    lang: str = ""


@dataclass(frozen=True)
class StepFacts:
    """One of the nine steps of the year (DESIGN 2), planned and actual, by its number (`workplans.statuses.Step`)."""

    number: int
    planned: Span = Span()
    actual: Span = Span()
    basis: Basis | None = None


@dataclass(frozen=True)
class Cell:
    """The state of one target in one country, or in the region.

    `activities` is None where the country has not released its lines; `late` when this answer came after
    its review closed.
    """

    status: CellStatus
    since_year: int | None = None
    was: CellStatus | None = None
    activities: int | None = None
    said_at: SaidAt | None = None
    late: bool = False
    achieved_on: date | None = None
    narrative: str = ""

    @property
    def achieved_when(self) -> date | int | None:
        """The day on which an achieved target was achieved, else the first year of the unbroken run.

        None where neither is known, and for a target that is not achieved.
        """
        if self.status is not CellStatus.ACHIEVED:
            return None
        return self.achieved_on or self.since_year


@dataclass(frozen=True)
class TargetFacts:
    code: str
    text: str
    scope: TargetScope
    cells: tuple[Cell, ...]
    regional: Cell | None = None
    printed_number: str = ""
    due_on: date | None = None

    @property
    def achieved(self) -> int:
        """Countries that have achieved it. The region's own state is not one of them."""
        return sum(cell.status is CellStatus.ACHIEVED for cell in self.cells)

    def achieved_before(self, shown: SaidAt | None) -> int:
        """Countries that said so at an earlier review than the one that is shown, and have not answered since."""
        return sum(
            cell.status is CellStatus.ACHIEVED and cell.said_at not in (None, shown) for cell in self.cells
        )

    @property
    def covered(self) -> int:
        """Countries that were asked and have released: the "6" of "5 of 6"."""
        outside = (CellStatus.REGIONAL, CellStatus.NOT_RELEASED)
        return sum(cell.status not in outside for cell in self.cells)


@dataclass(frozen=True)
class AreaFacts:
    """An area of the plan. Without targets, where the plan's texts are not public."""

    code: str
    title: str
    targets: tuple[TargetFacts, ...] = ()
    objective: str = ""


@dataclass(frozen=True)
class TypeCounts:
    """A row of Table 1: activities of one type. `short` is the name as the proposal prints it."""

    code: str
    name: str
    short: str
    by_country: tuple[int | None, ...]

    @property
    def total(self) -> int:
        return sum(count for count in self.by_country if count is not None)


@dataclass(frozen=True)
class SpendingSaidAt:
    """The earliest review at which a part of the spending was reported; None where nothing was."""

    secretariat: SaidAt | None = None
    partners: SaidAt | None = None


@dataclass(frozen=True)
class MoneyRow:
    """US dollars of one workplan. Spending is None where it was not reported, `ceiling` where none is set."""

    approved: Decimal
    accepted: Decimal
    ceiling: Decimal | None = None
    spent_secretariat: Decimal | None = None
    spent_partners: Decimal | None = None
    said_at: SpendingSaidAt = SpendingSaidAt()


@dataclass(frozen=True)
class AreaMoney:
    """US dollars of the national workplans in one area, over `covered` countries."""

    area_code: str
    activities: int
    covered: int
    money: MoneyRow


@dataclass(frozen=True)
class Money:
    by_country: tuple[MoneyRow | None, ...]
    regional: MoneyRow | None
    by_area: tuple[AreaMoney, ...] = ()

    @property
    def covered(self) -> int:
        return sum(row is not None for row in self.by_country)

    @property
    def countries(self) -> MoneyRow:
        """The sum over the countries that are released."""
        return sum_of(row for row in self.by_country if row is not None)

    @property
    def everything(self) -> MoneyRow:
        """The sum over countries and region."""
        return sum_of(row for row in (*self.by_country, self.regional) if row is not None)


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

    `shared_with` has the ISO codes of the countries that take part in a regional activity, host first;
    it is empty for a national one. `texts` are those of `workplans.fields.REPORTED`. `secretariat_cost` is
    None for a line without Secretariat money.
    """

    code: str
    title: str
    area_code: str
    type_code: str
    texts: tuple[ReportedText, ...] = ()
    targets: tuple[str, ...] = ()
    planned: Span = Span()
    actual: Span = Span()
    secretariat_cost: Decimal | None = None
    accepted: Decimal = Decimal(0)
    spent_secretariat: Decimal | None = None
    spent_partners: Decimal | None = None
    partners: tuple[str, ...] = ()
    result: Result = Result.NOT_REPORTED
    narrative: str = ""
    shared_with: tuple[str, ...] = ()
    withdrawn: bool = False
    said_at: AnswersSaidAt = AnswersSaidAt()

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
    came after its review closed; `version` is the number of the approved version.
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


@dataclass(frozen=True)
class Addressee:
    """Whom a recommendation asks, and what became of it there.

    `code` is ISO 3166, or "regional"; the name is empty for the Secretariat.
    """

    name: str
    result: Result = Result.NOT_REPORTED
    follow_up: str = ""
    code: str = ""


@dataclass(frozen=True)
class RecommendationFacts:
    """`about`: a target, an area, or all areas. `meeting` is the name of the one that made it."""

    number: int
    text: str
    meeting: Note
    about: Note | None = None
    due_on: date | None = None
    addressees: tuple[Addressee, ...] = ()


@dataclass(frozen=True)
class MeetingFacts:
    """`name` with all its parts: SOM 8 and IMM 3. Places as "Bagan, Myanmar"."""

    name: Note
    planned: Span = Span()
    actual: Span = Span()
    planned_place: str = ""
    actual_place: str = ""


@dataclass(frozen=True)
class Dataset:
    """Everything that one audience reads about one year.

    `recommendations` are those of this year's SOM, `followed_up` those of the one before. `notes` say
    whose plans are missing and what totals cover. Screen, PDF and workbook print what is frozen (AR-1); no page
    works out such a list again.
    """

    facts: Facts
    countries: tuple[CountryFacts, ...]
    steps: tuple[StepFacts, ...]
    areas: tuple[AreaFacts, ...]
    types: tuple[TypeCounts, ...]
    money: Money
    chapters: tuple[Chapter, ...]
    regional: RegionalWorkplan
    meetings: tuple[MeetingFacts, ...] = ()
    recommendations: tuple[RecommendationFacts, ...] = ()
    followed_up: tuple[RecommendationFacts, ...] = ()
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        rows: list[tuple[str, int]] = [
            ("chapters", len(self.chapters)),
            ("money by country", len(self.money.by_country)),
            *((f"type {row.code}", len(row.by_country)) for row in self.types),
            *((f"target {target.code}", len(target.cells)) for target in self.targets),
        ]
        for name, length in rows:
            if length != len(self.countries):
                raise ValueError(f"{name}: {length} entries for {len(self.countries)} countries.")
        for country, chapter in zip(self.countries, self.chapters, strict=True):
            if country.code != chapter.country_code:
                raise ValueError(f"The chapter of {chapter.country_code} stands at {country.code}.")

    @property
    def targets(self) -> tuple[TargetFacts, ...]:
        return tuple(target for area in self.areas for target in area.targets)

    @property
    def activity_totals(self) -> tuple[int | None, ...]:
        """The last row of Table 1: activities a country, None where not released."""
        return tuple(self._activities_of(position) for position in range(len(self.countries)))

    @property
    def activity_total(self) -> int:
        """The last figure of Table 1, over `activities_covered` countries."""
        return sum(row.total for row in self.types)

    @property
    def activities_covered(self) -> int:
        return sum(total is not None for total in self.activity_totals)

    def _activities_of(self, position: int) -> int | None:
        counts = [row.by_country[position] for row in self.types]
        known = [count for count in counts if count is not None]
        return sum(known) if known else None


@dataclass(frozen=True)
class AreaHead:
    """An area without its targets, for ways to it."""

    code: str
    title: str


@dataclass(frozen=True)
class Matrix:
    """Table 2 for one area, as one audience reads it: of other areas their names, of lines their number.

    `area` is None where the plan has no areas. Narratives and dates of answers are not in it.
    """

    facts: Facts
    countries: tuple[CountryFacts, ...]
    areas: tuple[AreaHead, ...]
    area: AreaFacts | None

    @property
    def targets(self) -> tuple[TargetFacts, ...]:
        return self.area.targets if self.area else ()

    @property
    def following(self) -> AreaHead | None:
        """The area after this one."""
        codes = [head.code for head in self.areas]
        place = codes.index(self.area.code) + 1 if self.area else len(codes)
        return self.areas[place] if place < len(codes) else None


def sum_of(rows: Iterable[MoneyRow]) -> MoneyRow:
    """The sum of several rows. What is not known in one is left out; what is known in none stays unknown."""
    found = list(rows)
    return MoneyRow(
        approved=sum((row.approved for row in found), Decimal(0)),
        accepted=sum((row.accepted for row in found), Decimal(0)),
        ceiling=sum_of_known(row.ceiling for row in found),
        spent_secretariat=sum_of_known(row.spent_secretariat for row in found),
        spent_partners=sum_of_known(row.spent_partners for row in found),
        said_at=SpendingSaidAt(
            earliest(row.said_at.secretariat for row in found),
            earliest(row.said_at.partners for row in found),
        ),
    )


def earliest(reviews: Iterable[SaidAt | None]) -> SaidAt | None:
    """The first of these reviews in the order of the year; None where there is none."""
    found = set(reviews)
    return next((review for review in SaidAt if review in found), None)


def sum_of_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """US dollars; None where none of the amounts is known: empty is not zero."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
