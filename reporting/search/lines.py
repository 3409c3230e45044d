"""Activities that have all the words, as their reader reads them: the draft, else the approved version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    StringAgg,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce

from commit_portal.folded import has_word, has_word_by_like
from commit_portal.prepared import Prepared, prepared
from reporting.search.names import Named, fields_of_words, numbered
from reporting.search.queries import PlanKnown
from workplans.models import (
    Activity,
    Seat,
    TechnicalNeed,
    VersionLineNeed,
)
from workplans.models.activities import SEARCHED
from workplans.plan.visibility import (
    READER,
    Reader,
    activities_visible_to,
    approved_lines_to_read,
    keys_of,
    lines_beside_drafts,
    offers_visible_to,
    supports_visible_to,
)
from workplans.statuses import OPEN_SUPPORT, ContributionStatus


@dataclass(frozen=True)
class LineFound:
    """An activity as its reader reads it: the draft, else the approved version. `said` is folded.

    `needed` are its technical needs, one a line.
    """

    plan: PlanKnown
    code: str
    title: str
    lead_body: str
    description: str
    expected_result: str
    nth: int
    is_withdrawn: bool
    needed: str
    said: str


def lines_found(
    seat: Seat, words: Sequence[str], partners: Iterable[Named], plans: Iterable[PlanKnown], *, most: int
) -> list[LineFound]:
    """Activities that have all the words, the newest year first: one query.

    A word may also be in a technical need of the line, or in the name of a partner whose support the reader may know.
    Who reads a line reads its needs. A reader of the draft
    finds the draft alone; everybody else the line of the newest approved version that they read.
    """
    # In one order, so that as few forms of the query as possible are kept compiled.
    known = sorted(
        (connection.vendor == "sqlite" and word.isascii(), any(word in one.said for one in partners), word)
        for word in words
    )
    by_like, of_partners, words = zip(*known, strict=True)
    by_key = {plan.key: plan for plan in plans}
    drafts = numbered("plan", (plan.key for plan in by_key.values() if plan.reads_draft))
    query = _lines_with(len(words), len(drafts))
    rows = query(seat.role, by_like, of_partners, most, **numbered("word", words), **drafts, **keys_of(seat))
    found = [LineFound(plan=by_key[row.pop("plan_key")], **row) for row in rows]
    return sorted(found, key=lambda line: (-line.plan.year, line.plan.position, line.code))[:most]


@lru_cache(maxsize=64)
def _lines_with(number: int, drafts: int) -> Prepared[Any]:
    """The query of `lines_found` for a number of words, of which some are asked by LIKE and some name a partner.

    The drafts that the seat reads are given by their keys: PostgreSQL then does not go through the lines of all plans.
    """
    keys = {f"plan_{nth}": BigIntegerField() for nth in range(drafts)}

    @prepared(**fields_of_words(number), **keys, **READER)
    def lines(
        role: str,
        by_like: tuple[bool, ...],
        of_partners: tuple[bool, ...],
        most: int,
        *,
        taskforce: Any,
        partner: Any,
        now: Any,
        **given: Any,
    ) -> QuerySet[Any, Any]:
        reader = Reader(role, taskforce, partner, now)
        words, plans = [given[name] for name in given if name not in keys], [given[name] for name in keys]
        sought = list(zip(words, by_like, of_partners, strict=True))
        offers = offers_visible_to(reader).filter(status__in=(*OPEN_SUPPORT, ContributionStatus.ACCEPTED))
        in_drafts, *beside = _live(reader, plans)
        needs, needs_then = TechnicalNeed.objects.order_by(), VersionLineNeed.objects.order_by()
        live = [lines.filter(_has(sought, needs, offers, "activity")) for lines in (in_drafts, *beside)]
        approved = approved_lines_to_read(reader).exclude(version__workplan__pk__in=plans)
        for lines in beside:
            approved = approved.exclude(activity__in=lines)
        frozen = approved.filter(_has(sought, needs_then, supports_visible_to(reader), "line"))
        of_line = needs.filter(activity=OuterRef("pk")).values("activity")
        of_line_then = needs_then.filter(line=OuterRef("pk")).values("line")
        columns = _columns(frozen, of_line_then, "activity__", Q(withdrawn=True), most)
        drafts = [_columns(rows, of_line, "", Q(withdrawn_at__isnull=False), most) for rows in live]
        return columns.union(*drafts, all=True).order_by()

    return lines


def _live(reader: Reader, plans: Sequence[Any]) -> list[QuerySet[Activity]]:
    """`activities_visible_to`, apart: the lines of the plans whose draft is read, then the few of other plans.

    A database goes through all lines where both are asked for at once.
    """
    lines = activities_visible_to(reader)
    in_drafts, beside = lines.filter(workplan__pk__in=plans), lines_beside_drafts(reader)
    if beside is None:
        return [in_drafts]
    return [in_drafts, lines.filter(pk__in=beside.values("pk")).exclude(workplan__pk__in=plans)]


def _has(
    words: Iterable[tuple[Any, bool, bool]], needs: QuerySet[Any], supports: QuerySet[Any], line: str
) -> Q:
    """The condition that each word is in the line, in one of these needs of it, or in the name of a partner of these
    supports of it.
    """
    condition = Q()
    for word, is_by_like, is_of_partner in words:
        has = has_word_by_like(word) if is_by_like else has_word(word)
        here = has | Q(pk__in=needs.filter(has).values(line))
        if is_of_partner:
            named = supports.filter(has_word(word, "partner__folded")).order_by().values(line)
            here |= Q(pk__in=named)
        condition &= here
    return condition


def _columns(
    lines: QuerySet[Any], needs: QuerySet[Any], activity: str, withdrawn: Q, most: int
) -> QuerySet[Any, Any]:
    """The columns of `LineFound` of the first lines; `needs` are those of a line, `activity` the path to the live line.

    The keys are put in order before the texts are read: to sort 10,000 lines with their texts takes longer.
    """
    plan = "version__workplan__" if activity else "workplan__"
    in_order = lines.order_by(f"-{plan}cycle__year", f"{plan}taskforce__position", "code")
    first = lines.model._default_manager.filter(pk__in=in_order.values("pk")[:most])
    texts = StringAgg("what", delimiter=Value("\n"), order_by="pk")
    joined = Subquery(needs.annotate(texts=texts).values("texts"))
    return first.order_by().values(
        *SEARCHED,
        plan_key=F(f"{activity}workplan"),
        nth=F(f"{activity}number"),
        is_withdrawn=ExpressionWrapper(withdrawn, BooleanField()),
        needed=Coalesce(joined, Value(""), output_field=TextField()),
        said=F("folded"),
    )
