"""The steps of a year of the demonstration: rows of a file, taken through the actions that the screens call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import cycle
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet

from commit_portal.forms.base import Values
from reporting.demo.lines import REGIONAL, Lines
from reporting.demo.people import DOMAIN, SINCE, Cast, morning_of
from reporting.demo.reviews import NARRATIVES, Sitting, answer_review, hold, made_up
from reporting.meetings import actions as meetings
from reporting.meetings.days_shown import meeting_of_step
from reporting.meetings.queries import Person, delegations_of
from reporting.meetings.rules import Parts
from reporting.models import CountryReview, Meeting, RecommendationAddressee, Review
from reporting.reviews.actions import set_meeting
from reporting.statuses import KeptDays
from spa.models import ActionPlan
from workplans import models, statuses
from workplans.book.actions import add_to_book
from workplans.book.lists import MEMBERS
from workplans.comments.actions import answer_thread, start_thread
from workplans.comments.targets import CommentTarget
from workplans.consultation.actions import offers
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.actions.needs import meet_need
from workplans.consultation.actions.openings import end_passed_openings, open_draft
from workplans.consultation.rules import SupportDraft
from workplans.deciding.actions import approve_all_left, record_decision, send_decisions
from workplans.drafting.actions import add_activity, finish_return, write_needs
from workplans.drafting.saving import save_line
from workplans.funding.actions import allot, save_grant
from workplans.funding.queries import approved_lines
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.ministries.queries import agreeing_ministries
from workplans.regional import actions
from workplans.releasing.actions import release_workplan
from workplans.submitting.actions import close_workplan, submit_workplan
from workplans.years.actions import open_year, set_step_dates
from workplans.years.step_labels import StepDays

# US dollars for the region, from 2011 on.
REGIONAL_CEILING = Decimal(100_000)


def open_calendar_year(
    year: int, plan: str, cast: Cast, *, regional_ceiling: Decimal | None = None, now: datetime
) -> models.AnnualCycle:
    """Open a calendar year under the plan of action of this code."""
    found = ActionPlan.objects.get(code=plan)
    days: Values = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    return open_year(
        year, found, **days, regional_ceiling=regional_ceiling, is_demo=True, by=cast.regional, now=now
    )


def record_dates(
    cycle: models.AnnualCycle,
    planned: Mapping[str, Sequence[date]],
    actual: Mapping[str, Sequence[date]],
    cast: Cast,
    *,
    now: datetime,
) -> None:
    """The planned and the actual days of steps, by their names; without a last day, a step goes on.

    Recorded once the last actual day has come. A step whose review is joined to a meeting has its days there.
    """
    days = {}
    for row in cycle.steps.filter(step__in=[statuses.Step[name.upper()] for name in planned]):
        if meeting_of_step(row) is None:
            name = statuses.Step(row.step).name.lower()
            first, last = planned[name]
            began, ended = (*actual.get(name, ()), None, None)[:2]
            days[row.step] = StepDays((first, last), (began, ended))
    known = max((day for one in days.values() for day in one.actual if day), default=now.date())
    set_step_dates(cycle, days, by=cast.regional, now=max(now, morning_of(known)))


def record_made_up_support(activity: models.Activity, place: int, cast: Cast, *, now: datetime) -> None:
    """Every sixth line gets a partner's money, US dollars, every twentieth a partner's help in kind.

    As it was told to the lead outside the portal.
    """
    if place % 6 != 1 and place % 20 != 9:
        return
    partner = models.Partner.objects.order_by("position")[place // 6 % 4]
    money = SupportDraft(amount=Decimal(1_500 + 250 * (place % 5)), what="Made-up support (demonstration)")
    help_in_kind = SupportDraft(
        kind=statuses.ContributionKind.IN_KIND, what="A trainer for one week (demonstration)"
    )
    given = money if place % 6 == 1 else help_in_kind
    lead = cast[f"{activity.workplan.taskforce.slug}.lead"]
    offers.record_support(activity, partner, given, told_how="By letter (demonstration)", by=lead, now=now)


class Steps:
    """The steps of one year. Each method is a `do` of the rows, and its parameters are their particulars.

    `plan` is a country's or "regional", `line` the number of an activity. The partner is always the ILO.
    """

    def __init__(self, cycle: models.AnnualCycle, cast: Cast) -> None:
        self.cycle, self.cast, self.lines = cycle, cast, Lines()
        self.ilo = models.Partner.objects.get(acronym="ILO")
        # Who acts, and when, as the actions take it.
        self.act: dict[str, Any] = {}

    def take(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take the steps of these rows, one after the other."""
        for row in rows:
            particulars = dict(row)
            do, by = particulars.pop("do"), self.cast[particulars.pop("by", "regional")]
            self.act = {"by": by, "now": morning_of(particulars.pop("on"))}
            getattr(self, do)(**particulars)

    def add_lines(self, plan: str, *, first: int = 1, last: int | None = None) -> None:
        """The lines of a plan as they are drafted first, with support that partners promised to a country."""
        found = self._plan(plan)
        for number, draft in enumerate(self.lines.of(plan, finished=False)[:last], start=1):
            if number >= first:
                activity = add_activity(found, draft, **self.act)
                if plan != REGIONAL:
                    told = morning_of(date(2011, 1, 25))
                    record_made_up_support(activity, number + 2, self.cast, now=told)

    def change_lines(
        self, plan: str, lines: Sequence[int], *, less: int = 0, countries: Sequence[str] = (), **changes: str
    ) -> None:
        """Finish lines, also returned ones: `less` US dollars cheaper, or with other countries or words."""
        drafts = self.lines.of(plan)
        for line in models.Activity.objects.filter(workplan=self._plan(plan), number__in=lines):
            draft = replace(drafts[line.number - 1], **changes)
            if draft.secretariat_cost is not None:
                draft = replace(draft, secretariat_cost=draft.secretariat_cost - less)
            if countries:
                draft = replace(draft, countries=self.lines.countries(countries))
            save_line(line, vars(draft), seen=line.row_version, **self.act)
            if line.state == statuses.LineState.RETURNED:
                finish_return(line, **self.act)

    def write_needs(self, plan: str, text: str) -> None:
        found = self._plan(plan)
        write_needs(found, text, seen=found.row_version, **self.act)

    def ask_ministries(self, plan: str, names: Sequence[str]) -> None:
        found = self._plan(plan)
        ministries = {ministry.name: ministry for ministry in found.taskforce.ministries.all()}
        ask_ministries(found, [ministries[name] for name in names], **self.act)

    def answer_yes(self, plan: str) -> None:
        """The ministry of the seat agrees."""
        answer_for_ministry(self._plan(plan), statuses.MinistryWord.YES, "", seen=None, **self.act)

    def record_letter(self, plan: str, name: str, letter_on: date, *, why_no: str = "") -> None:
        """A ministry answers by letter: yes, or why not."""
        found, answer = self._plan(plan), statuses.MinistryWord.NO if why_no else statuses.MinistryWord.YES
        ministry = found.taskforce.ministries.get(name=name)
        record_for_ministry(found, ministry, answer, why_no, letter_on=letter_on, seen=None, **self.act)

    def open_to_ilo(self, plan: str, until: date) -> None:
        open_draft(self._plan(plan), self.ilo, until, **self.act)

    def end_openings(self) -> None:
        """The portal ends the openings whose last day has passed."""
        end_passed_openings(now=self.act["now"])

    def ask_ilo(self, plan: str, line: int, amount: int) -> None:
        ask_partner(self._line(plan, line), self.ilo, SupportDraft(amount=Decimal(amount)), **self.act)

    def offer(self, plan: str, line: int, what: str, *, amount: int | None = None) -> None:
        """Offer money, or without an amount people and things."""
        offers.offer_support(self._line(plan, line), _support(what, amount), **self.act)

    def answer_request(self, plan: str, line: int, what: str) -> None:
        """Offer what the taskforce asked for."""
        asked = self._waiting(plan, line)
        draft = SupportDraft(amount=asked.amount, what=what)
        offers.send_offer(asked, draft, seen=asked.row_version, **self.act)

    def accept(self, plan: str, line: int) -> None:
        offered = self._waiting(plan, line)
        offers.accept_offer(offered, seen=offered.row_version, **self.act)

    def decline(self, plan: str, line: int, word: str) -> None:
        offered = self._waiting(plan, line)
        offers.decline_offer(offered, word=word, seen=offered.row_version, **self.act)

    def meet_need(self, plan: str, line: int, need: str) -> None:
        meet_need(self._line(plan, line), need, **self.act)

    def record_from_ilo(self, plan: str, line: int, need: str, what: str, told_how: str) -> None:
        """The partner meets a technical need, as it told the lead."""
        activity = self._line(plan, line)
        draft = replace(_support(what), need=activity.technical_needs.get(what=need))
        offers.record_support(activity, self.ilo, draft, told_how=told_how, **self.act)

    def start_thread(
        self, plan: str, line: int, audience: str, about: str, text: str, *, told: str = ""
    ) -> None:
        activity = self._line(plan, line)
        at = CommentTarget(activity.workplan, activity)
        whom = self.cast[told].user if told else None
        partner = self.ilo if audience == statuses.TalkAudience.PARTNER else None
        start_thread(at, audience, text, about=about, partner=partner, told=whom, key=uuid4(), **self.act)

    def settle_thread(self, about: str, text: str) -> None:
        """Answer in the thread with this heading, and settle it with that."""
        thread = models.Comment.objects.get(about=about)
        answer_thread(thread, text, settles=True, key=uuid4(), **self.act)

    def submit(self, plan: str, agreed_on: date) -> None:
        """Submit a plan as its lead does, with a letter of each ministry that has not answered yet."""
        found = self._plan(plan)
        for ministry in found.taskforce.ministries.exclude(answers__workplan=found):
            self.record_letter(plan, ministry.name, agreed_on)
        submit_workplan(found, agreed_on=agreed_on, agreed_by=agreeing_ministries(found), **self.act)

    def decide(self, plan: str, *, approved: Sequence[int] = (), returned: Sequence[int] = ()) -> None:
        """Approve and return lines; the reasons stand with the lines."""
        for line in models.Activity.objects.filter(
            workplan=self._plan(plan), number__in=[*approved, *returned]
        ).order_by("number"):
            is_back = line.number in returned
            outcome = statuses.Outcome.RETURN if is_back else statuses.Outcome.APPROVE
            reason = self.lines.reason(plan, line.number) if is_back else ""
            record_decision(line, outcome, reason=reason, **self.act)

    def approve_the_rest(self, plan: str) -> None:
        """Approve what is left, and send the decisions."""
        found = self._plan(plan)
        approve_all_left(found, **self.act)
        send_decisions(found, **self.act)

    def release(self, plan: str, to: Sequence[str]) -> None:
        for audience in to:
            release_workplan(self._plan(plan), statuses.Audience(audience), **self.act)

    def record_grant(self, title: str, donor: str, amount: int, last: date, **limits: Any) -> None:
        """A made-up grant for the plan of action of the year, from its first day on."""
        of: Any = {"partner": models.Partner.objects.get(acronym=donor), "title": title}
        of |= {"amount": Decimal(amount), "starts_on": self.cycle.starts_on, "ends_on": last}
        save_grant(models.Grant(plan=self.cycle.plan), **of, **limits, **self.act)

    def allot(self, title: str, plan: str, *, lines: Sequence[int], percent: int = 100) -> None:
        """A grant pays this part of approved lines."""
        found, grant = self._plan(plan), models.Grant.objects.get(title=title)
        for line in approved_lines(version__workplan=found, activity__number__in=lines):
            allot(found, line=line, grant=grant, amount=line.counted_cost * percent / 100, **self.act)

    def confirm(self, line: int | None = None) -> None:
        """The country of the seat confirms its part in a line; without a line, each that has not answered yet."""
        waiting = self._parts().filter(confirmed_at__isnull=True)
        if line:
            waiting = waiting.filter(activity__number=line, taskforce=self.act["by"].taskforce)
        for part in waiting.select_related("taskforce__country", "activity"):
            by = self.cast[f"{part.taskforce.slug}.lead"]
            actions.confirm_participation(part, by=by, now=self.act["now"])

    def decline_part(self, line: int) -> None:
        part = self._parts().get(activity__number=line, taskforce=self.act["by"].taskforce)
        actions.decline_participation(part, **self.act)

    def propose_region(self) -> None:
        actions.propose_regional(self._plan(REGIONAL), **self.act)

    def put_region_in_force(self) -> None:
        actions.put_in_force(self._plan(REGIONAL), **self.act)

    def close_workplans(self) -> None:
        for plan in self.cycle.workplans.filter(of_record__isnull=False):
            close_workplan(plan, **self.act)

    def add_members(self, **counts: int) -> None:
        """Put made-up members on the lists of taskforces, of one ministry after the other. The first two have no address."""
        for slug, count in counts.items():
            place = self.lines.taskforces[slug]
            for number, ministry in zip(range(1, count + 1), cycle(place.ministries.all()), strict=False):
                row: Values = {"name": f"Demonstration member {number} of {place.name}"}
                row |= {"taskforce": place, "ministry": ministry, "post": made_up("Official")}
                row |= {"starts_on": SINCE, "email": f"{slug}.member-{number}@{DOMAIN}" if number > 2 else ""}
                add_to_book(MEMBERS, row, sure=True, **self.act)

    def name_delegates(self, meeting: str, places: Sequence[str], count: int, attendance: str = "") -> None:
        """The first members of each taskforce come, or came."""
        for one in delegations_of(Meeting.objects.get(slug=meeting)):
            if one.of.slug in places:
                book = models.TaskforceMember.objects.filter(taskforce__slug=one.of.slug)[:count]
                people = [Person(who.name, who.post, who.email, attendance) for who in book]
                meetings.name_delegates(one, people, **self.act)

    def add_meeting(self, kind: str, number: int | None = None, **facts: Any) -> None:
        meetings.add_meeting(((kind, number),), **_with_hosts(facts), **self.act)

    def change_meeting(self, meeting: str, parts: Parts | None = None, **facts: Any) -> None:
        """What the office learns of a meeting: other days and another host, or that it was held."""
        found = Meeting.objects.get(slug=meeting)
        meetings.change_meeting(found, parts or meetings.parts_of(found), **_with_hosts(facts), **self.act)

    def join_review(self, stage: str, meeting: str) -> None:
        """The step of the year takes the days of its meeting, long before its review is opened."""
        days: Any = {"answers_due_on": None, "kept_days": KeptDays.MEETING}
        review = Review(cycle=self.cycle, stage=stage)
        set_meeting(review, meeting=Meeting.objects.get(slug=meeting), **days, **self.act)

    def hold_review(self, *, absent: Sequence[str] = (), **sitting: Any) -> None:
        """Open a review on the day of the step, let every taskforce but the absent answer, and close it."""
        hold(Sitting(self.cycle, self.act["now"], **sitting), self.cast, absent=absent)

    def answer_late(self, place: str, **sitting: Any) -> None:
        """A taskforce answers a review that is closed already."""
        late = Sitting(self.cycle, self.act["now"], **sitting)
        sheets = CountryReview.objects.filter(review__cycle=self.cycle, review__stage=late.stage)
        answer_review(sheets.get(taskforce__slug=place), late, self.cast)

    def recommend(
        self,
        meeting: str,
        text: str,
        to: Sequence[str],
        *,
        area: str = "",
        target: str = "",
        due_on: date | None = None,
    ) -> None:
        plan = self.cycle.plan
        about = plan.areas.get(code=area) if area else plan.targets.get(code=target) if target else None
        held, asked = Meeting.objects.get(slug=meeting), self.lines.countries(to)
        meetings.recommend(held, text=made_up(text), addressees=asked, about=about, due_on=due_on, **self.act)

    def report_follow_up(self, meeting: str, **places: Sequence[str]) -> None:
        """Taskforces report one status on every recommendation of a meeting that is addressed to them."""
        reported = {slug: status for status, slugs in places.items() for slug in slugs}
        asked = RecommendationAddressee.objects.filter(recommendation__meeting__slug=meeting)
        for addressee in asked.select_related("taskforce", "recommendation__meeting"):
            slug = addressee.taskforce.slug
            if status := reported.get(slug):
                by = self.cast.regional if slug == REGIONAL else self.cast[f"{slug}.officer"]
                words = made_up(NARRATIVES["recommendations"][status])
                meetings.follow_up(addressee, status=status, words=words, by=by, now=self.act["now"])

    def _plan(self, slug: str) -> models.Workplan:
        """A country's plan as it is now; "regional" is the region's."""
        return models.Workplan.objects.select_related("cycle__plan", "taskforce__country", "of_record").get(
            cycle=self.cycle, taskforce__slug=slug
        )

    def _line(self, plan: str, number: int) -> models.Activity:
        return models.Activity.objects.get(workplan=self._plan(plan), number=number)

    def _waiting(self, plan: str, line: int) -> models.Contribution:
        """The request to the ILO, or its offer, that waits for an answer."""
        waiting = (statuses.ContributionStatus.ASKED, statuses.ContributionStatus.OFFERED)
        return models.Contribution.objects.get(
            partner=self.ilo, status__in=waiting, activity=self._line(plan, line)
        )

    def _parts(self) -> QuerySet[models.Participation]:
        """What countries are asked for the activities of the region."""
        return models.Participation.objects.filter(activity__workplan=self._plan(REGIONAL))


def _with_hosts(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a meeting, with the countries whose codes are given."""
    hosts = {"planned_host", "host"} & facts.keys()
    return facts | {name: models.Country.objects.get(code=facts[name]) for name in hosts}


def _support(what: str, amount: int | None = None) -> SupportDraft:
    if amount is None:
        return SupportDraft(statuses.ContributionKind.IN_KIND, what=what)
    return SupportDraft(amount=Decimal(amount), what=what)
