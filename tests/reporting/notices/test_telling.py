"""From an event to its mails."""

from django.core import mail
from django.utils import timezone

from reporting.notices.sending import send_due
from reporting.notices.telling import tell_all
from tests import cast


def test_a_submitted_plan_is_told_once(world, kh_plan, kh_officer, kh_lead, client_of):
    cast.complete_line(kh_plan, by=kh_officer)
    tell_all(now=timezone.now())
    cast.submitted(kh_plan, by=kh_lead)
    for _ in range(2):
        tell_all(now=timezone.now())
        send_due()
    print(mail.outbox[0].message().as_string())
    print(client_of(world.seats["kh_desk"]).get("/notices/").text[:100])
    assert {to for letter in mail.outbox for to in letter.to} == {
        f"{name}@commit.example" for name in ("kh_officer", "kh_desk", "regional_office", "regional_manager")
    }
    assert len(mail.outbox) == 4
