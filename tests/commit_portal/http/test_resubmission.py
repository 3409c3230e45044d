"""What is typed is not lost when the session ends, and nobody is asked to confirm what a stranger wrote."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from commit_portal.http.resubmission import too_busy
from commit_portal.models import User
from reporting.models import ActivityProgress
from reporting.reviews.actions import open_review
from reporting.statuses import ReviewStage
from tests import cast
from tests.sent_forms import content_form, sent_by
from workplans.models import Seat, Workplan

HERE = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}
PASSWORD = "a-long-password-for-tests"
NEEDS = "Rooms & <b>trainers</b>\nបន្ទប់"


def browser(seat: Seat) -> Client:
    """A browser whose safety token counts, signed in through the door."""
    client = Client(enforce_csrf_checks=True)
    seat.user.set_password(PASSWORD)
    seat.user.save()
    sign_in(client, seat.user)
    return client


def sign_in(client: Client, user: User) -> None:
    token = token_of(client.get("/accounts/login/"))
    answer = client.post(
        "/accounts/login/",
        {"login": user.email, "password": PASSWORD, "csrfmiddlewaretoken": token},
        **HERE,
    )
    assert answer.status_code == 302


def token_of(page: Any) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]


def sign_out(client: Client) -> None:
    client.cookies.pop(next(name for name in client.cookies if name.startswith("session")))


@pytest.fixture
def needs(kh_plan: Workplan) -> str:
    return reverse("workplan_needs", args=[2011, "kh"])


def typed_into(page: Any, plan: Workplan) -> dict[str, str]:
    return {"csrfmiddlewaretoken": token_of(page), "row_version": str(plan.row_version), "needs": NEEDS}


def test_a_form_sent_after_the_session_ended_is_saved_after_signing_in(kh_officer, kh_plan, needs):
    client = browser(kh_officer)
    sent = typed_into(client.get(needs), kh_plan)
    sign_out(client)

    stopped = client.post(needs, sent, **HERE)

    page = stopped.text
    assert stopped.status_code == 403
    assert stopped["Cache-Control"] == "no-store, private"
    assert "You were signed out, so your text is not saved" in page
    assert "Rooms &amp; &lt;b&gt;trainers&lt;/b&gt;<br>បន្ទប់" in page
    assert "<b>trainers" not in page
    # In another tab.
    sign_in(client, kh_officer.user)
    shown = content_form(page)
    again = client.post(shown.address, shown.fields, **HERE)
    assert again.status_code == 403
    assert "Your text is not saved yet" in again.text
    kh_plan.refresh_from_db()
    assert kh_plan.needs == ""
    shown = content_form(again.text)
    assert client.post(shown.address, shown.fields, **HERE).status_code == 302
    kh_plan.refresh_from_db()
    assert kh_plan.needs.replace("\r\n", "\n") == NEEDS


def test_a_form_older_than_the_last_sign_in_is_sent_again_by_hand(kh_officer, kh_plan, needs):
    client = browser(kh_officer)
    sent = typed_into(client.get(needs), kh_plan)
    sign_out(client)
    sign_in(client, kh_officer.user)

    stopped = client.post(needs, sent, **HERE)

    assert stopped.status_code == 403
    page = stopped.text
    assert "You cannot open this page" not in page
    assert "Your text is not saved yet" in page
    shown = content_form(page)
    assert shown.address == needs
    assert client.post(needs, shown.fields, **HERE).status_code == 302
    kh_plan.refresh_from_db()
    assert kh_plan.needs == NEEDS


def test_without_any_cookie_left_the_typing_is_still_there(kh_officer, kh_plan, needs):
    client = browser(kh_officer)
    sent = typed_into(client.get(needs), kh_plan)
    client.cookies.clear()

    page = client.post(needs, sent, **HERE).text

    assert "You were signed out, so your text is not saved" in page
    assert content_form(page).fields["needs"] == [NEEDS]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver:8001"},
        {"HTTP_REFERER": "http://testserver.elsewhere.example/2011/kh/needs/"},
    ],
    ids=lambda headers: " ".join(headers.values()) or "nothing said",
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_what_may_come_from_elsewhere_is_refused_and_not_shown(kh_officer, needs, headers, is_signed_in):
    client = browser(kh_officer)
    if not is_signed_in:
        sign_out(client)

    stopped = client.post(needs, {"needs": "A stranger's words", "row_version": "1"}, **headers)

    assert stopped.status_code == 403
    page = stopped.text
    assert "stranger" not in page
    assert content_form(page).fields == {}
    assert "Load the page again" in page


def test_a_referer_from_here_is_enough_for_an_old_browser(kh_officer, needs):
    client = browser(kh_officer)
    page = client.post(needs, {"needs": "Rooms"}, HTTP_REFERER=f"http://testserver{needs}").text
    assert content_form(page).fields["needs"] == ["Rooms"]


def test_a_password_never_comes_back(kh_officer):
    client = browser(kh_officer)
    sent = {"oldpassword": PASSWORD, "password1": "another-long-one", "password2": "another-long-one"}

    stale = client.post(reverse("account_change_password"), sent, **HERE)
    at_the_door = client.post("/accounts/login/", {"login": "a@b.example", "password": PASSWORD}, **HERE)

    for stopped in (stale, at_the_door):
        page = stopped.text
        assert stopped.status_code == 403
        assert "long" not in page
        assert "a@b.example" not in page
        assert "Load the page again" in page
        assert "signed out" not in page


def test_a_file_does_not_come_back_and_has_to_be_chosen_again(kh_officer, kh_plan):
    client = browser(kh_officer)
    upload = SimpleUploadedFile("<b>plan</b>.csv", b"Code,Secret title")
    address = reverse("workplan_import", args=[2011, "kh"])

    page = client.post(address, {"file": upload, "rows": ""}, **HERE).text

    assert "Choose the file again." in page
    assert "Secret title" not in page
    assert "plan</b>" not in page
    assert content_form(page).fields == {}


def test_a_button_without_fields_asks_to_be_pressed_again(kh_officer):
    client = browser(kh_officer)

    page = client.post(reverse("account_logout"), {}, **HERE).text

    assert "Nothing is changed yet" in page
    shown = content_form(page)
    assert client.post(shown.address, shown.fields, **HERE).status_code == 302
    assert client.get("/").status_code == 302


def test_the_words_of_an_activity_are_readable_and_its_keys_are_not_shown(kh_officer, line):
    client = browser(kh_officer)
    address = reverse("activity_edit", args=[2011, "kh", line.number])
    sent = {
        "title": "Training of judges",
        "area": str(line.area_id),
        "targets": ["7001", "7002"],
        "funding": "counted",
        "secretariat_cost": "8,000",
        "starts_on": "1 Mar 2011",
        "row_version": "1",
    }
    sign_out(client)

    page = client.post(address, {**sent, "csrfmiddlewaretoken": ""}, **HERE).text

    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    assert dict(found) == {
        "Title": "Training of judges",
        "Area": "1 chosen",
        "Targets of the activity": "2 chosen",
        "Kind of funding": "Ask the Secretariat to pay",
        "Secretariat funding": "8,000",
        "Starts on": "1 Mar 2011",
    }
    assert content_form(page).fields["targets"] == ["7001", "7002"]


def test_a_review_sheet_comes_back_row_by_row(world, kh_officer, kh_plan):
    lines = [cast.complete_line(kh_plan, secretariat_cost=Decimal(100)) for _ in range(2)]
    cast.approved(kh_plan)
    open_review(world.cycle, ReviewStage.MID_YEAR, by=world.seats["regional_office"], now=cast.NOW)
    client = browser(kh_officer)
    address = reverse("review_area", args=[2011, "mid-year", "kh", 1])
    page = client.get(address).text
    one, two = (f"a{line.pk}" for line in lines)
    typed = {f"{one}-narrative": "Held in May", f"{two}-narrative": "Not yet"}
    # Of the radios of a status none but "Not reported" is chosen.
    sent = {f"{one}-status": "under_way"} | {
        name: words for name, words in (sent_by(page) | typed).items() if not name.endswith("-status")
    }
    sign_out(client)

    stopped = client.post(address, sent, **HERE).text

    assert re.findall(r"<h2>(.*?)</h2>", stopped[stopped.index('class="content"') :]) == ["Row 1", "Row 2"]
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", stopped) == [
        ("Status", "Under way"),
        ("What happened", "Held in May"),
        ("What happened", "Not yet"),
    ]
    # Who may not read the plan learns no code of it; a page for a seat names the rows.
    request = RequestFactory().post(address, sent, **HERE)
    request.seat, request.user, request.session = kh_officer, kh_officer.user, {}
    named = too_busy(request).text
    codes = [line.short_code for line in lines]
    assert re.findall(r"<h2>(.*?)</h2>", named[named.index('class="content"') :]) == codes
    sign_in(client, kh_officer.user)
    again = content_form(client.post(address, content_form(stopped).fields, **HERE).text)
    assert client.post(again.address, again.fields, **HERE).status_code == 302
    assert sorted(ActivityProgress.objects.values_list("narrative", flat=True)) == ["Held in May", "Not yet"]


@pytest.mark.parametrize(("key", "said"), [("", "Area 1. Policy"), ("9" * 40, "1 chosen")])
def test_a_busy_page_says_what_was_chosen(kh_officer, kh_plan, settings, client_of, key, said):
    settings.ROOT_URLCONF = "tests.failing_urls"
    area = kh_plan.cycle.plan.areas.get(code="1")
    targets = [str(target.pk) for target in area.targets.all()]
    sent = {"area": key or str(area.pk), "targets": targets, "title": "Training"}

    page = client_of(kh_officer).post("/waits/", sent).text

    found = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert found["Area"] == said
    assert found["Targets of the activity"].split("<br>") == [str(target) for target in area.targets.all()]
    assert found["Title"] == "Training"
    # Whoever has no seat learns nothing of what a key means.
    Seat.objects.filter(pk=kh_officer.pk).update(ends_on=date(2010, 1, 1))
    assert "1 chosen" in client_of(kh_officer).post("/waits/", sent).text
