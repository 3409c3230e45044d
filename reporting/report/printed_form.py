"""The figures of a form as it prints them and as its Excel workbook has them.

Every value is formatted once, in Python. Templates place these values."""

from datetime import datetime
from decimal import Decimal
from itertools import batched
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, pgettext

from commit_portal.i18n import activities_counted, comma_list, has_cents
from reporting.dataset.printed_form import FormLine, SignedForm, asked_of_secretariat, given_by_partners
from reporting.report.cells import breakable
from reporting.report.worksheet_layout import ColumnOf, ReportTables, Value, heads_of, values_of
from reporting.report_text import printed_form as words
from reporting.report_text.values import day, dollars, moment
from workplans.activity_codes import short_code

# How many places to sign stand beside each other, and how many rows a table has at most that gets more room.
IN_A_ROW = 4
SHORT = 24


def form_context(form: SignedForm, *, as_of: datetime, digest: str) -> dict[str, object]:
    """Everything that print/form.html places. `as_of`: of a version the moment when it was made."""
    amounts = [line.cost for line in (*form.lines(), *form.reserve)]
    amounts += [gift.amount for line in form.lines() for gift in line.supports]
    cents = any(has_cents(amount) for amount in amounts if amount is not None)
    used = asked_of_secretariat(form.lines())
    in_all = used + given_by_partners(form.lines())
    return {
        "title": words.form_title(form),
        "running_head": words.running_head(form),
        "stage": words.stage_words(form),
        "watermark": words.DRAFT if form.is_draft else "",
        "imprint": words.imprint_words(form, as_of, digest),
        "form": form,
        "lead": breakable(words.what_it_is(form)),
        "facts": _facts(form, used, as_of),
        "partners_head": gettext("Partners, US$"),
        "is_carried": any(line.came_from for line in form.lines()),
        "areas": [
            {
                "title": breakable(area.title),
                "count": activities_counted(len(area.lines)),
                "cost": dollars(asked_of_secretariat(area.lines), cents=cents),
                "partners": _partners_sum(form, area.lines, cents=cents),
                "lines": [_line(form, line, cents=cents) for line in area.lines],
            }
            for area in form.areas
        ],
        "is_short": len(form.areas) + sum(1 for _line in form.lines()) <= SHORT,
        "sum": dollars(used, cents=cents),
        "partners_sum": _partners_sum(form, form.lines(), cents=cents),
        "sources": [
            (breakable(source), gettext("not shown") if amount is None else dollars(amount, cents=cents))
            for source, amount in words.money_by_source(form)
        ],
        "sources_sum": dollars(in_all, cents=cents) if form.shows_amounts else "",
        "agreed_label": words.agreed_label(form),
        "agreeing": words.agreeing_words(form),
        "ministries": [(breakable(name), said) for name, said in words.ministry_rows(form)],
        "reserve": [
            {
                "code": short_code(line.code),
                "title": breakable(line.title),
                "lead_body": breakable(line.lead_body),
                "cost": words.cost_words(line, cents=cents),
            }
            for line in form.reserve
        ],
        "technical": [
            (short_code(code), *map(breakable, cells)) for code, *cells in words.technical_rows(form)
        ],
        "signing": breakable(words.signing_words(form)),
        "signatures": [*batched(map(breakable, words.signed_for(form)), IN_A_ROW)],
    }


def _facts(form: SignedForm, used: Decimal, as_of: datetime) -> list[dict[str, str]]:
    rows = [*words.taskforce_rows(form), (gettext("Ceiling of the year"), words.ceiling_words(form, used))]
    if form.is_approved:
        rows.insert(-1, (gettext("Approved"), day(as_of)))
    if form.reserve:
        rows.append((gettext("In reserve"), comma_list(short_code(line.code) for line in form.reserve)))
    return [{"label": label, "value": breakable(value)} for label, value in rows]


def _line(form: SignedForm, line: FormLine, *, cents: bool) -> dict[str, object]:
    return {
        "code": short_code(line.code),
        "came_from": gettext("from %(code)s") % {"code": line.came_from} if line.came_from else "",
        "title": breakable(line.title),
        "type": breakable(line.type or gettext("No type yet")),
        "targets": breakable(comma_list(line.targets)),
        "lead_body": breakable(line.lead_body or str(words.NOTHING_KNOWN)),
        "countries": breakable(comma_list(line.countries)),
        "runs": words.runs_words(line.runs, form.year),
        "cost": words.cost_words(line, cents=cents),
        "has_cost": line.is_asked and line.cost is not None,
        "partners": breakable(words.supports_words(line, cents=cents)),
        "has_partners": bool(line.supports),
        "decision": words.decision_words(line),
    }


