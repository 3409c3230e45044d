"""The answer that an address of evidence names."""

from dataclasses import dataclass

from reporting.models import CountryReview
from reporting.reviews.answer_rows import texts_today
from reporting.reviews.queries import activities_under_review, targets_asked_of
from reporting.statuses import RowKind
from spa.models import Target
from workplans.models import Activity


@dataclass(frozen=True)
class AnswerShown:
    """The answer of a sheet that evidence is for: an activity ("003") or a target ("1.T1"). `place` is its row's name."""

    sheet: CountryReview
    slug: str
    title: str
    code: str
    place: str
    activity: Activity | None = None
    target: Target | None = None


def answer_shown(sheet: CountryReview, slug: str) -> AnswerShown | None:
    """The answer of this name; None where the sheet asks nothing of that name."""
    for line in activities_under_review(sheet).select_related("activity"):
        if line.short_code == slug:
            place = RowKind.ACTIVITY.of(line.activity_id)
            return AnswerShown(sheet, slug, line.title, line.code, place, activity=line.activity)
    for target in targets_asked_of(sheet):
        if target.code == slug:
            title, place = texts_today(sheet).of(target), RowKind.TARGET.of(target.pk)
            return AnswerShown(sheet, slug, title, target.code, place, target=target)
    return None
