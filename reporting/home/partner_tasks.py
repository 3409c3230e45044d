"""The tasks of a partner, and its home page: which plans it reads and why, what it supports and has offered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.db.related_rows import grouped
from commit_portal.forms.base import Values
from commit_portal.i18n import Words, and_list, money, ngettext_lazy, say
from reporting.home.overview import plan_states
from reporting.home.task_facts import OF_PARTNER, PlanKey, Task, plan_task, worked_on
from reporting.models import ActivityProgress
from reporting.statuses import CountryReviewStatus, ProgressStatus, ReviewStatus
from workplans import statuses
from workplans.consultation.page import clock_of, sum_in_words
from workplans.consultation.queries import numbered, unmet_in_drafts
from workplans.models import AnnualCycle, Contribution, Opening, Seat, VersionLine
from workplans.models.activities import not_withdrawn
from workplans.plan import visibility
from workplans.plan.line_content import gift_in_words
from workplans.plan.plan_types import kind_of, say_of_asker
from workplans.presentation.step_links import line_url
from workplans.statuses import ContributionStatus, EndedBecause, Funding

# What became of a request or an offer that ended.
ENDED = {
    EndedBecause.TAKEN_BACK: _("Cancelled on %(day)s."),
    EndedBecause.BY_LEAD: _("The taskforce ended your support on %(day)s: “%(word)s”"),
    EndedBecause.OPENING_ENDED: _("The consultation ended on %(day)s."),
    EndedBecause.LINE_WITHDRAWN: _("The activity was withdrawn on %(day)s."),
    EndedBecause.PLAN_CLOSED: _("The workplan was closed on %(day)s."),
}
# The same of the regional workplan.
ENDED_REGIONAL = ENDED | {
    EndedBecause.BY_LEAD: _("The regional office ended your support on %(day)s: “%(word)s”")
}


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
        version__kind=statuses.VersionKind.OF_RECORD,
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
    unmet = unmet_in_drafts().filter(activity=OuterRef("workplan__activities"))
    own = Contribution.objects.filter(activity=OuterRef("workplan__activities"), partner=reader.partner_id)
    reserve = Q(workplan__activities__funding=Funding.RESERVE, workplan__activities__secretariat_cost__gt=0)
    # As listed on the page of the plan: what the partner is asked for, and what it has not touched yet.
    looks = Q(Exists(own.filter(status=ContributionStatus.ASKED))) | (
        (reserve | Q(Exists(unmet))) & ~Q(Exists(own.filter(status__in=statuses.SUPPORT_NOT_ENDED)))
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
        params={"country": plan.taskforce.name, "what": gift_in_words(gift), "code": activity.short_code},
    )


def _draft_to_read(opening: Any) -> Task:
    plan = opening.workplan
    lines = ngettext_lazy("The draft has %(count)s activity.", "The draft has %(count)s activities.")
    looking = ngettext_lazy(
        "%(count)s activity still needs support.", "%(count)s activities still need support."
    )
    after = _("After %(day)s you can read only the activities that you support.")
    return plan_task(
        "read_regional_and_offer" if plan.taskforce.is_regional else "read_and_offer",
        plan,
        say(lines, count=opening.lines),
        *([say(looking, count=opening.looking)] if opening.looking else ()),
        say(after, day=opening.until_on),
        due=opening.until_on,
        params={"country": plan.taskforce.name},
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


def partner_home(cycle: AnnualCycle, part: OwnPart) -> Values:
    """What a partner's home shows of a year beside the tasks."""
    own = [gift for gift in part.supports if gift.activity.workplan.cycle_id == cycle.pk]
    accepted = _accepted(own)
    in_kind = {gift.activity_id for gift in accepted if gift.kind == statuses.ContributionKind.IN_KIND}
    ended = (ContributionStatus.OFFERED, ContributionStatus.DECLINED, ContributionStatus.WITHDRAWN)
    # Each country that has asked the partner, or that it has offered to.
    of_country = grouped(own, "activity.workplan.taskforce.name")
    return {
        "plans_read": _plans_read(cycle, part.seat, part.openings, own),
        "supported": [_supported(gift) for gift in accepted],
        "offered": [_offer(gift) for gift in own if gift.status in ended],
        "own_accepted": money(_sum(accepted)) if _sum(accepted) or not accepted else "",
        "own_offered": sum_in_words(own, ContributionStatus.OFFERED),
        "own_asked": sum_in_words(own, ContributionStatus.ASKED),
        "own_in_kind": len(in_kind),
        "own_countries": [(name, _supports(gifts)) for name, gifts in of_country.items()],
    }


