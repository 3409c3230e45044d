"""How figures, dates and states of a report are said in words: one way for screen, print and workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

# Said here as on every page; the modules of the report find all its words in this one.
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commit_portal.messages import Message
from commit_portal.words import and_list as and_list
from commit_portal.words import counted as counted
from commit_portal.words import day as short_day
from commit_portal.words import has_cents, in_the_office, in_words, money
from commit_portal.words import sentence as sentence
from reporting import words_messages as words_messages
from reporting.dataset import Basis, CellStatus, MoneyRow, Note, Result, Span
from spa.statuses import PlanStage
from workplans.statuses import Audience
from workplans.statuses import Step as YearStep

CELL_WORDS = {
    CellStatus.ACHIEVED: "Achieved",
    CellStatus.IN_PROGRESS: "In progress",
    CellStatus.NO_ACTIVITY: "No activity yet",
    CellStatus.NOT_REPORTED: "Not reported",
    CellStatus.REGIONAL: "Regional",
    CellStatus.NOT_RELEASED: "Not released",
}
CELL_MEANINGS = {
    CellStatus.ACHIEVED: "The country says that it has reached the target.",
    CellStatus.IN_PROGRESS: "Work on the target has begun and is not finished.",
    CellStatus.NO_ACTIVITY: "The country says that nothing has been done for the target so far.",
    CellStatus.NOT_REPORTED: "There is no answer. This does not mean that nothing was done.",
    CellStatus.REGIONAL: "A target of the region as a whole; countries are not asked.",
    CellStatus.NOT_RELEASED: "The country has not released this to the readers of this edition.",
}
# The Regional column beside a target of countries only: there is no cell, for the region has no answer to give.
NOT_ASKED = "Not asked"
NOT_ASKED_MEANING = "A target of countries only; the region is not asked."
# What the region's own answer means, where a country's would be named.
REGIONAL_MEANINGS = {
    CellStatus.ACHIEVED: "The region says that it has reached the target.",
    CellStatus.NO_ACTIVITY: "The region says that nothing has been done for the target so far.",
}
RESULT_WORDS = {
    Result.DONE: "Done",
    Result.UNDER_WAY: "Under way",
    Result.NOT_STARTED: "Not started",
    Result.POSTPONED: "Postponed",
    Result.CANCELLED: "Cancelled",
    Result.NOT_REPORTED: "Not reported",
}
# Which of the four printed states a result looks like.
RESULT_LOOKS = {
    Result.DONE: CellStatus.ACHIEVED,
    Result.UNDER_WAY: CellStatus.IN_PROGRESS,
    Result.NOT_STARTED: CellStatus.NO_ACTIVITY,
    Result.POSTPONED: CellStatus.NO_ACTIVITY,
    Result.CANCELLED: CellStatus.NOT_REPORTED,
    Result.NOT_REPORTED: CellStatus.NOT_REPORTED,
}
AUDIENCE_WORDS = {
    "secretariat": "the Secretariat",
    "taskforces": "the taskforces",
    "partners": "partners",
    "observers": "observers",
}
# Inside a sentence: "which is agreed in principle".
PLAN_STAGE_WORDS: dict[str, Promise] = {
    PlanStage.DRAFT: _("draft"),
    PlanStage.AGREED: _("agreed in principle"),
    PlanStage.ENDORSED: _("endorsed"),
    PlanStage.SUPERSEDED: _("superseded"),
}
BASIS_WORDS = {
    Basis.MEETING: _("the days of the meeting"),
    Basis.REVIEW_OPENED: _("the review, opened"),
    Basis.REVIEW_CLOSED: _("the review, opened and closed"),
}
NO_TARGETS = _("The texts of the targets are not public, and not in the portal.")
THE_SECRETARIAT = _("The Secretariat")
# The columns of a table of money.
MONEY_COLUMNS = ("ceiling", "approved", "spent_secretariat", "accepted", "spent_partners")
# In the report the unit stands in the head or the caption.
dollars = money
LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTHS = tuple(name[:3] for name in LONG_MONTHS)


def number_word(number: int) -> str:
    """ "six", "30": small numbers as words, inside a sentence."""
    return in_words(number).lower()


def counted_word(number: int, one: str, many: str = "") -> str:
    """ "six recommendations": as `counted`, with small numbers in words."""
    return f"{number_word(number)} {one if number == 1 else many or one + 's'}"


def percent_of(part: Decimal | None, whole: Decimal | None) -> str:
    """A whole percentage without its sign, or a dash where it has no meaning."""
    if part is None or not whole:
        return "–"
    return f"{part / whole * 100:.0f}"


def columns_with_cents(rows: Iterable[MoneyRow | None]) -> frozenset[str]:
    """The columns of a table in which an amount has cents: all amounts there are written with them, so that they align."""
    return frozenset(
        name
        for row in rows
        if row
        for name in MONEY_COLUMNS
        if (amount := getattr(row, name)) is not None and has_cents(amount)
    )


def day(when: date) -> str:
    """ "22 January 2010": of an aware datetime, the day in the offices."""
    when = in_the_office(when) if isinstance(when, datetime) else when
    return f"{when.day} {LONG_MONTHS[when.month - 1]} {when.year}"


def month(when: date) -> str:
    """ "Jun 2010"."""
    return f"{MONTHS[when.month - 1]} {when.year}"


def days(span: Span) -> str:
    """ "20 – 22 Jan 2010", "8 Nov 2008 – 5 Jan 2009", "from 2 Apr 2009"; empty where nothing is known."""
    starts, ends = span.starts, span.ends
    if starts is None and ends is None:
        return ""
    if starts is None or ends is None:
        return f"from {short_day(starts)}" if starts else f"until {short_day(ends)}"
    if starts == ends:
        return short_day(starts)
    if starts.year != ends.year:
        return f"{short_day(starts)} – {short_day(ends)}"
    if starts.month != ends.month:
        return f"{starts.day} {MONTHS[starts.month - 1]} – {short_day(ends)}"
    return f"{starts.day} – {short_day(ends)}"


def months(span: Span, year: int) -> str:
    """ "Feb – May", with the year only where it is another one; empty where nothing is known."""

    def said(when: date) -> str:
        return MONTHS[when.month - 1] if when.year == year else month(when)

    starts, ends = span.starts, span.ends
    if starts is None or ends is None:
        return f"from {said(starts)}" if starts else f"to {said(ends)}" if ends else ""
    if (starts.year, starts.month) == (ends.year, ends.month):
        return said(starts)
    return f"{said(starts)} – {said(ends)}"


def no_dates(*, over: bool) -> str:
    """What stands where there are no dates: of what is over they were never recorded, of the rest they may come."""
    return "not recorded" if over else "no dates yet"


def difference(planned: Span, actual: Span, *, over: bool = False) -> str:
    """How the actual end differs from the planned one: "on time", "5 days late", "2 weeks early".

    `over` where the step lies behind us although nobody recorded how it ended.
    """
    if planned.ends is None:
        return "no end planned" if planned else no_dates(over=over or actual.ends is not None)
    if actual.ends is None:
        return "under way" if actual.starts and not over else no_dates(over=over)
    late = (actual.ends - planned.ends).days
    if not late:
        return "on time"
    weeks = abs(late) // 7
    how_long = counted(weeks, "week") if weeks else counted(abs(late), "day")
    return f"{how_long} {'late' if late > 0 else 'early'}"


def printed_number(number: str) -> str:
    """What stands behind the text of a target where its area prints numbers; the code is what it is called by."""
    return f"(no.\u00a0{number})" if number else "(no\u00a0number)"


def said(note: Note | None) -> str:
    """A note of the dataset in the reader's language; empty where there is none."""
    return str(Message(note.code, note.params)) if note else ""


