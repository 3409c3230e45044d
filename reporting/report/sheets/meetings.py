"""The sheets of the recommendations, and of the steps and meetings of the year."""

from datetime import date

from django.utils.translation import gettext, pgettext

from reporting.dataset.schema import Dataset
from reporting.dataset.targets import Addressee
from reporting.dataset.values import FollowUp
from reporting.report.worksheet_layout import Column, ColumnType, ReportTables, days_head, two_days
from reporting.report_text import values


def add_recommendations(book: ReportTables, dataset: Dataset, *, on: date) -> None:
    """The recommendations of the year and those followed up, a row for each addressee, as on a day."""
    head: list[Column] = [
        (gettext("Meeting"), 12),
        (gettext("Number"), 8, ColumnType.COUNT),
        (gettext("Recommendation"), 60),
        (gettext("About"), 20),
        (pgettext("last day", "Due"), 12, ColumnType.DAY),
        (gettext("Addressed to"), 24),
        (gettext("Status"), 14),
        (gettext("Follow-up"), 60),
    ]
    sheet = book.table(gettext("Recommendations"), head, fixed=2)
    for one in (*dataset.recommendations, *dataset.followed_up):
        about = (values.said(one.meeting), one.number, one.text, values.said(one.about), one.due_on)
        for asked in one.addressees or (Addressee(gettext("Nobody named"), FollowUp.OPEN),):
            state = values.follow_up_state(asked.result, one.due_on, on=on)
            words = str(values.FOLLOW_UP_WORDS[state])
            sheet.add(*about, values.addressee_name(asked.name), words, asked.follow_up)


def add_dates(book: ReportTables, dataset: Dataset, *, on: date) -> None:
    """The steps and the meetings of the year, planned and actual, and which steps run late on a day."""
    head: list[Column] = [
        (gettext("What"), 12),
        (gettext("Number"), 8, ColumnType.COUNT),
        (gettext("Name"), 40),
        *days_head(),
        (gettext("Planned place"), 26),
        (gettext("Actual place"), 26),
        (gettext("Source of the actual dates"), 28),
        (gettext("Difference"), 22),
    ]
    sheet = book.table(gettext("Dates"), head, fixed=3)
    for step, over in values.steps_and_whether_over(dataset):
        sheet.add(
            pgettext("noun", "Step"),
            step.number,
            values.step_name(step.number),
            *two_days(step.planned),
            *two_days(step.actual),
            "",
            "",
            values.basis_words(step.basis),
            values.difference(step.planned, step.actual, on=on, over=over),
        )
    for meeting in dataset.meetings:
        sheet.add(
            gettext("Meeting"),
            None,
            values.said(meeting.name),
            *two_days(meeting.planned),
            *two_days(meeting.actual),
            meeting.planned_place,
            meeting.actual_place,
        )