def _plans_read(
    cycle: AnnualCycle, seat: Seat, openings: Mapping[int, Opening], own: Sequence[Any]
) -> list[Values]:
    """The plans of the year in protocol order: what the partner reads of each, until when, and what it supports there.

    Those of which it reads nothing stand together in the last row.
    """
    rows, hidden = [], []
    for plan in plan_states(seat, cycle=cycle.pk):
        mine = [gift for gift in own if gift.activity.workplan_id == plan.pk]
        row: Values = {
            "opening": openings.get(plan.pk) if plan.is_live else None,
            "version": plan.version_number,
            "lines": len({gift.activity_id for gift in _accepted(mine)}),
        }
        if not any(row.values()):
            hidden.append(plan.taskforce.name)
            continue
        status, word = kind_of(plan.taskforce).released_as
        url = reverse("workplan", args=[cycle.year, plan.taskforce.slug])
        row |= {"name": plan.taskforce.name, "clock": clock_of(plan.taskforce), "url": url}
        rows.append(row | {"status": status, "word": word, "supports": _supports(mine)})
    return [*rows, {"name": and_list(hidden)}] if hidden else rows


def _accepted(mine: Iterable[Any]) -> list[Any]:
    return [gift for gift in mine if gift.status == ContributionStatus.ACCEPTED]


def _supports(mine: Sequence[Any]) -> str:
    """Lines that the partner supports: their number, with the sum of the money where there is any."""
    accepted = _accepted(mine)
    lines = len({gift.activity_id for gift in accepted})
    if not lines:
        asked = sum(gift.status == ContributionStatus.ASKED for gift in mine)
        said = ngettext_lazy(
            "%(count)s request to you, no support accepted yet",
            "%(count)s requests to you, no support accepted yet",
        )
        return say(said, count=asked) if asked else gettext("None")
    total = _sum(accepted)
    if total:
        said = ngettext_lazy("%(count)s activity, US$%(amount)s", "%(count)s activities, US$%(amount)s")
        return say(said, count=lines, amount=total)
    said = ngettext_lazy("%(count)s activity, support in kind", "%(count)s activities, support in kind")
    return say(said, count=lines)


def _supported(gift: Any) -> Values:
    """A line that the partner supports, with the taskforce's last closed answer."""
    accepted = {"what": gift_in_words(gift), "day": gift.answered_at}
    said: list[Words] = [say(_("%(what)s, accepted on %(day)s."), **accepted)]
    if gift.lowered_from is not None:
        lowered = _("Accepted on %(day)s. Lowered from US$%(before)s to %(what)s: “%(word)s”")
        said = [say(lowered, **accepted, before=gift.lowered_from, word=gift.word)]
    if gift.told:
        country = _("The taskforce of %(country)s: \u201c%(words)s\u201d")
        region = _("The regional office: \u201c%(words)s\u201d")
        said.append(say_of_asker(gift.activity.workplan, country, region, words=gift.told))
    state = gettext("No progress to show yet. You can read the progress after the next review is closed.")
    if gift.progress:
        state = str(ProgressStatus(gift.progress).label)
    title = f"{gift.activity.code} {gift.title}" if gift.title else gift.activity.code
    return _own_row(title, _line_url(gift), said, gift.progress or "planned", state)


def _offer(gift: Any) -> Values:
    """An offer, or a request that ended, with what became of it."""
    plan = gift.activity.workplan
    title = say(_("%(code)s: %(what)s"), code=gift.activity.code, what=gift_in_words(gift))
    said: Words
    if gift.status == ContributionStatus.OFFERED:
        said = say_of_asker(
            plan,
            _("Offered on %(day)s. The taskforce of %(country)s has not answered yet."),
            _("Offered on %(day)s. The regional office has not answered yet."),
            day=gift.offered_at,
        )
    elif gift.status == ContributionStatus.DECLINED:
        country = _("The taskforce declined your offer on %(day)s: “%(word)s”")
        region = _("The regional office declined your offer on %(day)s: “%(word)s”")
        if gift.offered_at is None and not gift.told_how:
            country = region = _("You declined the request on %(day)s: “%(word)s”")
        said = say_of_asker(plan, country, region, day=gift.answered_at, word=gift.word)
    else:
        because = EndedBecause(gift.ended_because)
        said = say_of_asker(plan, ENDED[because], ENDED_REGIONAL[because], day=gift.ended_at, word=gift.word)
    is_open = gift.status == ContributionStatus.OFFERED
    url = reverse(OF_PARTNER, args=support_parts(gift)) if is_open else _line_url(gift)
    return _own_row(title, url, [said], gift.status, gift.status_words)


def _own_row(title: str, url: str, about: list[Words], status: str, state: str) -> Values:
    """One request, offer or support: its line, sentences on what became of it, and a status with its word."""
    return {"title": title, "url": url, "about": about, "status": status, "state": state}


def _line_url(gift: Any) -> str:
    """The page of the line, where the partner reads it."""
    return "" if gift.title is None else line_url(gift.activity.workplan, gift.activity.number)


def _sum(gifts: Iterable[Contribution]) -> Decimal:
    return sum((gift.amount or Decimal(0) for gift in gifts), Decimal(0))
