"""How a page tries an action: what it takes, what it keeps, and check pages that Back can read again."""

import ast
import re

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from commit_portal import refusals
from commit_portal.workflow import Attempt, StaleRow, fingerprint, require_unchanged
from reporting.reviews.actions import close_review, open_review
from tests import cast, modules
from workplans.consultation.actions.openings import end_opening
from workplans.models import Activity, Taskforce, Workplan
from workplans.statuses import Audience
from workplans.submitting.actions import amend_workplan, close_workplan

TAKEN = {"Refused", "RuleBroken", "StaleRow", "StaleAnswers", "SomebodyWasFaster"}


class NoteForm(forms.Form):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(label="Note")


def sent(**typed: str) -> HttpRequest:
    return RequestFactory().post("/", typed)


def tried(attempt: Attempt, error: Exception) -> Attempt:
    with attempt:
        raise error
    return attempt


# Rows are saved one by one: what refuses one leaves the others. Commands speak to a terminal.
CATCH_BY_THEMSELVES = (
    "workplans/table/(saving|sheet|returned_lines).py|reporting/answers/sheet_page.py"
    # A file of the book says in which row a rule is broken.
    "|workplans/book/actions.py|.*/management/commands/.*"
)


def test_no_module_but_the_attempt_catches_a_refusal_a_broken_rule_or_a_stale_mark():
    caught = [
        f"{path.relative_to(modules.BASE)}:{node.lineno}"
        for path in modules.sources()
        if not re.fullmatch(CATCH_BY_THEMSELVES, path.relative_to(modules.BASE).as_posix())
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler) and node.type is not None
        for name in ast.walk(node.type)
        if (isinstance(name, ast.Name) and name.id in TAKEN)
        or (isinstance(name, ast.Attribute) and name.attr in TAKEN)
    ]

    assert caught == []


def test_what_is_not_possible_any_more_is_not_tried_and_not_shown_to_who_only_looks():
    request = sent(note="Mine")
    attempt = Attempt(request, NoteForm(request.POST), refusals.refusal("Closed."), keeps=refusals.ALLOWED)

    assert (attempt.is_due, attempt.status, attempt.closed) == (False, 409, "Closed.")
    with pytest.raises(refusals.Refused):
        Attempt(RequestFactory().get("/"), NoteForm(), refusals.refusal("Closed."), keeps=refusals.ALLOWED)


def test_what_somebody_took_meanwhile_is_said_above_the_form():
    request = sent(note="Mine")
    form = NoteForm(request.POST)

    attempt = tried(Attempt(request, form), refusals.SomebodyWasFaster("Taken just now."))

    assert (attempt.status, attempt.has_moved_on) == (409, False)
    assert form.non_field_errors() == ["Taken just now."]
    assert tried(Attempt(sent()), refusals.SomebodyWasFaster("Gone.")).has_moved_on


def test_form_that_would_make_the_same_again_has_nothing_to_correct():
    request = sent(note="Mine")
    form = NoteForm(request.POST)

    attempt = tried(
        Attempt(request, form), refusals.MadeAlready("You made it at 10:32.", made := Taskforce())
    )

    assert (attempt.status, attempt.failed, attempt.has_moved_on) == (409, True, False)
    assert (attempt.faster, attempt.made, form.errors) == ("You made it at 10:32.", made, {})


def test_every_other_error_goes_on():
    with pytest.raises(ZeroDivisionError):
        tried(Attempt(sent(), keeps=True), ZeroDivisionError())


def test_mark_changes_with_what_was_looked_at_and_none_asks_nothing():
    plan = Workplan()

    require_unchanged(plan, seen=None, now=2)
    require_unchanged(plan, seen=2, now=2)
    with pytest.raises(StaleRow) as stale:
        require_unchanged(plan, seen=1, now=2)

    assert stale.value.current is plan
    assert fingerprint("a", "b") == fingerprint("a", "b")
    assert len({fingerprint("a", "b"), fingerprint("b", "a"), fingerprint("ab")}) == 3


