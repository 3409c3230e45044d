"""The printed chapter of the recommendations and the meetings."""

from datetime import date

from django.utils.translation import gettext

from reporting.dataset.schema import Dataset
from reporting.report.cells import breakable, recommendation_row
from reporting.report.numbering import Contents
from reporting.report_text import values
from reporting.report_text.year import met_in, not_held, step_planned_otherwise


def meeting_chapter(dataset: Dataset, contents: Contents, *, on: date) -> dict[str, object]:
    """The recommendations of the year, the follow-up of earlier ones, and the meetings."""
    numbers = contents.chapter(gettext("Recommendations and meetings"), "meeting")
    step = step_planned_otherwise(dataset)
    made, followed = dataset.recommendations, dataset.followed_up
    of, before = (values.said(rows[0].meeting) if rows else "" for rows in (made, followed))
    return {
        "heading": numbers.heading,
        "short": not (made or followed or dataset.meetings),
        "met": met_in(dataset),
        "not_held": not_held(dataset),
        "before": before,
        "step": step and {"number": step.number, "days": values.days(step.planned)},
        "meetings_caption": numbers.table_of(
            dataset.meetings, gettext("Meetings of the year, planned and held")
        ),
        "meetings": [
            {
                "name": breakable(values.said(meeting.name)),
                "planned": values.days(meeting.planned) or values.no_dates(over=bool(meeting.actual)),
                "planned_place": breakable(meeting.planned_place),
                "actual": values.days(meeting.actual) or gettext("not held yet"),
                "actual_place": breakable(meeting.actual_place),
            }
            for meeting in dataset.meetings
        ],
        "caption": numbers.table_of(made, gettext("Recommendations of %(meeting)s") % {"meeting": of}),
        "made": [recommendation_row(one, on=on) for one in made],
        "followed_caption": numbers.table_of(
            followed, gettext("Recommendations of %(meeting)s, followed up") % {"meeting": before}
        ),
        "followed": [recommendation_row(one, on=on) for one in followed],
    }
