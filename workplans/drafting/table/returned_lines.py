"""What came back in a returned plan, as a list to work through: each line with its reason, its fields, what is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import moment
from commit_portal.i18n.messages import say
from commit_portal.refusals import Refused
from commit_portal.workflow.optimistic_locking import StaleRow
from spa.queries import PlanTexts
from workplans.drafting.returns import answer_return
from workplans.drafting.table.forms import AnswerForm, RowForm
from workplans.drafting.table.rows import TableRow, time_words, words_of_opened
from workplans.fields import COLUMNS, OPENED
from workplans.lines.ground import Ground
from workplans.models import Activity, LineDecision, Seat
from workplans.plan.differences import FieldChange, changes_of_line
from workplans.plan.queries import texts_decided_on
from workplans.statuses import Outcome

# The fields that most reasons are about. The others are folded until they are changed or refused.
ALWAYS_SHOWN = ("description", "starts_on", "ends_on", "secretariat_cost")


@dataclass(frozen=True)
class ReturnedLine:
    """One line: its row, its return (none where the lead opened it), and its changes since the text that came back.

    `fields` are shown, `others` folded. `fault` says why the answer is not saved.
    """

    row: TableRow
    line: Activity
    back: LineDecision | None
    changes: tuple[FieldChange, ...]
    fields: list[BoundField]
    others: list[BoundField]
    typed: str
    fault: str

    @property
    def answer(self) -> str:
        """What the field of the answer holds."""
        return self.typed if self.fault or self.back is None else self.back.answer

    @property
    def is_done(self) -> bool:
        return not self.row.faults and not self.fault and (self.line.is_withdrawn or not self.is_to_do)

    @property
    def is_to_do(self) -> bool:
        """Whether it counts as to change. A line that the lead opened is to change for no reason of the desk."""
        return self.back is None or self.line.is_returned

    @property
    def state(self) -> str:
        """Whether it is done and since when, in words."""
        if self.line.is_withdrawn:
            return gettext("Withdrawn")
        if self.is_to_do:
            return gettext("To change") if self.back else gettext("The lead allowed changes")
        if self.back is None or self.back.done_at is None:
            return gettext("Kept without Secretariat funding")
        return say(gettext("Done, %(at)s"), at=moment(self.back.done_at))

    @property
    def reason_head(self) -> str:
        if self.back is None or self.back.sent_at is None:
            return ""
        return say(gettext("Why it was returned, %(at)s"), at=moment(self.back.sent_at))


def save_answers(
    sent: QueryDict, by_key: Mapping[str, Activity], *, by: Seat, now: datetime
) -> dict[str, str]:
    """Save the typed answers to the desk. Returns why one is not saved, by the key of its line."""
    faults = {}
    for key, line in by_key.items():
        form = AnswerForm(sent, prefix=f"r{key}")
        if form.is_valid() and form.cleaned_data["answer"] == form.cleaned_data["shown"]:
            continue
        faults[key] = " ".join(map(str, form.errors.get("answer", ())))
        if faults[key]:
            continue
        try:
            answer_return(line, form.cleaned_data["answer"], shown=form.cleaned_data["shown"], by=by, now=now)
        except Refused as refused:
            faults[key] = str(refused.reason)
        except StaleRow as stale:
            said = gettext("Someone else wrote this answer: “%(answer)s”. Your text is not saved yet.")
            faults[key] = said % {"answer": getattr(stale.current, "answer", "")}
    return {key: fault for key, fault in faults.items() if fault}


def returned_lines(
    lines: Iterable[Activity],
    rows: Mapping[int, TableRow],
    ground: Ground,
    texts: PlanTexts,
    *,
    now: datetime,
    sent: QueryDict,
    faults: Mapping[str, str],
) -> list[ReturnedLine]:
    """The lines that a returned plan opens, in the order of its table: 5 queries, none where no line is open.

    `faults` are those of the answers in what was `sent`.
    """
    opened = [line for line in lines if line.unlocked and line.pk in rows]
    if not opened:
        return []
    decisions = LineDecision.objects.sent().filter(activity__in=opened).select_related("done_by")
    # The last one of each line is that of the highest round.
    last = {decision.activity_id: decision for decision in reversed(decisions)}
    back = {key: decision for key, decision in last.items() if decision.outcome == Outcome.RETURN}
    before = texts_decided_on(ground.plan, last.values())
    found = []
    for line in opened:
        row, decision = rows[line.pk], last.get(line.pk)
        old = before.get((decision.round, line.pk)) if decision else None
        changes = changes_of_line(old, line, texts) if old else ()
        fields, others = _fields(row, line, ground, changes, now=now)
        found.append(
            ReturnedLine(
                row=row,
                line=line,
                back=back.get(line.pk),
                changes=changes,
                fields=fields,
                others=others,
                typed=sent.get(f"{row.prefix}-answer", ""),
                fault=faults.get(row.key, ""),
            )
        )
    return found


def sums_of_returned(found: list[ReturnedLine], standing: int) -> Values:
    """How many came back, how many are done, and how many others the plan has, in words. `standing`: of all lines."""
    count = sum(one.back is not None for one in found)
    left = sum(one.back is not None and one.line.is_returned for one in found)
    head = ngettext("%(count)s returned activity", "%(count)s returned activities", count)
    said = gettext("%(done)s done, %(left)s to change. The lead can submit again when all are done.")
    if not left:
        said = gettext("%(done)s of %(count)s done.")
    others = standing - sum(not one.line.is_withdrawn for one in found)
    return {
        "returned": found,
        "came_back": say(head, count=count),
        "done_words": say(said, done=count - left, left=left, count=count),
        "left_to_change": left,
        "sides": (gettext("When it was returned"), gettext("Now")),
        "others_words": say(gettext("Show the other %(count)s"), count=others) if others else "",
    }


def _fields(
    row: TableRow, line: Activity, ground: Ground, changes: Iterable[FieldChange], *, now: datetime
) -> tuple[list[BoundField], list[BoundField]]:
    """The fields of a row: those to show, and the others. Each says what it was, or that it is not changed."""
    row.values = words_of_opened(line) | row.values
    typed = {f"{row.prefix}-{name}": row.values[name] for name in (*COLUMNS, *OPENED)}
    area = next(area for area in ground.areas if area.pk == line.area_id)
    form = RowForm(typed, ground=ground, area=area, prefix=row.prefix, auto_id="%s")
    for name, fault in row.faults.items():
        if fault and name not in form.errors:
            form.add_error(name, fault)
    was = {name: "".join(piece.text for piece in one.old) for one in changes for name in one.fields}
    saved = time_words(line.changed_at, now=now)
    for name, field in form.fields.items():
        field.help_text = gettext("Not changed yet") if row.values[name] else gettext("Still empty")
        if name in was:
            field.help_text = gettext("Was: %(old)s. Saved %(time)s") % {"old": was[name], "time": saved}
    shown = {*ALWAYS_SHOWN, *was, *form.errors}
    return [field for field in form if field.name in shown], [
        field for field in form if field.name not in shown
    ]
