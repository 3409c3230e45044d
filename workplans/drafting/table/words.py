"""What is said of one saved row: what came in, why its cost is not saved, and which ways out there are."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.formatting import and_list
from commit_portal.i18n.messages import Message, Words, message
from commit_portal.models import User
from workplans.drafting import messages as messages
from workplans.drafting.table.forms import RowForm
from workplans.drafting.table.rows import (
    TableRow,
    WayButton,
    time_words,
    words_of_opened,
    words_of_row,
)
from workplans.drafting.table.saving import Over, RowSaved
from workplans.drafting.ways_out import Way
from workplans.fields import BY_NAME, COLUMNS, names_in_sentence
from workplans.models import Activity, Partner
from workplans.presentation.facts import SHORT, who_changed
from workplans.statuses import Funding

HEADINGS = {1: "table.one_way", 2: "table.two_ways", 3: "table.three_ways"}


def is_own_hand(saved: RowSaved, reader: User) -> bool:
    """Whether the reader changed the same row in another window."""
    return saved.last is not None and saved.last.by_id == reader.pk


def theirs(saved: RowSaved, line: Activity) -> tuple[str, datetime]:
    """Who changed the row meanwhile, and when."""
    last = saved.last
    return (str(last.by), last.at) if last else (str(line.changed_by), line.changed_at)


def role_of_them(saved: RowSaved, line: Activity) -> str:
    """Who changed the row meanwhile (`who_changed`): a query, and only for a row that somebody else changed."""
    return who_changed(saved.last, line.workplan) if saved.last else str(line.changed_by)


def clash_words(row: TableRow, saved: RowSaved, line: Activity, reader: User, *, now: datetime) -> str:
    """What is said below a row with fields that were changed twice: by whom, and to what where that is short."""
    at = theirs(saved, line)[1]
    words = {"code": line.short_code, "time": time_words(at, now=now)}
    if is_own_hand(saved, reader):
        said = _(
            "%(code)s: you changed the same fields in another window (%(time)s). Your text is still in the row."
        )
        return str(said % words)
    words |= {
        "person": role_of_them(saved, line),
        "fields": and_list(map(str, names_in_sentence(saved.clashes))),
    }
    words["value"] = words_of_cell(row, line, saved.clashes[0]) if len(saved.clashes) == 1 else ""
    if 0 < len(words["value"]) <= SHORT:
        said = _(
            "%(person)s changed the %(fields)s of %(code)s to %(value)s (%(time)s). Your text is still in the row."
        )
    else:
        said = _("%(person)s changed the %(fields)s of %(code)s (%(time)s). Your text is still in the row.")
    return str(said % words)


def words_of_cell(row: TableRow, line: Activity, name: str) -> str:
    """What a field of the saved line holds, as the table shows it; of a list the words."""
    value = (words_of_row(line, line.workplan.cycle.year) | words_of_opened(line))[name]
    return row.choices.words.get(name, {}).get(value, value)


def merged_words(row: TableRow, saved: RowSaved, line: Activity, reader: User) -> str:
    """What is said in a row into which changes of others came: "The lead changed the cost to 8,000"."""
    found = []
    own = is_own_hand(saved, reader)
    person = role_of_them(saved, line) if saved.from_them and not own else ""
    for name in saved.from_them:
        value = row.choices.shown(row, name) if name in COLUMNS else ""
        words = {"person": person, "field": BY_NAME[name].inside, "value": value}
        if own:
            said = _("You changed the %(field)s in another window.")
        elif value and len(value) <= SHORT:
            said = _("%(person)s changed the %(field)s to %(value)s.")
        else:
            said = _("%(person)s changed the %(field)s.")
        found.append(str(said % words))
    return " ".join(found)


def said_words(saved: RowSaved, reader: User) -> Words:
    """What the reader's software says of a row that was sent."""
    line, faulty = saved.line, names_in_sentence(list(saved.faults))
    if line is None:
        return message("table.told_new_not", fields=faulty)
    code, left = line.short_code, line.workplan.left
    own, fields = is_own_hand(saved, reader), names_in_sentence(saved.from_them)
    if saved.clashes and own:
        return message("table.told_clash_own", code=code)
    if saved.clashes:
        return message("table.told_clash", code=code, person=theirs(saved, line)[0])
    if saved.over is not None:
        stays = money_at_fault(saved) == "funding"
        return message(
            "table.told_over_reserve" if stays else "table.told_over", code=code, over=saved.over.over
        )
    if saved.faults:
        return message("table.told_not_all", code=code, fields=faulty)
    if saved.way_taken and (taken := way_words(line, saved.way_taken)):
        return taken
    if saved.from_them and own:
        return message("table.told_own", code=code, fields=fields)
    if saved.from_them:
        return message("table.told_theirs", code=code, person=role_of_them(saved, line), fields=fields)
    if left is None:
        return message("table.told_saved", code=code)
    return message("table.told_saved_left", code=code, left=left)


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
