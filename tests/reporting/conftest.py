"""Cambodia's answers of the mid-year review, open, with one approved activity."""

import pytest

from reporting.editions.tasks import render_edition
from reporting.printed.tasks import render_printed_form
from reporting.reviews.actions import open_review
from tests import cast
from tests.answers import NOW, answer_sheet
from tests.replayed import replayed
from workplans.consultation.actions.openings import open_draft


@pytest.fixture
@replayed
def kh_line(kh_plan, kh_officer, kh_lead, kh_desk):
    line = cast.complete_line(kh_plan, by=kh_officer)
    cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)
    return line


@pytest.fixture
@replayed
def review(cycle, kh_line, regional_office):
    return open_review(cycle, "mid-year", by=regional_office, now=NOW)


@pytest.fixture
def kh_sheet(review):
    return review.sheets.get(taskforce__slug="kh")


@pytest.fixture
def answered(kh_sheet, kh_line, target, kh_officer):
    """Saves answers on Cambodia's activity and on the first target, by the officer unless another is given."""

    def saved(on_activity=None, on_target=None, *, by=kh_officer, **more):
        activities = {} if on_activity is None else {kh_line.pk: on_activity}
        targets = {} if on_target is None else {target.pk: on_target}
        return answer_sheet(kh_sheet, activities=activities, targets=targets, by=by, now=NOW, **more)

    return saved


@pytest.fixture
def opening(kh_plan, line, kh_lead, ilo):
    return open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=cast.NOW)


@pytest.fixture
def rung(monkeypatch):
    """The doorbells of editions and forms that reached the broker."""
    found = []
    for task in (render_edition, render_printed_form):
        monkeypatch.setattr(task, "apply_async", lambda args, **_options: found.extend(args))
    return found
