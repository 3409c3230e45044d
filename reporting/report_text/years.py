"""Words for several years beside each other, on the screen, in print and in the workbook."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain, groupby

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _, pgettext, pgettext_lazy

from commit_portal.i18n import Sentence, Words, and_list, comma_list, ngettext_lazy, say
from reporting.dataset import AreaFacts, Cell, CellStatus, CountryFacts, Dataset, MoneyRow, YearTargets
from reporting.dataset.schema import YearFigures
from reporting.dataset.totals import GIVEN, REGION, coded_cells, reads_partner_money
from reporting.dataset.values import Origin
from reporting.dataset.years import Answers, Effort, Movement, TargetEffort, Verdict, build_answers
from reporting.report_text.coverage import not_there, of_countries
from reporting.report_text.values import WAS_WORDS, cell_word, part_of, said
from spa.statuses import name_of_code

# In a year in which the target was not asked there.
NOT_ASKED = Cell(CellStatus.NOT_ASKED)
VERDICT_WORDS: dict[Verdict, Promise] = {
    Verdict.IN_TIME: _("Achieved in time"),
    Verdict.LATE: _("Achieved late"),
    Verdict.DAY_NOT_KNOWN: _("Achieved, day not known"),
    Verdict.OVERDUE: _("Overdue"),
    Verdict.DUE_LATER: _("Due later"),
    Verdict.NOT_KNOWN: _("Not known"),
}
# What nobody works on comes first.
# What the reader does not read of a country, or nobody has loaded: nobody knows what was answered.
UNREAD = (CellStatus.NOT_RELEASED, CellStatus.NOT_LOADED)
EFFORTS: dict[str, Promise] = {
    Effort.NOBODY: _("No activity"),
    Effort.NOT_KNOWN: _("Not known"),
    Effort.SERVED: _("With activities"),
}
# By the field of a row of money.
MONEY_FIGURES: dict[str, Promise] = {
    "approved": _("Secretariat funding, approved"),
    "secured": _("Secured by grants"),
    "spent_secretariat": _("Secretariat funding, spent"),
    "accepted": _("Accepted from partners"),
    "spent_within": _("Accepted support that was spent"),
    "spent_apart": _("Other spending of partners"),
    "ceiling": _("Ceiling"),
}
OF_PARTNERS = ("accepted", "spent_within", "spent_apart")
# The parts of the tables of money: their titles, and what a row of each is.
MONEY_PARTS: dict[str, tuple[Sentence, Promise]] = {
    "printed": (_("%(figure)s"), _("Country")),
    "country": (_("%(figure)s: by country"), _("Country")),
    "partner": (_("%(figure)s"), _("Partner")),
    "area": (_("%(figure)s: by area, national workplans"), _("Area")),
    "type": (_("%(figure)s: by type, national workplans"), pgettext_lazy("noun", "Type")),
}
# The words for each answer that has moved, or has not.
MOVED: dict[Movement, Sentence] = {
    Movement.BACK: _("moved back"),
    Movement.FORWARD: _("moved forward"),
    Movement.FIRST: _("reported for the first time"),
    Movement.SAME: _("as in %(year)s"),
}
# Rows of money by a key that stays, with the name of the year; words in place of a sum that lacks countries.
type NamedMoney = dict[str, tuple[str, MoneyRow | str | None]]


@dataclass(frozen=True, eq=False)
class ComparedAnswer:
    """The answer of one place for a target in two years; `name` is that of the place.

    Two are equal where a cell of a page shows the same of both: so much of them is kept, whatever else changes.
    """

    of: Answers
    name: str
    then: int
    now: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComparedAnswer) and self._shown == other._shown

    def __hash__(self) -> int:
        return hash(self._shown)

    @cached_property
    def _shown(self) -> tuple[object, ...]:
        of, cell = self.of, self.cell
        years = ((year, one.status, one.withdrawn) for year, one in of.by_year.items() if year >= self.then)
        of_target = of.target.code, of.target.origin, of.place, of.ended, of.later, of.earlier.get(self.then)
        said = self.movement, of.verdict, cell.said_at, cell.said_on
        return self.name, self.then, self.now, *of_target, *said, *years

    @property
    def area(self) -> AreaFacts:
        return self.of.area

    @cached_property
    def movement(self) -> Movement:
        return self.of.movement(self.then, self.now)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What the page counts it as, and shows it by (`KINDS`)."""
        return self.movement, self.of.verdict, self.cell.status

    @property
    def was(self) -> Cell:
        return self.of.by_year.get(self.then, NOT_ASKED)

    @property
    def cell(self) -> Cell:
        return self.of.by_year.get(self.now, NOT_ASKED)

    def word(self, year: int) -> str:
        """The status in a year in a word."""
        return cell_word(self.of.by_year.get(year, NOT_ASKED))

    @property
    def words(self) -> str:
        """What the answer of the earlier year says of this one; empty where there is nothing to say."""
        was, now = self.was.status, self.cell
        was_words = str(WAS_WORDS[was])
        if self.of.target.origin is Origin.NEW and self.then not in self.of.by_year:
            return gettext("new in the plan of action")
        match self.movement:
            case Movement.SAME | Movement.FIRST:
                return say(MOVED[self.movement], year=str(self.then))
            case Movement.FORWARD:
                return gettext("moved forward, %(was)s") % {"was": was_words}
            case Movement.BACK:
                return gettext("moved back, %(was)s") % {"was": was_words}
        if self.of.ended:
            later = {"codes": comma_list(self.of.later), "was": was_words}
            continues = gettext("%(was)s, continues as %(codes)s") % later
            return continues if self.of.later else gettext("not continued")
        if earlier := self.of.earlier.get(self.then):
            return said(earlier)
        if was is now.status:
            return ""
        if now.status is CellStatus.NOT_REPORTED and not now.withdrawn and was not in UNREAD:
            return gettext("not reported now, %(was)s") % {"was": was_words}
        return was_words


