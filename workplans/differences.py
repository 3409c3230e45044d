"""What changed in a line between two rounds, in words. Pure: loaded rows or words in, frozen dataclasses out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher

from commit_portal.words import money, span
from spa.queries import PlanTexts
from workplans.models import Activity, Contribution, VersionLine, VersionLineSupport
from workplans.statuses import ContributionKind, ContributionStatus, Funding

LONG = 40
"""From this many characters on, a text is compared word by word; a shorter one is shown whole."""

RESEMBLE = 0.3
"""Below this likeness two texts are different texts: marking every other word would help nobody."""

NOTHING = "None given"


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and whether the other side lacks it."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Change:
    """One field that says something else now. `whole` where the old side is shown without marks."""

    label: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    whole: bool
    remark: str = ""


def words_of_line(line: Activity | VersionLine, texts: PlanTexts) -> dict[str, str]:
    """Every content field of a line as the desk reads it, by its label, in the order of the form.

    The plan of action's own words are those of `texts`, on both sides of a comparison: a correction is no change.

    Works on rows loaded with `queries.live_lines` or `queries.lines_of` without a query of its own.
    """
    return {
        "Area": texts.name(line.area),
        "Title": line.title or NOTHING,
        "Type": str(line.type) if line.type else NOTHING,
        "From the menu": texts.name(line.menu_activity) if line.menu_activity else NOTHING,
        "Serves": ", ".join(link.target.code for link in line.target_links.all()) or "No target",
        "Lead body": line.lead_body or NOTHING,
        "Runs": span(line.starts_on, line.ends_on),
        "Description": line.description or NOTHING,
        "Expected result": line.expected_result or NOTHING,
        "Secretariat cost": cost_in_words(line),
        "Partners": ", ".join(_accepted(line)) or "No accepted support",
    }


def cost_in_words(line: Activity | VersionLine) -> str:
    """US$8,000, marked where it is in reserve; in words where no Secretariat money is asked."""
    if line.funding == Funding.NONE:
        return "No Secretariat money asked"
    if line.secretariat_cost is None:
        return "No cost given yet"
    amount = f"US${money(line.secretariat_cost)}"
    return f"{amount}, in reserve" if line.funding == Funding.RESERVE else amount


def changes_of_line(
    old: Activity | VersionLine,
    new: Activity | VersionLine,
    texts: PlanTexts,
    *,
    left: Decimal | None = None,
) -> tuple[Change, ...]:
    """The changed fields of a line only. Beside a cost stands the difference, and what is left under the
    ceiling (US dollars; None where there is no ceiling).
    """
    changes = changed_fields(words_of_line(old, texts), words_of_line(new, texts))
    remark = _cost_remark(old, new, left)
    return tuple(
        replace(change, remark=remark) if change.label == "Secretariat cost" else change for change in changes
    )


def changed_fields(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """The fields whose words differ, in the order of the new side."""
    return tuple(
        _change(label, old.get(label, NOTHING), words)
        for label, words in new.items()
        if old.get(label, NOTHING) != words
    )


def unchanged_fields(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Label and words of the fields that say the same as before."""
    return tuple((label, words) for label, words in new.items() if old.get(label, NOTHING) == words)


def word_pieces(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, marked where the other one lacks the words; joined they are the texts again."""
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        same = tag == "equal"
        left.append(Piece("".join(before[i:j]), not same))
        right.append(Piece("".join(after[k:m]), not same))
    return tuple(_merged(left)), tuple(_merged(right))


def _change(label: str, old: str, new: str) -> Change:
    likeness = SequenceMatcher(a=old.split(), b=new.split(), autojunk=False).ratio()
    if max(len(old), len(new)) < LONG or likeness < RESEMBLE:
        return Change(label, (Piece(old, changed=False),), (Piece(new, changed=True),), whole=True)
    left, right = word_pieces(old, new)
    return Change(label, left, right, whole=False)


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece; a lone space between two changed pieces belongs to them."""
    kept = [piece for piece in pieces if piece.text]
    waiting: Piece | None = None
    for place, piece in enumerate(kept):
        between = (
            not piece.text.strip()
            and 0 < place < len(kept) - 1
            and kept[place - 1].changed
            and kept[place + 1].changed
        )
        changed = piece.changed or between
        if waiting is not None and waiting.changed == changed:
            waiting = Piece(waiting.text + piece.text, changed)
            continue
        if waiting is not None:
            yield waiting
        waiting = Piece(piece.text, changed)
    if waiting is not None:
        yield waiting


def _accepted(line: Activity | VersionLine) -> Iterator[str]:
    gifts = line.supports.all() if isinstance(line, VersionLine) else line.contributions.all()
    for gift in gifts:
        if getattr(gift, "status", ContributionStatus.ACCEPTED) != ContributionStatus.ACCEPTED:
            continue
        yield f"{gift.partner}: {_gift(gift)}"


def _gift(gift: Contribution | VersionLineSupport) -> str:
    """The amount in US dollars, or what is given in kind."""
    return f"US${money(gift.amount)}" if gift.kind == ContributionKind.FUNDS else gift.what or "in kind"


def unanswered(line: Activity) -> tuple[str, ...]:
    """What partners were asked for or offer, and nobody has accepted yet: no part of what is decided on."""
    verbs = {
        ContributionStatus.ASKED: "is asked for",
        ContributionStatus.OFFERED: "offers",
    }
    return tuple(
        f"{gift.partner} {verbs[ContributionStatus(gift.status)]} {_gift(gift)}"
        for gift in line.contributions.all()
        if gift.status in verbs
    )


def _cost_remark(old: Activity | VersionLine, new: Activity | VersionLine, left: Decimal | None) -> str:
    before, after = old.secretariat_cost, new.secretariat_cost
    if before is None or after is None or before == after:
        return ""
    difference = f"{money(after - before)} more" if after > before else f"{money(before - after)} less"
    return difference if left is None else f"{difference}; {money(left)} is left under the ceiling"
