"""A taskforce's sheet as a page: the forms of one reader, by area, with what is shown beside each row."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import ngettext

from commit_portal.i18n.formatting import activities_counted, and_list
from commit_portal.i18n.parsing import read_number
from commit_portal.workflow.lifecycle import may_walk
from commit_portal.workflow.views import Values
from reporting.models import CountryReview
from reporting.reviews import answer_actions, answer_rows, permissions, queries
from reporting.reviews import sheet_forms as forms
from reporting.reviews.answer_content import answer_of, target_answer_of
from reporting.reviews.comments import AnswerTalk, talk_of_sheet
from reporting.reviews.evidence_links import EvidenceLinks, evidence_of_sheet
from reporting.reviews.lifecycle import SUBMIT_ANSWERS
from reporting.reviews.partner_support import support_asked
from reporting.reviews.rules import rv_6
from reporting.shared.years import taskforces, taskforces_read_by
from reporting.statuses import CountryReviewStatus, ReviewStage, ReviewStatus, RowKind
from workplans.models import Seat, VersionLine
from workplans.statuses import Audience


@dataclass
class SheetForms:
    """The forms of a sheet for one reader, and the lines and targets that they stand for.

    `seen` is the version of the sheet that the typing started from, as it was sent; -1 where that is no number.
    """

    sheet: CountryReview
    seen: int
    lines: list[VersionLine]
    answers: forms.ReviewSheet
    spending: forms.ReviewSheet

    @classmethod
    def of(cls, sheet: CountryReview, *, answers: bool, spends: bool, data: Any = None) -> "SheetForms":
        """The page of somebody who answers, enters spending, or both; `data` is what was typed."""
        lines = list(queries.activities_under_review(sheet))
        progress = queries.progress_by_activity(sheet) if spends else {}
        targets = queries.targets_asked_of(sheet) if answers else []
        return cls(
            sheet,
            sheet.row_version if data is None else read_number(data.get("seen", "")),
            lines,
            forms.answer_sheet_of(
                lines if answers else [],
                targets,
                _answers_in(sheet if answers else None),
                _answers_in(queries.closed_at_mid_year(sheet) if answers else None),
                support_asked(sheet) if answers else {},
                sheet.review.cycle.year,
                data,
            ),
            forms.spending_sheet_of(lines if spends else [], progress, data),
        )

    @property
    def rows(self) -> forms.ReviewSheet:
        return forms.together(self.answers, self.spending)

    def show_theirs(self, stale: answer_actions.StaleAnswers) -> None:
        """Show what was typed, merged with what is saved, and go on from there."""
        self.rows.show_theirs(stale.merged)
        self.seen = stale.version

    @property
    def is_sent(self) -> bool:
        """Whether it shows what was typed, not what is saved."""
        return any(row.is_bound for row in self.rows)

    def save(self, *, by: Seat, now: datetime) -> int:
        """Save all rows; the number of answers that changed."""
        answers = [row for row in self.answers if row.was_sent]
        return answer_actions.save_sheet(
            self.sheet,
            activities={row.key: row.answer for row in answers if isinstance(row, forms.ActivityAnswerForm)},
            targets={row.key: row.answer for row in answers if isinstance(row, forms.TargetAnswerForm)},
            spent={row.key: row.cleaned_data["spent_secretariat"] for row in self.spending if row.was_sent},
            seen=self.seen,
            by=by,
            now=now,
        )


def sheet_or_404(year: int, stage: str, place: str, seat: Seat) -> CountryReview:
    """The newest round, or 404 for whoever may not know of it."""
    found = queries.review_of(year, stage)
    taskforce = taskforces([place]).first()
    if found is None or taskforce is None or not permissions.may_know_sheet(seat, taskforce):
        raise Http404
    sheet = queries.sheet_in_hand(found, taskforce.pk, seat)
    if sheet is None:
        raise Http404
    return sheet


def sheet_context(
    sheet: CountryReview,
    seat: Seat,
    page: SheetForms | None,
    problems: list[str] | None = None,
    *,
    stale: bool = False,
) -> Values:
    """Everything that the sheet's template shows; without a `page` the reader fills in nothing."""
    found, taskforce = sheet.review, sheet.taskforce
    address = [found.cycle.year, found.stage, taskforce.slug]
    lines = page.lines if page else list(queries.activities_under_review(sheet))
    fills_in = bool(page and page.answers.rows)
    may_submit = bool(may_walk(sheet, SUBMIT_ANSWERS, by=seat))
    talk, shown = talk_of_sheet(sheet, seat), evidence_of_sheet(sheet)
    return {
        "review": found,
        "is_som": found.stage == ReviewStage.SOM,
        "sheet": sheet,
        "taskforce": taskforce,
        "targets_url": reverse("review_targets_xlsx", args=address),
        "import_url": reverse("review_targets", args=address) if permissions.may_answer(seat, sheet) else "",
        "page": page,
        "formset": page.rows if page else None,
        "problems": problems or [],
        "stale": stale,
        "areas": _areas(page, talk, shown) if page else [],
        "readings": _with_links(talk, shown, answer_rows.activity_readings(sheet, lines))
        if not fills_in
        else [],
        "targets": _with_links(talk, shown, answer_rows.target_readings(sheet)) if not fills_in else [],
        "lines": len(lines),
        "submit_url": reverse("review_submit", args=address) if may_submit else "",
        "why_not": "" if may_submit else permissions.may_submit_sheet(seat, sheet).reason,
        "reopen_url": reverse("review_reopen", args=address)
        if permissions.may_reopen_sheet(seat, sheet)
        else "",
        "late": answer_rows.late_words(sheet),
        "submitted": answer_rows.submitted_words(sheet, seat),
    }