def place_names(countries: Iterable[CountryFacts]) -> dict[str, str]:
    """The names of the columns by code, the Regional one last."""
    return {country.code: country.name for country in countries} | {REGION: gettext("Regional")}


def with_earlier_names[Year: YearTargets](years: Sequence[Year], then: int = 0) -> list[Year]:
    """The years, the oldest first, for a page of those since `then`: the columns of the last one have all names (YEARS 4).

    An edition prints the names of its own year alone.
    """
    called = [place_names(one.countries) for one in years if one.facts.year >= then]
    last = years[-1]
    countries = (
        replace(one, name=called_before(one.name, (names.get(one.code, one.name) for names in called)))
        for one in last.countries
    )
    return [*years[:-1], replace(last, countries=tuple(countries))]


def called_before(name: str, names: Iterable[str]) -> str:
    """The newest name of a country, and those of its names that are others: "Viet Nam (then Vietnam)"."""
    before = [one for one in dict.fromkeys(names) if one != name]
    both = gettext("%(name)s (then %(before)s)") if before else "%(name)s"
    return say(both, name=name, before=comma_list(before))


def effort_counts(dataset: Dataset) -> Iterator[tuple[str, Callable[[TargetEffort], int | str]]]:
    """Who works on a target: the name of each place, and its number of activities, or why it is not read."""
    read = {chapter.country_code: chapter.released for chapter in dataset.chapters}

    def count_of(place: str) -> Callable[[TargetEffort], int | str]:
        if read.get(place, dataset.regional.released):
            return lambda row: row.activities.get(place, 0)
        missing = not_there(dataset.facts.withheld_from, of_region=place == REGION)
        return lambda _row: missing

    return ((name, count_of(place)) for place, name in place_names(dataset.countries).items())


def read_words(year: YearFigures) -> str:
    """ "2011: Cambodia and Regional": of whom an audience reads answers or money of a year."""
    read = {code for one in year.targets for code, cell in coded_cells(year, one) if cell.status in GIVEN}
    read |= {code for code, row in year.money_by_place.items() if row}
    names = [name for code, name in place_names(year.countries).items() if code in read]
    return say(_("%(year)s: %(note)s"), year=str(year.facts.year), note=and_list(names))


def answers_of(years: Sequence[YearTargets], then: int, on: date) -> tuple[ComparedAnswer, ...]:
    """The answers of the last year beside those of an earlier one, as they are on a day; the oldest year comes first.

    What is of an earlier plan of action is named with it. A target that none of the years from then on has is left out.
    """
    now = years[-1]
    names = place_names(now.countries)
    return tuple(
        ComparedAnswer(_named_with_plan(one), names[one.place], then, now.facts.year)
        for one in build_answers(years, on)
        if max(one.by_year) >= then
    )


