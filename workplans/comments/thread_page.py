"""The page that starts a thread, readers first, and the page of one thread with the field for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.messages import message
from commit_portal.refusals import refusal, require
from commit_portal.workflow.action_attempts import Attempt
from workplans.comments.actions import start_thread
from workplans.comments.forms import ThreadForm
from workplans.comments.permissions import may_comment, may_read_comments
from workplans.comments.queries import ReadersAt, audiences_of
from workplans.comments.targets import CommentTarget
from workplans.comments.thread_rows import said_of
from workplans.models import Comment, Partner, Seat, Workplan
from workplans.models.comments import ABOUT_LIMIT
from workplans.plan.visibility import reads_now
from workplans.presentation.step_links import path_to
from workplans.request_context.request import seat_of
from workplans.statuses import Role, TalkAudience


@dataclass(frozen=True)
class AudienceChoice:
    """One audience that a thread can have: its name in the address, and its seats. `thread` is not saved."""

    name: str
    thread: Comment
    seats: Sequence[Seat]


def start_page(request: HttpRequest, place: CommentTarget) -> HttpResponse:
    """Start a thread at a place. `to` in the form or the address is the audience that was chosen; else the narrowest.

    `about` in the address is what another page proposes to write of.

    The caller has looked whether the seat may know the place. Whoever does not read it any more keeps what was typed.
    """
    seat, now = seat_of(request), clock.reading_time()
    require(may_read_comments(seat, place.plan))
    may = may_comment(seat, place.plan)
    reads = reads_now(seat, place.plan, place.activity, place.stage)
    if may and not reads:
        may = refusal(message("comment.not_read_now"))
    readers = ReadersAt(place, now=now, today=clock.today())
    choices = _choices(seat, place, readers)
    asked = request.POST.get("to") or request.GET.get("to", "")
    chosen = next((choice for choice in choices if choice.name == asked), None)
    if chosen is None and request.method == "POST" and asked:
        # Nobody else reads what was written for somebody who does not read it any more.
        may = may and refusal(message("comment.readers_gone"))
    chosen = chosen or choices[0]
    anybody = [reader for choice in choices for reader in choice.seats]
    proposed = {"about": request.GET.get("about", "")[:ABOUT_LIMIT]}
    form = ThreadForm(posted(request), seats=people_to_tell(seat, anybody), initial=proposed)
    attempt = Attempt(request, form, may, keeps=True)
    if attempt.is_due:
        with attempt:
            start_thread(
                place,
                chosen.thread.audience,
                form.cleaned_data["text"],
                about=form.cleaned_data["about"],
                partner=chosen.thread.partner,
                told=form.person,
                key=form.cleaned_data["made_with"],
                looks_back="once_more" not in request.POST,
                by=seat,
                now=clock.now(),
            )
            messages.success(request, gettext("Your comment is posted."))
            return redirect(f"{place.page_url}#comments")
    context = {
        "place": place,
        "path": place.path if reads else path_to(place.plan),
        "back_url": place.page_url if reads else "",
        "form": form,
        "attempt": attempt,
        "made_url": _address_of(attempt.made, place.plan) if attempt.made else "",
        "choices": [_shown(seat, place, choice, current=choice is chosen) for choice in choices],
        "button": said_of("post", place.plan, chosen.thread)
        if len(choices) == 1
        else gettext("Post to the readers you chose"),
    }
    return render(request, "workplans/comments/comment_new.html", context, status=attempt.status)


def _address_of(thread: Comment, plan: Workplan) -> str:
    return reverse("comment_thread", args=[plan.cycle.year, plan.taskforce.slug, thread.key])


def people_to_tell(seat: Seat, seats: Sequence[Seat], wrote: frozenset[int] = frozenset()) -> list[Seat]:
    """The readers whom the seat may call by name: not itself, and of the other side only who wrote in the thread.

    A partner does not learn who sits in a taskforce, nor a taskforce who works for a partner.
    """
    is_partner = seat.role == Role.PARTNER
    return [
        other
        for other in seats
        if other.user_id != seat.user_id
        and ((other.role == Role.PARTNER) == is_partner or other.user_id in wrote)
    ]


def number_of_readers(seat: Seat, seats: Sequence[Seat]) -> str:
    """How many people read it now; to a partner nothing is said."""
    if seat.role == Role.PARTNER:
        return ""
    number = len({other.user_id for other in seats})
    return ngettext(
        "%(count)s person can read this thread now.", ("%(count)s people can read this thread now."), number
    ) % {"count": number}


def _choices(seat: Seat, place: CommentTarget, readers: ReadersAt) -> list[AudienceChoice]:
    found = []
    for audience in audiences_of(seat, place.plan):
        if audience != TalkAudience.PARTNER:
            found.append(_choice(place, readers, audience))
        elif seat.role == Role.PARTNER:
            found.append(_choice(place, readers, audience, seat.partner))
        else:
            found += [_choice(place, readers, audience, partner) for partner in readers.partners()]
    return found


def _choice(
    place: CommentTarget, readers: ReadersAt, audience: str, partner: Partner | None = None
) -> AudienceChoice:
    name = f"partner-{partner.slug}" if partner else audience
    thread = Comment(workplan=place.plan, audience=audience, partner=partner)
    return AudienceChoice(name, thread, readers.of(audience, partner))


def _shown(seat: Seat, place: CommentTarget, choice: AudienceChoice, *, current: bool) -> dict[str, Any]:
    return {
        "label": said_of("readers", place.plan, choice.thread),
        "hint": said_of("read_by", place.plan, choice.thread),
        "number": number_of_readers(seat, choice.seats),
        "name": choice.name,
        "button": said_of("post", place.plan, choice.thread),
        "to_partner": choice.thread.audience == TalkAudience.PARTNER,
        "current": current,
    }
