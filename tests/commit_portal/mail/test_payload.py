"""What a mail may be made of, and nothing else."""

from base64 import urlsafe_b64decode
from contextlib import nullcontext
from datetime import date, datetime

import pytest
from django.urls import reverse

from commit_portal.mail.outbox import new_stop_key
from commit_portal.mail.payload import MailPayload, NoFact

ALL = MailPayload(
    "due_before",
    year=2011,
    place="kh",
    number=11,
    role="lead",
    day=date(2011, 2, 18),
    count=3,
    link="/2011/kh/011/",
    task="submit_plan",
)


def test_facts_are_kept_as_they_are():
    assert MailPayload.from_plain(ALL.to_plain()) == ALL
    assert MailPayload("submitted").to_plain() == {"verb": "submitted", "link": "/"}


@pytest.mark.parametrize(
    "typed",
    [
        {"verb": "Workshop on the national plan"},
        {"task": "Workshop"},
        {"year": "2011"},
        {"year": 1989},
        {"place": "Cambodia"},
        {"place": "kh\nBcc: x"},
        {"number": "11"},
        {"number": True},
        {"number": 10_000},
        {"count": 1.5},
        {"role": "Ministry of Interior"},
        {"day": "18 February"},
        {"day": datetime(2011, 2, 18)},  # noqa: DTZ001  a moment is no day
        {"link": "https://elsewhere.example/"},
        {"link": "/2011/kh/nowhere/at/all/"},
        {"link": "/2011/kh/?q=workshop"},
        {"link": "/2011/kh/#Workshop on the plan"},
    ],
)
def test_any_other_text_is_refused(typed):
    with pytest.raises(NoFact):
        MailPayload(**{"verb": "submitted", **typed})


@pytest.mark.parametrize(("page", "parts"), [("consultation_close", ["ilo"]), ("support_offer", [1])])
def test_address_that_names_a_partner_is_refused(page, parts):
    """The control names an activity alone."""
    link = reverse(page, args=[2011, "kh", *parts])
    with pytest.raises(NoFact) if "ilo" in parts else nullcontext():
        MailPayload("submitted", link=link)


def test_key_that_stops_mails_has_128_bits():
    keys = {new_stop_key() for _ in range(9)}
    assert (len(keys), {len(urlsafe_b64decode(f"{key}==")) for key in keys}) == (9, {16})


def test_column_that_was_written_past_us_is_refused_when_it_is_read():
    with pytest.raises(NoFact):
        MailPayload.from_plain({"verb": "submitted", "title": "Workshop"})
    with pytest.raises(NoFact):
        MailPayload.from_plain({"verb": "submitted", "day": "soon"})


def test_stored_link_is_read_after_its_page_has_another_address():
    stored = {"verb": "submitted", "link": "/2011/kh/an/address/of/before/#line-001"}
    assert MailPayload.from_plain(stored).to_plain() == stored
    with pytest.raises(NoFact):
        MailPayload("submitted", link=stored["link"])


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/", "//elsewhere.example/", "/2011/kh/?q=workshop", "javascript:x", 1]
)
def test_stored_link_to_elsewhere_is_refused(link):
    with pytest.raises(NoFact):
        MailPayload.from_plain({"verb": "submitted", "link": link})
