"""A sheet as its pages read it: what it asks, what is answered, and what the taskforce said before. Each is loaded once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any

from django.db.models import Prefetch, Q

from commit_portal import clock
from commit_portal.db.related_rows import grouped
from reporting.answers import queries
from reporting.answers.answer_content import SAYS_NOTHING, answers_in, content_of
from reporting.dataset import PartnerAnswer, sum_of_known
from reporting.models import ActivityProgress, CountryReview, PartnerSpending, TargetStatus
from reporting.statuses import CountryReviewStatus, ReviewStage, RowKind, TargetProgress
from spa.models import Target
from spa.queries import PlanTexts, texts_in_force
from workplans.models import Activity, VersionLine, VersionLineSupport, Workplan


@dataclass(frozen=True)
class PartnerAsked:
    """A partner whose support a sheet asks about: US dollars accepted, and help in kind in words.

    `partner` is its key, None for partners that are not named; `accepted` is None where no money was accepted.
    """

    partner: int | None
    name: str
    accepted: Decimal | None = None
    in_kind: tuple[str, ...] = ()


class SheetData:
    """A sheet with its rows: eleven queries, however many there are."""

    def __init__(self, sheet: CountryReview) -> None:
        self.sheet = sheet

    @cached_property
    def plan(self) -> Workplan | None:
        return queries.workplan_of_sheet(self.sheet)

    @cached_property
    def lines(self) -> list[VersionLine]:
        return list(queries.activities_under_review(self.sheet, self.plan))

    @cached_property
    def targets(self) -> list[Target]:
        return queries.targets_asked_of(self.sheet)

    @cached_property
    def rows(self) -> "list[AskedRow]":
        """The activities, then the targets."""
        rows = [AskedRow(self, RowKind.ACTIVITY, line.activity_id, line) for line in self.lines]
        return rows + [AskedRow(self, RowKind.TARGET, target.pk, target) for target in self.targets]

    @property
    def by_area(self) -> "dict[int, list[AskedRow]]":
        """The rows of each area by its position."""
        return dict(sorted(grouped(self.rows, "about.area.position").items()))

    def row(self, slug: str) -> "AskedRow | None":
        """What an address names, an activity ("003") or a target ("1.T1"); None where the sheet does not ask about it."""
        return next((row for row in self.rows if row.slug == slug), None)

    @cached_property
    def texts(self) -> PlanTexts:
        """The plan of action as it reads today."""
        cycle = self.sheet.review.cycle
        return texts_in_force(cycle.plan, clock.today(), cycle.plan_revision)

    @cached_property
    def asked(self) -> Mapping[int, tuple[PartnerAsked, ...]]:
        return support_asked(self.sheet, self.lines, self.plan)

    @cached_property
    def evidence(self) -> Mapping[bool, Mapping[str, Counter[str]]]:
        return queries.evidence_by_answer(self.sheet)

    @cached_property
    def stands(self) -> Mapping[str, str]:
        """The stage of the review at which each answer was closed that stands before this sheet, by its place.

        Those of mid-year, and those of the last closed round of the same review; without what was taken back.
        """
        found: dict[str, str] = {}
        for closed in (self.before, self._closed(self.sheet.review.stage)):
            said = {place: status for place, status in closed.statuses.items() if status}
            found |= dict.fromkeys(said, closed.sheet.review.stage)
            found = {place: at for place, at in found.items() if said.get(place) != TargetProgress.TAKEN_BACK}
        return found

    @cached_property
    def at_mid_year(self) -> Mapping[str, str]:
        """The status of each answer that was last closed at mid-year, by its place."""
        return {place: said for place, said in self.before.statuses.items() if said not in SAYS_NOTHING}

    @cached_property
    def statuses(self) -> dict[str, str]:
        """The status of each saved answer, by its place (`RowKind.of`)."""
        said = {RowKind.ACTIVITY.of(key): row.status for key, row in self.progress.items()}
        return said | {RowKind.TARGET.of(key): row.status for key, row in self.answers.items()}

    def saved(self, place: str) -> dict[str, Any]:
        """What is saved at a place of the sheet, by field (`content_of`)."""
        kind, key = RowKind.parts(place)
        return content_of(kind, self.answers.get(key) if kind == RowKind.TARGET else self.progress.get(key))

    def of_activity(self, activity: int) -> dict[str, Any]:
        """What the taskforce and its desk have saved of an activity, by field."""
        return self.saved(RowKind.ACTIVITY.of(activity)) | self.saved(RowKind.SPENDING.of(activity))

    def of_row(self, row: "AskedRow") -> dict[str, Any]:
        """What is saved of what a sheet asks about, by field."""
        return self.of_activity(row.key) if row.target is None else self.saved(row.name)

    def spending(self, activity: int) -> tuple[PartnerAnswer, ...]:
        """What is saved of the partners of an activity, with their names."""
        row = self.progress.get(activity)
        return answers_in(row.partner_spending.all()) if row else ()

    @property
    def progress(self) -> dict[int, ActivityProgress]:
        return self._progress.get(self.sheet.pk, {})

    @property
    def unspent(self) -> list[str]:
        """The short codes of the lines without the Secretariat's spending."""
        spent = {key for key, row in self.progress.items() if row.spent_secretariat is not None}
        return [line.short_code for line in self.lines if line.activity_id not in spent]

    @property
    def answers(self) -> dict[int, TargetStatus]:
        return self._answers.get(self.sheet.pk, {})

    @cached_property
    def serving(self) -> Mapping[int, list[tuple[VersionLine, str]]]:
        """The lines that serve each target, each with the status of its answer; "" where there is none."""
        found: dict[int, list[tuple[VersionLine, str]]] = {}
        for line in self.lines:
            row = self.progress.get(line.activity_id)
            for link in line.target_links.all():
                found.setdefault(link.target_id, []).append((line, row.status if row else ""))
        return found

    @cached_property
    def before(self) -> "SheetData":
        """The taskforce's last closed mid-year answers; an empty sheet where there are none, and at the mid-year itself."""
        is_later = self.sheet.review.stage != ReviewStage.MID_YEAR
        return self._closed(ReviewStage.MID_YEAR if is_later else "")

    def _closed(self, stage: str) -> "SheetData":
        """The last closed answers of a review of the year; an empty sheet where there are none."""
        saved: list[Mapping[int, ActivityProgress | TargetStatus]]
        saved = [*self._progress.values(), *self._answers.values()]
        closed = [
            row.sheet
            for of_sheet in saved
            for row in of_sheet.values()
            if row.sheet.review.stage == stage
            and row.sheet.review.cycle_id == self.sheet.review.cycle_id
            and row.sheet_id != self.sheet.pk
        ]
        nothing = CountryReview(review=self.sheet.review)
        found = SheetData(max(closed, key=lambda sheet: sheet.round, default=nothing))
        found._progress, found._answers = self._progress, self._answers
        return found

    @cached_property
    def earlier(self) -> Mapping[int, list[TargetStatus]]:
        """What was closed before this review, by the key of the target: the last round of each, oldest first."""
        rows = chain(*(rows.values() for rows in self._answers.values()))
        of_others = (row for row in rows if row.status and row.sheet.review_id != self.sheet.review_id)
        last = {(row.target_id, row.sheet.review_id): row for row in of_others}
        return grouped(last.values(), "target_id")

    def _own_or_closed(self, within: Q) -> Q:
        """Of this sheet, or of a closed one of the taskforce within these years."""
        closed = Q(sheet__taskforce=self.sheet.taskforce_id, sheet__status=CountryReviewStatus.CLOSED)
        return Q(sheet=self.sheet.pk) | (closed & within)

    @cached_property
    def _progress(self) -> dict[int, dict[int, ActivityProgress]]:
        """Rows of this sheet and of the closed ones of its year, by sheet and activity."""
        spending = PartnerSpending.objects.select_related("partner").order_by("partner__position", "pk")
        of_year = Q(sheet__review__cycle=self.sheet.review.cycle_id)
        rows = ActivityProgress.objects.filter(self._own_or_closed(of_year)).select_related("sheet__review")
        by_sheet = grouped(rows.prefetch_related(Prefetch("partner_spending", spending)), "sheet_id")
        return {sheet: {row.activity_id: row for row in found} for sheet, found in by_sheet.items()}

    @cached_property
    def _answers(self) -> dict[int, dict[int, TargetStatus]]:
        """Answers of this sheet and of all closed ones until its year, by sheet and target, the oldest sheet first."""
        until_year = Q(sheet__review__cycle__year__lte=self.sheet.review.cycle.year)
        rows = TargetStatus.objects.filter(self._own_or_closed(until_year))
        in_order = ("sheet__review__cycle__year", "sheet__review__stage", "sheet__round")
        by_sheet = grouped(rows.select_related("sheet__review__cycle").order_by(*in_order), "sheet_id")
        return {sheet: {row.target_id: row for row in found} for sheet, found in by_sheet.items()}


