"""Messages: a code and its parameters are kept, the sentence is made when somebody reads it."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy, override

from commit_portal.i18n import messages, say_by
from commit_portal.models import Event
from commit_portal.refusals import Refused, Violation, broken, refusal, require
from commit_portal.workflow import MACHINE, record_event
from tests import cast

WP_0 = "A rule of these tests."


@pytest.fixture(autouse=True)
def _sentences_of_these_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_sentences", dict(messages._sentences))
    messages.register(
        {
            "test.who": gettext_lazy("%(country)s declined."),
            "test.count": messages.ngettext_lazy("%(count)s activity", "%(count)s activities"),
            "test.whole": gettext_lazy("%(cost)s until %(due)s: %(countries)s, %(what)s"),
            "test.plain": gettext_lazy("Nothing was said."),
        }
    )


WHOLE = {
    "cost": Decimal("10918.50"),
    "due": date(2011, 9, 1),
    "countries": ("Cambodia", "Lao PDR", "ກຳປູເຈຍ"),
    "what": messages.Message("test.count", (("count", 1200),)),
}


def test_a_message_says_money_days_lists_and_messages():
    assert str(messages.message("test.whole", **WHOLE)) == (
        "10,918.50 until 1 Sep 2011: Cambodia, Lao PDR and ກຳປູເຈຍ, 1,200 activities"
    )


@pytest.mark.parametrize(("count", "said"), [(0, "0 activities"), (1, "1 activity"), (2, "2 activities")])
def test_a_message_that_counts_takes_the_form_of_its_number(count, said):
    assert str(messages.message("test.count", count=count)) == said


def test_a_template_says_its_parameters_in_words():
    said = say_by("workplans/releasing/release_said.html#instead", audience="partners", number=1_234, old=2)

    assert said == "Release version 1,234 to partners, in place of version 2"


def test_json_keeps_all_of_a_message_and_the_letters_as_they_are():
    said = messages.message("test.whole", **WHOLE)
    kept = json.dumps(messages.to_plain(said), cls=messages.ReadableEncoder)
    assert messages.from_plain(json.loads(kept)) == said
    assert "ກຳປູເຈຍ" in kept


@pytest.mark.parametrize("plain", [{}, {"code": "test.plain"}, {"code": "test.plain", "params": 3}, "said"])
def test_what_is_no_message_is_refused(plain):
    with pytest.raises(ValueError, match="This is not a message"):
        messages.from_plain(plain)


def test_words_of_one_language_are_not_stored():
    with pytest.raises(TypeError, match="holds no words of one language"):
        messages.to_plain(messages.message("test.who", country=gettext_lazy("Cambodia")))


def test_a_code_is_known_and_registered_once():
    with pytest.raises(LookupError, match=r"test\.nowhere"):
        messages.message("test.nowhere")
    with pytest.raises(ValueError, match=r"test\.who is taken"):
        messages.register({"test.who": "Another sentence."})
    assert str(messages.sentence_of("test.who")) == "%(country)s declined."


def test_messages_are_equal_by_code_and_parameters():
    first, second = (messages.message("test.who", country=name) for name in ("Cambodia", "Cambodia"))
    assert first == second
    assert first != messages.message("test.who", country="Lao PDR")
    assert {first, second} == {first}


def wp_0() -> Violation:
    """Speak to a developer."""
    return broken(wp_0, messages.message("test.who", country="Cambodia"), field="note", where="KH-1")


def test_a_broken_rule_says_its_message_and_not_the_rule_book():
    violation = wp_0()
    assert violation == Violation(
        "WP-0", messages.message("test.who", country="Cambodia"), field="note", where="KH-1"
    )
    assert str(violation) == "Cambodia declined."


def test_a_refusal_keeps_its_message():
    with pytest.raises(Refused, match=r"^Cambodia declined\.$") as refused:
        require(refusal(messages.message("test.who", country="Cambodia")))
    assert refused.value.reason == messages.message("test.who", country="Cambodia")


def test_an_event_keeps_code_and_parameters_and_is_said_when_it_is_read(kh_plan, kh_lead):
    said = messages.message("test.whole", **WHOLE)
    record_event("try", kh_plan, by=kh_lead, now=cast.NOW, facts=said)
    event = Event.objects.get(verb="try")
    assert event.facts == json.loads(json.dumps(messages.to_plain(said)))
    assert event.message == said
    assert str(event) == str(said)
    assert Event.objects.filter(facts__params__due__date="2011-09-01").get() == event


def test_an_event_keeps_the_seat_as_role_and_place(kh_plan, world):
    seats = {name: seat for name, seat in world.seats.items() if name in SEATS}
    for name, seat in seats.items():
        record_event("try", kh_plan, by=seat, now=cast.NOW, facts=messages.message("test.plain"), label=name)
    record_event(
        "try", kh_plan, by=MACHINE, now=cast.NOW, facts=messages.message("test.plain"), label="machine"
    )
    kept = {event.label: event.seat for event in Event.objects.filter(verb="try")}
    read = {event.label: event.seat_words for event in Event.objects.filter(verb="try")}
    assert kept == {name: {"code": code, "params": params} for name, (code, params, _words) in SEATS.items()}
    assert read == {name: words for name, (_code, _params, words) in SEATS.items()}


SEATS: dict[str, tuple[str, dict[str, str], str]] = {
    "kh_officer": ("seat.officer", {"place": "Cambodia"}, "taskforce officer, Cambodia"),
    "kh_desk": ("seat.desk", {"place": "Cambodia"}, "Cambodia desk"),
    "regional_office": ("seat.regional", {}, "regional office"),
    "ilo": ("seat.partner", {"place": "ILO"}, "partner, ILO"),
    "observer": ("seat.observer", {}, "observer"),
    "machine": ("seat.portal", {}, "automatically"),
}


def test_a_lazy_sentence_is_said_in_the_language_of_the_moment():
    """Django's own catalogue of French knows this one; ours has English only."""
    messages.register({"test.sunday": gettext_lazy("Sunday")})
    said = messages.message("test.sunday")
    with override("fr"):
        assert str(said) == "dimanche"
    assert str(said) == "Sunday"
