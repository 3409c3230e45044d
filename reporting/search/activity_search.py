"""Activities that have all the words, as their reader reads them: the draft, else the approved version."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from commit_portal.db.compiled_queries import Prepared
from commit_portal.db.search_fields import each_word, has_word, is_quicker_by_like
from reporting.search.name_search import PARTNER, Named, fields_of_words, numbered, words_in_needs
from reporting.search.queries import PlanKnown
from workplans.fields import SEARCHED
from workplans.models import Partner, Seat, TechnicalNeed, VersionLine, VersionLineNeed
from workplans.models.activities import ActivityQuerySet
from workplans.plan import visibility
from workplans.statuses import SUPPORT_NOT_ENDED

TEXTS = tuple(name for name in SEARCHED if name not in ("code", "title"))
# The approved versions of the newest plans, one in so many, are searched before the others.
PART_READ_FIRST = 10


@dataclass(frozen=True)
class LineFound:
    """An activity as its reader reads it: the draft, else the approved version. `said` is folded.

    `texts` are the other texts that search reads, by field. `needed` are its technical needs, one a line.
    """

    plan: PlanKnown
    code: str
    title: str
    texts: Mapping[str, str]
    nth: int
    is_withdrawn: bool
    needed: str
    said: str


def lines_found(
    seat: Seat, words: Sequence[str], names: Collection[Named], plans: Sequence[PlanKnown], *, most: int
) -> list[LineFound]:
    """Activities that have all the words, the newest year first: one query.

    A word may also be in a technical need of the line, or in the name of a partner whose support the reader may know.
    Who reads a line reads its needs. A reader of the draft finds the draft alone; everybody else the line of the newest
    approved version that they read.
    `names` are those of `names_found` for these words, `plans` those of `plans_known`, in its order.
    """
    partners = [one for one in names if one.what == PARTNER]
    in_needs = words_in_needs(names, words)
    # In one order, so that as few forms of the query as possible are kept compiled. A longer word is rarer, and found
    # faster; by LIKE how often its first letter stands there counts for more.
    known = sorted(
        (
            is_by_like := is_quicker_by_like(word),
            word in in_needs,
            any(word in one.said for one in partners),
            0 if is_by_like else -len(word),
            word,
        )
        for word in words
    )
    *shape, _lengths, words = zip(*known, strict=True)
    by_key = {plan.key: plan for plan in plans}
    drafts = [plan.key for plan in plans if plan.reads_draft]
    approved = [plan.approved for plan in plans if plan.approved and not plan.reads_draft]
    newest, older = approved[: len(approved) // PART_READ_FIRST], approved[len(approved) // PART_READ_FIRST :]
    query = _lines_with(len(words), len(drafts), len(newest), len(older))
    rows = query(
        seat,
        *shape,
        most,
        **numbered("word", words),
        **numbered("draft", drafts),
        **numbered("newest", newest),
        **numbered("older", older),
    )
    found = [
        LineFound(plan=by_key[row.pop("plan_key")], texts={name: row.pop(name) for name in TEXTS}, **row)
        for row in rows
    ]
    return sorted(found, key=lambda line: (-line.plan.year, line.plan.position, line.code))[:most]


@lru_cache(maxsize=64)
def _lines_with(words: int, drafts: int, newest: int, older: int) -> Prepared[Any]:
    """The query of `lines_found` for a number of words, of which some are asked by LIKE, and some are in needs or
    name a partner.

    The drafts and the approved versions that the seat reads are given by their keys: that takes a database less time
    to plan and to run than asking again who reads which. The lines of the older versions are gone through only
    where the newest ones have too few.
    """
    keys = {
        f"{kind}_{nth}": models.BigIntegerField()
        for kind, number in (("draft", drafts), ("newest", newest), ("older", older))
        for nth in range(number)
    }

    @visibility.prepared_for_reader(**fields_of_words(words), **keys)
    def lines(
        reader: visibility.Reader,
        by_like: tuple[bool, ...],
        in_needs: tuple[bool, ...],
        of_partner: tuple[bool, ...],
        most: int,
        **given: object,
    ) -> models.QuerySet[Any]:
        def all_of(kind: str) -> list[Any]:
            return [value for name, value in given.items() if name.startswith(f"{kind}_")]

        in_text = each_word(all_of("word"), by_like)
        sought = list(zip(all_of("word"), in_text, in_needs, of_partner, strict=True))
        live, approved = _read(reader, *map(all_of, ("draft", "newest", "older")))
        # The second are those of the older versions.
        approved[1] = approved[1].filter(~models.Exists(approved[0].filter(*in_text)[most - 1 : most]))

        offers = visibility.offers_visible_to(reader).filter(status__in=SUPPORT_NOT_ENDED)
        supports = visibility.supports_visible_to(reader)
        then = _has(sought, VersionLineNeed.objects.order_by(), supports, "line")
        now = _has(sought, TechnicalNeed.objects.order_by(), offers, "activity")
        first, *others = [
            *(_columns(rows.filter(then), most) for rows in approved),
            *(_columns(rows.filter(now), most) for rows in live),
        ]
        return first.union(*others, all=True).order_by()

    return lines


def _read(
    reader: visibility.Reader, drafts: Sequence[Any], *versions: Sequence[Any]
) -> tuple[list[ActivityQuerySet], list[models.QuerySet[VersionLine]]]:
    """The lines that are read live, and the approved ones, apart: those of these drafts, of each of these groups of
    versions, and the few that are read for their own sake. A database goes through all lines where all are asked at once.
    """
    live = [visibility.live_lines(reader, models.Q(workplan__pk__in=drafts))]
    approved = [visibility.lines_in_approved(reader, keys) for keys in versions]
    supported = visibility.lines_beside_approved(reader)
    if supported is not None:
        approved.append(supported.exclude(version__workplan__pk__in=drafts))
    if (beside := visibility.lines_beside_drafts(reader)) is not None:
        own = models.Q(pk__in=beside.order_by().values("pk"))
        live.append(visibility.live_lines(reader, own).exclude(workplan__pk__in=drafts))
        # Without asking whether each is read: where a version holds a line it is, also once it was withdrawn.
        approved = [lines.exclude(activity__in=beside.values("pk")) for lines in approved]
    return live, approved


def _has(
    words: Iterable[tuple[object, models.Q, bool, bool]],
    needs: models.QuerySet[Any],
    supports: models.QuerySet[Any],
    line: str,
) -> models.Q:
    """The condition that each word is in the line, in one of these needs of it, or in the name of a partner of these
    supports of it. With each word come the condition that a folded text has it, and whether some need or partner has it.
    """
    condition = models.Q()
    for word, in_text, is_in_needs, is_of_partner in words:
        here = in_text
        if is_in_needs:
            here |= models.Q(pk__in=needs.filter(in_text).values(line))
        if is_of_partner:
            named = Partner.objects.filter(has_word(word)).order_by().values("pk")
            here |= models.Q(pk__in=supports.filter(partner__in=named).order_by().values(line))
        condition &= here
    return condition


def _columns(lines: models.QuerySet[Any], most: int) -> models.QuerySet[Any]:
    """The columns of `LineFound` of the first lines, which are live or approved.

    The keys are put in order before the texts are read: to sort 10,000 lines with their texts takes longer.
    """
    activity, plan, withdrawn = "", "workplan__", models.Q(withdrawn_at__isnull=False)
    needs: models.QuerySet[Any] = TechnicalNeed.objects.filter(activity=models.OuterRef("pk")).values(
        "activity"
    )
    if lines.model is VersionLine:
        activity, plan, withdrawn = "activity__", "version__workplan__", models.Q(withdrawn=True)
        needs = VersionLineNeed.objects.filter(line=models.OuterRef("pk")).values("line")
    in_order = lines.order_by(f"-{plan}cycle__year", f"{plan}taskforce__position", "code")
    first = lines.model._default_manager.filter(pk__in=in_order.values("pk")[:most])
    texts = models.StringAgg("what", delimiter=models.Value("\n"), order_by="pk")
    joined = models.Subquery(needs.order_by().annotate(texts=texts).values("texts"))
    return first.order_by().values(
        *SEARCHED,
        plan_key=models.F(f"{activity}workplan"),
        nth=models.F(f"{activity}number"),
        is_withdrawn=models.ExpressionWrapper(withdrawn, models.BooleanField()),
        needed=Coalesce(joined, models.Value(""), output_field=models.TextField()),
        said=models.F("folded"),
    )
