"""Two versions beside each other, and a version beside the draft."""

from decimal import Decimal

import pytest

from tests import cast
from tests.replayed import replayed
from tests.workplans.drafting.test_pages import client_of, page
from tests.workplans.submitting.test_amendment_views import change
from workplans.drafting.actions import add_activity, withdraw_activity
from workplans.models import Activity
from workplans.statuses import Audience, Funding
from workplans.submitting.actions import amend_workplan

COMPARED = "/2011/kh/versions/2/4/"


@pytest.fixture
@replayed
def world(db):
    """Versions 1 and 2 of two lines and one in reserve; 3 and 4 of an amendment that changes, adds and withdraws."""
    made = cast.make_world()
    seats, plan = made.seats, made.workplan("kh")
    cast.complete_line(plan, by=seats["kh_officer"], title="Workshop", secretariat_cost=Decimal(4_500))
    cast.complete_line(plan, by=seats["kh_officer"], title="Study", secretariat_cost=Decimal(1_000))
    cast.complete_line(plan, by=seats["kh_officer"], title="Shelved", funding=Funding.RESERVE)
    plan = cast.approved(plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    amend_workplan(plan, note="Wider.", by=seats["kh_lead"], now=cast.NOW)
    first, second = plan.activities.filter(number__in=(1, 2)).order_by("number")
    change(first, seats["kh_officer"], secretariat_cost=Decimal(5_750))
    withdraw_activity(second, by=seats["kh_officer"], now=cast.NOW)
    draft = cast.complete_draft(made.plan, title="Course", secretariat_cost=Decimal(300))
    add_activity(made.workplan("kh"), draft, by=seats["kh_officer"], now=cast.NOW)
    cast.approved(made.workplan("kh"), lead=seats["kh_lead"], desk=seats["kh_desk"])
    return made


def test_the_sums_come_first_and_the_lines_say_what_changed_by_field(world):
    text = page(world.seats["kh_lead"], COMPARED)

    assert "Cambodia 2011: versions 2 and 4" in text
    assert "550 more" in text
    assert text.index("Totals") < text.index("Activities")
    assert "<del>" not in text[: text.index("Activities")]
    assert "US$4,500" in text
    assert "<ins>US$5,750</ins>" in text
    assert "US$1,250 more." in text
    assert "New in version 4" in text
    assert "Withdrawn in version 4" in text
    assert "Changed: 1. New: 1. Removed: 1. The same: 0." in text


def test_the_lines_are_filtered_by_an_address_that_says_so(world):
    changed = page(world.seats["kh_lead"], f"{COMPARED}?show=changed&area=1")
    nobody = page(world.seats["kh_lead"], f"{COMPARED}?show=same&area=9")

    assert "Showing 1 of 3 activities." in changed
    assert "Show: Changed activities" in changed
    assert '<option value="changed" selected>' in changed
    assert "Workshop" in changed
    assert "New in version 4" not in changed
    # The sums and the counts are those of the whole plan.
    assert "Changed: 1. New: 1. Removed: 1. The same: 0." in changed
    assert "550 more" in changed
    assert "“same” is no choice under “Show” in this list, so the filter does not use it." in nobody
    assert "“9” is no choice under “Area” in this list, so the filter does not use it." in nobody
    assert "Withdrawn in version 4" in nobody


def test_a_line_in_reserve_of_a_submitted_version_is_not_in_the_approved_one(world):
    text, same = (
        page(world.seats["kh_lead"], f"/2011/kh/versions/1/2/{show}") for show in ("", "?show=same")
    )

    assert "Not in version 2" in text
    assert "2 activities are the same" in text
    assert "1,000 less" in text
    # Those that are the same are named where they are asked for.
    assert '<details class="more same-lines" open>' in same
    assert "Not in version 2" not in same


def test_the_digest_is_shown_in_eight_characters(world):
    digest = world.workplan("kh").versions.get(number=2).digest

    text = page(world.seats["kh_lead"], COMPARED)

    assert f"<code>{digest[:4]} {digest[4:8]}</code>" in text
    assert digest[:9] not in text


def test_the_selects_lead_to_an_address_that_can_be_sent(lead):

    chosen = lead.get("/2011/kh/versions/", {"from": "2", "to": "4"})
    filtered = lead.get("/2011/kh/versions/?from=2&to=4&show=new&area=")
    unchosen = lead.get("/2011/kh/versions/")
    unknown = lead.get("/2011/kh/versions/?from=" + "9" * 40 + "&to=%ED%A0%80")

    assert (chosen["Location"], filtered["Location"]) == (COMPARED, f"{COMPARED}?show=new")
    assert unchosen["Location"] == unknown["Location"] == "/2011/kh/versions/3/4/"


def test_the_draft_stands_beside_a_version_for_its_readers_only(world, seats, secretariat):
    amend_workplan(world.workplan("kh"), note="Again.", by=seats["kh_lead"], now=cast.NOW)
    change(Activity.objects.get(title="Course"), seats["kh_officer"], title="Course for trainers")

    text = page(seats["kh_member"], "/2011/kh/versions/4/draft/")

    assert "<ins>Course for trainers</ins>" in text
    assert secretariat.get("/2011/kh/versions/4/draft/").status_code == 404
    assert client_of(seats["lao_lead"]).get("/2011/kh/versions/4/draft/").status_code == 404


def test_a_reader_outside_compares_only_what_is_released_to_it(world, kh_plan):
    cast.released(kh_plan, Audience.TASKFORCES)

    found = {
        (first, second): client_of(world.seats["lao_lead"]).get(f"/2011/kh/versions/{first}/{second}/")
        for first, second in ((1, 4), (3, 4), (2, 4), (4, 4))
    }

    assert {pair: answer.status_code for pair, answer in found.items()} == {
        (1, 4): 404,
        (3, 4): 404,
        (2, 4): 404,
        (4, 4): 200,
    }
    text = found[4, 4].text
    assert "You chose the same version twice." in text
    assert "Shelved" not in text
    assert "never decided" not in text


def test_the_desk_of_another_country_compares_approved_versions_without_rounds(world):
    client = client_of(world.seats["lao_desk"])

    text = client.get(COMPARED).text

    assert "550 more" in text
    assert "round" not in text
    assert "Replaced by version" not in text
    assert client.get("/2011/kh/versions/1/2/").status_code == 404


def test_the_version_and_the_history_lead_to_the_comparison(world, kh_lead):
    assert "/2011/kh/versions/3/4/" in page(kh_lead, "/2011/kh/versions/4/")
    assert "/2011/kh/versions/4/draft/" not in page(kh_lead, "/2011/kh/versions/4/")
    amend_workplan(world.workplan("kh"), note="Again.", by=kh_lead, now=cast.NOW)
    assert "/2011/kh/versions/4/draft/" in page(kh_lead, "/2011/kh/versions/4/")
    assert '<a href="/2011/kh/versions/">Compare two versions</a>' in page(kh_lead, "/2011/kh/history/")
