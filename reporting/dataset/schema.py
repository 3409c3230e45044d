"""The one dataset of an edition: what screen, PDF and workbook show (DESIGN 10, AR-1).

Frozen dataclasses and nothing else: no ORM, no clock, no request; `reporting.dataset.serialization` writes them as JSON. The
edition's number and the moment of its snapshot are not in here (reporting.report.context.Imprint has them): two asks
for the same figures must have the same digest. Its parts lie beside it: `values`, `targets` (Table 2), `activities`
(Table 1 and the chapters), `money`, `meetings`.

How `reporting.dataset.build.build_dataset` fills it:

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
- A target of the region only has `CellStatus.NOT_ASKED` in each country and its state in `TargetFacts.regional`;
  a national one has None in `TargetFacts.regional`.
- No sentence for people: what is said of the figures is a `Note`, a code with its parameters, or a value of one of
  the enumerations. `reporting.report_text.values` says them in the reader's language.
- Money is `Decimal` US dollars with at most two decimals.
- Codes are ours and stable: ISO 3166 for countries, `TargetFacts.code`, `ActivityFacts.code`. `printed_number` is as
  printed: it may be empty, and it may repeat.
- A line withdrawn after it was of record stays, with `withdrawn=True`, and counts in Table 1. It gave its money
  back: what was spent on it counts in money, what was approved and accepted does not.
- Activities of the regional workplan stand once, in `regional`; `Chapter.shared` names the codes of those
  that a country takes part in (confirmed only).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from reporting.dataset.activities import ActivityFacts, Chapter, RegionalWorkplan, TypeCounts
from reporting.dataset.money import Money, MoneyRow
from reporting.dataset.targets import AreaFacts, MeetingFacts, RecommendationFacts, TargetFacts
from reporting.dataset.values import LEFT_OUT_EMPTY, NO_DAYS, Basis, Note, SaidAt, Span

# The code of the region, beside those of the countries.
REGION = "regional"
# An edition has at most so many highlights, by their numbers.
HIGHLIGHTS = range(1, 7)
# In place of an audience: nothing is withheld, and what is missing was not loaded.
LOADED = "loaded"


@dataclass(frozen=True)
class PlanFacts:
    """The plan of action of the year. `stage` is a value of `spa.statuses.PlanStage`."""

    code: str
    title: str
    starts_on: date
    ends_on: date
    stage: str
    extended_to: date | None = None

    @property
    def last_day(self) -> date:
        """As extended: a target without a date of its own is due then."""
        return self.extended_to or self.ends_on


@dataclass(frozen=True)
class Facts:
    """What the edition is about. `audience` is a value of `workplans.statuses.Audience`.

    `state_at` names the review whose answers are shown (SOM 7, the mid-year review), and is None when
    none has closed; `provisional` when that review is still open. `stage` is the same review as a code: an answer
    given at an earlier one is shown "as of" that one. `previous_year` is the year that "was" compares with, if any:
    one of which the audience reads closed answers. `mid_year_on`: when the mid-year review closed, beside answers of a
    later review. `loaded` names the sources of each year that was loaded from documents, this one and earlier ones.
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
    mid_year_on: date | None = field(default=None, metadata=LEFT_OUT_EMPTY)
    loaded: tuple[Note, ...] = field(default=(), metadata=LEFT_OUT_EMPTY)

    @property
    def own_sources(self) -> Note | None:
        """The documents that tell of this year, where no workplan and no review of it is in the portal."""
        return next((one for one in self.loaded if one.param("year") == str(self.year)), None)

    @property
    def is_loaded(self) -> bool:
        return self.own_sources is not None

    @property
    def withheld_from(self) -> str:
        """The audience from which a workplan is withheld; `LOADED` of a year of which only documents are known."""
        return LOADED if self.is_loaded else self.audience

    @property
    def year_ends(self) -> date:
        """The last day of the year's implementation; of the calendar's year where it is not known."""
        return self.implementation.ends or date(self.year, 12, 31)


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
    planned: Span = NO_DAYS
    actual: Span = NO_DAYS
    basis: Basis | None = None


@dataclass(frozen=True)
class OfficeText:
    """What the regional office wrote for an edition, by the name of its field: "foreword", "highlight_1", "note_1".

    "figure_1" is the figure that the first highlight tells: "target.1.T1=5".
    """

    part: str
    text: str


@dataclass(frozen=True)
class ChangesSince:
    """What changed since the edition that the same readers had before, and why there is another one."""

    edition: int
    why: str
    changes: tuple[Note, ...]