class AskedRow:
    """What a sheet asks about: an activity by its line, or a target.

    `name` is that of its answer (`RowKind.of`), `slug` the answer in an address: "003", or the code of a target.
    """

    def __init__(self, data: SheetData, kind: RowKind, key: int, about: VersionLine | Target) -> None:
        self.data, self.sheet = data, data.sheet
        self.kind, self.key, self.name = kind, key, kind.of(key)
        self.about, self.code = about, about.code
        self.target = about if isinstance(about, Target) else None
        self.slug = about.code if isinstance(about, Target) else about.short_code

    @property
    def state(self) -> tuple[str, bool]:
        """The status of its answer, and whether it stays from mid-year; "" where there is none."""
        said, stays = self.data.statuses.get(self.name), self.data.at_mid_year.get(self.name, "")
        return (said, False) if said else (stays, bool(stays))

    @property
    def title(self) -> str:
        """The title of an activity, the text of a target."""
        return self.data.texts.of(self.about) if isinstance(self.about, Target) else self.about.title

    @property
    def activity(self) -> Activity | None:
        """The activity of a line, with its workplan."""
        if isinstance(self.about, Target):
            return None
        if self.data.plan is not None:
            self.about.activity.workplan = self.data.plan
        return self.about.activity


def support_asked(
    sheet: CountryReview, lines: Iterable[VersionLine], plan: Workplan | None
) -> dict[int, tuple[PartnerAsked, ...]]:
    """The partners that a sheet asks about on these lines, by the key of the activity; in the order of the partners.

    Those whose support was accepted when the sheet was opened. A line that was approved only later is asked about
    with the support that it came with.
    """
    asked = {line.activity_id: line for line in lines}
    now = queries.version_under_review(sheet, plan)
    if sheet.opened_with_id is not None and now is not None and sheet.opened_with_id != now.pk:
        opened = VersionLine.objects.filter(version=sheet.opened_with_id, activity__in=asked)
        asked |= {line.activity_id: line for line in opened.prefetch_related("supports__partner")}
    return {key: _asked(line.supports.all()) for key, line in asked.items()}


def _asked(gifts: Iterable[VersionLineSupport]) -> tuple[PartnerAsked, ...]:
    return tuple(
        PartnerAsked(
            partner,
            str(found[0].partner),
            sum_of_known(gift.amount for gift in found),
            tuple(gift.what for gift in found if gift.amount is None),
        )
        for partner, found in grouped(gifts, "partner_id").items()
    )
