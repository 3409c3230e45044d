"""Answers as they are read: in lists, on the check page, and beside what somebody types."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commit_portal import clock
from commit_portal.i18n.formatting import day, has_cents, money, span
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.views import Values
from reporting.models import ActivityProgress, CountryReview, Review, TargetStatus
from reporting.reviews import queries
from reporting.reviews.answer_content import (
    ActivityAnswer,
    TargetAnswer,
)
from reporting.reviews.lateness import days_late_of
from reporting.reviews.partner_support import PartnerAnswer, answers_in
from reporting.statuses import Delivered, ProgressStatus, TargetProgress
from spa.models import Target
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
    """A row for each line, answered or not."""
    progress = queries.progress_by_activity(sheet)
    spent = [amount for row in progress.values() for amount in (row.spent_secretariat, row.spent_partners)]
    cents = any(has_cents(amount) for amount in spent if amount is not None)
    return [_activity_reading(line, progress.get(line.activity_id), cents=cents) for line in lines]


def _activity_reading(line: VersionLine, row: ActivityProgress | None, *, cents: bool) -> Values:
    """One line; with `cents` every amount has them, because one of the table has."""
    has_dates = row is not None and bool(row.actual_starts_on or row.actual_ends_on)
    return {
        "code": line.short_code,
        "full": line.code,
        "title": line.title,
        "facts": line_facts(line),
        "status": (row.status if row else "") or "not_reported",
        "word": row.get_status_display() if row and row.status else str(NOT_REPORTED),
        "dates": span(row.actual_starts_on, row.actual_ends_on) if row and has_dates else _("No dates yet"),
        "secretariat": _amount(row.spent_secretariat if row else None, cents=cents),
        "partners": _amount(row.spent_partners if row else None, cents=cents),
        "by_partner": [partner_words(one) for one in answers_in(row.partner_spending.all())] if row else [],
        "spent": _spent_words(row),
        "narrative": row.narrative if row else "",
    }


def target_readings(sheet: CountryReview) -> list[Values]:
    """A row for each target that the taskforce is asked, answered or not."""
    answers, texts = queries.answers_by_target(sheet), texts_today(sheet)
    return [
        _target_reading(target, texts.of(target), answers.get(target.pk))
        for target in queries.targets_asked_of(sheet)
    ]


def _target_reading(target: Target, text: str, row: TargetStatus | None) -> dict[str, str]:
    return {
        "code": target.code,
        "text": text,
        "status": row.status if row else "not_reported",
        "word": row.get_status_display() if row else str(NOT_REPORTED),
        "achieved": day(row.achieved_on) if row and row.achieved_on else "",
        "narrative": row.narrative if row else "",
    }


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


def _spent_words(row: ActivityProgress | None) -> str:
    """Whose money was spent; what nobody has reported is said once."""
    secretariat = row.spent_secretariat if row else None
    partners = row.spent_partners if row else None
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
