"""What changed in a line between two rounds. Pure: loaded rows in, frozen dataclasses out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from commit_portal.forms.base import Values
from commit_portal.i18n import Message, message
from spa.queries import PlanTexts
from workplans.fields import ActivityField, fields_but
from workplans.models import Activity, VersionLine
from workplans.plan.line_content import FieldOfLine, differing, words_of_line

LONG = 40
"""Characters from which on a text is compared word by word. A shorter one is shown whole."""

RESEMBLE = 0.3
"""Likeness (0 to 1) below which two texts are shown whole, without marks in them."""

DECIDED_ON = fields_but("countries")
"""The fields that the desk reads before it decides: those of national lines."""


class DiffPart(NamedTuple):
    """A stretch of text, and whether the other side lacks it."""

    text: str
    changed: bool


@dataclass(frozen=True)
class FieldChange:
    """One field that differs. `whole` where the old side is shown without marks.

    `fields` names the parts that differ: of the dates, the start or the end. `remarks` say what no mark shows.
    """

    field: str
    fields: tuple[str, ...]
    label: str
    old: tuple[DiffPart, ...]
    new: tuple[DiffPart, ...]
    whole: bool
    remarks: tuple[Message, ...] = ()

    @property
    def shown(self) -> Values:
        """What `line_changes.html` shows of it, in plain values."""
        return {
            "label": self.label,
            "old": self.old,
            "new": self.new,
            "remarks": [str(remark) for remark in self.remarks],
        }


def changes_of_line(
    old: Activity | VersionLine,
    new: Activity | VersionLine,
    texts: PlanTexts,
    *,
    left: Decimal | None = None,
    fields: Iterable[ActivityField] = DECIDED_ON,
) -> tuple[FieldChange, ...]:
    """The changed fields of a line among `fields`. A cost has remarks: the difference, and what is `left` under the ceiling.

    Money is US dollars; `left` is None where there is no ceiling.
    """
    fields = differing(old, new, fields)
    if not fields:
        return ()
    changes = changed_fields(words_of_line(old, texts, fields), words_of_line(new, texts, fields))
    before, after = old.secretariat_cost, new.secretariat_cost
    remarks: tuple[Message, ...] = ()
    if before is not None and after is not None and before != after:
        remarks = (message("cost.more" if after > before else "cost.less", amount=abs(after - before)),)
        remarks += () if left is None else (message("cost.left", amount=left),)
    return tuple(
        replace(change, remarks=remarks) if change.field == "secretariat_cost" else change
        for change in changes
    )


def changed_fields(old: Iterable[FieldOfLine], new: Iterable[FieldOfLine]) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order of the new side. Compares values, never words."""
    before = {said.name: said for said in old}
    return tuple(_change(before[said.name], said) for said in new if before[said.name].values != said.values)


def unchanged_fields(old: Iterable[FieldOfLine], new: Iterable[FieldOfLine]) -> tuple[FieldOfLine, ...]:
    """The fields that are equal on both sides."""
    before = {said.name: said.values for said in old}
    return tuple(said for said in new if before[said.name] == said.values)


def word_pieces(old: str, new: str) -> tuple[tuple[DiffPart, ...], tuple[DiffPart, ...]]:
    """Both texts in pieces. A piece is marked where the other text lacks it; joined, the pieces are the text."""
    # Words with the blanks beside them, which nobody compares.
    texts = [re.findall(r"\s*\S+\s*", text) for text in (old, new)]
    before, after = ([word.strip() for word in words] for words in texts)
    left: list[DiffPart] = []
    right: list[DiffPart] = []
    for tag, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        for side, words in ((left, texts[0][i:j]), (right, texts[1][k:m])):
            piece = "".join(words)
            end = len(piece) if tag == "equal" else len(piece.rstrip())
            side += [DiffPart(piece[:end], tag != "equal"), DiffPart(piece[end:], changed=False)]
    return tuple(piece for piece in left if piece.text), tuple(piece for piece in right if piece.text)


@lru_cache(maxsize=1024)
def _change(before: FieldOfLine, after: FieldOfLine) -> FieldChange:
    old, new = before.words, after.words
    fields = tuple(name for name, value in after.values if (name, value) not in before.values)
    likeness = SequenceMatcher(a=old.split(), b=new.split(), autojunk=False).ratio()
    whole = max(len(old), len(new)) < LONG or likeness < RESEMBLE
    left: tuple[DiffPart, ...] = (DiffPart(old, changed=False),)
    right: tuple[DiffPart, ...] = (DiffPart(new, changed=True),)
    if not whole:
        left, right = word_pieces(old, new)
    is_shown = old == new or any(part.changed for part in (*left, *right))
    remarks = () if is_shown else (message("text.blanks"),)
    return FieldChange(after.name, fields, after.label, left, right, whole=whole, remarks=remarks)
