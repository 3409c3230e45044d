"""Security keys, in a real browser with a device that signs as a real one does."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from tests import browsing, cast, mails
from tests.commit_portal.accounts.test_second_factor import FACTORS, with_password
from workplans.models import Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]

USE, REFUSED = "Use your security key", "The portal did not accept this security key."
NEW, CODES = f"{FACTORS}keys/new/", f"{FACTORS}codes/"
# It is touched whenever it asks, and holds a key for each account.
DEVICE = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
ASK_FOR_ANOTHER = """key => {
    const data = document.getElementById("key-data");
    data.textContent = data.textContent.replace(/("allowCredentials".*?"id": ")[^"]+/, `$1${key}`);
}"""
ANSWER = "(key, text) => { key.value = text; key.form.submit() }"


def press(page: Page, button: str, address: str) -> None:
    page.get_by_role("button", name=button).click()
    page.wait_for_url(address)


def sign_in_anew(page: Page, seat: Seat, address: str) -> None:
    seat.user.set_password(cast.PASSWORD)
    seat.user.save()
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(seat.user.email)
    page.get_by_label("Password").fill(cast.PASSWORD)
    press(page, "Sign in", address)


def open_new_key(page: Page, seat: Seat) -> None:
    sign_in_anew(page, seat, "/")
    page.goto(NEW)
    page.get_by_label("Password").fill(cast.PASSWORD)
    press(page, "Confirm", NEW)


@pytest.mark.asvs("V6.3.7 V7.4.3 V7.5.1 V7.5.3 V16.3.1 B56")
def test_key_is_added_asked_for_and_removed_and_another_one_opens_nothing(
    visit, kh_lead, regional_office, settings, caplog
):
    page = visit()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    open_new_key(page, kh_lead)
    press(page, "Add the key", CODES)
    other = Authenticator.objects.get(type="webauthn").data["credential"]["rawId"]
    open_new_key(page, regional_office)
    elsewhere = with_password(regional_office.user.email)
    press(page, "Add the key", CODES)
    assert elsewhere.get(FACTORS).status_code == 302

    sign_in_anew(page, regional_office, f"{FACTORS}sign-in/")
    assert browsing.barriers(page, browsing.DESKTOP_AND_PHONE) == []
    page.evaluate(ASK_FOR_ANOTHER, other)
    page.get_by_role("button", name=USE).click()
    page.get_by_text(REFUSED).wait_for()
    with page.expect_navigation():
        page.locator("#id_credential").evaluate(ANSWER, '{"id": "x"}')
    assert [row.getMessage() for row in caplog.records].count("Wrong second factor") == 2
    # The negative control: the own key, of the same device.
    press(page, USE, "/")

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    page.goto("/people/invite/")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    press(page, USE, "/people/invite/")
    page.goto(FACTORS)
    page.get_by_role("link", name="Remove Key 1").click()
    press(page, "Remove the key", FACTORS)
    assert not Authenticator.objects.filter(user=regional_office.user).exists()
    assert [mail.body.split()[4] for mail in mails.sent()] == ["added", "added", "removed"]


def test_page_says_what_to_do_without_javascript(visit, kh_lead):
    plain = visit(java_script_enabled=False)
    open_new_key(plain, kh_lead)

    expect(plain.locator("noscript p")).to_be_visible()
    expect(plain.get_by_role("button", name="Add the key")).to_have_count(0)
