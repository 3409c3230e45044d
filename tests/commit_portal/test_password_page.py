"""The password page: reached from the frame, in the portal's words, and left for good once it is done."""

import pytest

from tests.cast import PASSWORD, signed_in

pytestmark = pytest.mark.asvs("V6.2.2 V6.2.3 V6.2.6 V6.2.7 V7.4.4")

CHANGE = "/accounts/password/change/"
NEW = "another-long-password-for-tests"


@pytest.fixture
def client(kh_officer):
    user = kh_officer.user
    user.set_password(PASSWORD)
    user.save()
    return signed_in(user)


def test_the_frame_of_every_page_leads_to_the_account_and_from_there_to_the_password(client):
    assert 'href="/account/">Your account</a>' in client.get("/").text
    assert f'href="{CHANGE}">Change your password</a>' in client.get("/account/").text


def test_a_changed_password_leads_to_the_door_and_from_there_home(client, kh_officer):
    changed = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert changed.url == "/accounts/login/"
    changed = client.get("/accounts/login/")
    assert "Your password is changed. Sign in with the new one." in changed.text
    assert 'name="next"' not in changed.text

    signed_in = client.post("/accounts/login/", {"login": kh_officer.user.email, "password": NEW})

    assert signed_in.url == "/"


def test_two_passwords_that_differ_are_said_at_the_second(client):
    response = client.post(
        CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": f"{NEW}x"}, follow=True
    )

    text = response.text
    assert response.context["form"].errors == {
        "password2": ["The two new passwords differ. Type the same one in both fields."]
    }
    assert "<title>Error:" in text
    assert 'href="#id_password2"' in text
    assert ">Current password" in text
    assert "Your text is still here" not in text


def test_a_wrong_current_password_is_said_at_its_field(client):
    page = client.get(CHANGE).text
    counts = [page.count(said) for said in ('type="password"', 'autocomplete="new-password"', "onpaste")]
    assert counts == [3, 2, 0]
    assert 'action="/accounts/logout/"' in page
    response = client.post(CHANGE, {"oldpassword": "no", "password1": NEW, "password2": NEW})

    assert response.context["form"].errors == {
        "oldpassword": ["This is not your current password. Type it again."]
    }
