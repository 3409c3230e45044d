"""What search finds of an activity is what the page of that activity shows, for every seat of the office."""

from datetime import date

import pytest

from reporting.search import activity_search
from reporting.search.name_search import names_found
from reporting.search.queries import plans_known
from tests.authz_matrix import APPROVED, undone
from workplans.models import Activity, Release, Seat
from workplans.plan.visibility import activities_visible_to, lines_visible_to
from workplans.statuses import RELEASE_AUDIENCES, VersionKind

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.mark.parametrize("released", [False, True])
def test_search_finds_the_lines_that_their_pages_show(office, released):
    with undone():
        version = office.plan(APPROVED).of_record
        for audience in RELEASE_AUDIENCES if released else ():
            by = office.world.seats["kh_lead"].user
            Release.objects.create(version=version, audience=audience, at="2013-02-02T00:00Z", by=by)
        for name, seat in office.world.seats.items():
            names = names_found(seat, ["20"], on=date(2013, 2, 2))
            found = activity_search.lines_found(seat, ["20"], names, plans_known(seat), most=1000)
            assert sorted((line.code, line.is_withdrawn) for line in found) == _shown(seat), name


@pytest.mark.parametrize("most", [1, 2, 1000])
def test_the_newest_lines_are_found_however_few_versions_are_read_first(office, monkeypatch, most):
    """The older versions are left out only where the newest have enough lines."""
    words = ["20"]
    with undone():
        for name, seat in office.world.seats.items():
            names, plans = names_found(seat, words, on=date(2013, 2, 2)), plans_known(seat)
            every_part = []
            for part in (1, 2, 1000):
                monkeypatch.setattr(activity_search, "PART_READ_FIRST", part)
                every_part.append(activity_search.lines_found(seat, words, names, plans, most=most))
            assert every_part[0] == every_part[1] == every_part[2], name
            all_of_them = activity_search.lines_found(seat, words, names, plans, most=1000)
            assert every_part[0] == all_of_them[:most], name


def _shown(seat: Seat) -> list[tuple[str, bool]]:
    """As workplans/pages/activity.py looks for the line of a page."""
    shown = []
    for line in Activity.objects.order_by("code"):
        read = activities_visible_to(seat).filter(pk=line.pk).first()
        frozen = lines_visible_to(seat).filter(activity=line, version__kind=VersionKind.OF_RECORD)
        read = read or frozen.order_by("-version__number").first()
        if read is not None:
            shown.append((read.code, read.is_withdrawn))
    return shown
