"""An area of a sheet as its page shows it: the areas as a list of tasks, what is open, and each answer with its past.

Beside each answer stand its evidence, its comments, and the desk's questions, as far as one reader has them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.utils.translation import gettext as _, ngettext

from commit_portal.db.related_rows import grouped, listed
from commit_portal.i18n import activities_counted, and_list, comma_list, money, span
from commit_portal.workflow import Values
from reporting.answers import answer_content, answer_rows, permissions
from reporting.answers.answer_rows import sheet_url
from reporting.answers.rules import REVIEW, warnings_about
from reporting.answers.sheet_data import AskedRow, PartnerAsked, SheetData
from reporting.answers.sheet_forms import ActivityAnswerForm, AnswerForm, SheetRowForm
from reporting.dataset import ACTUAL_DAYS, sum_of_known
from reporting.models import Question
from reporting.statuses import CountryReviewStatus, EvidenceKind, ProgressStatus, RowKind, TargetProgress
from workplans.comments.permissions import may_read_comments
from workplans.comments.queries import open_threads_by_answer
from workplans.comments.thread_rows import open_words
from workplans.models import Seat, VersionLine


@dataclass(frozen=True)
class Suggestion:
    """A state of a target, never above "In progress"; with `asks`, whether the target is met is asked."""

    state: TargetProgress
    asks: bool = False


def areas_of(data: SheetData, current: int | None = None) -> list[Values]:
    """The areas of the sheet as a list of tasks: how much of each is answered, and its first open row."""
    shown = []
    for number, rows in data.by_area.items():
        area = rows[0].about.area
        area.plan = data.sheet.review.cycle.plan
        left, stay = _left_in(rows)
        done = len(rows) - len(left) - len(stay)
        words = _("%(done)s of %(count)s answered")
        if stay:
            words = _("%(done)s of %(count)s answered, %(stay)s as reported at mid-year")
        shown.append(
            {
                "number": number,
                "title": data.texts.name(area),
                "url": sheet_url(data.sheet, "review_area", number),
                "first": next((row.name for row in rows if row in (*left, *stay)), ""),
                "done": words % {"done": done, "count": len(rows), "stay": len(stay)},
                "status": "done" if done == len(rows) else "under_way" if done or stay else "not_started",
                "is_current": number == current,
            }
        )
    return shown


def _left_in(rows: Sequence[AskedRow]) -> tuple[list[AskedRow], list[AskedRow]]:
    """The rows without an answer in this sheet: those that say nothing, and those that stay from mid-year."""
    return [row for row in rows if not row.state[0]], [row for row in rows if row.state[1]]


def first_open(data: SheetData, area: int | None = None, at: str = "row-%s") -> str:
    """The address of the first row without an answer, or of a field in it, first of all in this area; "" where none is left."""
    areas = sorted(areas_of(data), key=lambda one: one["number"] != area)
    wanted = next((one for one in areas if one["first"]), None)
    return f"{wanted['url']}#{at % wanted['first']}" if wanted else ""


def points_of(data: SheetData) -> Values:
    """What is still open before submitting, each with the way to its first place; empty where nothing is.

    `files`: those that nobody sees before a question about personal data is answered, by the answer that they are for.
    """
    left, stay = _left_in([*chain(*data.by_area.values())])
    points = {
        "files": [(code, kinds.total()) for code, kinds in sorted(data.evidence[True].items())],
        "blank": _counted(data, left),
        "staying": _counted(data, stay),
        "unspent": comma_list(data.unspent),
    }
    return points if any(points.values()) else {}


def _counted(data: SheetData, left: Sequence[AskedRow]) -> Values:
    """ "1 activity and 3 targets", and the way to the first; empty where there are none."""
    lines = sum(row.kind == RowKind.ACTIVITY for row in left)
    targets = len(left) - lines
    words = (activities_counted(lines) if lines else "", targets_counted(targets) if targets else "")
    return {"what": and_list(filter(None, words)), "url": url_of(data, left[0].name)} if left else {}


def warnings_of(data: SheetData) -> list[Values]:
    """What to check in the answers, each with the way to its field, and its kind."""
    kinds = {"RV-6": _("What does not agree"), REVIEW: _("What is not explained")}
    return [
        {
            "words": str(warning),
            "kind": kinds.get(warning.rule, _("Achieved targets")),
            "url": url_of(data, warning.where, warning.field),
            "row": row_of(warning.where),
            "is_of_spending": warning.where.startswith(RowKind.SPENDING),
        }
        for warning in warnings_about(data)
    ]


def row_of(name: str) -> str:
    """The row of the page that a form is in: the Secretariat's spending ("s7") is in the row of its activity ("a7")."""
    return name.replace(RowKind.SPENDING, RowKind.ACTIVITY, 1)


