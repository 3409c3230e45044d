"""Comments on the answers of a review: beside each answer, and on a page of their own."""

from uuid import uuid4

import pytest

from tests import cast
from workplans.consultation.actions.openings import open_draft
from workplans.models import Comment
from workplans.statuses import TalkAudience

SHEET = "/2011/reviews/mid-year/kh/"


@pytest.mark.parametrize("answer", ["001", "1.T1"])
def test_a_thread_on_an_answer_is_counted_beside_it_for_its_readers(
    kh_sheet, answer, kh_officer, kh_member, kh_desk, officer, client_of
):
    address = f"{SHEET}comments/{answer}/"
    assert (
        f"Comments: Mid-year review: {answer if 'T' in answer else 'KH-2011-001'}</h1>"
        in officer.get(address).text
    )
    assert f'href="{address}"' in officer.get(SHEET, follow=True).text
    assert "open thread" not in officer.get(SHEET, follow=True).text

    typed = {"about": "Days", "text": "When did it end?", "made_with": uuid4()}
    posted = officer.post(f"{address}new/?to=both", typed, follow=True)

    assert "Your comment is posted." in posted.text
    assert "When did it end?" in posted.text
    thread = Comment.objects.get()
    assert (thread.stage, thread.audience) == ("mid-year", TalkAudience.BOTH)
    for reader in (kh_officer, kh_member):
        assert client_of(reader).get(SHEET, follow=True).text.count("1 open thread") == 1
    assert "When did it end?" in client_of(kh_desk).get(address).text
    # It hangs on the answer, not on the line.
    assert "When did it end?" not in officer.get("/2011/kh/001/").text


def test_no_partner_is_among_the_readers_of_an_answer(kh_sheet, kh_lead, ilo, officer):
    open_draft(kh_lead.taskforce.workplans.get(), ilo.partner, cast.LATER, by=kh_lead, now=cast.NOW)
    assert "ILO" not in officer.get(f"{SHEET}comments/001/new/").text
    assert "ILO" in officer.get("/2011/kh/001/comments/new/").text
