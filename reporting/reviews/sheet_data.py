"""A sheet as its pages read it: what it asks, what is answered, and what the taskforce said before. Each is loaded once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch, Q

from reporting.models import ActivityProgress, CountryReview, PartnerSpending, TargetStatus
from reporting.reviews.answer_content import ActivityAnswer, TargetAnswer, answer_of, target_answer_of
from reporting.reviews.evidence_links import EvidenceLinks, evidence_of_sheet
from reporting.reviews.partner_support import PartnerAsked, support_asked
from reporting.reviews.queries import activities_under_review, targets_asked_of, workplan_of_sheet
from reporting.reviews.suggestions import Earlier
from reporting.statuses import CountryReviewStatus, ReviewStage
from spa.models import Target
from workplans.models import VersionLine, Workplan


@dataclass(frozen=True)
class Before:
    """The taskforce's last closed mid-year answers, by the keys of activities and targets, and when they were closed."""

    closed_at: datetime | None
    progress: Mapping[int, ActivityProgress]
    targets: Mapping[int, TargetStatus]

    def activity(self, key: int) -> ActivityAnswer | None:
        row = self.progress.get(key)
        return None if row is None else answer_of(row)

    def target(self, key: int) -> TargetAnswer | None:
        row = self.targets.get(key)
        return None if row is None else target_answer_of(row)


class SheetData:
    """A sheet with its rows: eleven queries, however many there are."""

    def __init__(self, sheet: CountryReview) -> None:
        self.sheet = sheet

    @cached_property
    def plan(self) -> Workplan | None:
        return workplan_of_sheet(self.sheet)

    @cached_property
    def lines(self) -> list[VersionLine]:
        return list(activities_under_review(self.sheet, self.plan))

    @cached_property
    def targets(self) -> list[Target]:
        return targets_asked_of(self.sheet)

    @cached_property
    def asked(self) -> Mapping[int, tuple[PartnerAsked, ...]]:
        return support_asked(self.sheet, self.lines, self.plan)

    @cached_property
    def evidence(self) -> EvidenceLinks:
        return evidence_of_sheet(self.sheet)

    @property
    def progress(self) -> dict[int, ActivityProgress]:
        return self._progress.get(self.sheet.pk, {})

    @property
    def unspent(self) -> list[str]:
        """The short codes of the lines without the Secretariat's spending."""
        return [
            line.short_code
            for line in self.lines
            if (row := self.progress.get(line.activity_id)) is None or row.spent_secretariat is None
        ]

    @property
    def answers(self) -> dict[int, TargetStatus]:
        return self._answers.get(self.sheet.pk, {})

    @property
    def answered_targets(self) -> Iterator[tuple[Target, TargetStatus]]:
        """The targets with an answer, in their order."""
        return ((target, self.answers[target.pk]) for target in self.targets if target.pk in self.answers)

    def serving(self, target: int) -> list[tuple[VersionLine, str]]:
        """The lines that serve a target, each with the status of its answer; "" where there is none."""
        return self._serving.get(target, [])

    @cached_property
    def _serving(self) -> Mapping[int, list[tuple[VersionLine, str]]]:
        found: dict[int, list[tuple[VersionLine, str]]] = {}
        for line in self.lines:
            row = self.progress.get(line.activity_id)
            for link in line.target_links.all():
                found.setdefault(link.target_id, []).append((line, row.status if row else ""))
        return found

    @cached_property
    def before(self) -> Before:
        """What was last closed at mid-year; nothing at the mid-year itself."""
        sheets = [row.sheet for rows in self._progress.values() for row in rows.values()]
        sheets += [row.sheet for rows in self._answers.values() for row in rows.values()]
        closed = {sheet for sheet in sheets if self._is_mid_year(sheet)}
        last = max(closed, key=lambda sheet: sheet.round, default=None)
        if last is None:
            return Before(None, {}, {})
        return Before(last.closed_at, self._progress.get(last.pk, {}), self._answers.get(last.pk, {}))

    @cached_property
    def earlier(self) -> Mapping[int, list[Earlier]]:
        """What was closed before this review, by the key of the target: the last round of each, oldest first."""
        found: dict[tuple[int, int, str], TargetStatus] = {}
        stages: list[str] = [*ReviewStage]
        for row in sorted(
            (
                row
                for rows in self._answers.values()
                for row in rows.values()
                if row.sheet_id != self.sheet.pk
            ),
            key=lambda row: (
                row.sheet.review.cycle.year,
                stages.index(row.sheet.review.stage),
                row.sheet.round,
            ),
        ):
            review = row.sheet.review
            if review.pk != self.sheet.review_id:
                found[row.target_id, review.cycle.year, review.stage] = row
        earlier: dict[int, list[Earlier]] = {}
        for (target, year, stage), row in found.items():
            at_mid_year = stage == ReviewStage.MID_YEAR
            earlier.setdefault(target, []).append(Earlier(year, at_mid_year, row.status, row.achieved_on))
        return earlier

    def _is_mid_year(self, sheet: CountryReview) -> bool:
        review = sheet.review
        return (
            self.sheet.review.stage != ReviewStage.MID_YEAR
            and review.stage == ReviewStage.MID_YEAR
            and review.cycle_id == self.sheet.review.cycle_id
        )

    @cached_property
    def _progress(self) -> dict[int, dict[int, ActivityProgress]]:
        """Rows of this sheet and of the closed mid-year ones, by sheet and activity."""
        asked = Q(sheet=self.sheet.pk)
        if self.sheet.review.stage != ReviewStage.MID_YEAR:
            asked |= Q(
                sheet__taskforce=self.sheet.taskforce_id,
                sheet__review__cycle=self.sheet.review.cycle_id,
                sheet__review__stage=ReviewStage.MID_YEAR,
                sheet__status=CountryReviewStatus.CLOSED,
            )
        spending = PartnerSpending.objects.select_related("partner").order_by("partner__position", "pk")
        rows = ActivityProgress.objects.filter(asked)
        found: dict[int, dict[int, ActivityProgress]] = {}
        for row in rows.select_related("sheet__review").prefetch_related(
            Prefetch("partner_spending", spending)
        ):
            found.setdefault(row.sheet_id, {})[row.activity_id] = row
        return found

    @cached_property
    def _answers(self) -> dict[int, dict[int, TargetStatus]]:
        """Answers of this sheet and of all closed ones until its year, by sheet and target."""
        closed = Q(
            sheet__taskforce=self.sheet.taskforce_id,
            sheet__review__cycle__year__lte=self.sheet.review.cycle.year,
            sheet__status=CountryReviewStatus.CLOSED,
        )
        rows = TargetStatus.objects.filter(Q(sheet=self.sheet.pk) | closed)
        found: dict[int, dict[int, TargetStatus]] = {}
        for row in rows.select_related("sheet__review__cycle"):
            found.setdefault(row.sheet_id, {})[row.target_id] = row
        return found