def url_of(data: SheetData, where: str, field: str = "") -> str:
    """The address of an answer, or of a field of it."""
    name = row_of(where)
    area = next(row.about.area for row in data.rows if row.name == name)
    part = f"id_{where}-{field}" if field and name == where else f"row-{name}"
    return f"{sheet_url(data.sheet, 'review_area', area.position)}#{part}"


class Beside:
    """What one reader has beside the answers of a sheet: two queries, and one more for who reads comments.

    `asks`: the reader asks about answers, for the desk. `replies`: the reader answers these questions.
    """

    def __init__(self, data: SheetData, seat: Seat) -> None:
        sheet, plan = data.sheet, data.plan
        self.evidence = data.evidence[False]
        self.open_threads: Counter[str] | None = None
        if plan is not None and may_read_comments(seat, plan):
            self.open_threads = open_threads_by_answer(seat, plan, sheet.review.stage)
        is_open = sheet.status != CountryReviewStatus.CLOSED
        self.asks = is_open and bool(permissions.may_ask(seat, sheet.taskforce))
        self.replies = is_open and bool(permissions.answers_are_of(seat, sheet.taskforce))
        asked = sheet.questions.select_related("activity", "target")
        self.questions: dict[str, list[Question]] = grouped(asked, "slug")

    def at(self, slug: str) -> Values:
        """Beside the answer for an activity ("003") or a target ("1.T1"); `talk` is None for who reads no comments."""
        return {
            "talk": None if self.open_threads is None else open_words(self.open_threads[slug]),
            "questions": self.questions.get(slug, ()),
            "may_ask": self.asks and not self.waits_at(slug),
            "replies": self.replies,
            "evidence": evidence_words(self.evidence.get(slug, Counter())),
        }

    def waits_at(self, slug: str) -> bool:
        """Whether a question about this answer waits for the taskforce."""
        return any(question.is_waiting for question in self.questions.get(slug, ()))

    @property
    def to_answer(self) -> list[Question]:
        """The questions that this reader can answer."""
        questions = (question for of_slug in self.questions.values() for question in of_slug)
        return [question for question in questions if self.replies and question.is_waiting]


def evidence_words(kinds: Counter[str]) -> str:
    """ "2 files, 1 link", of the evidence of one answer by its kind."""
    links, files = kinds[EvidenceKind.LINK], kinds.total() - kinds[EvidenceKind.LINK]
    said = (
        ngettext("%(count)s file", "%(count)s files", files) % {"count": files} if files else "",
        ngettext("%(count)s link", "%(count)s links", links) % {"count": links} if links else "",
    )
    return comma_list(filter(None, said)) or _("None yet")


def rows_shown(
    data: SheetData, answers: Iterable[SheetRowForm], spending: Iterable[SheetRowForm], beside: Beside
) -> list[Values]:
    """The rows of a page: activities, then targets, each with its questions and what was said before."""
    by_name = {form.prefix: form for form in (*answers, *spending)}
    # Who enters spending alone reads what concerns it.
    warnings = [one for one in warnings_of(data) if answers or one["is_of_spending"]]
    asked = listed((warning["row"], warning["words"]) for warning in warnings)
    rows = []
    for one in data.rows:
        form, own = by_name.get(one.name), by_name.get(RowKind.SPENDING.of(one.key))
        own = own if one.kind == RowKind.ACTIVITY else None
        if not (form or own):
            continue
        left = any(found is not None and found.is_bound and found.is_left for found in (form, own))
        row = _shown(one, form, own) | {"warnings": asked[one.name], **beside.at(one.slug)}
        waits = row["warnings"] or beside.waits_at(one.slug)
        row["is_open"] = not row["is_answered"] or left or bool(waits)
        row["is_blank"] = isinstance(form, AnswerForm) and form.is_empty and not left
        rows.append(row)
    return rows


def _shown(row: AskedRow, form: SheetRowForm | None, own: SheetRowForm | None) -> Values:
    """A row with its form, the form of the desk's spending, and what was said before."""
    data, about = row.data, row.about
    status, stays = row.state
    shown = {
        "name": row.name,
        "code": row.slug,
        "form": form,
        "spending": own,
        "is_answered": bool(status and not stays),
        "before": _before_of(row, status),
        **answer_rows.state_words(status, row.kind, stays),
    }
    if isinstance(about, VersionLine):
        facts, spent = answer_rows.line_facts(about), _spent_of(data, about, form, own)
        return shown | {"title": about.title, "facts": facts, "spent": spent}
    answer = data.answers.get(row.key)
    said = answer.status if answer and not answer.narrative else ""
    return shown | {"text": row.title, "suggested": _suggestion_of(data, row.key, said)}


