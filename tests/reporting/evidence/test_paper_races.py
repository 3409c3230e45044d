"""Two people who add a paper to one meeting at the same moment: at most twenty, as the rule has it."""

from collections import Counter
from datetime import UTC, datetime
from functools import partial

import pytest

from commit_portal.refusals import RuleBroken
from reporting.evidence.actions import MOST, add_paper
from reporting.meetings.actions import add_meeting
from reporting.models import Meeting, MeetingPaper
from tests import cast, threads

NOW = datetime(2011, 6, 1, 9, 0, tzinfo=UTC)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_two_papers_for_the_last_place_leave_twenty_and_without_the_lock_more(
    monkeypatch, tmp_path, media, is_locked
):
    office, left = cast.make_world().seats["regional_office"], Counter[int]()
    som = add_meeting((("som", 8),), by=office, now=NOW)
    paper = {"meeting": som, "name": "x", "size": 1, "at": NOW, "by": office.user}
    MeetingPaper.objects.bulk_create(MeetingPaper(**paper) for _place in range(MOST - 1))
    (file := tmp_path / "minutes.pdf").write_bytes(b"%PDF")
    facts = {"kind": "pdf", "name": "minutes.pdf", "size": 4, "found": ()}
    if not is_locked:
        monkeypatch.setattr(type(Meeting.objects), "select_for_update", lambda rows, **_how: rows.all())

    def add(by) -> bool:
        try:
            add_paper(som, file, facts, what="minutes", by=by, now=NOW)
        except RuleBroken:
            return False
        return True

    for _round in range(30):
        threads.at_once(partial(add, office), partial(add, office))
        left[som.papers.count()] += 1
        som.papers.filter(name="minutes.pdf").delete()
    assert left == {MOST: 30} if is_locked else left[MOST + 1] > 0
