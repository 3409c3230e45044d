"""The home page of a partner: what waits for it, which plans it reads and why, what it supports and has offered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commit_portal.db.compiled_queries import prepared
from commit_portal.i18n.formatting import and_list, money
from commit_portal.i18n.messages import Words, message
from commit_portal.workflow.views import Values
from reporting.home.overview import plan_states
from reporting.home.task_facts import OF_PARTNER, PlanKey, Task, plan_task, plan_url, worked_on
from reporting.models import ActivityProgress
from reporting.statuses import CountryReviewStatus, ProgressStatus, ReviewStatus
from workplans.consultation.opening_labels import clock_of
from workplans.consultation.queries import numbered
from workplans.consultation.support_rows import sum_in_words
from workplans.models import AnnualCycle, Contribution, Opening, Seat, TechnicalNeed, VersionLine
from workplans.models.activities import not_withdrawn
from workplans.plan.line_content import gift_in_words
from workplans.plan.plan_types import kind_of, say_of_asker
from workplans.plan.visibility import (
    READER,
    Reader,
    activities_visible_to,
    keys_of,
    lines_visible_to,
    offers_visible_to,
)
from workplans.statuses import ContributionKind, ContributionStatus, EndedBecause, Funding, VersionKind

# What became of an asking or an offer that ended: the code of the sentence.
ENDED = {
    EndedBecause.TAKEN_BACK: "offer.taken_back",
    EndedBecause.BY_LEAD: "offer.ended_by_lead",
    EndedBecause.OPENING_ENDED: "offer.opening_ended",
    EndedBecause.LINE_WITHDRAWN: "offer.line_withdrawn",
    EndedBecause.PLAN_CLOSED: "offer.plan_closed",
}


class OwnPart:
    """What a partner's tasks and its home both read: its support and the drafts open to it. One query each, once."""

    def __init__(self, seat: Seat, on: date) -> None:
        self.seat, self.on = seat, on

    @cached_property
    def supports(self) -> list[Any]:
        """Its askings, offers and support of all years, with what it may read of their lines."""
        return _own(self.seat.role, **keys_of(self.seat))

    @cached_property
    def openings(self) -> dict[int, Any]:
        """The openings of drafts to it, by the key of the plan."""
        return {opening.workplan_id: opening for opening in _open_now(on=self.on, **keys_of(self.seat))}


def for_partner(part: OwnPart) -> Iterator[Task]:
    """Askings to answer, and drafts to read until an offer, "nothing to offer", or the end of the opening."""
    for gift in part.supports:
        if gift.status == ContributionStatus.ASKED and gift.title is not None:
            yield _asking(gift, part.openings.get(gift.activity.workplan_id))
    for opening in part.openings.values():
        if opening.waits and opening.answered_at is None and not _has_offered(part.supports, opening):
            yield _draft_to_read(opening)


def partner_home(cycle: AnnualCycle, part: OwnPart) -> dict[str, Any]:
    """What a partner's home shows of a year beside the tasks."""
    own = [gift for gift in part.supports if gift.activity.workplan.cycle_id == cycle.pk]
    accepted = [gift for gift in own if gift.status == ContributionStatus.ACCEPTED]
    ended = (ContributionStatus.OFFERED, ContributionStatus.DECLINED, ContributionStatus.WITHDRAWN)
    # Each country that has asked the partner, or that it has offered to.
    of_country: dict[str, list[Any]] = {}
    for gift in own:
        of_country.setdefault(gift.activity.workplan.taskforce.name, []).append(gift)
    return {
        "plans_read": _plans_read(cycle, part.seat, part.openings, own),
        "supported": [_supported(gift) for gift in accepted],
        "offered": [_offer(gift) for gift in own if gift.status in ended],
        "own_accepted": money(_sum(accepted)) if _sum(accepted) or not accepted else "",
        "own_sums": _sums(own),
        "own_countries": [(name, _supports(gifts)) for name, gifts in of_country.items()],
    }


