"""Mails leave after the commit: inside a transaction they could not be undone, and a slow server would hold its lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.urls import reverse

from commit_portal.models import User
from workplans.models import Seat


@pytest.mark.django_db(transaction=True)
def test_every_mail_is_sent_outside_of_a_transaction(
    regional_office: Seat, client_of: Callable[[Seat], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = []
    monkeypatch.setattr(
        EmailBackend,
        "send_messages",
        lambda self, mails: inside.append(connection.in_atomic_block) or len(mails),
    )
    client = client_of(regional_office)
    person: dict[str, Any] = {"name": "Sok Dara", "email": "sok.dara@commit.example", "role": "observer"}

    client.post(reverse("people_invite"), {**person, "starts_on": "1 Jan 2011"})
    invited = User.objects.get(email=person["email"])
    client.post(reverse("person_invite_again", args=[invited.pk]))
    Client().post(reverse("account_reset_password"), {"email": person["email"]})

    assert inside == [False, False, False]
