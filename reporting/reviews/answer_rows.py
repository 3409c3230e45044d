"""Answers as they are read: in lists, on the check page, and beside what somebody types."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commit_portal import clock
from commit_portal.i18n.formatting import day, has_cents, money, span
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.views import Values
from reporting.dataset.latest_answer import LatestAnswer, latest_answer
from reporting.dataset.money import sum_of_known
from reporting.dataset.rows import PROGRESS_FIELDS, TAKEN_BACK, ProgressRow, SpentRow
from reporting.dataset.values import SaidAt
from reporting.models import ActivityProgress, CountryReview, Review
from reporting.reviews import queries
from reporting.reviews.answer_content import (
    ActivityAnswer,
    TargetAnswer,
)
from reporting.reviews.lateness import days_late_of
from reporting.reviews.partner_support import PartnerAnswer
from reporting.statuses import Delivered, ProgressStatus, TargetProgress
from spa.queries import PlanTexts, texts_in_force
from workplans.models import Seat, VersionLine

NOT_REPORTED = gettext_lazy("Not reported")


def path_to(review: Review) -> list[Link]:
    """The links from the year to the review, for the head of a page below it."""
    year = review.cycle.year
    return [
        (str(year), reverse("year", args=[year])),
        (_("Reviews"), reverse("reviews", args=[year])),
        (str(review), reverse("review", args=[year, review.stage])),
    ]


def words_of(answer: ActivityAnswer | TargetAnswer) -> str:
    """An answer in one line."""
    parts: tuple[object, ...]
    if isinstance(answer, TargetAnswer):
        parts = (
            TargetProgress(answer.status).label if answer.status else NOT_REPORTED,
            _("Achieved on %(day)s") % {"day": day(answer.achieved_on)} if answer.achieved_on else "",
            answer.narrative,
        )
    else:
        parts = (
            ProgressStatus(answer.status).label if answer.status else NOT_REPORTED,
            _("Started on %(day)s") % {"day": day(answer.actual_starts_on)}
            if answer.actual_starts_on
            else "",
            _("Ended on %(day)s") % {"day": day(answer.actual_ends_on)} if answer.actual_ends_on else "",
            *map(partner_words, answer.spending),
            answer.narrative,
        )
    return " · ".join(str(part) for part in parts if part)


def partner_words(answer: PartnerAnswer) -> str:
    """What one partner spent, and whether its help in kind has come: "ILO spent US$1,200"."""
    parts = []
    if answer.amount is not None:
        spent = {"partner": answer.name, "amount": money(answer.amount)}
        parts.append(
            _("Other partners spent US$%(amount)s") % {"amount": spent["amount"]}
            if answer.partner is None
            else _("%(partner)s spent US$%(amount)s") % spent
        )
    if answer.delivered:
        came = {"partner": answer.name, "delivered": Delivered(answer.delivered).label}
        parts.append(_("In kind from %(partner)s: %(delivered)s") % came)
    return " · ".join(parts)


def ran_words(answer: ActivityAnswer) -> str:
    """When an activity ran: "1 Mar – 3 Nov 2011"; "" without a day."""
    return (
        span(answer.actual_starts_on, answer.actual_ends_on)
        if answer.actual_starts_on or answer.actual_ends_on
        else ""
    )


def line_facts(line: VersionLine) -> str:
    """Type, planned days, approved US dollars and targets of a line, as far as it has them."""
    parts = [
        str(line.type) if line.type else "",
        span(line.starts_on, line.ends_on),
        _("US$%(amount)s approved") % {"amount": money(line.secretariat_cost)}
        if line.secretariat_cost
        else "",
        ", ".join(link.target.code for link in line.target_links.all()),
    ]
    return " · ".join(part for part in parts if part)


def activity_readings(sheet: CountryReview, lines: list[VersionLine]) -> list[Values]:
    """A row for each line with its latest answer: what the sheet leaves empty stays as it was closed at mid-year."""
    said: dict[int, list[ProgressRow]] = {}
    mid_year = queries.closed_at_mid_year(sheet)
    for one in filter(None, (mid_year, sheet)):
        for key, row in queries.progress_by_activity(one).items():
            said.setdefault(key, []).append(_said_in(row, SaidAt(one.review.stage)))
    latest = {key: latest_answer(rows) for key, rows in said.items()}
    amounts = [one.value("spent_secretariat") for one in latest.values()]
    amounts += [one.amount for found in latest.values() for one, _row in found.spent.values()]
    cents = any(has_cents(amount) for amount in amounts if amount is not None)
    rows = []
    for line in lines:
        found = latest.get(line.activity_id, LatestAnswer({}, {}, {}))
        taken_back = said.get(line.activity_id, [None])[-1]
        status = TAKEN_BACK if taken_back and taken_back.status == TAKEN_BACK else found.value("status") or ""
        state = _state(
            status, ProgressStatus, mid_year if found.stays("status", sheet.review.stage) else None
        )
        rows.append(_activity_reading(line, found, cents=cents) | state)
    return rows


def _said_in(row: ActivityProgress, at: SaidAt) -> ProgressRow:
    """An answer of a sheet as `latest_answer` takes it."""
    spending = tuple(
        SpentRow(one.partner_id, str(one.partner or ""), one.amount, one.delivered)
        for one in row.partner_spending.all()
    )
    said: dict[str, Any] = {name: getattr(row, name) for name in PROGRESS_FIELDS}
    return ProgressRow(0, at, False, row.activity_id, **said, spending=spending)


def _activity_reading(line: VersionLine, latest: LatestAnswer, *, cents: bool) -> Values:
    """One line; with `cents` every amount has them, because one of the table has."""
    spent = latest.value("spent_secretariat")
    partners = sum_of_known(one.amount for one, _row in latest.spent.values())
    days = latest.value("actual_starts_on"), latest.value("actual_ends_on")
    return {
        "code": line.short_code,
        "full": line.code,
        "title": line.title,
        "facts": line_facts(line),
        "dates": span(*days) if any(days) else _("No dates yet"),
        "secretariat": _amount(spent, cents=cents),
        "partners": _amount(partners, cents=cents),
        "by_partner": [partner_words(one) for one in _partners_in(latest)],
        "spent": _spent_words(spent, partners),
        "narrative": latest.value("narrative") or "",
        "ended": _("Partners’ spending of US$%(amount)s, reported at mid-year, no longer counts.")
        % {"amount": money(latest.ended)}
        if latest.ended
        else "",
    }


def _partners_in(latest: LatestAnswer) -> list[PartnerAnswer]:
    found = {key: PartnerAnswer(key, one.amount, name=one.name) for key, (one, _row) in latest.spent.items()}
    for key, (one, _row) in latest.delivered.items():
        found[key] = replace(found.get(key, PartnerAnswer(key, name=one.name)), delivered=one.delivered)
    return list(found.values())


def target_readings(sheet: CountryReview) -> list[Values]:
    """A row for each target that the taskforce is asked, with its latest answer (`activity_readings`)."""
    mid_year, texts = queries.closed_at_mid_year(sheet), texts_today(sheet)
    answers = queries.answers_by_target(sheet)
    before = queries.answers_by_target(mid_year) if mid_year else {}
    rows = []
    for target in queries.targets_asked_of(sheet):
        row = answers.get(target.pk) or before.get(target.pk)
        state = _state(row.status if row else "", TargetProgress, None if target.pk in answers else mid_year)
        rows.append(
            {
                "code": target.code,
                "text": texts.of(target),
                "achieved": day(row.achieved_on) if row and row.achieved_on else "",
                "narrative": row.narrative if row else "",
                **state,
            }
        )
    return rows


def _state(status: str, statuses: type[TextChoices], mid_year: CountryReview | None) -> Values:
    """A status and its word, of one that stays from `mid_year` also when that was closed."""
    word = str(statuses(status).label) if status else str(NOT_REPORTED)
    stays = bool(status and mid_year)
    if status and mid_year:
        said = _("%(status)s, as reported at mid-year, %(day)s")
        word = said % {"status": word, "day": day(mid_year.closed_at)}
    return {"status": status or "not_reported", "word": word, "stays": stays}


def texts_today(sheet: CountryReview) -> PlanTexts:
    """The plan of action as it reads today."""
    return texts_in_force(sheet.review.cycle.plan, clock.today())


def late_words(sheet: CountryReview) -> str:
    """How late answers are: as they were submitted, or as they would be now; "" where they are in time."""
    days = days_late_of(sheet, now=clock.reading_time())
    if not days:
        return ""
    submitted = ngettext("Submitted %(count)s day late", "Submitted %(count)s days late", days)
    waiting = ngettext("%(count)s day late", "%(count)s days late", days)
    return (submitted if sheet.answered_on else waiting) % {"count": days}


def submitted_words(sheet: CountryReview, seat: Seat) -> str:
    """Who submitted the answers, by role, and when; "" where they are not submitted."""
    if sheet.submitted_at is None:
        return ""
    on = day(sheet.submitted_at)
    if sheet.submitted_by_id == seat.user_id:
        return _("You submitted the answers on %(day)s.") % {"day": on}
    if sheet.taskforce.is_regional:
        return _("The regional office submitted the answers on %(day)s.") % {"day": on}
    said = _("The lead of the %(taskforce)s taskforce submitted the answers on %(day)s.")
    return said % {"taskforce": sheet.taskforce.name, "day": on}


def dollars(amount: Decimal | None) -> str:
    """ "US$1,200"."""
    return f"US${money(amount)}"


def _amount(amount: Decimal | None, *, cents: bool) -> str:
    return str(NOT_REPORTED) if amount is None else f"US${money(amount, cents=cents)}"


def _spent_words(secretariat: Decimal | None, partners: Decimal | None) -> str:
    """Whose money was spent; what nobody has reported is said once."""
    if secretariat is None and partners is None:
        return _("Spending not reported")
    said = [
        _("The Secretariat spent US$%(amount)s.") % {"amount": money(secretariat)}
        if secretariat is not None
        else _("The spending of the Secretariat is not reported."),
        _("Partners spent US$%(amount)s.") % {"amount": money(partners)}
        if partners is not None
        else _("The spending of partners is not reported."),
    ]
    return " ".join(said)
