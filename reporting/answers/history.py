"""What happened with a taskforce's answers: steps one by one, and what one person saved on one day as one row."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commit_portal.i18n.formatting import and_list
from commit_portal.i18n.messages import message
from commit_portal.sheets.merge import Content
from commit_portal.workflow.events import events_about_all
from commit_portal.workflow.views import Values
from reporting.answers.answer_actions import ANSWER
from reporting.answers.answer_content import content_from
from reporting.answers.answer_rows import content_words
from reporting.answers.area_page import row_of
from reporting.answers.sheet_data import SheetData
from reporting.models import AnswerHistory, CountryReview
from reporting.shared.years import HISTORY_LENGTH, audiences_for
from reporting.statuses import RowKind
from workplans.models import Partner, Seat
from workplans.presentation.timeline import trail

# Rows that save themselves leave an event each: so many are read for the rows that are shown.
EVENTS_READ = 500


def history_of(data: SheetData, seat: Seat, *, whole: bool = False) -> list[Values]:
    """All rounds of the taskforce's answers in this review, for who reads the sheet, newest first: three queries."""
    sheet = data.sheet
    rounds = CountryReview.objects.filter(review=sheet.review_id, taskforce=sheet.taskforce_id)
    audiences = audiences_for(seat, inside=True, taskforce=sheet.taskforce_id)
    rows: dict[object, Values] = {}
    for event in events_about_all(rounds).filter(audience__in=audiences)[:EVENTS_READ]:
        key = (event.by_id, timezone.localdate(event.at)) if event.verb == ANSWER else event.pk
        if key not in rows and len(rows) == HISTORY_LENGTH and not whole:
            break
        row = rows.setdefault(key, {**trail([event])[0], "places": {}})
        row["since"] = event.at
    saved = AnswerHistory.objects.filter(sheet__in=rounds)
    for change in saved.filter(at__gte=min(row["since"] for row in rows.values())) if rows else ():
        if found := rows.get((change.by_id, timezone.localdate(change.at))):
            found["places"].setdefault(change.place, {}).update(change.after)
    names: dict[int | None, str] = {one.pk: str(one) for one in Partner.objects.all()}
    return [row | (_saved(data, row["places"], names) if row["places"] else {}) for row in rows.values()]


def _saved(data: SheetData, places: Mapping[str, Content], names: Mapping[int | None, str]) -> Values:
    """What one person saved on one day: how many answers of which areas, and the values that they ended with."""
    asked = {row.name: row for row in data.rows}
    shown = {place: asked[row_of(place)] for place in places if row_of(place) in asked}
    numbers = sorted({row.about.area.position for row in shown.values()})
    areas = ngettext("Area %(areas)s", "Areas %(areas)s", len(numbers))
    spent = all(place.startswith(RowKind.SPENDING) for place in places)
    saved = [
        f"{row.slug}: {content_words(RowKind(place[0]), content_from(places[place]), names) or _('nothing')}"
        for place, row in shown.items()
    ]
    return {
        "said": message("answers.spending_entered" if spent else "answers.saved", count=len(places)),
        "note": areas % {"areas": and_list(map(str, numbers))} if numbers else "",
        "saved": sorted(saved),
    }