def check_context(sheet: CountryReview) -> Values:
    """The check page: every answer, what is blank, and what to check."""
    lines = list(queries.activities_under_review(sheet))
    activities, targets = answer_rows.activity_readings(sheet, lines), answer_rows.target_readings(sheet)
    sheet_url = reverse(
        "review_sheet", args=[sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug]
    )
    return {
        "review": sheet.review,
        "is_som": sheet.review.stage == ReviewStage.SOM,
        "sheet": sheet,
        "taskforce": sheet.taskforce,
        "readings": activities,
        "targets": targets,
        "open_lines": sum(row["status"] == "not_reported" for row in activities),
        "open_targets": sum(row["status"] == "not_reported" for row in targets),
        "is_late": queries.would_be_late(sheet),
        "closes_at_once": sheet.review.status == ReviewStatus.CLOSED,
        "sheet_url": sheet_url,
        "doubts": [
            {
                "words": str(doubt),
                # The Secretariat's spending is typed on the desk's page; this one leads to its row.
                "url": f"{sheet_url}#row-{_row_of(doubt.where)}"
                if doubt.where.startswith(RowKind.SPENDING)
                else f"{sheet_url}#id_{doubt.where}-{doubt.field}",
            }
            for doubt in rv_6(sheet)
        ],
    }


def submitted_context(sheet: CountryReview, seat: Seat) -> Values:
    """The page after submitting: what was answered, and who reads it when."""
    activities = sheet.progress.exclude(status="").count()
    targets = sheet.target_answers.count()
    return {
        "review": sheet.review,
        "sheet": sheet,
        "taskforce": sheet.taskforce,
        "submitted": answer_rows.submitted_words(sheet, seat),
        "answered": and_list((activities_counted(activities), _targets(targets))),
        "is_closed": sheet.status == CountryReviewStatus.CLOSED,
        "is_released": sheet.taskforce_id in taskforces_read_by(sheet.review.cycle, Audience.TASKFORCES),
        "release_url": ""
        if sheet.taskforce.is_regional
        else reverse("workplan_readers", args=[sheet.review.cycle.year, sheet.taskforce.slug]),
    }


def saved_context(page: SheetForms, said: str, address: str) -> Values:
    """The notice after saving: what was saved, the first doubt with its row, how many more there are, and the next area.

    `address` is the area whose button was pressed.
    """
    doubts = [(where, words) for where, found in _doubts_beside(page).items() for words in found]
    following = [
        (below["address"], below["title"])
        for area, below in pairwise(_areas(page))
        if area["address"] == address
    ]
    return {
        "said": said,
        "doubt": doubts[0] if doubts else None,
        "more": len(doubts[1:]),
        "following": following[0] if following else None,
    }


