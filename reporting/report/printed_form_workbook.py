"""The figures of a form as an Excel workbook: what it is, its activities, money by source, reserve, technical needs."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext, pgettext

from reporting.dataset.printed_form import SignedForm, asked_of_secretariat, given_by_partners
from reporting.report.worksheet_layout import ReportBook, Value
from reporting.report_text import printed_form as words
from reporting.report_text.values import moment


def write_form(form: SignedForm, path: Path, *, as_of: datetime, digest: str) -> None:
    """Write the whole workbook to a local file. `as_of`: of a version the moment when it was made."""
    book = ReportBook(words.form_title(form), as_of)
    _about(book, form, as_of, digest)
    _activities(book, form)
    _money(book, form)
    _reserve(book, form)
    _support(book, form)
    book.save(path)


def _about(book: ReportBook, form: SignedForm, as_of: datetime, digest: str) -> None:
    sheet = book.table(gettext("About"), [(gettext("What"), 28), (gettext("Value"), 90)])
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
    for row in rows:
        sheet.add(*row)


def _activities(book: ReportBook, form: SignedForm) -> None:
    is_carried = any(line.came_from for line in form.lines())
    head = [
        (gettext("Area"), 34),
        (gettext("Code"), 14),
        (gettext("Activity"), 50),
        (pgettext("noun", "Type"), 22),
        (gettext("Targets"), 16),
        (gettext("Lead body"), 32),
        *([(gettext("Countries"), 28)] if form.place.is_regional else []),
        (gettext("First day"), 12),
        (gettext("Last day"), 12),
        (gettext("Secretariat funding, US$"), 16),
        (gettext("You") if form.shows_own else gettext("Partners"), 30),
        *([(gettext("Decision"), 14)] if form.is_approved else []),
        *([(gettext("Carried over from"), 18)] if is_carried else []),
    ]
    sheet = book.table(gettext("Activities"), head, fixed=3)
    for area in form.areas:
        for line in area.lines:
            row: list[Value] = [area.title, line.code, line.title, line.type, ", ".join(line.targets)]
            row.append(line.lead_body)
            if form.place.is_regional:
                row.append(", ".join(line.countries))
            row += [line.runs.starts, line.runs.ends]
            row.append(line.cost if line.is_asked else 0)
            row.append(words.supports_words(line, cents=False))
            if form.is_approved:
                row.append(words.decision_words(line))
            if is_carried:
                row.append(line.came_from)
            sheet.add(*row)


def _money(book: ReportBook, form: SignedForm) -> None:
    sheet = book.table(gettext("Money by source"), [(gettext("Source"), 50), (gettext("US$"), 18)])
    for source, amount in words.money_by_source(form):
        sheet.add(source, gettext("not shown") if amount is None else amount)
    if form.shows_amounts:
        total = asked_of_secretariat(form.lines()) + given_by_partners(form.lines())
        sheet.add(gettext("Total"), total, bold=True)


def _reserve(book: ReportBook, form: SignedForm) -> None:
    """A sheet only where its reader is told of a line in reserve."""
    if not form.reserve:
        return
    head = [
        (gettext("Code"), 14),
        (gettext("Activity"), 50),
        (gettext("Lead body"), 32),
        (gettext("US$"), 18),
    ]
    sheet = book.table(gettext("In reserve"), head)
    for line in form.reserve:
        sheet.add(line.code, line.title, line.lead_body, line.cost)


def _support(book: ReportBook, form: SignedForm) -> None:
    head = [
        (gettext("Code"), 14),
        (gettext("Technical need"), 60),
        (gettext("Support in kind"), 60),
        (gettext("Support from"), 40),
    ]
    sheet = book.table(gettext("Needs and support"), head)
    for row in words.technical_rows(form):
        sheet.add(*(cell or None for cell in row))