def step_name(number: int) -> str:
    """A step of the year by its number."""
    return str(YearStep(number).label)


def basis_words(basis: Basis | None) -> str:
    """What the actual dates of a step are, where nobody recorded its own; else empty."""
    return str(BASIS_WORDS[basis]) if basis else ""


def addressee_name(name: str) -> str:
    """Whom a recommendation asks: a country by its name, or the Secretariat."""
    return name or str(THE_SECRETARIAT)


def not_there(audience: str) -> str:
    """What stands where a plan is not read. To the Secretariat nothing is withheld: there is nothing of record."""
    return "Not of record" if audience == Audience.SECRETARIAT else "Not released"


def why_missing(names: Sequence[str], audience: str) -> str:
    """Whose plans are not read and why, in a sentence without a full stop."""
    if audience == Audience.SECRETARIAT:
        return f"Nothing is of record of {and_list(names)}"
    return f"{and_list(names)} {'has' if len(names) == 1 else 'have'} not released the workplan to {AUDIENCE_WORDS[audience]}"


def why_region_is_missing(audience: str) -> str:
    """Why the regional workplan is not read, in a sentence without a full stop.

    Secretariat and taskforces read it once it is in force; others are not told more than that it is not theirs to read.
    """
    if audience in (Audience.SECRETARIAT, Audience.TASKFORCES):
        return "No regional workplan has been put in force"
    return f"The regional workplan has not been released to {AUDIENCE_WORDS[audience]}"


def moment(when: datetime) -> str:
    """ "15 March 2010, 17:00, Bangkok time" of an aware datetime."""
    return f"{day(when)}, {in_the_office(when):%H:%M}, Bangkok time"


def size(octets: int) -> str:
    """ "2.1 MB", "340 KB"."""
    return f"{octets / 1_000_000:.1f} MB" if octets >= 1_000_000 else f"{max(1, round(octets / 1_000)):,} KB"
