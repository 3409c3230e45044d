"""Cambodia's approved plan of 2011 with its review, and the empty draft of 2012 beside it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reporting import models
from reporting.statuses import CountryReviewStatus, ReviewStage, ReviewStatus
from spa.models import ActionPlan, Area, Target
from tests import cast
from workplans.models import Activity, AnnualCycle, Seat, Taskforce, Workplan


@dataclass
class Years:
    """2011, which is approved and was reviewed, and 2012, which is drafted."""

    world: cast.World
    cycle: AnnualCycle

    @property
    def officer(self) -> Seat:
        return self.world.seats["kh_officer"]

    @property
    def plan(self) -> Workplan:
        """Cambodia's plan of 2012, as it is now."""
        return self.of("kh")

    @property
    def behind(self) -> "Years":
        """The year before, with its plans."""
        return Years(self.world, AnnualCycle.objects.select_related("plan").get(year=self.cycle.year - 1))

    def of(self, slug: str) -> Workplan:
        return self.world.workplan(slug, self.cycle)

    def line(self, number: int, year: int = 2011) -> Activity:
        return Activity.objects.get(workplan__cycle__year=year, workplan__taskforce__slug="kh", number=number)

    def approve(self, lines: int = 3, **changes: Any) -> None:
        """Approve that many lines of 2011: 5,750 US dollars each, unless said."""
        plan, seats = self.world.workplan("kh"), self.world.seats
        for number in range(1, lines + 1):
            said = {"title": f"Workshop {number}", "secretariat_cost": Decimal(5750)} | changes
            cast.complete_line(plan, by=seats["kh_officer"], **said)
        cast.approved(self.world.workplan("kh"), lead=seats["kh_lead"], desk=seats["kh_desk"])

    def answers(self, stage: str = "som", status: str = CountryReviewStatus.CLOSED) -> models.CountryReview:
        """The sheet of a review of 2011, empty."""
        office = self.world.seats["regional_office"].user
        when = {"opened_at": cast.NOW, "opened_by": office}
        review = models.Review.objects.create(
            cycle=self.world.cycle, stage=stage, status=ReviewStatus.OPEN, **when
        )
        closed = status == CountryReviewStatus.CLOSED
        return models.CountryReview.objects.create(
            review=review,
            taskforce=Taskforce.objects.get(slug="kh"),
            version=self.world.workplan("kh").of_record,
            status=status,
            submitted_at=cast.NOW if closed else None,
            submitted_by=self.world.seats["kh_lead"].user if closed else None,
            closed_at=cast.NOW if closed else None,
        )

    def answer(self, sheet: models.CountryReview, number: int, **said: Any) -> models.ActivityProgress:
        return models.ActivityProgress.objects.create(sheet=sheet, activity=self.line(number), **said)

    def answer_target(self, sheet: models.CountryReview, code: str, status: str) -> models.TargetStatus:
        target = Target.objects.get(plan=self.world.plan, code=code)
        return models.TargetStatus.objects.create(sheet=sheet, target=target, status=status)

    def target(self, code: str) -> Target:
        return Target.objects.get(plan=self.cycle.plan, code=code)

    def recommend(self, number: int, text: str, **about: Any) -> models.Recommendation:
        """A recommendation of the SOM of 2011 to Cambodia."""
        meeting, made = models.Meeting.objects.get_or_create(slug="som-9")
        if made:
            models.Review.objects.filter(cycle=self.world.cycle, stage=ReviewStage.SOM).update(
                meeting=meeting
            )
        asked = models.Recommendation.objects.create(meeting=meeting, number=number, text=text, **about)
        models.RecommendationAddressee.objects.create(
            recommendation=asked, taskforce=Taskforce.objects.get(slug="kh")
        )
        return asked

    def area(self, code: str = "1") -> Area:
        return self.cycle.plan.areas.get(code=code)


def open_next(
    world: cast.World, *, year: int = 2012, on: ActionPlan | None = None, approved: int = 0
) -> Years:
    """Open a later year, on the same plan of action unless another is given, after so many lines were approved."""
    years = Years(world, world.open_year(year, on))
    if approved:
        years.approve(approved)
    return years
