"""Explanations of closed answers that have all the words, as far as the comparison shows them to their reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from commit_portal.db.compiled_queries import Prepared, prepared
from commit_portal.db.search_fields import has_words
from reporting.models import ActivityProgress, CountryReview, TargetStatus
from reporting.search.name_search import fields_of_words, numbered
from reporting.statuses import CountryReviewStatus
from workplans.models import Seat, VersionLine, VersionLineTarget
from workplans.plan.visibility import READER, Key, Reader, approved_versions_to_read, keys_of
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES


@dataclass(frozen=True)
class AnswerFound:
    """An answer for a target or for an activity, by its code, and its explanation.

    `on_page` is the target on whose page it stands; None for an activity that serves none.
    """

    year: int
    stage: str
    place: str
    country: str | None
    code: str
    on_page: str | None
    text: str


def answers_found(seat: Seat, words: Sequence[str], *, most: int) -> list[AnswerFound]:
    """Answers with all the words, the newest year first: one query.

    AR-3: explanations are read where the approved version of their year is, and those of an activity where it stands
    in that version. Of a review only the last closed round is read (RV-1). Partners and observers read editions alone.
    """
    if seat.role not in (*TASKFORCE_ROLES, *SECRETARIAT_ROLES):
        return []
    rows = _answers_with(len(words))(seat.role, most, **numbered("word", words), **keys_of(seat))
    found = [AnswerFound(**row) for row in rows]
    return sorted(found, key=lambda one: (-one.year, one.place, one.code, one.stage))[:most]


@lru_cache(maxsize=64)
def _answers_with(number: int) -> Prepared[Any]:
    """The query of `answers_found` for a number of words."""

    @prepared(**fields_of_words(number), **READER)
    def answers(
        role: str, most: int, *, taskforce: Key, partner: Key, now: datetime, **words: object
    ) -> QuerySet[Any, Any]:
        read = approved_versions_to_read(Reader(role, taskforce, partner, now))
        plan = read.filter(
            workplan__taskforce=OuterRef("sheet__taskforce"), workplan__cycle=OuterRef("sheet__review__cycle")
        )
        lines = VersionLine.objects.filter(activity=OuterRef("activity"), version__in=read.values("pk"))
        serves = VersionLineTarget.objects.filter(
            line__activity=OuterRef("activity"), line__version__in=read.values("pk")
        ).order_by("target__area__position", "target__position")
        said = TargetStatus.objects.exclude(status="")
        targets = _last_closed(said.filter(has_words(words.values()), Exists(plan)))
        activities = _last_closed(ActivityProgress.objects.filter(has_words(words.values()), Exists(lines)))
        return (
            _columns(targets, most, code=F("target__code"), on_page=F("target__code"))
            .union(
                _columns(
                    activities,
                    most,
                    code=F("activity__code"),
                    on_page=Subquery(serves.values("target__code")[:1]),
                ),
                all=True,
            )
            .order_by()
        )

    return answers


def _last_closed(answers: QuerySet[Any]) -> QuerySet[Any]:
    closed = CountryReviewStatus.CLOSED
    later = CountryReview.objects.filter(
        review=OuterRef("sheet__review"),
        taskforce=OuterRef("sheet__taskforce"),
        round__gt=OuterRef("sheet__round"),
        status=closed,
    )
    return answers.filter(~Exists(later), sheet__status=closed)


def _columns(answers: QuerySet[Any], most: int, **more: Any) -> QuerySet[Any, Any]:
    """The columns of `AnswerFound`."""
    first = answers.order_by("-sheet__review__cycle__year", "pk").values("pk")[:most]
    return (
        answers.model._default_manager.filter(pk__in=first)
        .order_by()
        .values(
            year=F("sheet__review__cycle__year"),
            stage=F("sheet__review__stage"),
            place=F("sheet__taskforce__slug"),
            country=F("sheet__taskforce__country__name"),
            text=F("narrative"),
            **more,
        )
    )
