"""Figures, dates and states of a report in words: one way for screen, print and workbook."""

from datetime import date, datetime
from decimal import Decimal
from itertools import chain

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from commit_portal.i18n import Message, Param, has_cents, long_day, money, running_late, span as span_words
from commit_portal.i18n.formatting import in_the_office, month_name as month_name, month_of_year as month
from reporting import statuses
from reporting.dataset import NO_FOLLOW_UP, ActivityFacts, Cell, CellStatus, Dataset, FollowUp, Money, Span
from reporting.dataset.schema import StepFacts
from reporting.dataset.values import Basis, Note, Result, Value
from workplans.statuses import Audience, Step as YearStep

# Of a country beside a target of the region, and of the region beside a target of countries: the latter has no cell.
NOT_ASKED = _("Not asked")
CELL_WORDS: dict[str, Promise] = {
    **dict(statuses.TargetProgress.choices),
    CellStatus.NOT_REPORTED: _("Not reported"),
    CellStatus.NOT_ASKED: NOT_ASKED,
    CellStatus.NOT_RELEASED: _("Not released"),
    CellStatus.NOT_LOADED: _("Not loaded"),
}
# Below a state that has changed: the state of the year before.
WAS_WORDS: dict[CellStatus, Promise] = {
    CellStatus.ACHIEVED: _("was: achieved"),
    CellStatus.IN_PROGRESS: _("was: in progress"),
    CellStatus.NO_ACTIVITY: _("was: no activity yet"),
    CellStatus.NOT_REPORTED: _("was: not reported"),
    CellStatus.NOT_ASKED: _("was: not asked"),
    CellStatus.NOT_RELEASED: _("was: not released"),
    CellStatus.NOT_LOADED: _("was: not loaded"),
}
CELL_MEANINGS: dict[CellStatus, Promise] = {
    CellStatus.ACHIEVED: _("The country answered that it has achieved the target."),
    CellStatus.IN_PROGRESS: _("Work on the target has begun and is not finished."),
    CellStatus.NO_ACTIVITY: _("The country answered that it has done nothing for the target so far."),
    CellStatus.NOT_REPORTED: _("There is no answer. This does not mean that nothing was done."),
    CellStatus.NOT_ASKED: _(
        "This target is not for this country, not for the region, or was added after the reviews of the year. "
        "No answer is needed."
    ),
    CellStatus.NOT_RELEASED: _("The country has not released this to the readers of this edition."),
    CellStatus.NOT_LOADED: _("No document about this is loaded. This does not mean that nothing was done."),
}
# The meaning of the region's own answer.
REGIONAL_MEANINGS: dict[CellStatus, Promise] = {
    CellStatus.ACHIEVED: _("The region answered that it has achieved the target."),
    CellStatus.NO_ACTIVITY: _("The region answered that it has done nothing for the target so far."),
}
# An answer that was taken back counts as not reported, and is called by its own name.
ANSWER_WITHDRAWN = CELL_WORDS[statuses.TargetProgress.TAKEN_BACK]
RESULT_WORDS: dict[str, Promise] = {
    **dict(statuses.ProgressStatus.choices),
    Result.NOT_REPORTED: CELL_WORDS[CellStatus.NOT_REPORTED],
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
# A recommendation that is not finished is overdue after its last day.
OVERDUE = "overdue"
FOLLOW_UP_WORDS: dict[str, Promise] = {
    **dict(statuses.FollowUpStatus.choices),
    OVERDUE: _("Overdue"),
    FollowUp.NOT_RELEASED: CELL_WORDS[CellStatus.NOT_RELEASED],
    FollowUp.NOT_REPORTED: CELL_WORDS[CellStatus.NOT_REPORTED],
}
# Which of the printed states a follow-up looks like; the others look like no activity.
FOLLOW_UP_LOOKS: dict[str, CellStatus] = {
    FollowUp.UNDER_WAY: CellStatus.IN_PROGRESS,
    FollowUp.DONE: CellStatus.ACHIEVED,
    FollowUp.NOT_FOLLOWED: CellStatus.NOT_REPORTED,
    FollowUp.NOT_RELEASED: CellStatus.NOT_RELEASED,
    FollowUp.NOT_REPORTED: CellStatus.NOT_REPORTED,
}
AUDIENCE_WORDS: dict[str, Promise] = {
    Audience.SECRETARIAT: _("the Secretariat"),
    Audience.TASKFORCES: _("the taskforces"),
    Audience.PARTNERS: _("partners"),
    Audience.OBSERVERS: _("observers"),
}
BASIS_WORDS: dict[Basis, Promise] = {
    Basis.MEETING: _("The dates are those of the meeting."),
    Basis.REVIEW_OPENED: _("The review was opened on this day."),
    Basis.REVIEW_CLOSED: _("The review was opened and closed on these days."),
}
THE_SECRETARIAT = _("The Secretariat")
# In the report the unit is in the head or the caption.
dollars = money


def paragraph(*sentences: object) -> str:
    """Whole sentences one after another; empty ones are left out."""
    return " ".join(words for sentence in sentences if (words := str(sentence)))


def review_name(stage: str, year: int) -> str:
    """A review in a word, above a column or a step: "SOM 2011"."""
    name = gettext("Mid-year %(year)s") if stage == statuses.ReviewStage.MID_YEAR else gettext("SOM %(year)s")
    return name % {"year": year}


def was_words(cell: Cell) -> str:
    """What the cell was in the year compared with, or what the earlier targets were; empty where it says nothing."""
    return str(WAS_WORDS[cell.was]) if cell.was else said(cell.continued)


def cell_word(cell: Cell) -> str:
    """The state of a target in a word."""
    return str(ANSWER_WITHDRAWN if cell.withdrawn else CELL_WORDS[cell.status])


def result_word(activity: ActivityFacts) -> str:
    """What became of an activity, in a word."""
    return str(ANSWER_WITHDRAWN if activity.answer_withdrawn else RESULT_WORDS[activity.result])


def follow_up_state(status: str, due_on: date | None, *, on: date) -> str:
    """What became of a recommendation, or overdue where it is not finished after its last day."""
    late = due_on is not None and due_on < on
    return OVERDUE if late and status not in (*statuses.FINISHED, *NO_FOLLOW_UP) else status


def partner_name(name: str) -> str:
    """A partner by its name; those without one have a name together."""
    return name or gettext("Partners not named")


def delivered_words(delivered: str) -> str:
    """Whether help in kind has come; who has not said so has not reported."""
    return str(statuses.Delivered(delivered).label) if delivered else gettext("Not reported")


def part_of(part: int, whole: int) -> str:
    """ "5 of 6"."""
    return gettext("%(part)s of %(whole)s") % {"part": f"{part:,}", "whole": f"{whole:,}"}


def percent_of(part: Decimal | None, whole: Decimal | None) -> str:
    """A whole percentage without its sign, or a dash where it has no meaning."""
    if part is None or not whole:
        return "–"
    return f"{part / whole * 100:.0f}"


def any_cents(money: Money) -> bool:
    """Whether an amount has cents: those of all tables are then written with them, so that they compare."""
    rows = (*money.by_country, money.regional, *(area.money for area in money.by_area))
    amounts = chain.from_iterable(vars(row).values() for row in rows if row)
    return any(isinstance(amount, Decimal) and has_cents(amount) for amount in amounts)


def day(when: date) -> str:
    """ "22 January 2010": of an aware datetime, the day in the offices."""
    return long_day(in_the_office(when) if isinstance(when, datetime) else when)


def days(span: Span) -> str:
    """ "20 Jan to 22 Jan 2010", "from 2 Apr 2009"; empty where nothing is known."""
    return span_words(span.starts, span.ends) if span else ""


def months(span: Span, year: int) -> str:
    """ "Feb to May", with the year only where it is another one; empty where nothing is known."""

    def said(when: date) -> str:
        return month_name(when) if when.year == year else month(when)

    starts, ends = span.starts, span.ends
    if starts is None:
        return gettext("until %(month)s") % {"month": said(ends)} if ends else ""
    if ends is None:
        return gettext("from %(month)s") % {"month": said(starts)}
    if (starts.year, starts.month) == (ends.year, ends.month):
        return said(starts)
    return gettext("%(first)s to %(last)s") % {"first": said(starts), "last": said(ends)}


def no_dates(*, over: bool) -> str:
    """The words for missing dates: "not recorded" once the step or meeting is over, else "no dates yet"."""
    return gettext("not recorded") if over else gettext("no dates yet")


def days_late(planned: Span, actual: Span) -> int | None:
    """Days late against the plan, negative where early; None where either end is unknown."""
    if planned.ends is None or actual.ends is None:
        return None
    return (actual.ends - planned.ends).days


def steps_and_whether_over(dataset: Dataset) -> list[tuple[StepFacts, bool]]:
    """The steps of the year, each with whether it is over, whatever is recorded of it (`Step.is_over`)."""
    ended = [step.number for step in dataset.steps if step.actual.ends]
    return [(step, YearStep.is_over(step.number, ended)) for step in dataset.steps]


def days_running_late(planned: Span, actual: Span, *, on: date, over: bool) -> int:
    """Days after its planned end that a step still runs; 0 before it, and where it has not begun or is over."""
    if not (planned.ends and actual.starts) or actual.ends or over:
        return 0
    return max((on - planned.ends).days, 0)


def difference(planned: Span, actual: Span, *, on: date, over: bool = False) -> str:
    """The actual end against the planned one: "on time", "5 days late", "2 weeks early"; "running, 19 days late" on a day.

    `over`: a later step has ended, so this one has too, although nobody recorded its end.
    """
    late = days_late(planned, actual)
    if late is not None:
        return lateness(late)
    if planned.ends is None:
        return gettext("no end planned") if planned else no_dates(over=over or actual.ends is not None)
    if running := days_running_late(planned, actual, on=on, over=over):
        return running_late(running)
    return gettext("under way") if actual.starts and not over else no_dates(over=over)


def lateness(late: int) -> str:
    """Whole weeks from seven days on, else days."""
    if not late:
        return gettext("on time")
    weeks = abs(late) // 7
    if weeks and late > 0:
        words = ngettext("%(count)s week late", "%(count)s weeks late", weeks)
    elif weeks:
        words = ngettext("%(count)s week early", "%(count)s weeks early", weeks)
    elif late > 0:
        words = ngettext("%(count)s day late", "%(count)s days late", late)
    else:
        words = ngettext("%(count)s day early", "%(count)s days early", -late)
    return words % {"count": weeks or abs(late)}


def printed_number(number: str) -> str:
    """The number behind the text of a target, where its area prints numbers."""
    if number:
        return gettext("(no.\u00a0%(number)s)") % {"number": number}
    return gettext("(no\u00a0number)")


def said(note: Note | None) -> str:
    """A note of the dataset in the reader's language; empty where there is none."""
    return str(message_of(note)) if note else ""


def message_of(note: Note) -> Message:
    """A note of the dataset as a message that can be said or stored."""
    params = [(name, _param_of(value)) for name, value in note.params]
    what, _dot, readers = note.code.partition(".")
    if what in ("missing", "no_totals"):
        params.append(("readers", AUDIENCE_WORDS[readers]))
    return Message(note.code, tuple(params))


def _param_of(value: Value) -> Param:
    if isinstance(value, Note):
        return message_of(value)
    return tuple(_param_of(one) for one in value) if isinstance(value, tuple) else value


def step_name(number: int) -> str:
    """A step of the year by its number."""
    return str(YearStep(number).label)


def basis_words(basis: Basis | None) -> str:
    """The source of the actual dates of a step, where nobody recorded its own; else empty."""
    return str(BASIS_WORDS[basis]) if basis else ""


def addressee_name(name: str, *, begins: bool = True) -> str:
    """The addressee of a recommendation: a country by its name, or the Secretariat; `begins` a text, or goes on."""
    return name or str(THE_SECRETARIAT if begins else AUDIENCE_WORDS[Audience.SECRETARIAT])


def moment(when: datetime) -> str:
    """ "15 March 2010, 17:00, Bangkok time" of an aware datetime."""
    parts = {"day": day(when), "time": f"{in_the_office(when):%H:%M}"}
    return gettext("%(day)s, %(time)s, Bangkok time") % parts


def size(octets: int) -> str:
    """ "2.1 MB", "340 KB"."""
    if octets >= 1_000_000:
        return gettext("%(size)s MB") % {"size": f"{octets / 1_000_000:.1f}"}
    return gettext("%(size)s KB") % {"size": f"{max(1, round(octets / 1_000)):,}"}
