"""Rules of the answers of a review."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.i18n import Param, Sentence, say
from commit_portal.refusals import Violation, broken
from commit_portal.sheets.merge import Content
from reporting.answers.answer_content import BEGUN, answers_in, is_empty, partners_in, spent_field, spent_in
from reporting.answers.sheet_data import PartnerAsked, SheetData
from reporting.dataset import ACTUAL_DAYS, sum_of_known
from reporting.models import ActivityProgress, CountryReview, TargetStatus
from reporting.statuses import CountryReviewStatus, ProgressStatus, ReviewStage, RowKind, TargetProgress
from spa.models import Target
from workplans.models import AnnualCycle, VersionLine

# The sentences of the rule book.
RV_1 = gettext_lazy(
    "A closed answer does not change. The regional office can reopen the answers of a country "
    "with a reason. Until the new answers are closed, everybody sees the last closed answers."
)

RV_3 = gettext_lazy(
    "A review asks only about approved activities, and about the targets that the taskforce answers."
)

RV_4 = gettext_lazy("The dates of an answer are not in the future.")

RV_5 = gettext_lazy("An activity that has not started has no actual dates and no spending of partners.")

RV_6 = gettext_lazy(
    "An answer has a date or an explanation. Its dates are in the year, its spending is within the "
    "approved amounts and not less than at mid-year, and it agrees with the targets."
)

RV_7 = gettext_lazy("A target that was achieved once stays achieved, or the answer gives the reason why not.")

RV_8 = gettext_lazy("An achieved target has an activity that is done, evidence, or an explanation.")

RV_9 = gettext_lazy(
    "The day on which a target was achieved is not later than the year in which it was first reported as achieved."
)

RV_10 = gettext_lazy(
    "The answers about partners include only support that was accepted when the answers were opened."
)

RV_11 = gettext_lazy(
    "A closed answer ends by another answer, or by the choice “Answer withdrawn” with a reason. An empty answer ends nothing."
)

# Why answers cannot change: RV-1 says it, and so does who may answer.
ARE_CLOSED = gettext_lazy(
    "The answers are closed. You can change the answers after the regional office reopens them."
)

# The code of what is wrong with a review or its answers, where no numbered rule speaks of it.
REVIEW = "REVIEW"


def rv_1(sheet: CountryReview) -> Violation | None:
    """Return RV-1 where the answers of a round are closed."""
    return broken(rv_1, ARE_CLOSED) if sheet.status == CountryReviewStatus.CLOSED else None


def rv_3(data: SheetData, places: Iterable[str]) -> Violation | None:
    """Return RV-3 where an activity is not approved or withdrawn, or a target is not asked of the taskforce."""
    asked = {row.name for row in data.rows} | {RowKind.SPENDING.of(line.activity_id) for line in data.lines}
    wrong = {RowKind.parts(place)[0] for place in places if place not in asked}
    said = _("The list of targets has changed. Open the page again and answer the targets of the new list.")
    if wrong - {RowKind.TARGET}:
        said = _(
            "One activity of this form is not in the approved workplan. Open the page again and answer the other activities."
        )
    return broken(rv_3, said) if wrong else None


def rv_4(answers: Mapping[str, Content], *, today: date) -> Iterator[Violation]:
    """Yield RV-4 for each day that is in the future."""
    for place, content in answers.items():
        for field, value in content.items():
            if isinstance(value, date) and value > today:
                said = say(_("%(day)s is in the future. Leave the field empty until then."), day=value)
                yield broken(rv_4, said, field=field, where=place)


def rv_5(answers: Mapping[str, Content]) -> Iterator[Violation]:
    """Yield RV-5 for each date and amount of an activity that has not started.

    Another hand enters the Secretariat's spending: there it is a warning (RV-6).
    """
    for place, content in answers.items():
        if content.get("status") != ProgressStatus.NOT_STARTED:
            continue
        for field in (*ACTUAL_DAYS, *spent_in(content)):
            if content.get(field):
                said = _("The activity has not started. Choose another status, or leave this field empty.")
                yield broken(rv_5, said, field=field, where=place)


def contradictions(answers: Mapping[str, Content]) -> Iterator[Violation]:
    """Yield what the constraints of the database would refuse, in words and beside the field."""
    for place, content in answers.items():
        started, ended = (content.get(name) for name in ACTUAL_DAYS)
        if started and ended and ended < started:
            said = _("The activity ended before it started. Correct one of the two dates.")
            yield Violation(REVIEW, said, field="actual_ends_on", where=place)
        if content.get("achieved_on") and content["status"] != TargetProgress.ACHIEVED:
            said = _("Only an achieved target has this date. Choose “Achieved”, or leave the date empty.")
            yield Violation(REVIEW, said, field="achieved_on", where=place)


def warnings_about(data: SheetData) -> Iterator[Violation]:
    """Yield what to check in the answers, and what asks for a sentence. It is never a refusal."""
    yield from rv_6(data)
    for row in data.rows:
        answer, found = data.of_row(row), []
        if row.target is not None:
            earlier = data.earlier.get(row.key, ())
            statuses = [said for _line, said in data.serving.get(row.key, [])]
            shown = row.slug in data.evidence[False]
            found = [
                rv_7(row.target, answer, earlier),
                rv_8(row.target, answer, statuses, has_evidence=shown),
                rv_9(row.target, answer, earlier),
            ]
        yield from filter(None, (*found, unexplained(row.name, row.code, answer)))


def rv_6(data: SheetData) -> Iterator[Violation]:
    """Yield RV-6 for each answer to check: a warning where answers are typed, checked and closed.

    Never a refusal: offices learn of dates late, an activity may run over or cost more, and a target may wait for
    more than one activity.
    """
    for line in data.lines:
        if (row := data.progress.get(line.activity_id)) is None:
            continue
        yield from _warnings_about_row(row, line, data.sheet.review.cycle)
        yield from _warnings_about_money(row, line, data.asked.get(line.activity_id, ()))
        if (before := data.before.progress.get(line.activity_id)) is not None:
            yield from _less_than_before(row, before, line.code)
    for target in data.targets:
        where = RowKind.TARGET.of(target.pk)
        answer = data.saved(where)
        serving = data.serving.get(target.pk, [])
        begun = tuple(line.code for line, status in serving if status in BEGUN)
        if answer["status"] == TargetProgress.NO_ACTIVITY and begun:
            said = _(
                "Target %(code)s has the status “No activity yet”, but work has begun on %(activities)s."
            )
            yield _to_check("status", where, said, code=target.code, activities=begun)
        is_done = ProgressStatus.DONE in (status for _line, status in serving)
        is_achieved = answer["status"] == TargetProgress.ACHIEVED
        # Without an activity that is done, RV-8 asks.
        if is_achieved and is_done and answer["achieved_on"] is None and not answer["narrative"]:
            said = _("Target %(code)s is achieved. Give the day, or write what was achieved.")
            yield _to_check("achieved_on", where, said, code=target.code)


def _to_check(field: str, where: str, said: Sentence, **params: Param) -> Violation:
    return broken(rv_6, say(said, **params), field=field, where=where)


def rv_7(target: Target, answer: Content, earlier: Iterable[TargetStatus]) -> Violation | None:
    """Return RV-7 where a target was achieved when it was last answered, and is not any more without a word why."""
    last = next((one for one in reversed([*earlier]) if one.status), None)
    achieved = TargetProgress.ACHIEVED
    if last is None or last.status != achieved or answer["status"] in ("", achieved):
        return None
    review = last.sheet.review
    said = _("Target %(code)s was achieved in %(year)s. Write why it is not achieved any more.")
    if review.stage == ReviewStage.MID_YEAR:
        said = _("Target %(code)s was achieved at mid-year %(year)s. Write why it is not achieved any more.")
    return _asked_of(rv_7, target, answer, say(said, code=target.code, year=str(review.cycle.year)))


def rv_8(
    target: Target, answer: Content, activities: Iterable[str], *, has_evidence: bool = False
) -> Violation | None:
    """Return RV-8 where a target is achieved without an activity that is done, evidence or words."""
    if answer["status"] != TargetProgress.ACHIEVED or has_evidence or ProgressStatus.DONE in activities:
        return None
    said = _("Target %(code)s is achieved, but none of its activities is done. Write what was achieved.")
    return _asked_of(rv_8, target, answer, say(said, code=target.code))


def rv_9(target: Target, answer: Content, earlier: Iterable[TargetStatus]) -> Violation | None:
    """Return RV-9 where the day of a target is later than the year in which it was first reported achieved."""
    achieved, on = TargetProgress.ACHIEVED, answer["achieved_on"]
    first = next((one.sheet.review.cycle.year for one in earlier if one.status == achieved), None)
    if answer["status"] != achieved or first is None or on is None or on.year <= first:
        return None
    said = _("Target %(code)s was first reported as achieved in %(year)s. Write why the day is %(day)s.")
    said = say(said, code=target.code, year=str(first), day=on)
    return _asked_of(rv_9, target, answer, said, field="achieved_on")


def unexplained(place: str, code: str, answer: Content) -> Violation | None:
    """Return a violation for money of nobody or without words, else for words without a status."""
    field, said, amount = "narrative", "", answer.get(spent_field(None))
    if answer["narrative"] and not answer["status"]:
        field, said = "status", _("%(code)s has an explanation and no status. Choose a status.")
    elif answer["narrative"]:
        return None
    elif amount:
        said = _("%(code)s: no partner is named for US$%(amount)s. Write who spent this money.")
    elif amount := sum_of_known(spent_in(answer).values()):
        said = _("US$%(amount)s was spent on %(code)s. Write what happened.")
    return Violation(REVIEW, say(said, code=code, amount=amount), field, place) if said else None


def rv_10(data: SheetData, answers: Mapping[str, Content]) -> Iterator[Violation]:
    """Yield RV-10 for each partner that an answer names and the sheet does not ask about.

    One that the answers named before stays allowed: a new round begins with them.
    """
    for place, content in answers.items():
        if not (spending := partners_in(content)):
            continue
        _kind, key = RowKind.parts(place)
        known = {None, *(one.partner for one in data.asked.get(key, ()))}
        known |= {one.partner for one in data.spending(key)}
        for one in spending:
            if one.partner not in known:
                said = _(
                    "This partner does not support this activity. Enter the amount under “Other partners”."
                )
                yield broken(rv_10, said, field=spent_field(one.partner), where=place)


def rv_11(data: SheetData, answers: Mapping[str, Content]) -> Iterator[Violation]:
    """Yield RV-11 for each answer that is taken back without a reason or with more, or that nothing closed stands behind.

    And for each that a new round leaves empty: the round began as a copy, so that would take it back without a reason.
    """
    taken_back = {
        place for place, content in answers.items() if content.get("status") == TargetProgress.TAKEN_BACK
    }
    if not taken_back and data.sheet.round == 1:
        return
    for place, content in answers.items():
        if "status" not in content:
            continue
        field, said = "status", ""
        if not content["status"] and data.stands.get(place) == data.sheet.review.stage:
            said = _(
                "This answer is closed. Choose “Answer withdrawn” and give the reason, or keep a status."
            )
        elif place in taken_back and place not in data.stands:
            said = _("There is no closed answer to withdraw. Leave the status empty.")
        elif place in taken_back and not content["narrative"]:
            field, said = "narrative", _("Give the reason for withdrawing the answer.")
        elif place in taken_back and not is_empty({**content, "status": "", "narrative": ""}):
            said = _("The answer is withdrawn. Leave the dates and the spending of partners empty.")
        if said:
            yield broken(rv_11, said, field=field, where=place)


def _asked_of(
    rule: Callable[..., object], target: Target, answer: Content, said: str, field: str = "narrative"
) -> Violation | None:
    """What a rule asks of a target, beside its field; words answer it."""
    return (
        None if answer["narrative"] else broken(rule, said, field=field, where=RowKind.TARGET.of(target.pk))
    )


def _warnings_about_row(row: ActivityProgress, line: VersionLine, cycle: AnnualCycle) -> Iterator[Violation]:
    """Yield RV-6 for each contradiction in one answer."""
    where, days = RowKind.ACTIVITY.of(row.activity_id), {"first": cycle.starts_on, "last": cycle.ends_on}
    if row.status == ProgressStatus.DONE and row.actual_ends_on is None:
        said = _("%(code)s is done. Give the day on which the activity ended.")
        yield _to_check("actual_ends_on", where, said, code=line.code)
    if row.status == ProgressStatus.UNDER_WAY and row.actual_ends_on:
        said = _("%(code)s is under way, but its last day was %(day)s. Correct the status or the day.")
        yield _to_check("status", where, said, code=line.code, day=row.actual_ends_on)
    if row.status == ProgressStatus.NOT_STARTED and row.spent_secretariat:
        said = _("%(code)s has not started, but the Secretariat has spent US$%(spent)s on it.")
        yield _to_check("status", where, said, code=line.code, spent=row.spent_secretariat)
    outside_year = (
        _("%(code)s started on %(day)s. The year runs from %(first)s to %(last)s."),
        _("%(code)s ended on %(day)s. The year runs from %(first)s to %(last)s."),
    )
    for field, said in zip(ACTUAL_DAYS, outside_year, strict=True):
        day = getattr(row, field)
        if day and not cycle.starts_on <= day <= cycle.ends_on:
            yield _to_check(field, where, said, code=line.code, day=day, **days)


def _warnings_about_money(
    row: ActivityProgress, line: VersionLine, asked: tuple[PartnerAsked, ...]
) -> Iterator[Violation]:
    """Warnings of more spent than approved or accepted, in US dollars.

    What a partner spent is measured where money of it was accepted. In kind, or with nothing accepted, there is
    nothing to measure it by: money of partners that are not named asks for a sentence (`unexplained`).
    """
    approved, spent = line.secretariat_cost or Decimal(0), row.spent_secretariat
    if spent is not None and spent > approved:
        said = _(
            "The Secretariat spent US$%(spent)s on %(code)s: US$%(over)s more than the US$%(approved)s approved."
        )
        where, over = RowKind.SPENDING.of(row.activity_id), spent - approved
        amounts = {"spent": spent, "over": over, "approved": approved}
        yield _to_check("spent_secretariat", where, said, code=line.code, **amounts)
    accepted = {one.partner: one.accepted for one in asked}
    for one in answers_in(row.partner_spending.all()):
        promised = accepted.get(one.partner) if one.partner is not None else None
        if one.amount is None or promised is None or one.amount <= promised:
            continue
        said = _(
            "%(partner)s spent US$%(spent)s on %(code)s: US$%(over)s more than the US$%(accepted)s accepted."
        )
        field, where = spent_field(one.partner), RowKind.ACTIVITY.of(row.activity_id)
        amounts = {"spent": one.amount, "over": one.amount - promised, "accepted": promised}
        yield _to_check(field, where, said, partner=one.name, code=line.code, **amounts)


def _less_than_before(row: ActivityProgress, before: ActivityProgress, code: str) -> Iterator[Violation]:
    """Warnings of spending since 1 January, in US dollars, that is less than at mid-year. New words end those of partners."""
    earlier, now = (
        {one.partner: one for one in answers_in(of.partner_spending.all())} for of in (before, row)
    )
    parts = [
        (spent_field(key), RowKind.ACTIVITY, one.name or _("Other partners"), one.amount, earlier[key].amount)
        for key, one in now.items()
        if key in earlier and row.narrative in ("", before.narrative)
    ]
    secretariat = (_("The Secretariat"), row.spent_secretariat, before.spent_secretariat)
    for field, kind, who, spent, last in (*parts, ("spent_secretariat", RowKind.SPENDING, *secretariat)):
        if spent is not None and last is not None and spent < last:
            said = _(
                "%(who)s spent US$%(spent)s on %(code)s since 1 January, but US$%(last)s was reported at mid-year. "
                "Correct the amount, or write why it is less."
            )
            where = kind.of(row.activity_id)
            yield _to_check(field, where, said, who=who, code=code, spent=spent, last=last)
