"""Support as pages show it: each request, offer and accepted support with its status, its day and its next steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commit_portal.i18n.formatting import and_list, money, short_day
from commit_portal.i18n.messages import Words, say
from commit_portal.workflow.action_attempts import Way
from commit_portal.workflow.lifecycle import open_steps
from workplans.consultation.lifecycle import SUPPORT_LIFECYCLE
from workplans.models import Activity, Contribution, Seat, VersionLineSupport, Workplan
from workplans.plan.line_content import cost_in_words, gift_in_words
from workplans.plan.plan_types import say_of_asker
from workplans.presentation.step_links import address_parts
from workplans.statuses import ContributionKind, ContributionStatus, EndedBecause, Funding


@dataclass(frozen=True)
class ShownSupport:
    """One request, offer or accepted support. `said` is how much or what, `amount` US dollars or "In kind"."""

    partner: str
    said: str
    what: str
    status: str
    state: str
    need: str = ""
    amount: str = ""
    when: str = ""
    hint: str = ""
    word: str = ""
    steps: tuple[Way, ...] = ()


def shown_supports(seat: Seat, line: Activity, supports: Iterable[Contribution]) -> tuple[ShownSupport, ...]:
    """The support of a line for this reader, by partner, with what was cancelled or ended.

    `supports` are those that the reader sees, numbered (`numbered`) for their addresses. The line has its plan.
    """
    ordered = sorted(supports, key=lambda support: (support.partner.position, support.pk))
    for support in ordered:
        support.activity = line
    return tuple(_shown(line, support, _steps(seat, support)) for support in ordered)


def shown_gifts(supports: Iterable[VersionLineSupport]) -> tuple[ShownSupport, ...]:
    """The accepted support of a frozen line, as far as the reader learns of it: no day and no step."""
    return tuple(
        ShownSupport(
            partner=str(gift.partner),
            said=gift_in_words(gift),
            what=gift.what,
            status=ContributionStatus.ACCEPTED,
            state=str(ContributionStatus.ACCEPTED.label),
        )
        for gift in supports
    )


def _shown(line: Activity, support: Contribution, steps: tuple[Way, ...]) -> ShownSupport:
    return ShownSupport(
        partner=str(support.partner),
        said=gift_in_words(support),
        what=support.what,
        need=str(support.need or ""),
        amount=amount_of(support),
        status=support.status,
        state=support.get_status_display(),
        when=_when(support, line.workplan),
        hint=_hint(support, line.workplan),
        word=support.word,
        steps=steps,
    )


def support_beside(line: Activity, supports: Sequence[Contribution]) -> dict[str, Any]:
    """What a line's pages show beside its support: what the Secretariat pays, and the sums.

    `supports` are those that the reader sees: the sums are those of the reader.
    """
    sums = [
        (_("Requested, no answer yet"), sum_in_words(supports, ContributionStatus.ASKED)),
        (_("Offered, not answered yet"), sum_in_words(supports, ContributionStatus.OFFERED)),
        (_("Accepted"), sum_in_words(supports, ContributionStatus.ACCEPTED)),
    ]
    if line.cost_in_all is not None:
        sums.insert(0, (_("Total cost"), money(line.cost_in_all)))
    return {
        "pays": cost_in_words(line),
        "sums": sums,
        "reserve": reserve_words(line, supports),
    }


def sum_in_words(supports: Iterable[Contribution], status: ContributionStatus) -> str:
    """US dollars of the support in one state; words where all of it is people or things."""
    found = [support for support in supports if support.status == status]
    if found and all(support.kind == ContributionKind.IN_KIND for support in found):
        return _("People or things, no amount")
    return money(sum((support.amount or Decimal(0) for support in found), Decimal(0)))


def accepted_sums(label: str, lines: Iterable[Activity]) -> list[tuple[str, str]]:
    """What partners give to the lines of a plan, by this label; what they give to lines in reserve, where it is any.

    The plan's sum has what the printed form has: lines that are put forward. Load `contributions`.
    """
    given = [(line, gift) for line in lines for gift in line.contributions.all()]
    counted = [gift for line, gift in given if line.is_put_forward]
    reserve = [gift for line, gift in given if line.is_in_reserve]
    rows = [(label, sum_in_words(counted, ContributionStatus.ACCEPTED))]
    if any(gift.status == ContributionStatus.ACCEPTED for gift in reserve):
        in_reserve = _("Accepted for activities in reserve, not counted")
        rows.append((in_reserve, sum_in_words(reserve, ContributionStatus.ACCEPTED)))
    return rows


def pays_words(line: Activity) -> str:
    """What the Secretariat pays for a line, in words."""
    if line.funding == Funding.NONE or line.secretariat_cost is None:
        return cost_in_words(line)
    return _("Secretariat: %(cost)s") % {"cost": cost_in_words(line)}


def reserve_words(line: Activity, supports: Iterable[Contribution]) -> str:
    """What becomes of accepted support where its line is in reserve; empty where there is none."""
    accepted = [str(support.partner) for support in supports if support.status == ContributionStatus.ACCEPTED]
    if line.funding != Funding.RESERVE or not accepted:
        return ""
    return _(
        "In reserve: the support of %(partners)s stays accepted, but it is not in the approved version."
    ) % {"partners": and_list(dict.fromkeys(accepted))}


def amount_of(support: Contribution) -> str:
    """US dollars in words, or that it is in kind."""
    if support.kind == ContributionKind.FUNDS:
        return money(support.amount)
    return _("In kind")


def _when(support: Contribution, plan: Workplan) -> str:
    """The day of the last step, and why something ended."""
    year = plan.cycle.year
    if support.status == ContributionStatus.ASKED:
        on = short_day(support.asked_at, year)
        if support.is_prepared:
            return _("saved on %(day)s, not shown yet") % {"day": on}
        return _("%(day)s, no answer yet") % {"day": on}
    if support.status == ContributionStatus.OFFERED:
        return short_day(support.offered_at, year)
    if support.status == ContributionStatus.WITHDRAWN:
        why: Words = support.get_ended_because_display()
        if support.ended_because == EndedBecause.BY_LEAD:
            why = say_of_asker(
                plan, _("Ended by the %(country)s taskforce"), _("Ended by the regional office")
            )
        return _("%(why)s, %(day)s") % {"why": why, "day": short_day(support.ended_at, year)}
    on = short_day(support.answered_at, year)
    if support.status == ContributionStatus.ACCEPTED and support.lowered_from is not None:
        return _("%(day)s, lowered from US$%(before)s to US$%(amount)s") % {
            "day": on,
            "before": money(support.lowered_from),
            "amount": money(support.amount),
        }
    return on


def _hint(support: Contribution, plan: Workplan) -> str:
    """What the taskforce has to know of it: it is not shown yet, or the partner told its word outside the portal."""
    if support.is_prepared:
        return _("The partner sees it after you open the draft to it.")
    if support.told_how:
        return say(_("Informed by: %(how)s"), how=support.told_how)
    return ""


def _steps(seat: Seat, support: Any) -> tuple[Way, ...]:
    """Links to the steps that this seat may take now; `support` is numbered (`numbered`)."""
    line = support.activity
    year, place = address_parts(line.workplan)
    at = {
        "year": year,
        "place": place,
        "number": line.number,
        "partner": support.partner.slug,
        "nth": support.nth,
    }
    return tuple((step.words, step.url) for step in open_steps(support, SUPPORT_LIFECYCLE, by=seat, at=at))