@pytest.fixture
def plan(kh_plan: Workplan, line: Activity) -> Workplan:
    return cast.approved(kh_plan)


def test_check_pages_of_what_is_done_can_be_read_again(plan, kh_lead, regional_office, lead, secretariat):
    amend_workplan(plan, note="Prices rose.", by=kh_lead, now=cast.NOW)

    amended, taken_back = lead.get("/2011/kh/amend/"), lead.get("/2011/kh/take-back/")
    close_workplan(plan, by=regional_office, now=cast.NOW)
    closed, submitted = secretariat.get("/2011/kh/close/"), lead.get("/2011/kh/submit/")

    nothing = "You have no task on this page now."
    for answer in (amended, taken_back, closed, submitted):
        assert (answer.status_code, nothing in answer.text) == (200, True)
    assert "The workplan is closed. The regional office can reopen the workplan." in submitted.text


def heading_path_and_links(answer: HttpResponse) -> tuple[str, list[str], list[str]]:
    """The heading of the page, the addresses of its path, and those of the links below."""
    text = answer.text
    heading = re.search(r"<h1>(.*?)</h1>", text)
    path, links = (
        re.search(r'<nav class="path".*?</nav>', text),
        re.search(r'<p class="links">.*?</p>', text, re.S),
    )
    assert heading
    assert path
    assert links
    return (
        heading[1],
        re.findall(r'href="(.*?)"', path[0]),
        re.findall(r'href="(.*?)"', links[0]),
    )


def test_check_page_of_what_is_done_says_so_and_leads_to_what_is_open(
    regional_office, lead, desk, secretariat, line, submitted_plan
):
    above, below = ["/2011/", "/2011/kh/"], "/2011/kh/"

    submitted = heading_path_and_links(lead.get("/2011/kh/submit/"))
    cast.decided(submitted_plan)
    sent_already = heading_path_and_links(desk.get("/2011/kh/decisions/send/"))
    cast.released(submitted_plan, Audience.TASKFORCES)
    released = heading_path_and_links(lead.get("/2011/kh/readers/release/taskforces/"))
    close_workplan(submitted_plan, by=regional_office, now=cast.NOW)
    closed = heading_path_and_links(secretariat.get("/2011/kh/close/"))
    review = open_review(submitted_plan.cycle, "mid-year", by=regional_office, now=cast.NOW)
    opened = heading_path_and_links(secretariat.get("/2011/reviews/mid-year/open/"))
    close_review(review, with_at_least=0, by=regional_office, now=cast.NOW)
    review_closed = heading_path_and_links(secretariat.get("/2011/reviews/mid-year/close/"))

    queue, readers = "/2011/kh/decisions/", "/2011/kh/readers/"
    reviews = ["/2011/", "/2011/reviews/", "/2011/reviews/mid-year/"]
    assert submitted == ("Already submitted", above, ["/2011/kh/take-back/", below])
    assert sent_already == ("Already sent", [*above, queue], [f"{queue}sent/", queue])
    assert released == ("Already released", [*above, readers], [readers])
    assert closed == ("Already closed", above, ["/2011/kh/reopen/", below])
    assert opened == ("Already open", reviews, reviews[-1:])
    assert review_closed == ("Already closed", reviews, reviews[-1:])


def test_question_about_an_access_that_has_ended_says_so(kh_plan, kh_lead, client_of):
    opening = kh_plan.openings.get()
    end_opening(opening, by=kh_lead, now=cast.NOW)

    answer = client_of(kh_lead).get(f"/2011/kh/readers/desk/{opening.pk}/end/")

    assert answer.status_code == 200
    assert "This access has already ended." in answer.text
    assert "Go back to: Who can read the workplan" in answer.text
    assert client_of(kh_lead).get("/2011/kh/readers/desk/9999/end/").status_code == 404