@dataclass(frozen=True)
class YearTargets:
    """Table 2 of a year, as one audience reads it: all of it, or the matrix of one area.

    Read for themselves, cells have no evidence; those of one area no narratives and days either.
    """

    facts: Facts
    countries: tuple[CountryFacts, ...]
    areas: tuple[AreaFacts, ...]
    # What hangs on it is kept by the object itself: a hash of all cells would take as long as the page.
    __hash__ = object.__hash__

    def __post_init__(self) -> None:
        for name, length in self._rows():
            if length != len(self.countries):
                raise ValueError(f"{name}: {length} entries for {len(self.countries)} countries.")

    def _rows(self) -> Iterator[tuple[str, int]]:
        """The tuples with one entry a country, and their lengths."""
        yield from ((f"target {target.code}", len(target.cells)) for target in self.targets)

    @property
    def targets(self) -> tuple[TargetFacts, ...]:
        return tuple(target for area in self.areas for target in area.targets)

    @property
    def area(self) -> AreaFacts | None:
        """The area of a matrix; None where the plan has none."""
        return next(iter(self.areas), None)


@dataclass(frozen=True)
class YearFigures(YearTargets):
    """What is compared of a year with other years, as one audience reads it."""

    types: tuple[TypeCounts, ...]
    money: Money

    def _rows(self) -> Iterator[tuple[str, int]]:
        yield "money by country", len(self.money.by_country)
        yield from ((f"type {row.code}", len(row.by_country)) for row in self.types)
        yield from super()._rows()

    @property
    def money_by_place(self) -> dict[str, MoneyRow | None]:
        """The money of each workplan by the code of its country, the region's last; None where it is not read."""
        codes = [*(country.code for country in self.countries), REGION]
        return dict(zip(codes, (*self.money.by_country, self.money.regional), strict=True))

    @property
    def activity_totals(self) -> tuple[int | None, ...]:
        """The last row of Table 1: activities a country, None where not released."""
        columns = ([row.by_country[at] for row in self.types] for at in range(len(self.countries)))
        known = ([count for count in column if count is not None] for column in columns)
        return tuple(sum(counts) if counts else None for counts in known)

    @property
    def activity_total(self) -> int:
        """The last figure of Table 1, over `activities_covered` countries."""
        return sum(row.total for row in self.types)

    @property
    def activities_covered(self) -> int:
        return sum(total is not None for total in self.activity_totals)


@dataclass(frozen=True)
class Dataset(YearFigures):
    """Everything that one audience reads about one year.

    `recommendations` are those of this year's SOM, `followed_up` those of the one before. `notes` say
    whose plans are missing and what totals cover. An edition alone has `words`, `since` and the years before, the oldest
    first (`earlier`). Screen, PDF and workbook print what is frozen (AR-1); no page works out such a list again.
    """

    steps: tuple[StepFacts, ...]
    chapters: tuple[Chapter, ...]
    regional: RegionalWorkplan
    meetings: tuple[MeetingFacts, ...] = ()
    recommendations: tuple[RecommendationFacts, ...] = ()
    followed_up: tuple[RecommendationFacts, ...] = ()
    notes: tuple[Note, ...] = ()
    words: tuple[OfficeText, ...] = field(default=(), metadata=LEFT_OUT_EMPTY)
    since: ChangesSince | None = field(default=None, metadata=LEFT_OUT_EMPTY)
    earlier: tuple[YearFigures, ...] = field(default=(), metadata=LEFT_OUT_EMPTY)

    def __post_init__(self) -> None:
        super().__post_init__()
        for country, chapter in zip(self.countries, self.chapters, strict=True):
            if country.code != chapter.country_code:
                raise ValueError(f"The chapter of {chapter.country_code} stands at {country.code}.")

    def _rows(self) -> Iterator[tuple[str, int]]:
        yield "chapters", len(self.chapters)
        yield from super()._rows()

    @property
    def parts(self) -> dict[str, Chapter | RegionalWorkplan]:
        """The workplans by the code of the country, the region's last."""
        return {**{one.country_code: one for one in self.chapters}, REGION: self.regional}

    @property
    def lines(self) -> list[ActivityFacts]:
        """The activities of all workplans that are read, the region's last."""
        return [line for part in self.parts.values() for line in part.activities]

    @property
    def texts(self) -> dict[str, str]:
        """What the regional office wrote, by the names of the fields."""
        return {one.part: one.text for one in self.words}
