"""What a returned plan opens, as a list to work through: each line with its reason, its fields, and what is done."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.http import QueryDict
from django.utils.translation import gettext

from commit_portal.forms.base import Values
from commit_portal.refusals import Refused
from commit_portal.workflow import StaleRow
from workplans.drafting.actions import answer_return
from workplans.fields import BY_NAME, COLUMNS, OPENED
from workplans.lines.options import LineOptions
from workplans.models import Activity, LineDecision, Seat
from workplans.plan.differences import FieldChange, changes_of_line
from workplans.presentation.loaders import texts_decided_on, texts_today
from workplans.statuses import Outcome
from workplans.table.forms import ReturnAnswerForm, RowForm
from workplans.table.rows import TableRow, time_words, words_of_opened

# The fields that most reasons are about. The others are folded until they are changed or refused.
ALWAYS_SHOWN = ("description", "starts_on", "ends_on", "secretariat_cost")


def save_answers(
    sent: QueryDict, by_key: Mapping[str, Activity], *, by: Seat, now: datetime
) -> dict[str, str]:
    """Save the typed answers to the desk. Returns why one is not saved, by the key of its line."""
    faults = {}
    for key, line in by_key.items():
        form = ReturnAnswerForm(sent, prefix=f"r{key}")
        if form.add_prefix("answer") not in sent or form.is_unchanged:
            continue
        try:
            if form.is_valid():
                answer_return(line, **form.cleaned_data, by=by, now=now)
            else:
                faults[key] = " ".join(map(str, form.errors["answer"]))
        except Refused as refused:
            faults[key] = str(refused.reason)
        except StaleRow as stale:
            said = gettext("Someone else wrote this answer: “%(answer)s”. Your text is not saved yet.")
            faults[key] = said % {"answer": getattr(stale.current, "answer", "")}
    return faults


def returned_lines(
    rows: Iterable[TableRow], options: LineOptions, *, today: date, sent: QueryDict, faults: Mapping[str, str]
) -> Values:
    """What the list shows of the lines that are open, and how many are done; nothing where none is open: 6 queries.

    `faults` are those of the answers in what was `sent`.
    """
    opened = [row for row in rows if row.line.unlocked]
    if not opened:
        return {}
    decisions = LineDecision.objects.sent().filter(activity__in=[row.line for row in opened])
    # The last one of each line is that of the highest round.
    last = {one.activity_id: one for one in reversed(decisions)}
    before, texts = texts_decided_on(options.plan, last.values()), texts_today(options.plan)
    found = []
    for row in opened:
        line: Activity = row.line
        decision = last.get(line.pk)
        old = before.get((decision.round, line.pk)) if decision else None
        changes = changes_of_line(old, line, texts) if old else ()
        # A line that the lead opened is to change for no reason of the desk.
        back = decision if decision and decision.outcome == Outcome.RETURN else None
        fault = faults.get(row.key, "")
        is_done = line.is_withdrawn or bool(back and not line.is_returned)
        found.append(
            {
                "row": row,
                "back": back,
                "changes": changes,
                "fields": _fields(row, options, changes, back.reason if back else "", today=today),
                "answer": sent.get(f"{row.prefix}-answer") if fault else back and back.answer,
                "fault": fault,
                "is_done": is_done and not (row.faults or fault),
            }
        )
    count, left = sum(bool(one["back"]) for one in found), sum(row.line.is_returned for row in opened)
    return {"returned": found, "count": count, "left_to_change": left, "done": count - left}


def _fields(
    row: TableRow, options: LineOptions, changes: Iterable[FieldChange], reason: str, *, today: date
) -> Values:
    """The fields of a row: those to show, and the others. Each says what it was, or that it is not changed.

    A field that the reason names is shown. Where it names none, the others stand open.
    """
    row.values = words_of_opened(row.line) | row.values
    typed = {f"{row.prefix}-{name}": row.values[name] for name in (*COLUMNS, *OPENED)}
    area = options.area(row.line.area_id)
    form = RowForm(typed, options=options, area=area, prefix=row.prefix, auto_id="%s")
    for name, fault in row.faults.items():
        if fault and name not in form.errors:
            form.add_error(name, fault)
    was = {name: "".join(piece.text for piece in one.old) for one in changes for name in one.fields}
    saved = time_words(row.line.changed_at, today=today)
    for name, field in form.fields.items():
        field.help_text = gettext("Not changed yet") if row.values[name] else gettext("Still empty")
        if name in was:
            field.help_text = gettext("Was: %(old)s. Saved %(time)s") % {"old": was[name], "time": saved}
    named = {name for name in form.fields if str(BY_NAME[name].inside).casefold() in reason.casefold()}
    shown = {*ALWAYS_SHOWN, *was, *form.errors, *named}
    return {
        "shown": [field for field in form if field.name in shown],
        "others": [field for field in form if field.name not in shown],
        "is_open": bool(reason) and not named,
    }