@prepared(**READER)
def _own(role: str, *, taskforce: Any, partner: Any, now: Any) -> QuerySet[Any]:
    """Own support with `title` as the partner reads it (None where it does not), and the last closed answer."""
    reader = Reader(role, taskforce, partner, now)
    live = activities_visible_to(reader).filter(pk=OuterRef("activity"))
    frozen = VersionLine.objects.filter(
        pk__in=lines_visible_to(reader).values("pk"),
        activity=OuterRef("activity"),
        version__kind=VersionKind.OF_RECORD,
    ).order_by("-version__number")
    answers = ActivityProgress.objects.filter(
        activity=OuterRef("activity"),
        sheet__status=CountryReviewStatus.CLOSED,
        sheet__review__status=ReviewStatus.CLOSED,
    ).order_by("-sheet__closed_at")
    return (
        numbered(offers_visible_to(reader))
        .select_related("activity__workplan__cycle", "activity__workplan__taskforce__country", "partner")
        .annotate(
            title=Case(
                When(Exists(live), then=F("activity__title")), default=Subquery(frozen.values("title")[:1])
            ),
            progress=Subquery(answers.values("status")[:1]),
            told=Subquery(answers.values("narrative")[:1]),
        )
        .order_by("activity__workplan__taskforce__position", "activity__number", "pk")
    )


@prepared(on=DateField(), **READER)
def _open_now(*, on: Any, taskforce: Any, partner: Any, now: Any) -> QuerySet[Any]:
    """The drafts that are open to the partner, with how many lines they have and how many look for support.

    `waits`: whether the plan is still worked on (`worked_on`).
    """
    live = not_withdrawn("workplan__activities__")
    unmet = TechnicalNeed.objects.filter(
        activity=OuterRef("workplan__activities"), secretariat_at__isnull=True
    ).exclude(Exists(Contribution.objects.accepted().filter(need=OuterRef("pk"))))
    looks = Q(workplan__activities__funding=Funding.RESERVE) | Q(Exists(unmet))
    return (
        Opening.objects.open_at(now)
        .filter(partner=partner)
        .select_related("workplan__cycle", "workplan__taskforce__country")
        .annotate(
            waits=Exists(worked_on(on).filter(pk=OuterRef("workplan"))),
            lines=Count("workplan__activities", filter=live, distinct=True),
            looking=Count("workplan__activities", filter=live & looks, distinct=True),
        )
        .order_by("closes_at", "workplan__taskforce__position")
    )


def _asking(gift: Any, opening: Opening | None) -> Task:
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
        (message("about.line", title=gift.title), asked),
        PlanKey(plan.cycle.year, plan.taskforce.slug),
        _parts(gift),
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
    about = [
        message("about.lines_in_draft", count=opening.lines),
        message("about.lines_looking", count=opening.looking),
        message("about.after_opening", day=opening.until_on),
    ]
    return plan_task(
        "read_regional_and_offer" if plan.taskforce.is_regional else "read_and_offer",
        plan,
        *(about if opening.looking else (about[0], about[2])),
        due=opening.until_on,
        country=plan.taskforce.name,
    )


def _has_offered(own: Sequence[Contribution], opening: Opening) -> bool:
    """Whether the partner has offered for the plan, or declined an asking, since it reads the draft."""
    said = [(gift, gift.offered_at) for gift in own]
    said += [(gift, gift.answered_at) for gift in own if gift.status == ContributionStatus.DECLINED]
    return any(
        gift.activity.workplan_id == opening.workplan_id and at is not None and at >= opening.opened_at
        for gift, at in said
    )


def _plans_read(
    cycle: AnnualCycle, seat: Seat, openings: Mapping[int, Opening], own: Sequence[Any]
) -> list[Values]:
    """The plans of the year in protocol order: why the partner reads each, until when, and what it supports there.

    Those of which it reads nothing stand together in the last row.
    """
    rows, hidden = [], []
    for plan in plan_states(cycle, seat):
        plan.cycle = cycle
        mine = [gift for gift in own if gift.activity.workplan_id == plan.pk]
        read = _why(plan, openings.get(plan.pk), mine)
        if read is None:
            hidden.append(plan.taskforce.name)
            continue
        rows.append(read | {"name": plan.taskforce.name, "url": plan_url(plan), "supports": _supports(mine)})
    if hidden:
        nothing = _read_plan("not_released", gettext("Not released"), "", gettext("Nothing to read yet"))
        rows.append(nothing | {"name": and_list(hidden), "url": "", "supports": gettext("None")})
    return rows


def _read_plan(status: str, why: str, second: str, until: str) -> Values:
    return {"status": status, "why": why, "second": second, "until": until}


def _why(plan: Any, opening: Opening | None, mine: Sequence[Any]) -> Values | None:
    """Status, word, what is read of the plan, and until when; None where nothing is."""
    if plan.is_live and opening is not None:
        until = message("plan_read.until", day=opening.until_on, country=clock_of(plan.taskforce))
        return _read_plan("open", gettext("Open to you"), gettext("You can read the full draft."), str(until))
    if plan.version_made_at is not None:
        status, word = kind_of(plan.taskforce).released_as
        version = gettext("You can read version %(number)s.") % {"number": plan.version_number}
        return _read_plan(status, str(word), version, gettext("No last day"))
    supported = {gift.activity_id for gift in mine if gift.status == ContributionStatus.ACCEPTED}
    if supported:
        words = ngettext("You support %(count)s activity", "You support %(count)s activities", len(supported))
        until_when = gettext("As long as you support the activity")
        return _read_plan("accepted", words % {"count": len(supported)}, "", until_when)
    return None


