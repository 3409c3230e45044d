"""What the page of two changes of one line shows: before, theirs and mine, and what nobody has to choose.

The long form, the table and every other page that saves a line lead here with what `save_line` could not write.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import and_list, moment
from commit_portal.i18n.messages import Message, message, say
from commit_portal.models import User
from commit_portal.sheets.merge import Clash, changed, names_in
from spa.queries import PlanTexts
from workplans.drafting.saved_words import clash_sentence
from workplans.fields import BY_NAME, FieldKind, fields_but, names_in_sentence
from workplans.lines.ground import Ground, ground_of
from workplans.models import Activity, LineHistory
from workplans.plan.differences import LONG, RESEMBLE, DiffPart, word_pieces
from workplans.plan.line_content import FieldOfLine, words_of_line
from workplans.plan.line_history import LineContent, content_at, history_of, values_of

THEIRS, MINE, BOTH = "theirs", "mine", "both"
SHOWN = fields_but("supports")


@dataclass(frozen=True)
class Chosen:
    """What a person has ticked and written so far, by the key of a choice."""

    ticks: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def both_page(
    line: Activity,
    clashes: Sequence[Clash],
    mine: LineContent,
    *,
    base: int,
    reader: User,
    texts: PlanTexts,
    chosen: Chosen | None = None,
) -> Values:
    """The page for a line as it is now. `mine` is the content that was typed from the row version `base`.

    - `settled`: the fields that somebody changed and nobody has to choose.
    - `works`: each saving since then, who saved which fields and when. `still`: how many choices are to be made.
    - `seen`: the row version that it shows. `area`: the key of the area that was typed: menu and targets are read by it.

    About 10 queries, however many fields.
    """
    chosen = chosen or Chosen()
    before, theirs = content_at(line, base), values_of(line)
    ground = ground_of(line.workplan)
    sides = [words_of_line(ground.draft_of(values), texts, SHOWN) for values in (before, theirs, mine)]
    rows = history_of(line, since=base)
    # The change that made what the typing started from; None for the line as it was added.
    start = line.history.filter(row_version__lte=base).order_by("-row_version").first()
    names = {*names_in(clashes)}
    last = next((row for row in rows if names & set(row.after)), rows[0] if rows else None)
    room = line.workplan.room_for(line)
    choices = [
        {**_choice(clash, sides, mine, chosen), "remarks": _remarks(clash, ground, theirs, mine, room)}
        for clash in clashes
    ]
    open_wholes = {BY_NAME[name].part_of or name for name in names}
    touched = {name for row in rows for name in row.after}
    alone = [said.words for said in sides[1] if said.name in open_wholes]
    value = alone[0] if len(alone) == 1 else ""
    return {
        "choices": choices,
        "settled": [
            said
            for said in sides[1]
            if said.name not in open_wholes and touched & {name for name, _ in said.values}
        ],
        "works": [(_work(row, reader), moment(row.at)) for row in rows],
        "who": "" if last is None else last.by.name,
        "own_hand": last is not None and last.by_id == reader.pk,
        "said": "" if last is None else clash_sentence(names, value, last, line, reader),
        "saved_at": "" if last is None else moment(last.at),
        "before_at": moment(start.at if start else line.entered_at),
        "seen": line.row_version,
        "base": base,
        "area": mine["area"],
        "still": sum(not choice["ticked"] for choice in choices),
    }


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


def clash_of(sent: str) -> Clash:
    """The fields of a choice as the page sends them. Names that are none are left out."""
    return Clash(tuple(name for name in sent.split() if name in BY_NAME and name != "supports"))


def _work(row: LineHistory, reader: User) -> str:
    """Who saved which fields."""
    said = _("You saved the %(fields)s.") if row.by_id == reader.pk else _("%(person)s saved the %(fields)s.")
    return say(said, person=row.by.name, fields=names_in_sentence(row.after))


def _choice(
    clash: Clash, sides: Sequence[tuple[FieldOfLine, ...]], mine: LineContent, chosen: Chosen
) -> Values:
    """Fields that are chosen together: what they were, and each side.

    `text` is what "Combine both texts" starts with; None where there is no such choice. `sent` is what was typed, by
    the names of form fields, to be sent again.
    """
    key = clash.fields[0]
    wholes = {BY_NAME[name].part_of or name for name in clash.fields}
    said = [trio for trio in zip(*sides, strict=True) if trio[0].name in wholes]
    alone = len(said) == 1
    rows = [
        {
            # A choice of one field has its label already.
            "label": "" if alone else old.label,
            "before": old.words,
            "theirs": _pieces(old.words, their.words),
            "mine": _pieces(old.words, my.words),
        }
        for old, their, my in said
    ]
    writes = alone and BY_NAME[key].is_text
    return {
        "key": key,
        "label": and_list(old.label for old, _their, _my in said),
        "rows": rows,
        "ticked": chosen.ticks.get(key, ""),
        "text": chosen.texts.get(key, mine[key]) if writes else None,
        "fields": " ".join(clash.fields),
        "sent": [(name, value) for name in clash.fields for value in as_sent(name, mine[name])],
    }


def _remarks(
    clash: Clash, ground: Ground, theirs: LineContent, mine: LineContent, room: Decimal | None
) -> dict[str, Message]:
    """What each side's cost leaves under the ceiling, in US dollars, or how much it is too much."""
    if room is None or "secretariat_cost" not in clash.fields:
        return {}
    found = {}
    for side, values in ((THEIRS, theirs), (MINE, {**theirs, **{name: mine[name] for name in clash.fields}})):
        left = room - ground.draft_of(values).counted_cost
        found[side] = (
            message("cost.left", amount=left)
            if left >= 0
            else message("line.over_ceiling", over=-left, left=room)
        )
    return found


def _pieces(before: str, after: str) -> tuple[DiffPart, ...]:
    """A side in pieces, with what is new in it marked. Short words, and words that are all new, are shown whole."""
    likeness = SequenceMatcher(a=before.split(), b=after.split(), autojunk=False).ratio()
    if min(len(before), len(after)) < LONG or likeness < RESEMBLE:
        return (DiffPart(after, changed=False),)
    return word_pieces(before, after)[1]


def still_clashing(
    clashes: Iterable[Clash], chosen: Chosen, shown: LineContent, now: LineContent
) -> tuple[Clash, ...]:
    """The choices of theirs that are not what the page showed any more: somebody has saved them again."""
    other = set(changed(shown, now))
    return tuple(
        clash
        for clash in clashes
        if chosen.ticks.get(clash.fields[0]) == THEIRS and other & set(clash.fields)
    )
