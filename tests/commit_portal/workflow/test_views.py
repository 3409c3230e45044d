"""A step is a class: whom it refuses, when it is not open, what it keeps, and where it leads."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver

from commit_portal import refusals
from commit_portal.workflow import ButtonView, ReadView, StaleRow, StepView, Transition
from commit_portal.workflow.action_attempts import Difference
from commit_portal.workflow.lifecycle import OpenStep, open_steps
from workplans.models import Taskforce


@dataclass
class Door:
    """What the steps of these tests open and close."""

    status: str = "closed"
    row_version: int = 2
    note: str = "Theirs"

    def get_status_display(self) -> str:
        return self.status


def may_turn(seat: str, door: Door) -> refusals.Permit:
    return refusals.ALLOWED if seat == "keeper" else refusals.refusal("Only the keeper turns the key.")


OPEN = Transition(
    name="open",
    label="Open",
    sources=("closed",),
    target="open",
    permission=may_turn,
    why_closed={"open": "The door is open already."},
    heading_when_closed={"open": "Already open"},
    page="years",
    link="Open it",
)
LOCK = replace(OPEN, name="lock", label="Lock", page="")
CLOSE = replace(OPEN, name="close", label="Close", sources=("open",), page="home", link="")


class NoteForm(forms.Form):
    note = forms.CharField(label="Note")
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class OpenDoor(StepView[Door]):
    transition, form_class, template_name = OPEN, NoteForm, "step_not_open.html"
    button = "Open"
    heading, success_message = "Open the door of %(whom)s", "You opened the door of %(whom)s."
    success_url = "/opened/"
    door = Door()
    problem: Exception | None = None
    typed_is_kept = False
    seen_by_action: Any = None

    def get_object(self) -> Door:
        return self.door

    def get_initial(self) -> dict[str, Any]:
        return {"note": self.object.note, "row_version": self.object.row_version}

    def get_path(self) -> list[tuple[str, str]]:
        return [("The house", "/house/")]

    def get_facts(self) -> dict[str, str]:
        return {"whom": "Sokha"}

    def keeps(self) -> bool:
        return self.typed_is_kept

    def act(self, form: NoteForm | None) -> Door:
        self.door.note = f"{form.cleaned_data['note'] if form else ''} ({self.seen})"
        if self.problem is not None:
            raise self.problem
        return self.door


class Confirm(OpenDoor):
    form_class = None
    mark = "seen"


class OpenedByDara(Confirm):
    """Somebody else opens the door while the reader's question is answered."""

    def get_stop(self) -> refusals.SomebodyWasFaster | None:
        return refusals.SomebodyWasFaster("Dara opened it at 10:32.") if self.door.status == "open" else None

    def act(self, form: None) -> Door:
        self.door.status = "open"
        raise refusals.SomebodyWasFaster("The door changed.")


class Knock(ButtonView[Door]):
    success_message, success_url = "You knocked.", "/"

    def get_object(self) -> Door:
        return Door()

    def get_permit(self) -> refusals.Permit:
        return may_turn(self.actor, self.object)

    def act(self, form: None) -> None:
        return None


def asked(
    step: type[StepView[Any]],
    method: str = "get",
    seat: str | None = "keeper",
    *,
    typed: Any = None,
    **kw: Any,
) -> HttpResponse:
    request = getattr(RequestFactory(), method)("/door/", typed or {})
    request.seat, request.user, request.session = seat, AnonymousUser(), {}
    request._messages = FallbackStorage(request)
    return step.as_view(**{"door": Door()} | kw if issubclass(step, OpenDoor) else kw)(request)


def test_page_of_an_open_step_has_its_form_filled_in_and_its_heading():
    answer = asked(OpenDoor)
    context = answer.context_data

    assert (answer.status_code, context["heading"]) == (200, "Open the door of Sokha")
    assert (context["form"]["note"].value(), context["path"]) == ("Theirs", [("The house", "/house/")])
    assert (context["lead"], context["button"]) == ("", "Open")
    assert not context["attempt"].failed


def test_step_that_is_taken_says_so_and_leads_on():
    door = Door()
    request = RequestFactory().post("/door/", {"note": "Mine", "row_version": "2"})
    request.seat, request.session = "keeper", {}
    request._messages = FallbackStorage(request)

    answer = OpenDoor.as_view(door=door)(request)

    assert (answer.status_code, answer["Location"], door.note) == (302, "/opened/", "Mine (2)")
    assert [str(item) for item in get_messages(request)] == ["You opened the door of Sokha."]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("seat", "reason"), [("guest", "Only the keeper turns the key."), (None, "You have no role today")]
)
def test_who_may_never_take_the_step_is_refused_before_its_state_is_told(seat, reason, method):
    with pytest.raises(refusals.Refused, match=reason):
        asked(OpenDoor, method, seat, door=Door("open"))


@pytest.mark.django_db
def test_page_of_a_step_that_is_done_can_be_read_again_and_who_sends_it_is_refused():
    answer = asked(OpenDoor, door=Door("open"))

    assert answer.status_code == 200
    assert all(words in answer.text for words in ("Already open", "The door is open already.", "/house/"))
    with pytest.raises(refusals.Refused, match="The door is open already"):
        asked(OpenDoor, "post", door=Door("open"))