def suggested(statuses: Iterable[str]) -> Suggestion | None:
    """The state that the activities of a target suggest, by their answers ("" where there is none yet).

    None without an activity, and where none has begun and some are not answered.
    """
    found = list(statuses)
    if any(status in answer_content.BEGUN for status in found):
        return Suggestion(TargetProgress.IN_PROGRESS, all(status == ProgressStatus.DONE for status in found))
    if not found or answer_content.SAYS_NOTHING & set(found):
        return None
    return Suggestion(TargetProgress.NO_ACTIVITY)


def says_more(status: str, suggestion: Suggestion | None) -> bool:
    """Whether a state is more than the activities suggest."""
    order = (TargetProgress.NO_ACTIVITY, TargetProgress.IN_PROGRESS, TargetProgress.ACHIEVED)
    if suggestion is None or status not in order:
        return False
    return order.index(TargetProgress(status)) > order.index(suggestion.state) and not suggestion.asks


def _suggestion_of(data: SheetData, target: int, status: str) -> Values | None:
    """The state that the activities of a target suggest, with what it rests on; None where they suggest none."""
    serving = data.serving.get(target, [])
    found = suggested([said for _line, said in serving])
    if found is None:
        return None
    by_status = listed((said, line.short_code) for line, said in serving)
    labels = {**answer_rows.labels_of(RowKind.ACTIVITY), "": _("No answer yet")}
    rests = [
        f"{label}: {comma_list(by_status[said])}." for said, label in labels.items() if said in by_status
    ]
    return {
        "status": found.state,
        "word": found.state.label,
        "asks": found.asks,
        "rests": " ".join(rests),
        "more": says_more(status, found),
    }


def _before_of(asked: AskedRow, status: str) -> Values | None:
    """The last closed mid-year answer, and its status where it differs from now; None where there is none."""
    before, labels = asked.data.before, answer_rows.labels_of(asked.kind)
    said = before.of_row(asked)
    if answer_content.is_empty(said):
        return None
    days = [said.get(name) for name in ACTUAL_DAYS]
    return {
        "closed": before.sheet.closed_at,
        "said": said,
        "word": labels[said["status"]],
        "ran": span(*days) if any(days) else "",
        "spent": _amount(sum_of_known(answer_content.spent_in(said).values())),
        "now": labels[status] if status and status != said["status"] else "",
    }


def _spent_of(
    data: SheetData, line: VersionLine, form: SheetRowForm | None, own: SheetRowForm | None
) -> Values:
    """The money of an activity by its source: planned, at mid-year and now, in US dollars. The sum is the server's."""
    last, spent_now = (
        answer_content.spent_in(answers.of_activity(line.activity_id)) for answers in (data.before, data)
    )
    sources: list[Values] = [
        {
            "name": _("Secretariat"),
            "note": "" if own else _("entered by the country desk"),
            "planned": _amount(line.secretariat_cost),
            "before": _amount(last.get("spent_secretariat")),
            "now": _amount(spent_now.get("spent_secretariat")),
            "field": own["spent_secretariat"] if own else None,
            "own": own is not None,
        }
    ]
    asked = form.asked if isinstance(form, ActivityAnswerForm) else ()
    if form:
        others = PartnerAsked(None, _("Other partners") if asked else _("Partners"))
        for one in (*asked, others):
            fields = (answer_content.spent_field(one.partner), answer_content.delivered_field(one.partner))
            spent, delivered = (form[name] if name in form.fields else None for name in fields)
            sources.append(
                {
                    "name": one.name,
                    "note": comma_list(one.in_kind),
                    "planned": _amount(one.accepted),
                    "before": _amount(last.get(answer_content.spent_field(one.partner))),
                    "field": spent,
                    "delivered": delivered,
                }
            )
    planned = [line.secretariat_cost, *(one.accepted for one in asked)]
    return {
        "sources": sources,
        "has_before": line.activity_id in data.before.progress,
        "together": [
            _amount(sum_of_known(amounts)) for amounts in (planned, last.values(), spent_now.values())
        ],
    }


def spending_sums(data: SheetData) -> Values:
    """Approved, at mid-year and now, in US dollars of the Secretariat: over the lines of the sheet."""
    before, now = (
        sum_of_known(answers.of_activity(line.activity_id)["spent_secretariat"] for line in data.lines)
        for answers in (data.before, data)
    )
    planned = sum_of_known(line.secretariat_cost for line in data.lines)
    return {"planned": _amount(planned), "before": _amount(before), "now": _amount(now)}


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else money(amount)


def targets_counted(count: int) -> str:
    return ngettext("%(count)s target", "%(count)s targets", count) % {"count": count}
