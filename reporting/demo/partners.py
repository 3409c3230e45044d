"""What partners and ministries add to the demonstration's activities and drafts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reporting.demo.people import Cast, at
from workplans.consultation.actions.answer import accept_offer, decline_offer, record_support
from workplans.consultation.actions.end import end_passed_openings
from workplans.consultation.actions.offer import answer_with_offer, offer_support
from workplans.consultation.actions.openings import open_draft
from workplans.consultation.rules import SupportDraft
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.models import Activity, Contribution, Ministry, Partner, Workplan
from workplans.statuses import ContributionKind, ContributionStatus, MinistryWord


def record_made_up_support(activity: Activity, place: int, cast: Cast, *, now: datetime) -> None:
    """Every sixth line gets a partner's money, US dollars, every twentieth a partner's help in kind.

    As it was told to the lead outside the portal.
    """
    if place % 6 != 1 and place % 20 != 9:
        return
    partners = Partner.objects.order_by("position")
    money = SupportDraft(amount=Decimal(1_500 + 250 * (place % 5)), what="Made-up support (demonstration)")
    help_in_kind = SupportDraft(kind=ContributionKind.IN_KIND, what="A trainer for one week (demonstration)")
    record_support(
        activity,
        partners[place // 6 % 4],
        money if place % 6 == 1 else help_in_kind,
        told_how="By letter (demonstration)",
        by=cast[f"{activity.workplan.taskforce.slug}.lead"],
        now=now,
    )


class Consultation:
    """What the ILO is asked for, offers, gives and is refused in 2011, each step by who takes it."""

    def __init__(self, year: int, cast: Cast) -> None:
        self.year, self.cast = year, cast
        self.ilo = cast["ilo"]

    def open_cambodia(self) -> None:
        """Cambodia's draft is open to the ILO until 18 February."""
        self._open("kh", date(2011, 2, 18), now=at(2011, 1, 17))

    def thailand(self) -> None:
        """Thailand accepts two advisers and declines leaflets, before its consultation ends on 28 January."""
        self._open("th", date(2011, 1, 28), now=at(2011, 1, 17))
        leaflets = SupportDraft(amount=Decimal(2_000), what="Leaflets in five languages (demonstration)")
        advisers = SupportDraft(ContributionKind.IN_KIND, what="Two advisers for a month (demonstration)")
        declined = offer_support(self._line("th", 4), leaflets, by=self.ilo, now=at(2011, 1, 20))
        accepted = offer_support(self._line("th", 9), advisers, by=self.ilo, now=at(2011, 1, 20))
        lead = self.cast["th.lead"]
        accept_offer(accepted, seen=accepted.row_version, by=lead, now=at(2011, 1, 25))
        decline_offer(
            declined,
            word="The press has given us the paper. (demonstration)",
            seen=declined.row_version,
            by=lead,
            now=at(2011, 1, 26),
        )
        end_passed_openings(now=at(2011, 1, 29))

    def viet_nam(self) -> None:
        """Viet Nam accepts US$8,000, before its consultation ends on 11 February."""
        self._open("vn", date(2011, 2, 11), now=at(2011, 1, 24))
        money = SupportDraft(amount=Decimal(8_000), what="The course for labour inspectors (demonstration)")
        offered = offer_support(self._line("vn", 1), money, by=self.ilo, now=at(2011, 1, 31))
        accept_offer(offered, seen=offered.row_version, by=self.cast["vn.lead"], now=at(2011, 2, 9))
        end_passed_openings(now=at(2011, 2, 12))

    def offer_to_thailand(self) -> None:
        """The ILO reads the plan that Thailand has released, and offers a researcher. The offer waits."""
        researcher = SupportDraft(ContributionKind.IN_KIND, what="One researcher for a month (demonstration)")
        offer_support(self._line("th", 15), researcher, by=self.ilo, now=at(2011, 2, 15))

    def finish(self) -> None:
        """The ILO gives Cambodia what it was asked for, and Thailand accepts the researcher."""
        asked = self._waiting("kh", ContributionStatus.ASKED)
        money = SupportDraft(amount=asked.amount, what="Fees and travel of two trainers (demonstration)")
        offered = answer_with_offer(asked, money, seen=asked.row_version, by=self.ilo, now=at(2011, 2, 17))
        accept_offer(offered, seen=offered.row_version, by=self.cast["kh.lead"], now=at(2011, 2, 18))
        end_passed_openings(now=at(2011, 2, 19))
        researcher = self._waiting("th", ContributionStatus.OFFERED)
        accept_offer(researcher, seen=researcher.row_version, by=self.cast["th.lead"], now=at(2011, 2, 21))

    def _open(self, slug: str, until_on: date, *, now: datetime) -> None:
        plan = Workplan.objects.get(cycle__year=self.year, taskforce__slug=slug)
        open_draft(plan, Partner.objects.get(seats=self.ilo), until_on, by=self.cast[f"{slug}.lead"], now=now)

    def _line(self, slug: str, number: int) -> Activity:
        return Activity.objects.get(
            workplan__cycle__year=self.year, workplan__taskforce__slug=slug, number=number
        )

    def _waiting(self, slug: str, status: ContributionStatus) -> Contribution:
        return Contribution.objects.get(
            partner=self.ilo.partner,
            status=status,
            activity__workplan__cycle__year=self.year,
            activity__workplan__taskforce__slug=slug,
        )


def ask_in_cambodia(plan: Workplan, cast: Cast) -> None:
    """Two ministries are asked. Interior says yes before a line changes; Justice has not answered yet."""
    asked = _named(plan, "Ministry of Justice", "Ministry of Interior")
    ask_ministries(plan, asked, by=cast["kh.lead"], now=at(2011, 1, 17))
    answer_for_ministry(plan, MinistryWord.YES, "", seen=None, by=cast["kh.member2"], now=at(2011, 1, 17))


def record_in_cambodia(plan: Workplan, cast: Cast) -> None:
    """Two ministries answer by letter: one yes, one no."""
    labour, social = _named(plan, "Ministry of Labour", "Ministry of Social Affairs")
    lead, now = cast["kh.lead"], at(2011, 1, 26)
    letter: dict[str, Any] = {"letter_on": date(2011, 1, 25), "seen": None, "by": lead, "now": now}
    record_for_ministry(plan, labour, MinistryWord.YES, "", **letter)
    why = "The shelters need more staff before new courses begin (demonstration)"
    record_for_ministry(plan, social, MinistryWord.NO, why, **letter)


def agree_in_laos(plan: Workplan, cast: Cast) -> None:
    """One ministry is asked and says yes."""
    ask_ministries(plan, _named(plan, "Ministry of Foreign Affairs"), by=cast["la.lead"], now=at(2011, 1, 27))
    answer_for_ministry(plan, MinistryWord.YES, "", seen=None, by=cast["la.member"], now=at(2011, 1, 28))


def _named(plan: Workplan, *names: str) -> list[Ministry]:
    found = {ministry.name: ministry for ministry in plan.taskforce.ministries.all()}
    return [found[name] for name in names]
