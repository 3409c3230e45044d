"""What the taskforce, its desk and the regional office alone read of a cell: evidence, history, and the suggestion."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import say
from commit_portal.workflow.events import events_about_all, said_on
from commit_portal.workflow.views import Values
from reporting.answers.beside import evidence_words
from reporting.answers.lifecycle import CLOSE_ANSWERS, REOPEN_ANSWERS, SUBMIT_ANSWERS
from reporting.answers.suggestions import suggested
from reporting.dataset.activities import ActivityFacts
from reporting.dataset.values import CellStatus, Result
from reporting.dataset_queries.rounds import AnswerRound
from reporting.models import AnswerHistory, CountryReview, Evidence, Question
from reporting.report_text.values import CELL_WORDS, size
from reporting.shared.years import HISTORY_LENGTH, audiences_for
from reporting.statuses import CountryReviewStatus, RowKind, TargetProgress
from workplans.activity_codes import short_code
from workplans.models import AnnualCycle, Seat, Taskforce

# Files and links on the page; the others are behind their activity.
MOST_EVIDENCE = 5


def evidence_of_cell(
    rounds: Sequence[AnswerRound], target: int, code: str, lines: Collection[str], year: int, place: str
) -> Values:
    """Files and links of the closed answers for a target and the activities (codes) that serve it: one query."""
    sheets = [one.sheet for one in rounds if one.year == year]
    about = Q(target=target) | Q(activity__code__in=lines)
    found = Evidence.objects.kept().filter(about, sheet__in=sheets).order_by("-at", "-pk")
    rows, counted, lists = [], defaultdict[str, Counter[str]](Counter), {}
    for row in found.select_related("sheet__review", "activity"):
        slug = short_code(row.activity.code) if row.activity else code
        lists[slug] = reverse("evidence", args=[year, row.sheet.review.stage, place, slug])
        counted[slug][row.kind] += 1
        under = (row.get_kind_display(), size(row.size) if row.size else "", slug)
        added = gettext("added on %(day)s") % {"day": day(row.at)}
        rows.append(
            {
                "title": row.title,
                "url": row.url or lists[slug],
                "is_link": bool(row.url),
                "under": " · ".join(filter(None, (*under, added))),
            }
        )
    more = len(rows) - MOST_EVIDENCE
    words = ngettext(
        "%(count)s more is with its activity.", "%(count)s more are with their activities.", more
    )
    return {
        "rows": rows[:MOST_EVIDENCE],
        "more": words % {"count": more} if more > 0 else "",
        "is_closed": bool(sheets),
        "words": evidence_words(sum(counted.values(), Counter())),
        "by_line": {
            slug: {"url": lists[slug], "words": evidence_words(kinds)} for slug, kinds in counted.items()
        },
    }


def history_of_answer(seat: Seat, taskforce: Taskforce, cycle: AnnualCycle, target: int) -> list[Values]:
    """What was done with the answer in the year, the newest first: three queries. Of sheets that are not closed no answer."""
    sheets = CountryReview.objects.filter(taskforce=taskforce, review__cycle=cycle)
    audiences = audiences_for(seat, inside=True, taskforce=taskforce.pk)
    verbs = [step.name for step in (SUBMIT_ANSWERS, CLOSE_ANSWERS, REOPEN_ANSWERS)]
    events = events_about_all(sheets).filter(audience__in=audiences, verb__in=verbs)[:HISTORY_LENGTH]
    found: list[tuple[datetime, Values]] = [
        (event.at, {"said": str(event), "note": event.note, "second": said_on(event)}) for event in events
    ]
    chosen = AnswerHistory.objects.filter(
        sheet__in=sheets.filter(status=CountryReviewStatus.CLOSED), place=RowKind.TARGET.of(target)
    )
    desk = say(gettext("%(name)s desk"), name=taskforce.name)
    ours = (
        gettext("regional office")
        if taskforce.is_regional
        else say(gettext("%(name)s taskforce"), name=taskforce.name)
    )
    for change in chosen:
        if status := change.after.get("status"):
            word = gettext("Chose “%(status)s”") % {"status": TargetProgress(status).label}
            found.append((change.at, _row(word, change.after.get("narrative"), change.at, ours)))
    questions = Question.objects.filter(sheet__in=sheets, target=target)
    if seat.is_regional_office:
        questions = questions.exclude(sheet__status=CountryReviewStatus.OPEN)
    for one in questions:
        asked = gettext("The desk asked about the answer")
        found.append((one.asked_at, _row(asked, one.text, one.asked_at, desk)))
        if one.answered_at:
            replied = gettext("The taskforce answered the question")
            found.append((one.answered_at, _row(replied, one.reply, one.answered_at, ours)))
    found.sort(key=lambda entry: entry[0], reverse=True)
    return [row for _at, row in found[:HISTORY_LENGTH]]


def suggestion_of(lines: Sequence[ActivityFacts]) -> Values | None:
    """The state that the activities suggested, and why; None where they suggested none."""
    standing = [line for line in lines if not line.withdrawn]
    found = suggested("" if line.result is Result.NOT_REPORTED else str(line.result) for line in standing)
    if found is None:
        return None
    done, count = sum(line.result is Result.DONE for line in standing), len(standing)
    why = ngettext(
        "%(done)s of %(count)s activity is done.", "%(done)s of %(count)s activities are done.", count
    )
    state = CellStatus(found.state)
    return {"status": state.value, "word": CELL_WORDS[state], "why": why % {"done": done, "count": count}}


def _row(said: str, note: str | None, at: datetime, who: str) -> Values:
    second = gettext("%(day)s, %(seat)s") % {"day": day(at), "seat": who}
    return {"said": said, "note": note or "", "second": second}
