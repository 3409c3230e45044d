"""Answers as they are read: in lists, on the check page, and beside what somebody types."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.i18n import Words, comma_list, day, has_cents, money, say, span
from commit_portal.sheets.merge import Content
from commit_portal.workflow import Link, Values
from reporting.answers.answer_content import answers_in, partners_in
from reporting.answers.rules import unexplained
from reporting.answers.sheet_data import SheetData
from reporting.dataset import PartnerAnswer, SaidAt, sum_of_known
from reporting.dataset.rows import PROGRESS_FIELDS, TAKEN_BACK, LatestAnswer, ProgressRow, latest_answer
from reporting.models import ActivityProgress, CountryReview, Review
from reporting.report_text.coverage import amount_as_of
from reporting.statuses import Delivered, ProgressStatus, RowKind, TargetProgress
from workplans.models import VersionLine

NOT_REPORTED = gettext_lazy("Not reported")


def path_to(review: Review) -> list[Link]:
    """The links from the year to the review, for the head of a page below it."""
    year = review.cycle.year
    return [
        (str(year), reverse("year", args=[year])),
        (_("Reviews"), reverse("reviews", args=[year])),
        (str(review), reverse("review", args=[year, review.stage])),
    ]


def sheet_url(sheet: CountryReview, page: str = "review_sheet", *parts: int | str) -> str:
    """The address of a taskforce's answers, or of another page about them."""
    return reverse(page, args=[*sheet.address, *parts])


def path_to_sheet(sheet: CountryReview) -> list[Link]:
    """The links from the year to the taskforce's answers."""
    return [*path_to(sheet.review), (sheet.taskforce.name, sheet_url(sheet))]


def labels_of(kind: RowKind) -> dict[str, Words]:
    """The words of the statuses of an activity or a target, and of an answer that is not there."""
    statuses: type[TextChoices] = TargetProgress if kind == RowKind.TARGET else ProgressStatus
    return {**dict(statuses.choices), "": NOT_REPORTED}


def words_of(data: SheetData, place: str) -> str:
    """A saved answer in one line."""
    kind, key = RowKind.parts(place)
    return content_words(kind, data.saved(place), {one.partner: one.name for one in data.spending(key)})


def content_words(kind: RowKind, content: Content, names: Mapping[int | None, str]) -> str:
    """Some fields of an answer in one line; `names` are those of the partners."""
    said: list[object] = [labels_of(kind)[content["status"]]] if "status" in content else []
    sentences = {
        "actual_starts_on": _("Started on %(day)s"),
        "actual_ends_on": _("Ended on %(day)s"),
        "achieved_on": _("Achieved on %(day)s"),
    }
    said += [say(sentence, day=content[name]) for name, sentence in sentences.items() if content.get(name)]
    if (spent := content.get("spent_secretariat")) is not None:
        said.append(say(_("The Secretariat spent US$%(amount)s."), amount=spent))
    said += (partner_words(replace(one, name=names.get(one.partner, ""))) for one in partners_in(content))
    return " · ".join(str(part) for part in (*said, content.get("narrative")) if part)


def partner_words(answer: PartnerAnswer) -> str:
    """What one partner spent, and whether its help in kind has come: "ILO spent US$1,200"."""
    spent, came = _("%(partner)s spent US$%(amount)s"), _("In kind from %(partner)s: %(delivered)s")
    if answer.partner is None:
        spent = _("Other partners spent US$%(amount)s")
    parts = [say(spent, partner=answer.name, amount=answer.amount)] if answer.amount is not None else []
    if answer.delivered:
        parts.append(say(came, partner=answer.name, delivered=Delivered(answer.delivered).label))
    return " · ".join(parts)


def line_facts(line: VersionLine) -> str:
    """Type, planned days, approved US dollars and targets of a line, as far as it has them."""
    cost, targets = line.secretariat_cost, comma_list(link.target.code for link in line.target_links.all())
    approved = say(_("US$%(amount)s approved"), amount=cost) if cost else ""
    return " · ".join(
        filter(None, (str(line.type or ""), span(line.starts_on, line.ends_on), approved, targets))
    )