def answers_in(dataset: Dataset, on: date) -> tuple[ComparedAnswer, ...]:
    """The answers of an edition beside those of the years before that it keeps, as they are on a day."""
    then = dataset.earlier[-1].facts.year if dataset.earlier else dataset.facts.year
    return answers_of((*dataset.earlier, dataset), then, on)


def _named_with_plan(one: Answers) -> Answers:
    if ":" not in one.target.code:
        return one
    area = replace(one.area, code=_named(one.area.code))
    return replace(one, area=area, target=replace(one.target, code=_named(one.target.code)))


def _named(code: str) -> str:
    """A target or an area of an earlier plan of action: "SPA II, 1.T1" of "spa-2:1.T1"."""
    plan, colon, own = code.rpartition(":")
    return f"{name_of_code(plan)}, {own}" if colon else own


def answer_columns(
    area_word: Words, then: int, years: Iterable[int]
) -> list[tuple[str, int, str, Callable[[ComparedAnswer], str | date | None]]]:
    """The table of all answers over these years: heads, widths in characters, kinds of values, and the values."""

    def status(year: int) -> tuple[str, int, str, Callable[[ComparedAnswer], str]]:
        return say(_("Status %(year)s"), year=str(year)), 18, "string", lambda row: row.word(year)

    return [
        (str(area_word), 10, "string", lambda row: row.area.code),
        (pgettext("noun", "Target"), 12, "string", lambda row: row.of.target.code),
        (gettext("Text"), 60, "string", lambda row: row.of.target.text),
        (pgettext("last day", "Due"), 12, "date", lambda row: row.of.due),
        (gettext("Country"), 14, "string", lambda row: row.name),
        *map(status, years),
        (say(_("Compared with %(year)s"), year=str(then)), 26, "string", lambda row: row.words),
        (gettext("Against the due date"), 22, "string", lambda row: str(VERDICT_WORDS[row.of.verdict])),
        (gettext("Achieved on"), 12, "date", lambda row: row.cell.achieved_on),
    ]


@dataclass(frozen=True)
class YearRow:
    """A row of a table over the years: its part, its name, and its figures or words; `head` is what its name is."""

    part: str
    name: str
    values: tuple[str | int | Decimal | date | None, ...]
    head: Words = field(default="", kw_only=True)


def count_rows(years: Sequence[YearFigures]) -> Iterator[YearRow]:
    """Table 1 year after year: of all countries together, then of each. A sum that lacks countries is not given."""
    kinds = {kind.code: kind.name for year in years for kind in year.types} | {"": gettext("All types")}
    places = {country.code: country.name for country in years[-1].countries}
    for place, part in ({"": gettext("All countries")} | places).items():
        for kind, name in kinds.items():
            yield YearRow(part, name, tuple(_count(year, place, kind) for year in years))


def _count(year: YearFigures, place: str, kind: str) -> int | str:
    """The activities of a country and a type in a year; "" is all of them."""
    codes = [country.code for country in year.countries]
    counts = {
        code: [row.by_country[at] for row in year.types if kind in ("", row.code)]
        for at, code in enumerate(codes)
        if place in ("", code)
    }
    # Of a loaded year some types may be known alone: they are no sum.
    known = [found for found in counts.values() if found and None not in found]
    if known:
        part = "" if place else of_countries(year, len(known))
        return part or sum(filter(None, chain.from_iterable(known)))
    return not_there(year.facts.withheld_from) if place in ("", *codes) else "–"


def whole(year: YearFigures, covered: int, money: MoneyRow | None) -> MoneyRow | str | None:
    """A sum over all countries; "3 of 6 countries" where only some are read, and None where none is."""
    return (of_countries(year, covered) or money) if covered else None


def money_by_country(year: YearFigures) -> NamedMoney:
    """The money of each country's workplan, of all countries where all are read, and of the region, which is not in it."""
    names, everyone = place_names(year.countries), whole(year, year.money.covered, year.money.countries)
    rows = {code: (names[code], row) for code, row in year.money_by_place.items()}
    region = {REGION: rows.pop(REGION)}
    return rows | {"": (gettext("All countries"), everyone)} | region


def money_by_area(year: YearFigures) -> NamedMoney:
    """The money of the national workplans by area, named with the plan of action."""
    plan, titles = year.facts.plan.code, {area.code: area.title for area in year.areas}
    return {
        f"{plan} {row.area_code}": (
            f"{name_of_code(plan)}, {row.area_code}. {titles[row.area_code]}",
            whole(year, row.covered, row.money),
        )
        for row in year.money.by_area
    }


