"""What a password may be, on the pages where somebody chooses one."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from commit_portal.models import User
from tests.cast import PASSWORD
from workplans.models import Country, CountryName

SHORT = "The password is too short. Use at least 12 characters."
OWN = "The password is too close to your name or e-mail address. Choose other words."
PLACE = "The password includes the name of the portal or of a country. Choose other words."
COMMON = "The password is easy to guess. Use several words that do not belong together."


@pytest.fixture
def dara(world: object) -> User:
    """Somebody whose name, address and countries a guesser knows."""
    Country.objects.filter(code="KH").update(own_name="កម្ពុជា")
    laos = Country.objects.get(code="LA")
    CountryName.objects.create(country=laos, name="Lao People's Democratic Republic")
    return User.objects.create_user("sok.dara@ministry-interior.gov.kh", "Sok Dara")


def refused_with(password: str, user: User) -> list[str]:
    """The sentences that a password is refused with; none for one that may be used."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.asvs("V6.2.1 V6.2.4 V6.2.5 V6.2.9 V6.2.11 V6.2.12 B55")
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("elevenchars", [SHORT]),
        ("twelve chars", []),
        ("twelve  chars of any kind, and many more of them than anybody needs to type", []),
        ("Qwerty123456", [COMMON]),
        ("passwordpassword", [COMMON]),
        ("Password 2011!", [COMMON]),
        ("letmein12345", [COMMON]),
        ("qwertyuiop as", [COMMON]),
        ("123456789012", [COMMON]),
        ("abc abc abc abc", [COMMON]),
        (" " * 12, [COMMON]),
        ("my dragon has 7 green scarves", []),
        ("my friend Dara and I", [OWN]),
        ("s-o-k d_a_r_a is here", [OWN]),
        ("the INTERIOR of a boat", [OWN]),
        ("arad kos 123", [OWN]),
        ("sok it to them today", []),
        ("we Commit ourselves", [PLACE]),
        ("a Por-Tal to nowhere", [PLACE]),
        ("a slow boat to China", [PLACE]),
        ("viet-nam in the rain", [PLACE]),
        ("lao peoples democratic republic", [PLACE]),
        ("កម្ពុជា of the heart", [PLACE]),
        ("ＣＡＭＢＯＤＩＡ in summer", [PLACE]),
        ("dara", [SHORT, OWN]),
    ],
)
def test_password_is_refused_with_what_to_do(dara, password, said):
    assert refused_with(password, dara) == said


@pytest.mark.parametrize("name", ["Li", "L. I.", "Tan", ""])
def test_name_that_stands_inside_many_words_refuses_none_of_them(world, name):
    user = User.objects.create_user("office@ministry-interior.gov.kh", name)

    assert refused_with("correct horse limestone battery tangle", user) == []


def test_page_says_beforehand_what_a_password_must_be_and_keeps_the_old_one(kh_officer, client_of):
    user = kh_officer.user
    user.set_password(PASSWORD)
    user.save()
    officer, address = client_of(kh_officer), reverse("account_change_password")

    page = officer.get(address).text
    typed = {"oldpassword": PASSWORD, "password1": "Cambodia 2011", "password2": "Cambodia 2011"}
    refused = officer.post(address, typed, follow=True)

    for line in (
        "Use at least 12 characters.",
        "Do not use your name or your e-mail address.",
        "Do not use the name of the portal or of a country.",
        "Do not use a common password. Do not use one word and numbers, for example mekong2011.",
    ):
        assert f"<li>{line}</li>" in page
    assert refused.context["form"].errors == {"password1": [PLACE]}
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