def activity_readings(data: SheetData) -> list[Values]:
    """A row for each line with its latest answer: what the sheet leaves empty stays as it was closed at mid-year."""
    stage, closed = data.sheet.review.stage, data.before.sheet.closed_at
    found = []
    for line in data.lines:
        rounds = (data.before.progress, SaidAt.MID_YEAR), (data.progress, SaidAt(stage))
        said = [_said_in(rows[line.activity_id], at) for rows, at in rounds if line.activity_id in rows]
        found.append((line, said, latest_answer(said)))
    amounts = [latest.value("spent_secretariat") for _line, _said, latest in found]
    amounts += [one.amount for _line, _said, latest in found for one, _row in latest.spent.values()]
    cents = any(has_cents(amount) for amount in amounts if amount is not None)
    rows, texts = [], data.texts
    for line, said, latest in found:
        line.area.plan = data.sheet.review.cycle.plan
        is_withdrawn = bool(said) and said[-1].status == TAKEN_BACK
        status = TAKEN_BACK if is_withdrawn else latest.value("status") or ""
        row = _activity_reading(line, latest, stage, cents=cents)
        row["area"] = texts.name(line.area)
        rows.append(row | state_words(status, RowKind.ACTIVITY, latest.stays("status", stage), closed))
    return rows


def _said_in(row: ActivityProgress, at: SaidAt) -> ProgressRow:
    """An answer of a sheet as `latest_answer` takes it."""
    said: dict[str, Any] = {name: getattr(row, name) for name in PROGRESS_FIELDS}
    return ProgressRow(0, at, False, row.activity_id, **said, spending=answers_in(row.partner_spending.all()))


def _activity_reading(line: VersionLine, latest: LatestAnswer, stage: str, *, cents: bool) -> Values:
    """One line; with `cents` every amount has them, because one of the table has."""
    stays = {partner: row.said_at != stage for partner, (_one, row) in latest.spent.items()}
    spent = latest.value("spent_secretariat")
    partners = sum_of_known(one.amount for one, _row in latest.spent.values())
    days = latest.value("actual_starts_on"), latest.value("actual_ends_on")
    ended = _("Partners’ spending of US$%(amount)s, reported at mid-year, no longer counts.")
    return {
        "code": line.short_code,
        "full": line.code,
        "title": line.title,
        "facts": line_facts(line),
        "dates": span(*days) if any(days) else _("No dates yet"),
        "secretariat": _amount(spent, cents=cents),
        "secretariat_as_of": amount_as_of([latest.stays("spent_secretariat", stage)]),
        "partners": _amount(partners, cents=cents),
        "partners_as_of": amount_as_of(stays.values()),
        "by_partner": [
            comma_list(filter(None, (partner_words(one), amount_as_of([stays.get(one.partner, False)]))))
            for one in _partners_in(latest)
        ],
        "narrative": latest.value("narrative") or "",
        "ended": say(ended, amount=latest.ended) if latest.ended else "",
    }


def _partners_in(latest: LatestAnswer) -> list[PartnerAnswer]:
    found = {key: replace(one, delivered="") for key, (one, _row) in latest.spent.items()}
    for key, (one, _row) in latest.delivered.items():
        found[key] = replace(found.get(key, replace(one, amount=None)), delivered=one.delivered)
    return list(found.values())


def target_readings(data: SheetData) -> list[Values]:
    """A row for each target asked, with its latest answer (`activity_readings`), or words without a status and a warning."""
    rows = []
    for asked in data.rows:
        if asked.target is None:
            continue
        (status, stays), target = asked.state, asked.target
        typed = data.answers.get(target.pk)
        row = data.before.answers.get(target.pk) if stays else typed
        words = typed.narrative if typed and not typed.status else ""
        warning = unexplained(asked.name, target.code, {"status": "", "narrative": words})
        rows.append(
            {
                "code": target.code,
                "text": asked.title,
                "achieved": day(row.achieved_on) if row and row.achieved_on else "",
                "narrative": words or (row.narrative if row else ""),
                "warning": str(warning or ""),
                **state_words(status, RowKind.TARGET, stays, data.before.sheet.closed_at),
            }
        )
    return rows


def state_words(status: str, kind: RowKind, stays: bool, closed: datetime | None = None) -> Values:
    """A status and its word; of one that stays from mid-year also that, and when it was `closed`, where that is given."""
    stays = bool(status and stays)
    note = _("as reported at mid-year, %(day)s") % {"day": day(closed)} if closed else amount_as_of([True])
    return {
        "status": status or "not_reported",
        "word": str(labels_of(kind)[status]),
        "stays": stays,
        "as_of": note if stays else "",
    }


def _amount(amount: Decimal | None, *, cents: bool) -> str:
    return str(NOT_REPORTED) if amount is None else f"US${money(amount, cents=cents)}"
