"""A second factor: set up by its owner, asked for at sign-in, and never readable in a copy of the database."""

import inspect
import math
import secrets
import time

import pytest
import time_machine
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from cryptography.fernet import InvalidToken
from django.test import Client
from django.utils.crypto import get_random_string

from commit_portal.accounts.sessions import SessionStore
from commit_portal.mail.outbox import new_stop_key
from tests.commit_portal.test_signing_in import EMAIL, LOGIN, PASSWORD, cache_server, officer

pytestmark = pytest.mark.asvs(
    "V6.2.8 V6.5.1 V6.5.3 V6.5.4 V7.2.3 V7.4.3 V7.5.1 V11.2.1 V11.2.2 V11.2.3 V11.3.1 V11.3.2 V11.3.3 V11.5.1 B56"
)

__all__ = ["cache_server", "officer"]

FACTORS, CODE = "/accounts/factors/", "/accounts/factors/sign-in/"
WRONG = "This code is wrong. Type the newest code of your app, or a recovery code that you have not used."


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_password(email: str = EMAIL) -> Client:
    browser = Client()
    assert browser.post(LOGIN, {"login": email, "password": PASSWORD}).status_code == 302
    return browser


def set_up(browser: Client) -> str:
    """Set up an app by its pages; the key that they give it."""
    confirm = browser.get(f"{FACTORS}app/").url
    assert browser.post(confirm, {"password": PASSWORD}).url == f"{FACTORS}app/"
    page = browser.get(f"{FACTORS}app/")
    secret = page.context["form"].secret
    assert f"<code>{secret}</code>" in page.text
    assert browser.post(f"{FACTORS}app/", {"code": code_of(secret)}).url == f"{FACTORS}codes/"
    return secret


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_redis", [True, False])
def test_app_is_asked_for_at_sign_in_and_its_code_works_once(officer, request, has_redis):
    if has_redis:
        request.getfixturevalue("cache_server")
    # At the beginning of a half minute, so that its code stays the same.
    clock = time_machine.travel(time.time() // 30 * 30 + 1)
    request.addfinalizer(clock.stop)
    clock.start()
    secret = set_up(with_password())

    browser, other = with_password(), with_password()
    assert browser.get("/account/").url.startswith(LOGIN)
    assert WRONG in browser.post(CODE, {"code": "000000"}).text
    # The code that set the app up is no other one.
    assert WRONG in browser.post(CODE, {"code": code_of(secret)}).text
    code = code_of(secret, steps=1)
    assert browser.post(CODE, {"code": code}).url == "/"
    assert browser.get("/account/").status_code == 200
    assert WRONG in other.post(CODE, {"code": code}).text
    # A slow telephone may show it half a minute longer; the library remembers it for as long, and in the cache alone.
    with time_machine.travel(time.time() + 31, tick=False):
        assert WRONG in other.post(CODE, {"code": f" {code} "}).text
        assert other.post(CODE, {"code": code_of(secret, steps=1)}).url == "/"
    assert WRONG in with_password().post(CODE, {"code": code_of(secret, steps=-3)}).text


def test_a_code_that_was_used_counts_as_a_wrong_one(officer):
    secret = set_up(with_password())
    code = code_of(secret, steps=1)
    with_password().post(CODE, {"code": code})
    with time_machine.travel(time.time() + 31):
        guesses = [with_password().post(CODE, {"code": one}).text for one in ("0", "1", code, "2", "3", "4")]
    assert WRONG in guesses[-2]
    assert "Too many wrong codes." in guesses[-1]


def test_page_that_sets_an_app_up_says_what_to_do_after_many_wrong_codes(officer):
    browser = with_password()
    browser.post(browser.get(f"{FACTORS}app/").url, {"password": PASSWORD})

    said = [browser.post(f"{FACTORS}app/", {"code": "000000"}).text for _ in range(6)]

    assert "This code is wrong. Type the newest code of your app." in said[0]
    assert "Too many wrong codes. Wait five minutes, then type the newest code of your app." in said[-1]


@pytest.mark.django_db(transaction=True)
def test_sessions_of_a_password_alone_end_where_an_app_is_set_up(officer, cache_server):
    here, elsewhere = with_password(), with_password()
    assert elsewhere.get("/account/").status_code == 200

    set_up(here)

    assert elsewhere.get("/account/").url.startswith(LOGIN)
    assert here.get("/account/").status_code == 200
    assert [record["method"] for record in here.session["account_authentication_methods"]][-1] == "mfa"


def test_recovery_code_signs_in_once(officer):
    first = with_password()
    set_up(first)
    code = first.get(f"{FACTORS}codes/").context["unused_codes"][0]

    assert with_password().post(CODE, {"code": code}).status_code == 302
    assert WRONG in with_password().post(CODE, {"code": code}).text
    guesses = [with_password().post(CODE, {"code": "000000"}).text for _ in range(5)]
    assert "Too many wrong codes. Wait five minutes, then type the newest code" in guesses[-1]


def test_copy_of_the_database_gives_no_code(officer, settings):
    """The key is encrypted by Fernet (AES-128 and HMAC-SHA-256), under a secret that can be replaced."""
    secret = set_up(with_password())
    app = Authenticator.objects.get(type="totp")
    kept = app.data["secret"]
    assert secret not in str(app.data)
    assert kept.startswith("gAAAA")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" * 8, [settings.SECRET_KEY]
    assert app.wrap().validate_code(code_of(secret))
    app.data["secret"] = kept[:-9] + ("A" if kept[-9] != "A" else "B") + kept[-8:]
    with pytest.raises(InvalidToken):
        app.wrap().validate_code(code_of(secret, steps=1))


def test_new_key_ends_no_session_beside_the_old_one_and_alone_it_says_what_to_do(officer, settings):
    first, old = with_password(), settings.SECRET_KEY
    secret = set_up(first)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" * 8, [old]
    assert first.get("/account/").status_code == 200
    # It has the new key from then on.
    settings.SECRET_KEY_FALLBACKS = []
    assert first.get("/account/").status_code == 200
    said = with_password().post(CODE, {"code": code_of(secret, steps=1)})
    asked = "cannot check your second factor any more. Ask the regional office"
    assert (said.status_code, asked in said.text) == (200, True)


@pytest.mark.parametrize("typed", [PASSWORD.upper(), PASSWORD[:-1], f"{PASSWORD} ", PASSWORD])
def test_password_counts_letter_by_letter(officer, typed):
    assert (Client().post(LOGIN, {"login": EMAIL, "password": typed}).status_code == 302) is (
        typed == PASSWORD
    )


@pytest.mark.django_db
def test_what_nobody_may_guess_is_long_and_drawn_by_chance():
    """A session's key, the key that stops mails, the seeds of codes: 128 bits. A code has 20."""
    keys = {new_stop_key(): 64, generate_totp_secret(): 32, RecoveryCodes.generate_seed(): 16}
    keys[SessionStore()._get_new_session_key()] = 36

    assert [key for key, letters in keys.items() if len(key) * math.log2(letters) < 128] == []
    assert min(app_settings.RECOVERY_CODE_DIGITS, app_settings.TOTP_DIGITS) * math.log2(10) > 19.9
    for makes in (new_stop_key, generate_totp_secret, RecoveryCodes, get_random_string):
        assert vars(inspect.getmodule(makes))["secrets"] is secrets
