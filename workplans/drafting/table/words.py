"""What a row that was sent shows and says: what of it was not saved and why, and what others changed in it."""

from collections.abc import Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import cast

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import Message, say
from commit_portal.models import User
from workplans.drafting.saved_words import clash_sentence, merged_sentences, ways_offered
from workplans.drafting.table.rows import TableRow, words_of_opened, words_of_row
from workplans.drafting.table.saving import MONEY, RowSaved
from workplans.fields import COLUMNS, names_in_sentence
from workplans.models import Activity, Partner
from workplans.statuses import Funding


def show_row(row: TableRow, typed: RowSaved, partners: Sequence[Partner], reader: User) -> None:
    """Show in a row what of it was not saved, and why. `partners` may be asked for the rest of a cost."""
    line, last = typed.line, typed.last
    # How it is paid and how much are refused together.
    kept = {*typed.faults, *typed.clashes, *(MONEY if typed.over or {*MONEY} & {*typed.faults} else ())}
    held = [name for name in typed.form.sent if name in kept or line is None]
    row.values |= {name: str(typed.form[name].value() or "") for name in held}
    if row.opened and "targets" in kept:
        ticked = row.values["targets"].replace(",", " ").split()
        row.opened["ticks"] = [(code, text, code in ticked) for code, text, _ in row.opened["ticks"]]
    row.faults, row.tone = dict(typed.faults), typed.tone
    row.unsaved = tuple(name for name in held if not typed.faults.get(name))
    row.code = typed.key or row.code
    row.missing = tuple(name for name in row.missing if name not in held)
    _name_words(row)
    if line is not None:
        # Not the new one: what others saved in these fields was not seen in them.
        row.version = typed.version if typed.is_whole else typed.seen or typed.version
        row.theirs = typed.from_them
    if line is not None and last is not None and typed.from_them:
        values = {name: row.choices.shown(row, name) for name in COLUMNS}
        row.merged = merged_sentences(typed.from_them, values, last, line, reader)
    if line is not None and last is not None and typed.clashes:
        value = words_of_cell(row, line, typed.clashes[0]) if len(typed.clashes) == 1 else ""
        changed = clash_sentence(typed.clashes, value, last, line, reader)
        row.look_words = f"{changed} {say(_('Your text for %(code)s is still in the row.'), code=row.key)}"
        row.to_choose = typed.to_choose
    if typed.over is not None:
        _show_over(row, typed, cast(Message, typed.over.message), partners)


def words_of_cell(row: TableRow, line: Activity, name: str) -> str:
    """What a field of the saved line holds, as the table shows it; of a list the words."""
    value = (words_of_row(line, line.workplan.cycle.year) | words_of_opened(line))[name]
    return row.choices.words.get(name, {}).get(value, value)


def said_aloud(row: TableRow, typed: RowSaved) -> str:
    """What the reader's software says of a row that was sent and is shown."""
    line, faulty = typed.line, names_in_sentence(list(typed.faults))
    if line is None:
        return say(_("Some fields of the new activity are not saved: %(fields)s."), fields=faulty)
    if said := row.look_words or row.note:
        return said
    code, left = line.short_code, line.workplan.left
    if typed.faults:
        return say(_("Some fields of %(code)s are not saved: %(fields)s."), code=code, fields=faulty)
    saved = typed.way_said or say(_("%(code)s is saved."), code=code)
    room = "" if left is None else say(_("Amount left: US$%(left)s."), left=left)
    return " ".join(filter(None, (saved, row.merged, room)))


def _show_over(row: TableRow, typed: RowSaved, over: Message, partners: Sequence[Partner]) -> None:
    """Show by how much a cost does not fit, what is saved, and the ways out. `over` is what WP-3 says.

    Of a line that stays in reserve the kind of funding is at fault, not the cost, which counts nowhere.
    """
    line, found = typed.line, typed.form.readable
    saved: Decimal | None = line.secretariat_cost if line else None
    cost = saved if found.get("secretariat_cost") is None else found["secretariat_cost"]
    row.note_at = "secretariat_cost"
    said = _(
        "%(code)s: the amount of US$%(typed)s is US$%(over)s above the ceiling and was not saved. "
        "The saved amount is still US$%(saved)s. The rest of the row was saved."
    )
    if line is not None and line.funding == Funding.RESERVE:
        row.note_at = "funding"
        said = _(
            "%(code)s: the amount of US$%(typed)s is US$%(over)s above the ceiling, so the activity "
            "stays in reserve. The rest of the row was saved."
        )
    elif saved is None:
        said = _(
            "%(code)s: the amount of US$%(typed)s is US$%(over)s above the ceiling and was not saved. "
            "The rest of the row was saved."
        )
    row.note = say(said, code=row.key, typed=cost, over=over.param("over"), saved=saved)
    in_all = found.get("cost_in_all", line.cost_in_all if line else None)
    left = cast(Decimal, over.param("left"))
    row.ways, row.partners = ways_offered(cost, in_all, left, line), partners


def _name_words(row: TableRow) -> None:
    """Name words that are in no list, and those that were nearly written."""
    near = []
    for name, choices in row.choices.words.items():
        typed = row.values.get(name, "")
        if not row.faults.get(name) or typed in choices:
            continue
        row.faults[name] = gettext("“%(typed)s” is not in the list.") % {"typed": typed}
        folded = {words.casefold(): (value, words) for value, words in choices.items() if words}
        near += [
            (name, *folded[found]) for found in get_close_matches(typed.casefold(), folded, n=1, cutoff=0.7)
        ]
    row.near = tuple(near)