def money_rows[Year: YearFigures](
    years: Sequence[Year],
    parts: Mapping[str, Callable[[Year], NamedMoney]],
    figures: Collection[str] = MONEY_FIGURES,
) -> Iterator[YearRow]:
    """Money over the years in US dollars, each figure that is read in these parts (`MONEY_PARTS`); a ceiling is of a workplan."""
    read = {"secured": any(year.money.everything.secured is not None for year in years)}
    read |= dict.fromkeys(OF_PARTNERS, all(map(reads_partner_money, years)))
    for figure, words in ((figure, MONEY_FIGURES[figure]) for figure in figures if read.get(figure, True)):
        for part, named in parts.items():
            found = [(year, named(year)) for year in years]
            names = {key: name for _year, rows in found for key, (name, _row) in rows.items()}
            title, head = MONEY_PARTS[part]
            for key, name in names.items() if figure != "ceiling" or part == "country" else ():
                amounts = (
                    _amount(year, key, rows.get(key, ("", None))[1], figure)
                    if key in rows or year.facts.is_loaded
                    else "–"
                    for year, rows in found
                )
                yield YearRow(say(title, figure=words), name, tuple(amounts), head=head)


def _amount(year: YearFigures, place: str, row: MoneyRow | str | None, figure: str) -> Decimal | str:
    """US dollars, or why there are none."""
    if row is None or isinstance(row, str):
        return row or not_there(year.facts.withheld_from, of_region=place == REGION)
    amount: Decimal | None = getattr(row, figure)
    if amount is not None:
        return amount
    if year.facts.is_loaded:
        return not_there(year.facts.withheld_from)
    nothing_accepted = figure == "spent_within" and not row.accepted
    if nothing_accepted or (figure == "spent_apart" and row.spent_within is not None):
        return "–"
    nothing: dict[str, Decimal | str] = {"ceiling": gettext("none set"), "secured": Decimal(0)}
    return nothing.get(figure, gettext("Not reported"))


def in_time_words(answers: Sequence[ComparedAnswer]) -> str:
    """ "5 of 6": how many of the countries that answer a target achieved it in time; a dash where none does."""
    asked = [
        row for row in answers if row.of.place != REGION and row.cell.status is not CellStatus.NOT_RELEASED
    ]
    in_time = sum(row.of.verdict is Verdict.IN_TIME for row in asked)
    return part_of(in_time, len(asked)) if asked else "–"


def achieved_in(answers: Iterable[ComparedAnswer], year: int) -> tuple[int, int, int]:
    """How many countries had achieved a target in a year, of how many that are read, and how many were asked."""
    found = [
        row.of.by_year[year].status for row in answers if row.of.place != REGION and year in row.of.by_year
    ]
    read = [status for status in found if status not in UNREAD]
    return read.count(CellStatus.ACHIEVED), len(read), len(found)


def achieved_words(answers: Iterable[ComparedAnswer], year: int) -> str:
    """ "4", and "2 of 3" where only three countries are read; a dash where none is."""
    achieved, read, asked = achieved_in(answers, year)
    if not read:
        return "–"
    return str(achieved) if read == asked else part_of(achieved, read)


def how_far(answers: Iterable[ComparedAnswer], countries: int) -> list[YearRow]:
    """By how many countries the targets of the last year are achieved, from all to none: their number and their codes.

    Where a country is not read, nobody knows by how many.
    """
    by_count: dict[int | None, list[str]] = {}
    for target, found in groupby(answers, lambda row: row.of.target):
        rows = [row for row in found if not row.of.ended]
        achieved, read, asked = achieved_in(rows, rows[0].now) if rows else (0, 0, 0)
        if read:
            by_count.setdefault(achieved if read == asked else None, []).append(target.code)
    words = ngettext_lazy("By %(count)s country", "By %(count)s countries")
    named = {
        None: gettext("Not known: some answers are not shown"),
        0: gettext("By no country"),
        countries: gettext("By all countries"),
    }
    return [
        YearRow("", named.get(count) or words % {"count": count}, (len(codes), comma_list(codes)))
        for count, codes in sorted(
            by_count.items(), key=lambda one: -1 if one[0] is None else one[0], reverse=True
        )
    ]