def test_form_to_correct_is_422_and_nothing_is_done():
    door = Door()
    empty = asked(OpenDoor, "post", typed={"note": ""}, door=door)
    broken = refusals.RuleBroken(refusals.Violation("WP-3", "Too much.", field="note"))
    refused = asked(OpenDoor, "post", typed={"note": "Mine"}, problem=broken)

    assert (empty.status_code, door.note) == (422, "Theirs")
    assert (refused.status_code, refused.context_data["form"].errors) == (422, {"note": ["Too much."]})


def test_button_that_only_counts_does_not_take_the_step():
    class Measure(OpenDoor):
        def is_asked_for(self) -> bool:
            return "open" in self.request.POST

    counted, opened = Door(), Door()

    shown = asked(Measure, "post", typed={"note": "Mine"}, door=counted)
    taken = asked(Measure, "post", typed={"note": "Mine", "open": ""}, door=opened)

    assert (shown.status_code, shown.context_data["form"]["note"].value(), counted.note) == (
        200,
        "Mine",
        "Theirs",
    )
    assert (taken.status_code, opened.note) == (302, "Mine (-1)")


def test_rule_that_a_question_breaks_is_409_beside_the_question():
    answer = asked(Confirm, "post", problem=refusals.RuleBroken(refusals.Violation("WP-3", "Too much.")))

    assert answer.status_code == 409
    assert [str(item) for item in answer.context_data["attempt"].broken] == ["Too much."]


def test_what_was_typed_stays_with_the_reason_for_who_keeps_it():
    kept = {"typed_is_kept": True, "problem": refusals.Refused("Closed.")}
    answer = asked(OpenDoor, "post", typed={"note": "Mine"}, **kept)

    assert (answer.status_code, answer.context_data["attempt"].closed) == (409, "Closed.")
    assert answer.context_data["form"]["note"].value() == "Mine"
    with pytest.raises(refusals.Refused):
        asked(OpenDoor, "post", typed={"note": "Mine"}, problem=refusals.Refused("Closed."))


def test_stale_form_shows_theirs_and_yours_with_the_present_mark():
    stale = {"problem": StaleRow(Taskforce()), "typed": {"note": "Mine", "row_version": "1"}}
    compared = asked(OpenDoor, "post", compares=True, **stale)
    alone = asked(OpenDoor, "post", **stale)

    assert compared.status_code == alone.status_code == 409
    assert compared.context_data["attempt"].differences == [Difference("Note", "Mine", "Mine (1)")]
    assert alone.context_data["attempt"].differences == ()
    assert compared.context_data["form"]["row_version"].value() == "2"


def test_mark_that_is_missing_is_never_the_present_one():
    numbered, named = Door(), Door()

    asked(OpenDoor, "post", typed={"note": "Mine"}, door=numbered)
    asked(Confirm, "post", door=named)

    assert (numbered.note, named.note) == ("Mine (-1)", " ()")


@pytest.mark.django_db
def test_question_that_somebody_else_answered_just_now_is_409_with_who_did():
    answer = asked(OpenedByDara, "post")

    assert answer.status_code == 409
    assert all(words in answer.text for words in ("Already open", "Dara opened it at 10:32.", "/house/"))


@pytest.mark.django_db
def test_question_that_is_open_still_after_somebody_was_faster_is_asked_again():
    open_still = asked(Confirm, "post", problem=refusals.SomebodyWasFaster("Dara read it at 10:32."))

    assert open_still.status_code == 409
    assert open_still.context_data["attempt"].has_moved_on


def test_step_without_a_transition_that_does_not_say_who_may_take_it_is_an_error():
    class Slam(Knock):
        get_permit = StepView.get_permit

    with pytest.raises(NotImplementedError):
        asked(Slam, "post")


def test_button_acts_without_a_page_and_leaves_refusals_to_the_portal():
    assert asked(Knock, "post").status_code == 302
    with pytest.raises(refusals.Refused, match="Only the keeper turns the key"):
        asked(Knock, "post", "guest")


def test_open_steps_are_those_with_a_page_that_the_seat_may_take_now():
    table = (OPEN, LOCK, CLOSE)

    assert open_steps(Door(), table, by="keeper", at={}) == [OpenStep(OPEN, "Open it", "/years/")]
    assert open_steps(Door("open"), table, by="keeper", at={}) == [OpenStep(CLOSE, "Close", "/")]
    assert open_steps(Door(), table, by="guest", at={}) == []


def test_page_that_is_only_read_takes_no_post():
    """Of every such page but the desk’s table, which records its rows and counts what is chosen, and lists to print."""

    def below(view: type[ReadView]) -> Iterator[type[ReadView]]:
        for one in view.__subclasses__():
            yield from (one, *below(one))

    assert get_resolver().url_patterns
    pages = list(below(ReadView))
    sent = {one.__name__ for one in pages if one.http_method_names != ["get", "head"]}
    assert sent <= {"DeskTable", "CountChoices", "PeopleToPrint", "BudgetToPrint"}
    assert len(pages) > 20
