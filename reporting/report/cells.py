"""The cells and rows of the printed tables, each value formatted once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import batched, chain, groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from icu4py.breakers import CharacterBreaker, LineBreaker

from commit_portal.i18n import activities_counted, and_list, has_cents
from reporting.dataset import ActivityFacts, AreaFacts, Cell, CellStatus, Dataset, FollowUp, MoneyRow, SaidAt
from reporting.dataset.activities import Chapter as CountryPart
from reporting.dataset.money import sum_of
from reporting.dataset.targets import Addressee, RecommendationFacts, TargetFacts
from reporting.dataset.totals import GIVEN, LEGEND, asked_of_countries, tally_of
from reporting.report_text import values
from reporting.report_text.coverage import achieved_when, as_of, not_there
from reporting.report_text.values import dollars
from workplans.activity_codes import short_code

# WeasyPrint wraps Thai, Chinese and Vietnamese; Lao, Khmer and Burmese lines run off the page unless break opportunities
# are in the text. A word of thousands of characters costs minutes of layout: it gets one every `LONGEST_RUN` characters.
OPPORTUNITY = "\u200b"
LONGEST_RUN = 40
NO_MONEY = "–"  # in a cell of what partners spent

_WITHOUT_SPACES = re.compile(
    "[\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f]"
)
_LONG_RUN = re.compile(rf"[^\s{OPPORTUNITY}]{{{LONGEST_RUN + 1},}}")
_BOLD = re.compile(r"\*\*(\S|\S.*?\S)\*\*")
# What HTML, PDF and XML cannot carry.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class StateCell:
    """A state in print: its look (class), its word, and small lines under it (`changed` in rust).

    `move` is how it lies to the state of an earlier year, where it stands beside one.
    """

    look: str
    word: str
    lines: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    column: str = ""
    move: str = ""


def state_cell(cell: Cell, column: str = "", *, shown: SaidAt | None = None) -> StateCell:
    """A cell of the matrix (Table 2): its state, since when, what it was last year, and whether it came late.

    `shown` is the review of the report: an answer of an earlier one says so.
    """
    was, when = values.was_words(cell), achieved_when(cell)
    if was and not cell.achieved_on:
        when = ""
    elif not when and cell.since_year is not None:
        when = gettext("since %(year)s") % {"year": cell.since_year}
    lines = filter(None, (when, as_of(shown, cell.said_at, cell.said_on)))
    changed = filter(None, (was, gettext("answered late") if cell.late else ""))
    return StateCell(cell.status.value, values.cell_word(cell), tuple(lines), tuple(changed), column)


def state_alone(status: CellStatus) -> StateCell:
    """A state by its look and its word."""
    return StateCell(status.value, str(values.CELL_WORDS[status]))


def cell_of_region(cell: Cell | None, *, shown: SaidAt | None = None) -> StateCell:
    """The Regional column; nothing is asked beside a target of countries only."""
    return state_cell(cell, shown=shown) if cell else state_alone(CellStatus.NOT_ASKED)


def target_text(area: AreaFacts, target: TargetFacts) -> str:
    """The text of a target, with the number that the plan prints. Its code has a column of its own."""
    if not any(other.printed_number for other in area.targets):
        return breakable(target.text)
    return f"{breakable(target.text)} {values.printed_number(target.printed_number)}"


def count_cell(value: int | None, missing: str, head: str = "") -> dict[str, object]:
    """A cell of Table 1 under a head. A hidden count says so; it is not zero."""
    if value is None:
        return {"text": missing, "kind": "unknown", "head": head}
    return {"text": f"{value:,}", "kind": "" if value else "zero", "head": head}


def money_cells(
    name: str, row: MoneyRow | None, missing: str = "", *, cents: bool, compared: MoneyRow | None = None
) -> dict[str, object]:
    """A row of the money table in US dollars; the name and `missing` where the workplan is not read (AR-3).

    With `cents` every amount has them, because one of the table has. A row of sums gives what is `compared`: only
    workplans that reported.
    """
    if row is None:
        return {"name": name, "released": False, "missing": missing}
    compared = compared or row
    within, apart = partners_spent_words(row, cents=cents)
    spent = [amount for amount in (row.spent_secretariat, row.spent_partners) if amount is not None]
    return {
        "name": name,
        "released": True,
        "ceiling": dollars(row.ceiling, cents=cents),
        "no_ceiling": row.ceiling is None,
        "approved": dollars(row.approved, cents=cents),
        "spent": amount_words(row.spent_secretariat, cents=cents),
        "percent": values.percent_of(compared.spent_secretariat, compared.approved),
        "accepted": dollars(row.accepted, cents=cents),
        "partners": within,
        "partners_apart": apart,
        "partners_percent": values.percent_of(compared.spent_within, compared.accepted),
        "all": amount_words(sum(spent, Decimal(0)) if spent else None, cents=cents),
    }


def partners_spent_words(row: MoneyRow, *, cents: bool) -> tuple[str, str]:
    """What partners spent of the accepted US dollars, and outside them.

    A dash where nothing was accepted, and where all that was reported was spent of it.
    """
    within, apart = row.spent_within, row.spent_apart
    return (
        NO_MONEY if not row.accepted and within is None else amount_words(within, cents=cents),
        NO_MONEY if apart is None and within is not None else amount_words(apart, cents=cents),
    )


def amount_words(amount: Decimal | None, *, cents: bool = False) -> str:
    """US dollars, or "Not reported": that is not zero."""
    return gettext("Not reported") if amount is None else dollars(amount, cents=cents)


def area_name(code: str, title: str) -> str:
    """ "PPC 1, Training", "1. Policy and Cooperation"."""
    return f"{code}. {title}" if code[:1].isdigit() else f"{code}, {title}"


def activity_groups(dataset: Dataset, part: CountryPart) -> list[dict[str, object]]:
    """One group an area, in the plan's order, with its Secretariat-supported money.

    A line withdrawn later is listed and counted without its money, so that the groups add up to what is approved.
    """
    return [
        {
            "name": breakable(area_name(area.code, area.title)),
            "count": activities_counted(len(lines)),
            "cost": dollars(sum_of(line.money for line in lines).approved),
            "lines": [activity_line(dataset, line) for line in lines],
        }
        for area in dataset.areas
        if (lines := [line for line in part.activities if line.area_code == area.code])
    ]


def activity_line(
    dataset: Dataset, activity: ActivityFacts, *, whole_code: bool = False
) -> dict[str, object]:
    """One activity of a chapter, every value in words."""
    year = dataset.facts.year
    planned, actual = values.months(activity.planned, year), values.months(activity.actual, year)
    names, cost = {country.code: country.name for country in dataset.countries}, activity.secretariat_cost
    sharing = and_list(names.get(code, code) for code in activity.shared_with)
    return {
        "code": activity.code if whole_code else short_code(activity.code),
        "title": breakable(activity.title),
        "under": breakable(_under_title(dataset, activity)),
        "lead_body": breakable(activity.lead_body) or gettext("not named"),
        "when": planned or gettext("no dates yet"),
        "ran": gettext("actual: %(months)s") % {"months": actual} if actual and actual != planned else "",
        "cost": gettext("none") if cost is None else dollars(cost),
        "partners": f"+ {dollars(activity.accepted)}" if activity.accepted else "",
        "state": StateCell(
            values.RESULT_LOOKS[activity.result].value,
            values.result_word(activity),
            changed=(gettext("withdrawn later"),) if activity.withdrawn else (),
        ),
        "countries": sharing if len(activity.shared_with) < len(names) else gettext("All countries"),
    }


def _under_title(dataset: Dataset, activity: ActivityFacts) -> str:
    """The second line: the targets by their codes, and the partners."""
    known = {target.code for target in dataset.targets}
    codes = [code for code in activity.targets if code in known]
    named = ngettext("Target %(codes)s", "Targets %(codes)s", len(codes)) % {"codes": and_list(codes)}
    parts = [named] if codes else []
    if activity.partners:
        parts.append(gettext("with %(partners)s") % {"partners": and_list(activity.partners)})
    return " · ".join(parts)


def recommendation_row(one: RecommendationFacts, *, on: date) -> dict[str, object]:
    """A recommendation with its addressees, grouped by what became of it: six equal answers are one line."""
    groups: dict[tuple[str, str], list[str]] = {}
    for addressee in one.addressees or (Addressee(gettext("nobody named"), FollowUp.OPEN),):
        state = values.follow_up_state(addressee.result, one.due_on, on=on)
        names = groups.setdefault((state, addressee.follow_up), [])
        names.append(values.addressee_name(addressee.name, begins=not names))
    answers = [
        {
            "names": breakable(and_list(names)),
            "follow_up": breakable(follow_up),
            "state": StateCell(
                values.FOLLOW_UP_LOOKS.get(state, CellStatus.NO_ACTIVITY).value,
                str(values.FOLLOW_UP_WORDS[state]),
            ),
        }
        for (state, follow_up), names in groups.items()
    ]
    return {
        "number": one.number,
        "text": breakable(one.text),
        "about": breakable(values.said(one.about)),
        "due": values.month(one.due_on) if one.due_on else gettext("no date"),
        "answers": answers,
    }


def area_line(dataset: Dataset, area: AreaFacts) -> dict[str, object]:
    """One area in the overview: targets, states over all countries, activities and US dollars."""
    tally = tally_of(area.targets)
    # The cents of its own two columns: this table is an overview beside the tables of money.
    amounts = [(row.money.approved, row.money.spent_secretariat) for row in dataset.money.by_area]
    cents = any(amount is not None and has_cents(amount) for amount in chain(*amounts))
    asked = asked_of_countries(area.targets)
    missing = not_there(dataset.facts.audience)
    no_counts = gettext("Not reported") if tally[CellStatus.NOT_REPORTED] else missing
    money = next((row for row in dataset.money.by_area if row.area_code == area.code and row.covered), None)
    return {
        "name": breakable(area_name(area.code, area.title)),
        "targets": str(len(area.targets)) if area.targets else "",
        "counts": [str(tally[status]) for status in LEGEND] if any(tally[status] for status in GIVEN) else [],
        "no_counts": no_counts if asked else gettext("The countries do not answer this target."),
        "no_money": "" if money else missing,
        "activities": f"{money.activities:,}" if money else "",
        "approved": dollars(money.money.approved, cents=cents) if money else "",
        "spent": amount_words(money.money.spent_secretariat, cents=cents) if money else "",
    }


def due_head(targets: Sequence[TargetFacts]) -> str:
    """The head of the due-date table; it names the date where all targets share one."""
    due = {target.due_on for target in targets}
    one = next(iter(due))
    if len(due) == 1 and one is not None:
        if (one.month, one.day) == (12, 31):
            return gettext("Target of the plan of action, due by the end of %(year)s") % {"year": one.year}
        return gettext("Target of the plan of action, due by %(month)s") % {"month": values.month(one)}
    return gettext("Target of the plan of action")


def time_left(target: TargetFacts, end_of_year: date) -> str:
    """The time from the end of the year to the due date of a target, in whole months or years."""
    if target.due_on is None:
        return "–"
    months = (target.due_on.year - end_of_year.year) * 12 + target.due_on.month - end_of_year.month
    if months <= 0:
        return gettext("due date reached")
    years, rest = divmod(months, 12)
    if not rest:
        return ngettext("%(count)s year left", "%(count)s years left", years) % {"count": years}
    return ngettext("%(count)s month left", "%(count)s months left", months) % {"count": months}


def breakable(text: str) -> str:
    """The text with break opportunities (U+200B). Nothing visible changes; control characters are dropped."""
    text = CONTROLS.sub("", text)
    if _WITHOUT_SPACES.search(text):
        *parts, last = LineBreaker(text, "en")
        unbroken = [OPPORTUNITY not in part[-1] and not part[-1].isspace() for part in parts]
        text = (
            "".join(part + OPPORTUNITY * needed for part, needed in zip(parts, unbroken, strict=True)) + last
        )
    return _LONG_RUN.sub(_every_so_often, text) if len(text) > LONGEST_RUN else text


def written(text: str) -> SafeString:
    """Paragraphs, `- ` lists and `**bold**` of the regional office as HTML; all else is text."""
    blocks = []
    for part in re.split(r"\n\s*\n", breakable(text).strip()):
        for is_list, lines in groupby(part.splitlines(), key=lambda line: line.startswith("- ")):
            inside = [(bold(line.removeprefix("- ")),) for line in lines]
            if is_list:
                blocks.append(format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", inside)))
            else:
                blocks.append(format_html("<p>{}</p>", format_html_join(" ", "{}", inside)))
    return format_html_join("", "{}", ((block,) for block in blocks))


def bold(line: str) -> SafeString:
    """A line with its `**bold**` words as HTML."""
    pieces = enumerate(_BOLD.split(line))
    return format_html_join(
        "", "{}", ((format_html("<b>{}</b>", piece) if at % 2 else piece,) for at, piece in pieces)
    )


def _every_so_often(run: re.Match[str]) -> str:
    """Break between characters as readers see them: never between a letter and its marks."""
    pieces = batched(CharacterBreaker(run[0], "en"), LONGEST_RUN)
    return OPPORTUNITY.join("".join(piece) for piece in pieces)
