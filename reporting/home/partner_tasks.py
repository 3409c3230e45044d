"""Tasks of a partner: requests to answer, and drafts to read."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import ngettext_lazy, say
from reporting.home.task_facts import OF_PARTNER, PlanKey, Task, plan_task, worked_on
from reporting.models import ActivityProgress
from reporting.statuses import CountryReviewStatus, ReviewStatus
from workplans.consultation.queries import numbered
from workplans.models import Contribution, Opening, Seat, TechnicalNeed, VersionLine
from workplans.models.activities import not_withdrawn
from workplans.plan import visibility
from workplans.plan.line_content import gift_in_words
from workplans.plan.plan_types import say_of_asker
from workplans.statuses import SUPPORT_NOT_ENDED, ContributionStatus, Funding, VersionKind


class OwnPart:
    """What a partner's tasks and its home both read: its support and the drafts open to it. One query each, once."""

    def __init__(self, seat: Seat, on: date) -> None:
        self.seat, self.on = seat, on

    @cached_property
    def supports(self) -> list[Any]:
        """Requests to it, its offers and its support, of all years, with what it may read of their activities."""
        return _own(self.seat)

    @cached_property
    def openings(self) -> dict[int, Any]:
        """The openings of drafts to it, by the key of the plan."""
        return {opening.workplan_id: opening for opening in _open_now(self.seat, on=self.on)}


def for_partner(part: OwnPart) -> Iterator[Task]:
    """Requests to answer, and drafts to read until an offer, "nothing to offer", or the end of the opening."""
    for gift in part.supports:
        if gift.status == ContributionStatus.ASKED and gift.title is not None:
            yield _request(gift, part.openings.get(gift.activity.workplan_id))
    for opening in part.openings.values():
        if opening.waits and opening.answered_at is None and not _has_offered(part.supports, opening):
            yield _draft_to_read(opening)


@visibility.prepared_for_reader()
def _own(reader: visibility.Reader) -> QuerySet[Any]:
    """Own support with `title` as the partner reads it (None where it does not), and the last closed answer."""
    live = visibility.activities_visible_to(reader).filter(pk=OuterRef("activity"))
    frozen = VersionLine.objects.filter(
        pk__in=visibility.lines_visible_to(reader).values("pk"),
        activity=OuterRef("activity"),
        version__kind=VersionKind.OF_RECORD,
    ).order_by("-version__number")
    answers = ActivityProgress.objects.filter(
        activity=OuterRef("activity"),
        sheet__status=CountryReviewStatus.CLOSED,
        sheet__review__status=ReviewStatus.CLOSED,
    ).order_by("-sheet__closed_at")
    return (
        numbered(visibility.offers_visible_to(reader))
        .select_related("activity__workplan__cycle", "activity__workplan__taskforce__country", "partner")
        .annotate(
            title=Case(
                When(Exists(live), then=F("activity__title")), default=Subquery(frozen.values("title")[:1])
            ),
            answer=Subquery(answers.values("pk")[:1]),
            progress=Subquery(answers.values("status")[:1]),
            told=Subquery(answers.values("narrative")[:1]),
        )
        .order_by("activity__workplan__taskforce__position", "activity__number", "pk")
    )


@visibility.prepared_for_reader(on=DateField())
def _open_now(reader: visibility.Reader, *, on: date) -> QuerySet[Any]:
    """The drafts that are open to the partner, with how many lines they have and how many look for support.

    `waits`: whether the plan is still worked on (`worked_on`).
    """
    live = not_withdrawn("workplan__activities__")
    unmet = TechnicalNeed.objects.filter(
        activity=OuterRef("workplan__activities"), secretariat_at__isnull=True
    ).exclude(Exists(Contribution.objects.accepted().filter(need=OuterRef("pk"))))
    own = Contribution.objects.filter(activity=OuterRef("workplan__activities"), partner=reader.partner_id)
    reserve = Q(workplan__activities__funding=Funding.RESERVE, workplan__activities__secretariat_cost__gt=0)
    # As listed on the page of the plan: what the partner is asked for, and what it has not touched yet.
    looks = Q(Exists(own.filter(status=ContributionStatus.ASKED))) | (
        (reserve | Q(Exists(unmet))) & ~Q(Exists(own.filter(status__in=SUPPORT_NOT_ENDED)))
    )
    return (
        Opening.objects.open_at(visibility.moment_of(reader))
        .filter(partner=reader.partner_id)
        .select_related("workplan__cycle", "workplan__taskforce__country")
        .annotate(
            waits=Exists(worked_on(on).filter(pk=OuterRef("workplan"))),
            lines=Count("workplan__activities", filter=live, distinct=True),
            looking=Count("workplan__activities", filter=live & looks, distinct=True),
        )
        .order_by("closes_at", "workplan__taskforce__position")
    )


def _request(gift: Any, opening: Opening | None) -> Task:
    plan, activity = gift.activity.workplan, gift.activity
    asked = say_of_asker(
        plan,
        _("The taskforce of %(country)s asked you on %(day)s."),
        _("The regional office asked you on %(day)s."),
        day=gift.asked_at,
    )
    return Task(
        "answer_office" if plan.taskforce.is_regional else "answer_request",
        OF_PARTNER,
        (say(_("%(title)s."), title=gift.title), asked),
        PlanKey(plan.cycle.year, plan.taskforce.slug),
        support_parts(gift),
        activity.number,
        due=opening.until_on if opening else None,
        params={
            "country": plan.taskforce.name,
            "what": gift_in_words(gift),
            "code": activity.short_code,
        },
    )


def _draft_to_read(opening: Any) -> Task:
    plan = opening.workplan
    lines = ngettext_lazy("The draft has %(count)s activity.", "The draft has %(count)s activities.")
    looking = ngettext_lazy(
        "%(count)s activity still needs support.", "%(count)s activities still need support."
    )
    after = _("After %(day)s you can read only the activities that you support.")
    about = [
        say(lines, count=opening.lines),
        say(looking, count=opening.looking),
        say(after, day=opening.until_on),
    ]
    return plan_task(
        "read_regional_and_offer" if plan.taskforce.is_regional else "read_and_offer",
        plan,
        *(about if opening.looking else (about[0], about[2])),
        due=opening.until_on,
        country=plan.taskforce.name,
    )


def _has_offered(own: Sequence[Contribution], opening: Opening) -> bool:
    """Whether the partner has offered for the workplan, or declined a request, since it reads the draft."""
    said = [(gift, gift.offered_at) for gift in own]
    said += [(gift, gift.answered_at) for gift in own if gift.status == ContributionStatus.DECLINED]
    return any(
        gift.activity.workplan_id == opening.workplan_id and at is not None and at >= opening.opened_at
        for gift, at in said
    )


def support_parts(gift: Any) -> tuple[int | str, ...]:
    """The parts of the address of a support."""
    plan = gift.activity.workplan
    return plan.cycle.year, plan.taskforce.slug, gift.activity.number, gift.partner.slug, gift.nth
