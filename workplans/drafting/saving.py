"""Save a typed line beside what others saved meanwhile, and say what of theirs came in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import moment, say
from commit_portal.models import User
from commit_portal.refusals import Violation, require
from commit_portal.sheets.merge import Clash, changed, merge, names_in
from commit_portal.workflow import StaleRow
from spa.models import Area
from workplans.drafting.ways_out import Way, WayOut, divided
from workplans.drafting.writing import LineWriter, broken_by
from workplans.fields import BY_NAME, FieldKind, names_in_sentence
from workplans.lines.options import line_options_of
from workplans.models import Activity, LineHistory, Seat
from workplans.plan.line_content import draft_from
from workplans.plan.line_history import UNITS, LineContent, content_before, history_of, values_of
from workplans.plan.locking import locked_line, settle
from workplans.plan.permissions import may_edit_activity
from workplans.plan.plan_types import kind_of
from workplans.presentation.facts import who_changed
from workplans.statuses import Funding

MONEY = ("funding", "secretariat_cost", "cost_in_all")
# Characters. A longer value is not said again.
SHORT = 60


@dataclass(frozen=True)
class Saved:
    """What became of a typed line.

    - `line`: as it is now; its row version is the mark for the next saving.
    - `mine`: the content that was typed.
    - `from_them`: fields with something of theirs in them that does not clash. `clashes`: what a person has to choose;
      nothing of it was written.
    - `last`: the newest change of others that is in the result or in a clash, with its person; None where nothing came in.
    - `asked_again`: which countries had confirmed the line, and have to once more (WP-10), in a sentence; "" for none.
    """

    line: Activity
    mine: LineContent
    from_them: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    last: LineHistory | None = None
    asked_again: str = ""


def typed_values(base: LineContent, typed: Mapping[str, object]) -> LineContent:
    """The content that somebody typed: `base` with the cleaned values that are there."""
    given = values_of(draft_from(typed))
    mine = {name: given[name] if name in typed else value for name, value in base.items()}
    if mine["funding"] == Funding.NONE and mine["secretariat_cost"] is None:
        # A line without Secretariat money has the cost zero (WP-14); a form leaves it empty.
        mine["secretariat_cost"] = Decimal(0)
    return mine


def as_sent(name: str, value: Any) -> list[str]:
    """A value of a field as a form sends it: none, one, or several."""
    kind = BY_NAME[name].kind
    if value is None:
        return [""]
    if kind is FieldKind.LINKS:
        return [str(key) for key in sorted(value)]
    if kind is FieldKind.LIST:
        return ["\n".join(value)]
    return [value.isoformat() if isinstance(value, date) else str(value)]


def fields_of(violations: Iterable[Violation]) -> frozenset[str]:
    """The fields that broken rules are about: of the two costs of WP-17 both."""
    named = {violation.field for violation in violations}
    return frozenset(named | ({"secretariat_cost"} if "cost_in_all" in named else set()))


@transaction.atomic
def save_line(
    activity: Activity,
    typed: Mapping[str, object],
    *,
    seen: int,
    by: Seat,
    now: datetime,
    way_out: WayOut | None = None,
    token: UUID | None = None,
    unanswered: Collection[UUID] = (),
) -> Saved:
    """Write a typed line beside what others saved since the row version `seen`: what does not clash is written.

    What both changed differently stays as it was saved, and `Saved.clashes` names it. `typed` has the cleaned values of
    the fields that were typed. Where the cost does not fit, `way_out` divides it.
    `token` marks this sending. `unanswered` are those of the same person whose answer never came: what they wrote is
    no change of somebody else.
    New content ends the decision on a line (WP-9), and in the regional workplan each country has to confirm again.
    The same content changes nothing. Raises `StaleRow` for a row version that the line never had, `Refused`, or
    `RuleBroken` with WP-2 to WP-4, WP-12 to WP-14 or WP-16 to WP-18, or with CO-3 where a need that is gone leaves a
    partner with two requests or offers of one kind.
    """
    line = locked_line(activity)
    require(may_edit_activity(by, line))
    if not 0 < seen <= line.row_version:
        raise StaleRow(line)
    theirs = values_of(line)
    base, others = _seen_by(line, theirs, seen=seen, by=by, unanswered=unanswered)
    mine = dict(typed_values(base, typed))
    if way_out and way_out.way == Way.RESERVE:
        mine["funding"] = Funding.RESERVE
    # The plan of the page may know that no type is new.
    draft_of = line_options_of(activity.workplan).draft_of

    def broken_in(values: LineContent) -> Collection[str]:
        return fields_of(broken_by(line.workplan, draft_of(values))) if line.row_version > seen else ()

    merged = merge(base, theirs, mine, UNITS, broken_in)
    plan, draft, ask = line.workplan, draft_of(merged.values), None
    room = plan.room_for(line, timezone.localdate(now))
    # Money that nobody changed is not looked at: it is in the plan's sum, which never rises above a ceiling.
    if set(MONEY) & set(changed(theirs, values_of(draft))):
        draft, ask = divided(draft, way_out, room=room, line=line)
    writer, asked_again = LineWriter(plan, by, now, token), ""
    if writer.change(line, draft, ask=ask):
        asked_again = _asked_again(line)
        writer.write(tells_once=True)
        settle(plan, room=room)
    fields = {*merged.from_them, *names_in(merged.clashes)}
    last = next((row for row in others if fields & set(row.after)), None)
    return Saved(line, mine, merged.from_them, merged.clashes, last, asked_again)


@transaction.atomic
def move_line(line: Activity, *, area: Area, by: Seat, now: datetime) -> Activity:
    """Move a line to another area. Its targets and its activity area belong to the old one and do not go along.

    It moves as it is now, whatever the page showed. Raises as `save_line`.
    """
    values = {"area": area, "targets": (), "menu_activity": None}
    return save_line(line, values, seen=locked_line(line).row_version, by=by, now=now).line


def clash_sentence(
    names: Collection[str], value: str, last: LineHistory, line: Activity, reader: User
) -> str:
    """Who changed the fields that are to choose, and when. `value` is theirs where it is one field; a short one is said."""
    fields, when = names_in_sentence(names), moment(last.at)
    if last.by_id == reader.pk:
        return say(_("You changed the %(fields)s in another window (%(when)s)."), fields=fields, when=when)
    said = _("%(person)s changed the %(fields)s (%(when)s).")
    if 0 < len(value) <= SHORT:
        said = _("%(person)s changed the %(fields)s to %(value)s (%(when)s).")
    return say(said, person=who_changed(last, line.workplan), fields=fields, value=value, when=when)


def merged_sentences(
    names: Collection[str], values: Mapping[str, str], last: LineHistory, line: Activity, reader: User
) -> str:
    """What others changed meanwhile without a clash, a sentence for each field; its value where that is short."""
    is_own, found = last.by_id == reader.pk, []
    person = who_changed(last, line.workplan) if names and not is_own else ""
    for name in names:
        value = values.get(name, "")
        said = _("%(person)s changed the %(field)s.")
        if is_own:
            said = _("You changed the %(field)s in another window.")
        elif 0 < len(value) <= SHORT:
            said = _("%(person)s changed the %(field)s to %(value)s.")
        found.append(say(said, person=person, field=BY_NAME[name].inside, value=value))
    return " ".join(found)


def _asked_again(line: Activity) -> str:
    """Which countries have confirmed a line that is changed now, in a sentence; "" for none and in a country's own plan."""
    if not kind_of(line.workplan.taskforce).names_countries:
        return ""
    parts = line.participations.filter(confirmed_at__isnull=False).select_related("taskforce__country")
    countries = tuple(part.taskforce.name for part in parts)
    said = _("The activity changed, so these countries must confirm again: %(countries)s.")
    return say(said, countries=countries) if countries else ""


def _seen_by(
    line: Activity, theirs: LineContent, *, seen: int, by: Seat, unanswered: Collection[UUID]
) -> tuple[LineContent, tuple[LineHistory, ...]]:
    """The content that this person started from, and what others changed since then, newest first.

    What the person's own unanswered sendings wrote belongs to the start.
    """
    if seen == line.row_version:
        return theirs, ()
    meanwhile = history_of(line, since=seen)
    own = [row for row in meanwhile if row.token in unanswered and row.by_id == by.user_id]
    others = tuple(row for row in meanwhile if row not in own)
    return content_before(theirs, meanwhile, own), others
