"""2011 under SPA III (draft of January 2011), standing at the stage that was asked for."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from reporting.demo.partners import (
    Consultation,
    agree_in_laos,
    ask_in_cambodia,
    record_in_cambodia,
    record_made_up_support,
)
from reporting.demo.people import Cast, Stage, at
from reporting.demo.reviewing import review_mid_year_2011, review_som_2011
from reporting.demo.year_2009 import shares, submit
from reporting.editions.actions import ask_for_edition
from reporting.meetings.days import meeting_of_step
from reporting.models import AnnualReport
from spa.actions.reference import read_toml
from spa.models import ActionPlan, ActivityType, MenuActivity, Target
from workplans.comments.actions import answer_thread, start_thread
from workplans.comments.targets import CommentTarget
from workplans.consultation.actions.answer import record_support
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.actions.needs import meet_need
from workplans.consultation.rules import SupportDraft
from workplans.deciding.actions import approve_all_left, record_decision, send_decisions
from workplans.drafting.actions import LineDraft, add_activity, write_needs
from workplans.drafting.returns import finish_return
from workplans.drafting.saving import save_line
from workplans.models import Activity, AnnualCycle, Participation, Partner, Taskforce, Workplan
from workplans.plan.queries import activities_awaiting_decision
from workplans.regional.actions import (
    confirm_participation,
    decline_participation,
    propose_regional,
    put_in_force,
)
from workplans.releasing.actions import release_workplan
from workplans.statuses import (
    RELEASE_AUDIENCES,
    Audience,
    ContributionKind,
    Funding,
    Outcome,
    Step,
    TalkAudience,
)
from workplans.submitting.actions import close_workplan
from workplans.years.actions import open_year, set_step_dates

type Day = tuple[int, int, int]
LINES = Path(__file__).resolve().parent / "lines-2011.toml"
YEAR = 2011
COUNTRIES = ("kh", "cn", "la", "mm", "th", "vn")
# What Cambodia has not finished while the year is being drafted: the number of the line, and what is missing.
UNFINISHED: dict[int, dict[str, Any]] = {
    7: {"starts_on": None, "ends_on": None},
    12: {"lead_body": "", "secretariat_cost": None},
    16: {"type": None, "targets": ()},
}
RESERVE = {"kh": 18, "th": 24}
# Numbers of the lines that a desk returns; their reasons stand with the lines.
RETURNED = (2, 5, 9)
RETURNED_SO_FAR = 4
# Technical needs of Cambodia's lines by their numbers, and their costs in all, US dollars. The first need of line 3 is
# met by a partner, the second by the Secretariat; the others by nobody yet.
TECHNICAL_NEEDS = {
    3: ("Two trainers for five days (demonstration)", "A room for forty people (demonstration)"),
    4: ("Someone to check the Khmer texts (demonstration)",),
    8: ("A bus for the study visit (demonstration)",),
}
# Ministries that lead some of Cambodia's lines; the lead body of the taskforce leads the others.
LED_BY = {2: "Ministry of Interior", 6: "Ministry of Interior", 17: "Ministry of Justice"}
COSTS_IN_ALL = {2: Decimal(14_000), 3: Decimal(9_000), 8: Decimal(6_500)}
NEEDS = (
    "Made up for the demonstration. Opportunity: a new law enters into force in the summer. "
    "Gap: few trained investigators outside the capital. Need: interpreters at the border posts."
)

# Planned from and until, then actual from and until, while the year is being drafted. A review that was held has
# its actual days with its meeting.
PLANNED = {
    Step.LOOK_BACK: ((2010, 10, 18), (2010, 11, 15)),
    Step.DRAFT: ((2010, 11, 22), (2011, 1, 28)),
    Step.CONSULT: ((2011, 1, 10), (2011, 2, 18)),
    Step.APPROVE: ((2011, 1, 31), (2011, 2, 25)),
    Step.REGIONAL: ((2011, 1, 31), (2011, 2, 25)),
    Step.IMPLEMENT: ((2011, 3, 1), (2011, 12, 31)),
    Step.MID_YEAR: ((2011, 6, 20), (2011, 6, 21)),
    Step.SOM: ((2011, 12, 5), (2011, 12, 7)),
    Step.REPORT: ((2012, 2, 1), (2012, 3, 30)),
}
ACTUAL: dict[Stage, dict[Step, tuple[Day, Day | None]]] = {
    Stage.DRAFTING: {
        Step.LOOK_BACK: ((2010, 10, 18), (2010, 11, 15)),
        Step.DRAFT: ((2010, 11, 22), None),
        Step.CONSULT: ((2011, 1, 17), None),
        Step.APPROVE: ((2011, 2, 1), None),
        Step.REGIONAL: ((2011, 2, 16), None),
    },
    Stage.APPROVAL: {
        Step.DRAFT: ((2010, 11, 22), (2011, 2, 18)),
        Step.CONSULT: ((2011, 1, 17), (2011, 2, 18)),
        Step.APPROVE: ((2011, 2, 1), (2011, 3, 2)),
        Step.REGIONAL: ((2011, 2, 16), (2011, 3, 4)),
        Step.IMPLEMENT: ((2011, 3, 7), None),
    },
    Stage.SOM: {
        Step.IMPLEMENT: ((2011, 3, 7), (2011, 12, 31)),
    },
    Stage.REPORT: {Step.REPORT: ((2012, 2, 20), None)},
}


def make_2011(cast: Cast, stage: Stage) -> AnnualCycle:
    """Open the year and bring it to `stage`; every stage goes through those before it."""
    year = _Year(cast)
    year.draft()
    if stage.reached(Stage.APPROVAL):
        year.approve()
    if stage.reached(Stage.MID_YEAR):
        review_mid_year_2011(year.cycle, cast)
    if stage.reached(Stage.SOM):
        review_som_2011(year.cycle, cast)
        for plan in year.cycle.workplans.filter(of_record__isnull=False):
            close_workplan(plan, by=cast.regional, now=at(2012, 2, 17))
    year.record_dates(stage)
    return year.cycle


def ask_for_report(cast: Cast, *, now: datetime) -> AnnualReport:
    """Ask for the edition of 2011 for the taskforces; outside of any transaction, for it freezes a snapshot."""
    cycle = AnnualCycle.objects.get(year=YEAR)
    return ask_for_edition(cycle, Audience.TASKFORCES, by=cast.regional, now=now)


class _Year:
    """The year in the making: its plans by country, and the lines they are made of."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.consultation = Consultation(YEAR, cast)
        self.data = read_toml(LINES)
        plan = ActionPlan.objects.get(code="spa-3")
        self.menu = {item.code: item for item in MenuActivity.objects.filter(area__plan=plan)}
        self.targets = {item.code: item for item in Target.objects.filter(plan=plan)}
        self.types = {item.code: item for item in ActivityType.objects.all()}
        self.taskforces = {item.slug: item for item in Taskforce.objects.select_related("country")}
        self.cycle = open_year(
            YEAR,
            plan,
            starts_on=date(YEAR, 1, 1),
            ends_on=date(YEAR, 12, 31),
            regional_ceiling=Decimal(100_000),
            is_demo=True,
            by=cast.regional,
            now=at(2010, 11, 15),
        )

    def plan(self, slug: str) -> Workplan:
        """A country's plan as it is now; "regional" is the region's."""
        return Workplan.objects.select_related("cycle__plan", "taskforce__country", "of_record").get(
            cycle=self.cycle, taskforce__slug=slug
        )

    def draft(self) -> None:
        """Cambodia drafts, China has submitted, Lao PDR has its plan back, Myanmar is being decided,
        Thailand is approved and released, Viet Nam has begun, the region waits for its countries.
        """
        for slug in COUNTRIES:
            self._write_lines(slug, only_first=2 if slug == "vn" else None)
        ask_in_cambodia(self.plan("kh"), self.cast)
        self._consult()
        self._meet_needs_in_cambodia()
        record_in_cambodia(self.plan("kh"), self.cast)
        agree_in_laos(self.plan("la"), self.cast)
        self._talk_in_cambodia()
        for slug, day in (("cn", 11), ("la", 3), ("mm", 14), ("th", 1)):
            submit(self.plan(slug), date(2011, 1, 28), self.cast, now=at(2011, 2, day))
        returned = Activity.objects.filter(workplan=self.plan("la"), number__in=RETURNED)
        self._decide("la", returned, (2011, 2, 10), returned=RETURNED)
        self._decide_all("la", (2011, 2, 10))
        # Nobody outside the Secretariat sees any of it.
        first = activities_awaiting_decision(self.plan("mm")).order_by("number")[:8]
        self._decide("mm", first, (2011, 2, 15), returned=(RETURNED_SO_FAR,))
        self._decide_all("th", (2011, 2, 9))
        for audience in RELEASE_AUDIENCES:
            release_workplan(self.plan("th"), audience, by=self.cast["th.lead"], now=at(2011, 2, 15))
        self.consultation.offer_to_thailand()
        self._draft_region()

    def approve(self) -> None:
        """Finish what is open in every plan, approve all of it, and put the regional plan in force."""
        self.consultation.finish()
        self._change_lines("kh", UNFINISHED, self._drafts("kh"), now=at(2011, 2, 17))
        asked = "Made up for the demonstration. Changed as the desk had asked."
        changed = [
            replace(draft, description=asked, secretariat_cost=(draft.secretariat_cost or Decimal(0)) - 50)
            for draft in self._drafts("la")
        ]
        self._change_lines("la", RETURNED, changed, now=at(2011, 2, 18))
        for line in Activity.objects.filter(workplan=self.plan("la"), number__in=RETURNED):
            finish_return(line, by=self.cast["la.officer"], now=at(2011, 2, 18))
        self._write_lines("vn", skip_first=2)
        for slug, day in (("kh", 18), ("la", 21), ("vn", 22)):
            submit(self.plan(slug), date(2011, 1, 28), self.cast, now=at(2011, 2, day))
        returned = Activity.objects.filter(workplan=self.plan("mm"), number=RETURNED_SO_FAR)
        self._decide("mm", returned, (2011, 3, 1))
        for slug in ("kh", "cn", "la", "mm", "vn"):
            self._decide_all(slug, (2011, 3, 2))
        for slug in COUNTRIES:
            for audience in (Audience.TASKFORCES, Audience.PARTNERS):
                release_workplan(self.plan(slug), audience, by=self.cast[f"{slug}.lead"], now=at(2011, 3, 3))
        for slug in ("kh", "la", "th"):
            release_workplan(
                self.plan(slug), Audience.OBSERVERS, by=self.cast[f"{slug}.lead"], now=at(2011, 3, 4)
            )
        self._put_region_in_force()

    def record_dates(self, stage: Stage) -> None:
        """The planned dates of all steps, and the actual ones as far as the year has come.

        A step whose review is joined to a meeting has its days there.
        """
        actual: dict[Step, tuple[Day, Day | None]] = {}
        for earlier in Stage:
            if stage.reached(earlier):
                actual |= ACTUAL.get(earlier, {})
        for row in self.cycle.steps.all():
            if meeting_of_step(row) is not None:
                continue
            step = Step(row.step)
            first, last = PLANNED[step]
            began, ended = actual.get(step, (None, None))
            set_step_dates(
                row,
                planned=(date(*first), date(*last)),
                actual=(date(*began) if began else None, date(*ended) if ended else None),
                by=self.cast.regional,
                now=at(2010, 11, 15),
            )

    def _chosen(self, slug: str) -> list[dict[str, Any]]:
        """The country's lines as the file has them, in the order of their numbers."""
        share, pool = self.data["countries"][slug], self.data["lines"]
        return [pool[(share["first"] + place) % len(pool)] for place in range(share["lines"])]

    def _drafts(self, slug: str) -> list[LineDraft]:
        chosen = self._chosen(slug)
        costs = shares(self.data["countries"][slug]["budget"], [entry["weight"] for entry in chosen])
        drafts = [
            self._line(entry, cost, self.taskforces[slug]) for entry, cost in zip(chosen, costs, strict=True)
        ]
        if slug == "kh":
            drafts = [
                replace(
                    draft,
                    needs=TECHNICAL_NEEDS.get(number, ()),
                    cost_in_all=COSTS_IN_ALL.get(number),
                    lead_body=LED_BY.get(number, draft.lead_body),
                )
                for number, draft in enumerate(drafts, start=1)
            ]
        if slug in RESERVE:
            last = RESERVE[slug] - 1
            drafts[last] = replace(drafts[last], funding=Funding.RESERVE)
        return drafts

    def _line(self, entry: dict[str, Any], cost: Decimal, taskforce: Taskforce) -> LineDraft:
        menu = self.menu[entry["menu"]]
        first, last = entry["months"]
        return LineDraft(
            area=menu.area,
            title=f"{entry['title']} (demonstration)",
            description="Made up for the demonstration.",
            type=self.types[entry["type"]],
            menu_activity=menu,
            lead_body=taskforce.lead_body,
            starts_on=date(YEAR, first, 7),
            ends_on=date(YEAR, last, 25),
            expected_result=f"{entry['result']} (demonstration)",
            secretariat_cost=cost,
            targets=tuple(self.targets[code] for code in entry["targets"]),
        )

    def _write_lines(self, slug: str, *, only_first: int | None = None, skip_first: int = 0) -> None:
        plan = self.plan(slug)
        officer = self.cast[f"{slug}.officer"]
        for number, draft in enumerate(self._drafts(slug)[:only_first], start=1):
            if number <= skip_first:
                continue
            line = replace(draft, **UNFINISHED.get(number, {})) if slug == "kh" else draft
            activity = add_activity(plan, line, by=officer, now=at(2011, 1, 10))
            record_made_up_support(activity, number + 2, self.cast, now=at(2011, 1, 25))
        if slug in ("kh", "la") and not skip_first:
            plan = self.plan(slug)
            write_needs(plan, NEEDS, seen=plan.row_version, by=officer, now=at(2011, 1, 11))

    def _decide_all(self, slug: str, day: Day) -> None:
        desk = self.cast[f"{slug}.desk"]
        plan = self.plan(slug)
        approve_all_left(plan, by=desk, now=at(*day))
        send_decisions(plan, by=desk, now=at(*day))

    def _decide(
        self,
        slug: str,
        lines: Iterable[Activity],
        day: Day,
        *,
        returned: Collection[int] = (),
    ) -> None:
        """Approve these lines, but for those numbers that are returned, each with the reason that stands with it."""
        for line in list(lines):
            is_back = line.number in returned
            reason = f"{self._chosen(slug)[line.number - 1]['reason']} (demonstration)" if is_back else ""
            outcome = Outcome.RETURN if is_back else Outcome.APPROVE
            record_decision(line, outcome, reason=reason, by=self.cast[f"{slug}.desk"], now=at(*day))

    def _consult(self) -> None:
        """Open three drafts to the ILO. Cambodia asks it for a part of one line, which waits for its answer."""
        self.consultation.open_cambodia()
        self.consultation.thailand()
        self.consultation.viet_nam()
        ilo = Partner.objects.get(acronym="ILO")
        line = Activity.objects.get(workplan=self.plan("kh"), number=2)
        draft = replace(self._drafts("kh")[1], description="Made up for the demonstration. Two courses.")
        officer, now = self.cast["kh.officer"], at(2011, 1, 18)
        line = save_line(line, draft, seen=line.row_version, by=officer, now=now).line
        ask_partner(line, ilo, SupportDraft(amount=Decimal(4_000)), by=officer, now=now)

    def _meet_needs_in_cambodia(self) -> None:
        """The ILO meets one technical need of a line, as it told the lead, and the Secretariat another one."""
        line = Activity.objects.get(workplan=self.plan("kh"), number=3)
        trainers, room = line.technical_needs.all()
        meet_need(line, room.what, by=self.cast["kh.desk"], now=at(2011, 1, 24))
        record_support(
            line,
            Partner.objects.get(acronym="ILO"),
            SupportDraft(
                kind=ContributionKind.IN_KIND, what="Two trainers, ten days (demonstration)", need=trainers
            ),
            told_how="By telephone (demonstration)",
            by=self.cast["kh.lead"],
            now=at(2011, 1, 24),
        )

    def _talk_in_cambodia(self) -> None:
        """Two threads on a line of the draft: with the desk, settled, and with the ILO, open."""
        line = Activity.objects.get(workplan=self.plan("kh"), number=3)
        place, officer = CommentTarget(line.workplan, line), self.cast["kh.officer"]
        rooms = start_thread(
            place,
            TalkAudience.BOTH,
            "Is a room for forty people available in March? (demonstration)",
            about="The room (demonstration)",
            told=officer.user,
            key=uuid4(),
            by=self.cast["kh.desk"],
            now=at(2011, 1, 20),
        )
        answer = "Yes, from 14 March. (demonstration)"
        answer_thread(rooms, answer, settles=True, key=uuid4(), by=officer, now=at(2011, 1, 21))
        start_thread(
            place,
            TalkAudience.PARTNER,
            "Can the trainers work with an interpreter? (demonstration)",
            about="Trainers (demonstration)",
            partner=Partner.objects.get(acronym="ILO"),
            key=uuid4(),
            by=self.cast["kh.lead"],
            now=at(2011, 1, 25),
        )

    def _change_lines(
        self, slug: str, numbers: Iterable[int], drafts: Sequence[LineDraft], *, now: datetime
    ) -> None:
        officer = self.cast[f"{slug}.officer"]
        for line in Activity.objects.filter(workplan=self.plan(slug), number__in=numbers):
            save_line(line, drafts[line.number - 1], seen=line.row_version, by=officer, now=now)

    def _draft_region(self) -> None:
        """Three activities; Cambodia has confirmed the first, Thailand declined the second, the others are silent yet."""
        plan = self.plan("regional")
        for entry in self.data["regional"]:
            line = self._regional_line(entry, entry["countries"])
            add_activity(plan, line, by=self.cast.regional, now=at(2011, 2, 7))
        asked = Participation.objects.filter(activity__workplan=plan)
        first = asked.get(activity__number=1, taskforce__slug="kh")
        confirm_participation(first, by=self.cast["kh.lead"], now=at(2011, 2, 9))
        second = asked.get(activity__number=2, taskforce__slug="th")
        decline_participation(second, by=self.cast["th.lead"], now=at(2011, 2, 10))

    def _regional_line(self, entry: dict[str, Any], countries: list[str]) -> LineDraft:
        line = self._line(entry, Decimal(entry["cost"]), self.plan("regional").taskforce)
        return replace(line, countries=tuple(self.taskforces[slug] for slug in countries))

    def _put_region_in_force(self) -> None:
        """Another country is named where Thailand declined; all confirm, and a second person puts it in force."""
        declined = Activity.objects.get(workplan=self.plan("regional"), number=2)
        named = self._regional_line(self.data["regional"][1], ["la", "vn"])
        save_line(declined, named, seen=declined.row_version, by=self.cast.regional, now=at(2011, 2, 23))
        waiting = Participation.objects.filter(
            activity__workplan__cycle=self.cycle, confirmed_at__isnull=True
        ).select_related("taskforce__country", "activity")
        for part in waiting:
            confirm_participation(part, by=self.cast[f"{part.taskforce.slug}.lead"], now=at(2011, 3, 1))
        propose_regional(self.plan("regional"), by=self.cast.regional, now=at(2011, 3, 2))
        put_in_force(self.plan("regional"), by=self.cast.manager, now=at(2011, 3, 4))
