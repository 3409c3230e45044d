"""Texts that search looks through, those of the plans of action, and texts with the words marked that were found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commit_portal.db.compiled_queries import prepared
from commit_portal.i18n.search_normalization import fold, letter_start, spans
from spa.models import ActionPlan, MenuActivity, Target
from spa.queries import plan_outline

# Characters of an excerpt, and how many of them stand before the first word that was found.
EXCERPT, BEFORE = 180, 60
CUT = "…"


@dataclass(frozen=True)
class PlanTextFound:
    """A plan of action, or a text of it that is in force: an area, a target or an activity area.

    `area` is the code of the area, none for the plan itself; `more` is the objective of an area.
    """

    plan: ActionPlan
    area: str
    code: str
    text: str
    more: str = ""


def plan_texts_found(words: Collection[str], *, on: date) -> list[PlanTextFound]:
    """The texts with all the words, those of the newest plan first, as they read on a day: one query.

    Everybody with a role in the portal may read all of them.
    """
    return [
        text
        for plan in _plans_of_action()
        for text, folded in texts_of(plan, plan.row_version, on, get_language())
        if all(word in folded for word in words)
    ]


@prepared()
def _plans_of_action() -> QuerySet[ActionPlan]:
    return ActionPlan.objects.order_by("-number")


@lru_cache(maxsize=64)
def texts_of(
    plan: ActionPlan, row_version: int, on: date, language: str | None
) -> tuple[tuple[PlanTextFound, str], ...]:
    """Each text of a plan, and folded. A change of a text raises the row version: what was read once holds for it."""
    texts = [PlanTextFound(plan, "", plan.code, str(plan))]
    for area in plan_outline(plan, on, plan.revision):
        called = f"{plan.part_word} {area.code}"
        texts.append(PlanTextFound(plan, area.code, called, area.shown, area.objective))
        lines: list[Target | MenuActivity] = [*area.targets.all(), *area.menu.all()]
        texts += [PlanTextFound(plan, area.code, line.code, line.shown) for line in lines]
    return tuple((text, fold(f"{text.code}\n{text.text}\n{text.more}")) for text in texts)


def marked(text: str, words: Collection[str]) -> SafeString:
    """The whole text as HTML with the words marked; all else is escaped. Words are folded."""
    parts: list[str] = []
    at = 0
    for first, last in spans(text, words):
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    return SafeString("".join((*parts, escape(text[at:]))))


def excerpt(text: str, words: Collection[str]) -> SafeString:
    """A piece of the text around the first word that was found; nothing where no word was found."""
    plain = " ".join(text.split())
    found = spans(plain, words)
    if not found:
        return SafeString("")
    first = _begin(plain, found[0][0])
    last = _end(plain, max(first + EXCERPT, found[0][1]))
    piece = marked(plain[first:last], words)
    return SafeString(f"{CUT if first else ''}{piece}{CUT if last < len(plain) else ''}")


def _begin(text: str, found_at: int) -> int:
    """Some way before the word, where a word begins: scripts without spaces are cut between two letters."""
    at = found_at - BEFORE
    if at <= 0:
        return 0
    space = text.find(" ", at, found_at)
    return space + 1 if space >= 0 else letter_start(text, at)


def _end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - BEFORE, at + 1)
    return space if space >= 0 else letter_start(text, at)