def _answers_in(sheet: CountryReview | None) -> forms.Answers:
    if sheet is None:
        return forms.Answers()
    progress, targets = queries.progress_by_activity(sheet), queries.answers_by_target(sheet)
    return forms.Answers(
        {key: answer_of(row) for key, row in progress.items()},
        {key: target_answer_of(row) for key, row in targets.items()},
    )


def _doubts_beside(page: SheetForms) -> dict[str, list[str]]:
    """What RV-6 finds in what is saved, by the row to say it beside (`RowKind.of`).

    Who answers reads doubts about the Secretariat's spending too; the desk, who enters it, only those.
    """
    found: dict[str, list[str]] = {}
    for doubt in rv_6(page.sheet):
        if page.answers.rows or doubt.where.startswith(RowKind.SPENDING):
            found.setdefault(_row_of(doubt.where), []).append(str(doubt))
    return found


def _row_of(where: str) -> str:
    """The row of a field: the Secretariat's spending ("s7") is in the row of its activity ("a7")."""
    return where.replace(RowKind.SPENDING, RowKind.ACTIVITY, 1)


def _areas(
    page: SheetForms, talk: AnswerTalk | None = None, shown: EvidenceLinks | None = None
) -> list[Values]:
    """The forms by area: activities first, then the targets they lead to, each with its mid-year answer."""
    areas: dict[int, Values] = {}
    texts = answer_rows.texts_today(page.sheet)
    spending = {row.key: row for row in page.spending}
    earlier = answer_rows.said_at_mid_year(page.sheet)
    doubts = {} if page.is_sent else _doubts_beside(page)
    for line in page.lines:
        line.area.plan = page.sheet.review.cycle.plan
        areas.setdefault(line.area_id, _area(line.area_id, texts.name(line.area)))
    for row in page.answers:
        if isinstance(row, forms.TargetAnswerForm):
            area = areas.setdefault(
                row.target.area_id, _area(row.target.area_id, texts.name(row.target.area))
            )
            area["targets"].append(
                {
                    "form": row,
                    "target": row.target,
                    "text": texts.of(row.target),
                    "talk": talk.at(row.target.code) if talk else None,
                    "evidence": shown.at(row.target.code) if shown else None,
                    "earlier": earlier.get((RowKind.TARGET, row.target.pk), ""),
                    "doubts": doubts.get(RowKind.TARGET.of(row.target.pk), []),
                }
            )
    answers = {row.key: row for row in page.answers if isinstance(row, forms.ActivityAnswerForm)}
    for line in page.lines:
        fills_in = line.activity_id in answers
        areas[line.area_id]["rows"].append(
            {
                "line": line,
                "talk": talk.at(line.short_code) if talk else None,
                "evidence": shown.at(line.short_code) if shown else None,
                "facts": answer_rows.line_facts(line),
                "answer": answers.get(line.activity_id),
                "spending": spending.get(line.activity_id),
                "earlier": earlier.get(
                    (RowKind.ACTIVITY if fills_in else RowKind.SPENDING, line.activity_id), ""
                ),
                "doubts": doubts.get(RowKind.ACTIVITY.of(line.activity_id), []),
            }
        )
    for area in areas.values():
        rows, targets = len(area["rows"]), len(area["targets"])
        # What an area has none of is not named.
        counts = (activities_counted(rows) if rows else "", _targets(targets) if targets else "")
        area["holds"] = and_list(filter(None, counts))
    return list(areas.values())


def _with_links(talk: AnswerTalk | None, shown: EvidenceLinks | None, rows: list[Values]) -> list[Values]:
    """Answers that are only read, each with the links to its comments and its evidence."""
    return [
        {
            **row,
            "talk": talk.at(row["code"]) if talk else None,
            "evidence": shown.at(row["code"]) if shown else None,
        }
        for row in rows
    ]


def _area(key: int, title: str) -> Values:
    return {"address": f"area-{key}", "title": title, "rows": [], "targets": []}


def _targets(count: int) -> str:
    return ngettext("%(count)s target", "%(count)s targets", count) % {"count": count}
