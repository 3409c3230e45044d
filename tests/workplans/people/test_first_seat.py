"""A new portal: its first person is seated from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from commit_portal.models import User
from tests.mails import sent
from workplans.models import Seat


@pytest.mark.asvs("V6.3.2")
@pytest.mark.django_db
def test_first_seat_is_of_the_regional_office_and_is_given_once():
    out = io.StringIO()
    call_command("first_seat", "first@commit.example", "First Person", stdout=out)

    assert list(Seat.objects.values_list("user__email", "role")) == [("first@commit.example", "regional")]
    assert "First Person is seated as regional office" in out.getvalue()
    with pytest.raises(CommandError, match="The regional office already has people"):
        call_command("first_seat", "second@commit.example", "Second Person")
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_the_first_person_asks_for_a_link_that_sets_the_password():
    call_command("first_seat", "first@commit.example", "First Person", stdout=io.StringIO())

    Client().post("/accounts/password/reset/", {"email": "first@commit.example"})

    assert len(sent()) == 1


@pytest.mark.django_db
def test_nobody_signs_up_and_no_address_is_added():
    client = Client()

    client.post(
        "/accounts/signup/",
        {"email": "x@commit.example", "password1": "a-long-password", "password2": "a-long-password"},
    )

    assert client.post("/accounts/email/", {"email": "x@commit.example"}).status_code == 404
    assert User.objects.count() == 0