def _partners_sum(form: SignedForm, lines: Any, *, cents: bool) -> str:
    """Nothing where the amounts are not shown."""
    return dollars(given_by_partners(lines), cents=cents) if form.shows_amounts else ""


def write_form(form: SignedForm, path: Path, *, as_of: datetime, digest: str) -> None:
    """Write the whole workbook to a local file. `as_of`: of a version the moment when it was made."""
    book = ReportTables()
    _about(book, form, as_of, digest)
    _activities(book, form)
    _money(book, form)
    _reserve(book, form)
    _support(book, form)
    path.write_bytes(book.as_workbook(words.form_title(form), as_of))


def _about(book: ReportTables, form: SignedForm, as_of: datetime, digest: str) -> None:
    used = asked_of_secretariat(form.lines())
    rows: list[tuple[str, Value]] = [
        (pgettext("noun", "Form"), words.form_title(form)),
        (gettext("Version"), words.stage_words(form)),
        (gettext("Date of the figures"), moment(as_of)),
        *([] if form.is_draft else [(gettext("Check number of this form (SHA-256)"), digest)]),
        (gettext("Plan of action"), f"{form.plan_code}, {form.plan_title}"),
        (gettext("Country"), form.place.name or gettext("Regional")),
        *words.taskforce_rows(form),
        (gettext("Ceiling of the year"), words.ceiling_words(form, used)),
        *([(gettext("Returned for changes"), words.returned_words(form.returned))] if form.returned else []),
        *words.ministry_rows(form),
        *((gettext("Signature"), body) for body in words.signed_for(form)),
    ]
    book.table(gettext("About"), [(gettext("What"), 28), (gettext("Value"), 90)], rows)


def _activities(book: ReportTables, form: SignedForm) -> None:
    columns: list[ColumnOf[FormLine]] = [
        ColumnOf(gettext("Code"), 14, lambda line: line.code),
        ColumnOf(gettext("Activity"), 50, lambda line: line.title),
        ColumnOf(pgettext("noun", "Type"), 22, lambda line: line.type),
        ColumnOf(gettext("Targets"), 16, lambda line: ", ".join(line.targets)),
        ColumnOf(gettext("Lead body"), 32, lambda line: line.lead_body),
    ]
    if form.place.is_regional:
        columns.append(ColumnOf(gettext("Countries"), 28, lambda line: ", ".join(line.countries)))
    columns += [
        ColumnOf(gettext("First day"), 12, lambda line: line.runs.starts),
        ColumnOf(gettext("Last day"), 12, lambda line: line.runs.ends),
        ColumnOf(gettext("Secretariat funding, US$"), 16, lambda line: line.cost if line.is_asked else 0),
        ColumnOf(gettext("Partners"), 30, lambda line: words.supports_words(line, cents=False)),
    ]
    if form.is_approved:
        columns.append(ColumnOf(gettext("Decision"), 14, words.decision_words))
    if any(line.came_from for line in form.lines()):
        columns.append(ColumnOf(gettext("Carried over from"), 18, lambda line: line.came_from))
    rows = ((area.title, *values_of(columns, line)) for area in form.areas for line in area.lines)
    book.table(gettext("Activities"), [(gettext("Area"), 34), *heads_of(columns)], rows, fixed=3)


def _money(book: ReportTables, form: SignedForm) -> None:
    sheet = book.table(gettext("Money by source"), [(gettext("Source"), 50), (gettext("US$"), 18)])
    for source, amount in words.money_by_source(form):
        sheet.add(source, gettext("not shown") if amount is None else amount)
    if form.shows_amounts:
        total = asked_of_secretariat(form.lines()) + given_by_partners(form.lines())
        sheet.add(gettext("Total"), total, is_sum=True)


def _reserve(book: ReportTables, form: SignedForm) -> None:
    """A sheet only where its reader is told of a line in reserve."""
    if not form.reserve:
        return
    head = [
        (gettext("Code"), 14),
        (gettext("Activity"), 50),
        (gettext("Lead body"), 32),
        (gettext("US$"), 18),
    ]
    rows = ((line.code, line.title, line.lead_body, line.cost) for line in form.reserve)
    book.table(gettext("In reserve"), head, rows)


def _support(book: ReportTables, form: SignedForm) -> None:
    head = [
        (gettext("Code"), 14),
        (gettext("Technical need"), 60),
        (gettext("Support in kind"), 60),
        (gettext("Support from"), 40),
    ]
    rows = ([cell or None for cell in row] for row in words.technical_rows(form))
    book.table(gettext("Needs and support"), head, rows)