def _supports(mine: Sequence[Any]) -> str:
    """Lines that the partner supports: their number, with the sum of the money where there is any."""
    accepted = [gift for gift in mine if gift.status == ContributionStatus.ACCEPTED]
    lines = len({gift.activity_id for gift in accepted})
    if not lines:
        asked = sum(gift.status == ContributionStatus.ASKED for gift in mine)
        return str(message("supports.only_asked", count=asked)) if asked else gettext("None")
    total = _sum(accepted)
    if total:
        return str(message("supports.money", count=lines, amount=total))
    return str(message("supports.in_kind", count=lines))


def _supported(gift: Any) -> Values:
    """A line that the partner supports, with the taskforce's last closed answer."""
    accepted = {"what": gift_in_words(gift), "day": gift.answered_at}
    said: list[Words] = [message("supported.accepted", **accepted)]
    if gift.lowered_from is not None:
        said = [message("supported.lowered", **accepted, before=gift.lowered_from, word=gift.word)]
    if gift.told:
        country = _("The taskforce of %(country)s: \u201c%(words)s\u201d")
        region = _("The regional office: \u201c%(words)s\u201d")
        said.append(say_of_asker(gift.activity.workplan, country, region, words=gift.told))
    state = (
        str(ProgressStatus(gift.progress).label)
        if gift.progress
        else gettext("No progress is reported yet, or the review is still open.")
    )
    title = f"{gift.activity.code} {gift.title}" if gift.title else gift.activity.code
    return _own_row(title, _line_url(gift), said, gift.progress or "planned", state)


def _offer(gift: Any) -> Values:
    """An offer, or an asking that ended, with what became of it."""
    title = message("offer.title", code=gift.activity.code, what=gift_in_words(gift))
    said: Words
    if gift.status == ContributionStatus.OFFERED:
        said = say_of_asker(
            gift.activity.workplan,
            _("Offered on %(day)s. The taskforce of %(country)s has not answered yet."),
            _("Offered on %(day)s. The regional office has not answered yet."),
            day=gift.offered_at,
        )
    elif gift.status == ContributionStatus.DECLINED:
        by_itself = gift.offered_at is None and not gift.told_how
        code = "offer.you_declined" if by_itself else "offer.declined"
        said = message(code, day=gift.answered_at, word=gift.word)
    else:
        code = ENDED[EndedBecause(gift.ended_because)]
        said = message(code, day=gift.ended_at, word=gift.word)
    is_open = gift.status == ContributionStatus.OFFERED
    url = reverse(OF_PARTNER, args=_parts(gift)) if is_open else _line_url(gift)
    return _own_row(str(title), url, [said], gift.status, gift.status_words)


def _own_row(title: str, url: str, about: list[Words], status: str, state: str) -> Values:
    """One asking, offer or support: its line, sentences on what became of it, and a status with its word."""
    return {"title": title, "url": url, "about": about, "status": status, "state": state}


def _line_url(gift: Any) -> str:
    """The page of the line, where the partner reads it."""
    if gift.title is None:
        return ""
    plan = gift.activity.workplan
    return reverse("activity", args=[plan.cycle.year, plan.taskforce.slug, gift.activity.number])


def _parts(gift: Any) -> tuple[int | str, ...]:
    """The parts of the address of a support."""
    plan = gift.activity.workplan
    return plan.cycle.year, plan.taskforce.slug, gift.activity.number, gift.partner.slug, gift.nth


def _sum(gifts: Iterable[Contribution]) -> Decimal:
    return sum((gift.amount or Decimal(0) for gift in gifts), Decimal(0))


def _sums(own: Sequence[Any]) -> list[tuple[str, str]]:
    in_kind = {
        gift.activity_id
        for gift in own
        if gift.status == ContributionStatus.ACCEPTED and gift.kind == ContributionKind.IN_KIND
    }
    return [
        (gettext("Your offers, no answer yet, US$"), sum_in_words(own, ContributionStatus.OFFERED)),
        (gettext("Requests to you, US$"), sum_in_words(own, ContributionStatus.ASKED)),
        (gettext("Activities with accepted support in kind"), str(len(in_kind))),
    ]
