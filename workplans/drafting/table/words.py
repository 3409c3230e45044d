"""What is said of one saved row: its state, why its cost is not saved, and which ways out there are."""

from collections.abc import Sequence
from datetime import datetime

from commit_portal.i18n.messages import Message, Words, message
from commit_portal.models import User
from workplans.drafting.table import messages as messages
from workplans.drafting.table.forms import RowForm
from workplans.drafting.table.rows import WayButton, is_same_day, state_words, time_words
from workplans.drafting.table.saving import Over, RowSaved
from workplans.drafting.ways_out import Way
from workplans.fields import names_in_sentence
from workplans.models import Activity, Partner
from workplans.statuses import Funding

HEADINGS = {1: "table.one_way", 2: "table.two_ways", 3: "table.three_ways"}


def state_of_saved(saved: RowSaved, line: Activity, reader: User, *, now: datetime) -> str:
    """The state of a row that was sent: when it was saved, and what of it was not."""
    if saved.clashes:
        person, at = theirs(saved, line)
        time = time_words(at, now=now)
        if not is_own_hand(saved, reader):
            return str(message("table.saved_by", person=person, time=time))
        code = "table.saved_by_you_at" if is_same_day(at, now) else "table.saved_by_you_on"
        return str(message(code, time=time))
    if saved.is_whole:
        return state_words(line, now=now)
    refused = [*saved.faults, *([money_at_fault(saved)] if saved.over else ())]
    time, fields = time_words(line.changed_at, now=now), names_in_sentence(refused)
    return str(message("table.saved_but", time=time, fields=fields))


def is_own_hand(saved: RowSaved, reader: User) -> bool:
    """Whether the reader changed the same row in another window."""
    return saved.last is not None and saved.last.by_id == reader.pk


def theirs(saved: RowSaved, line: Activity) -> tuple[str, datetime]:
    """Who changed the row meanwhile, and when."""
    last = saved.last
    return (str(last.by), last.at) if last else (str(line.changed_by), line.changed_at)


def clash_words(code: str, saved: RowSaved, reader: User) -> str:
    """What is said below a row with fields that were changed twice."""
    if is_own_hand(saved, reader):
        return str(message("table.clash_own", code=code))
    return str(message("table.clash", code=code))


def money_at_fault(saved: RowSaved) -> str:
    """The field that the ceiling refused: of a line that stays in reserve it is not the cost, which counts nowhere."""
    stays = saved.line is not None and saved.line.funding == Funding.RESERVE
    return "funding" if stays else "secretariat_cost"


def over_words(code: str, saved: RowSaved, form: RowForm) -> str:
    """What is said of a cost that does not fit: by how much, and what is saved."""
    typed = form.readable.get("secretariat_cost")
    if typed is None and saved.line is not None:
        typed = saved.line.secretariat_cost
    words = {"code": code, "typed": typed, "over": saved.over.over if saved.over else None}
    if money_at_fault(saved) == "funding":
        return str(message("table.over_ceiling_reserve", **words))
    if saved.line is None or saved.line.secretariat_cost is None:
        return str(message("table.over_ceiling_no_cost", **words))
    return str(message("table.over_ceiling", saved=saved.line.secretariat_cost, **words))


def ways_out(over: Over, partners: Sequence[Partner]) -> tuple[WayButton, ...]:
    """The ways out of the ceiling for a row. With nothing left, lowering the cost is not one."""
    lower = [WayButton(Way.LOWER, message("table.way_lower", room=over.left))] if over.left > 0 else []
    ask = [WayButton(Way.TO_PARTNER, message("table.way_partner", over=over.over))] if partners else []
    return (*lower, *ask, WayButton(Way.RESERVE, message("table.way_reserve")))


def heading_of(ways: Sequence[WayButton]) -> Words:
    """The words before the ways out: how many there are."""
    return message(HEADINGS[len(ways)])


def way_words(line: Activity, way: Way) -> Message | None:
    """What is said after a way out of the ceiling; None where it was gone: a cost that fits by then asks no partner."""
    left = line.workplan.left
    if left is None or (way == Way.TO_PARTNER and not line.contributions.unanswered().exists()):
        return None
    return message(TOLD_WAYS[way], code=line.short_code, cost=line.secretariat_cost, left=left)


TOLD_WAYS = {
    Way.LOWER: "table.told_lowered",
    Way.TO_PARTNER: "table.told_partner",
    Way.RESERVE: "table.told_reserve",
}
