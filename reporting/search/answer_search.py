"""Explanations of closed answers that have all the words, as far as the comparison shows them to their reader."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from commit_portal.db.compiled_queries import Prepared
from commit_portal.db.search_fields import has_words
from reporting.models import ActivityProgress, CountryReview, TargetStatus
from reporting.search.name_search import fields_of_words, numbered
from reporting.statuses import CountryReviewStatus
from spa.models import in_revision
from workplans.models import Seat, VersionLine, VersionLineTarget
from workplans.plan.visibility import Reader, approved_versions_to_read, prepared_for_reader

type Rows = QuerySet[Any]


def answers_found(seat: Seat, words: Sequence[str], *, most: int) -> list[dict[str, Any]]:
    """Explanations with all the words, each with its place and code, the newest year first: one query.

    `on_page` is the target on whose page it stands; None for an activity that serves none.

    AR-3: explanations are read where the approved version of their year is, and those of an activity where it stands
    in that version. Of a review only the last closed round is read (RV-1). Partners and observers read editions alone.
    """
    if not (seat.is_of_taskforce or seat.in_secretariat):
        return []
    rows = _answers_with(len(words))(seat, most, **numbered("word", words))
    return sorted(rows, key=lambda one: (-one["year"], one["place"], one["code"], one["stage"]))[:most]


@lru_cache(maxsize=64)
def _answers_with(number: int) -> Prepared[Any]:
    """The query of `answers_found` for a number of words."""

    @prepared_for_reader(**fields_of_words(number))
    def answers(reader: Reader, most: int, **words: object) -> Rows:
        read = approved_versions_to_read(reader)
        plan = read.filter(
            workplan__taskforce=OuterRef("sheet__taskforce"), workplan__cycle=OuterRef("sheet__review__cycle")
        )
        lines = VersionLine.objects.filter(activity=OuterRef("activity"), version__in=read.values("pk"))
        # What the year's revision dropped has no page.
        year = "sheet__review__cycle__plan_revision"
        serves = VersionLineTarget.objects.filter(
            in_revision(OuterRef(year), "target__"),
            line__activity=OuterRef("activity"),
            line__version__in=read.values("pk"),
        ).order_by("target__area__position", "target__position")
        sought = has_words(words.values())
        # Words before a status are no answer.
        targets = TargetStatus.objects.filter(sought, Exists(plan), in_revision(F(year), "target__"))
        targets = targets.exclude(status="")
        activities = ActivityProgress.objects.filter(sought, Exists(lines))
        of_lines = Subquery(serves.values("target__code")[:1])
        return (
            _columns(targets, most, code=F("target__code"), on_page=F("target__code"))
            .union(_columns(activities, most, code=F("activity__code"), on_page=of_lines), all=True)
            .order_by()
        )

    return answers


def _columns(answers: Rows, most: int, *, code: F, on_page: F | Subquery) -> Rows:
    """The columns of `answers_found`, of answers in the last closed round of a review."""
    closed = CountryReviewStatus.CLOSED
    round_of = {"review": OuterRef("sheet__review"), "taskforce": OuterRef("sheet__taskforce")}
    later = CountryReview.objects.filter(**round_of, round__gt=OuterRef("sheet__round"), status=closed)
    first = answers.filter(~Exists(later), sheet__status=closed).order_by("-sheet__review__cycle__year", "pk")
    # The keys first: of the others no text is read.
    found = answers.model._default_manager.filter(pk__in=first.values("pk")[:most])
    return found.order_by().values(
        code=code,
        on_page=on_page,
        year=F("sheet__review__cycle__year"),
        stage=F("sheet__review__stage"),
        place=F("sheet__taskforce__slug"),
        text=F("narrative"),
    )
