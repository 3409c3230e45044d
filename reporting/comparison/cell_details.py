"""What the taskforce, its desk and the regional office alone read of a cell: evidence, history, and the suggestion."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.i18n import day, ngettext_lazy, say
from commit_portal.workflow import Values
from commit_portal.workflow.events import events_about_all
from reporting.answers.answer_rows import labels_of
from reporting.answers.area_page import evidence_words, suggested
from reporting.answers.lifecycle import CLOSE_ANSWERS, REOPEN_ANSWERS, SUBMIT_ANSWERS
from reporting.comparison.cell_page import CellFound
from reporting.dataset import ActivityFacts, CellStatus
from reporting.dataset.values import Result
from reporting.dataset_queries.answers import AnswerRound
from reporting.models import ActivityProgress, AnswerHistory, CountryReview, Evidence, Question, TargetStatus
from reporting.report_text.values import CELL_WORDS, cell_word, result_word, review_name, size
from reporting.shared.years import HISTORY_LENGTH, audiences_for
from reporting.statuses import CountryReviewStatus, RowKind, TargetProgress
from workplans.activity_codes import short_code
from workplans.models import AnnualCycle, Seat, Taskforce


def evidence_of_cell(rounds: Sequence[AnswerRound], target: int, cell: CellFound) -> Values:
    """Files and links of the closed answers for a target and the activities that serve it: one query."""
    year = cell.dataset.facts.year
    sheets = [one.sheet for one in rounds if one.year == year]
    about = Q(target=target) | Q(activity__code__in=[line.code for line in cell.lines])
    of_row = {"sheet": OuterRef("sheet")}
    progress = ActivityProgress.objects.filter(activity=OuterRef("activity"), **of_row).values("status")
    answers = TargetStatus.objects.filter(target=OuterRef("target"), **of_row).values("status")
    found = Evidence.objects.kept().filter(about, sheet__in=sheets).order_by("-at", "-pk")
    found = found.annotate(state=Coalesce(Subquery(progress[:1]), Subquery(answers[:1])))
    now = {cell.target.code: (cell.cell.status.value, cell_word(cell.cell))}
    now |= {line.code: (line.result.value, result_word(line)) for line in cell.lines}
    rows, counted, lists = [], defaultdict[str, Counter[str]](Counter), {}
    for row in found.select_related("sheet__review", "activity"):
        name = row.activity.code if row.activity else cell.target.code
        slug = short_code(name) if row.activity else name
        lists[name] = reverse("evidence", args=[year, row.sheet.review.stage, cell.place, slug])
        counted[name][row.kind] += 1
        word, changed = labels_of(RowKind.TARGET if row.target_id else RowKind.ACTIVITY)[row.state or ""], ""
        if row.state and row.state != now[name][0]:
            told = {"review": review_name(row.sheet.review.stage, year), "word": word, "now": now[name][1]}
            changed = gettext("%(review)s: %(word)s, now %(now)s") % told
        rows.append((row, name, lists[name], size(row.size), changed))
    return {
        "rows": rows,
        "is_closed": bool(sheets),
        "words": evidence_words(sum(counted.values(), Counter())),
        "by_line": {
            name: {"url": lists[name], "words": evidence_words(kinds)} for name, kinds in counted.items()
        },
    }


def history_of_answer(seat: Seat, taskforce: Taskforce, cycle: AnnualCycle, target: int) -> list[Values]:
    """What was done with the answer in the year, and at which review: four queries. The newest first.

    Of sheets that are not closed no answer.
    """
    sheets = CountryReview.objects.filter(taskforce=taskforce, review__cycle=cycle)
    audiences = audiences_for(seat, inside=True, taskforce=taskforce.pk)
    verbs = [step.name for step in (SUBMIT_ANSWERS, CLOSE_ANSWERS, REOPEN_ANSWERS)]
    events = events_about_all(sheets).filter(audience__in=audiences, verb__in=verbs)[:HISTORY_LENGTH]
    desk = say(gettext("%(name)s desk"), name=taskforce.name)
    ours = say(gettext("%(name)s taskforce"), name=taskforce.name)
    if taskforce.is_regional:
        ours = gettext("regional office")
    found: list[tuple[datetime, int, str, str, str]] = [
        (event.at, event.object_id, str(event), event.note, event.seat_words) for event in events
    ]
    chosen = AnswerHistory.objects.filter(
        sheet__in=sheets.filter(status=CountryReviewStatus.CLOSED), place=RowKind.TARGET.of(target)
    )
    for change in chosen:
        if status := change.after.get("status"):
            word = gettext("Chose “%(status)s”") % {"status": TargetProgress(status).label}
            found.append((change.at, change.sheet_id, word, change.after.get("narrative", ""), ours))
    questions = Question.objects.filter(sheet__in=sheets, target=target)
    if seat.is_regional_office:
        questions = questions.exclude(sheet__status=CountryReviewStatus.OPEN)
    for one in questions:
        found.append((one.asked_at, one.sheet_id, gettext("The desk asked about the answer"), one.text, desk))
        if one.answered_at:
            replied = gettext("The taskforce answered the question")
            found.append((one.answered_at, one.sheet_id, replied, one.reply, ours))
    found.sort(key=itemgetter(0), reverse=True)
    stages = dict(sheets.values_list("pk", "review__stage"))
    second = gettext("%(day)s, %(seat)s · %(review)s")
    return [
        {
            "said": said,
            "note": words,
            "second": second
            % {"day": day(at), "seat": who, "review": review_name(stages[sheet], cycle.year)},
        }
        for at, sheet, said, words, who in found[:HISTORY_LENGTH]
    ]


def suggestion_of(lines: Sequence[ActivityFacts]) -> Values | None:
    """The state that the activities suggested, and why; None where they suggested none."""
    standing = [line for line in lines if not line.withdrawn]
    found = suggested("" if line.result is Result.NOT_REPORTED else str(line.result) for line in standing)
    if found is None:
        return None
    done, count = sum(line.result is Result.DONE for line in standing), len(standing)
    why = ngettext_lazy(
        "%(done)s of %(count)s activity of this workplan is done.",
        "%(done)s of %(count)s activities of this workplan are done.",
    )
    state = CellStatus(found.state)
    return {"status": state.value, "word": CELL_WORDS[state], "why": why % {"done": done, "count": count}}
