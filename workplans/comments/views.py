"""The pages of comments: all threads of a plan, a new thread, and one thread."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.messages import message
from commit_portal.refusals import Permit, Refused, refusal, require
from commit_portal.workflow.action_attempts import Attempt
from workplans.comments.actions import answer_thread, open_thread_again, settle_thread, take_back_comment
from workplans.comments.forms import ReplyForm
from workplans.comments.permissions import may_read_comments, may_talk_in
from workplans.comments.queries import ReadersAt, comments_of, open_threads
from workplans.comments.targets import CommentTarget
from workplans.comments.thread_page import number_of_readers, people_to_tell, start_page
from workplans.comments.thread_rows import places_of, said_of, talk_at, threads_of, waiting_for_answer
from workplans.models import Activity, Comment, Opening, Seat, Workplan
from workplans.plan.permissions import may_know
from workplans.plan.queries import workplan_of
from workplans.plan.visibility import (
    comments_visible_to,
    reads_now,
    talk_of,
)
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import path_to
from workplans.request_context.request import seat_of
from workplans.statuses import Role


@require_safe
def plan_comments(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The threads on a plan as a whole, those that wait for an answer, and where others are open."""
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    require(may_read_comments(seat, plan))
    if not reads_now(seat, plan):
        raise Refused(message("comment.not_read_now"))
    threads = open_threads(seat, plan)
    context = {
        "plan": plan,
        "path": path_to(plan),
        "talk": talk_at(seat, CommentTarget(plan)),
        "waiting": waiting_for_answer(seat, threads),
        "lines": places_of(threads, answers=False),
        "answers": places_of(threads, answers=True),
    }
    return render(request, "workplans/comments/comment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def comment_on_plan(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Start a thread on a plan as a whole."""
    return start_page(request, CommentTarget(_plan_or_404(request, year, place)))


@require_http_methods(["GET", "HEAD", "POST"])
def comment_on_line(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Start a thread on a line."""
    seat = seat_of(request)
    plan = _plan_or_404(request, year, place)
    line = _line(seat, plan, number)
    if line is None and request.method != "POST":
        raise Http404
    if line is None:
        # The same answer whether there is such a line: it only keeps what was typed.
        line = Activity(workplan=plan, number=number, code=plan.code_of(number))
    return start_page(request, CommentTarget(plan, line))


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, year: int, place: str, thread: UUID) -> HttpResponse:
    """One thread: answer, settle, open again, take an own comment back. What was typed is kept where it is over."""
    seat = seat_of(request)
    plan = workplan_of(year, place)
    found = _thread(seat, plan, thread) if plan else None
    if plan is None or found is None:
        raise Http404
    reads = comments_visible_to(seat).filter(pk=found.pk).exists()
    if not reads and request.method != "POST":
        raise Http404
    may = may_talk_in(seat, found) if reads else refusal(message("comment.not_read_now"))
    # Posting it once more repeats the button that was pressed before.
    step = request.POST.get("once_more") or request.POST.get("do", "")
    if step in STEPS:
        return _take_step(request, found, step, may)
    where = CommentTarget.of(found)
    seats = ReadersAt(where, now=clock.reading_time(), today=clock.today()).of(found.audience, found.partner)
    comments = comments_of(found) if reads else []
    wrote = frozenset(comment.by_id for comment in comments)
    form = ReplyForm(
        posted(request),
        seats=people_to_tell(seat, seats, wrote),
        initial={"settled": found.settled_at is not None},
    )
    attempt = Attempt(request, form, may if request.method == "POST" else Permit(allowed=True), keeps=True)
    if attempt.is_due:
        with attempt:
            answer_thread(
                found,
                form.cleaned_data["text"],
                told=form.person,
                settles=step == "answer_settle",
                knows_settled=form.cleaned_data["settled"],
                key=form.cleaned_data["made_with"],
                looks_back="once_more" not in request.POST,
                by=seat,
                now=clock.now(),
            )
            if step == "answer_settle":
                messages.success(request, gettext("Your comment is posted, and the thread is closed."))
                return redirect(request.path)
            messages.success(request, gettext("Your comment is posted."))
            return _back(found)
        if attempt.faster and not attempt.made:
            # Sent once more, it is a choice.
            form.data = {**request.POST.dict(), "settled": "True"}
    shown = threads_of(seat, where, comments)
    context: dict[str, Any] = {
        "place": where,
        "path": where.path if reads else path_to(plan),
        "thread": shown[0] if shown else None,
        "form": form,
        "attempt": attempt,
        "may": may,
        "step": step or "answer",
        "made_url": f"#thread-{found.key}",
        "hint": said_of("read_by", plan, found),
        "number": number_of_readers(seat, seats),
        "answer": said_of("answer", plan, found),
    }
    return render(request, "workplans/comments/comment_thread.html", context, status=attempt.status)


# Steps without words.
STEPS = {"settle": settle_thread, "reopen": open_thread_again, "take_back": take_back_comment}
DONE = {
    "settle": message("comment.you_settled"),
    "reopen": message("comment.you_opened_again"),
    "take_back": message("comment.you_took_back"),
}


def _take_step(request: HttpRequest, thread: Comment, step: str, may: Permit) -> HttpResponse:
    require(may)
    comment = thread
    if step == "take_back":
        comment = _comment_or_404(thread, request.POST.get("comment", str(thread.key)))
    attempt = Attempt(request)
    with attempt:
        STEPS[step](comment, by=seat_of(request), now=clock.now())
        messages.success(request, str(DONE[step]))
        return _back(thread)
    messages.warning(request, attempt.faster)
    return _back(thread)


def _comment_or_404(thread: Comment, key: str) -> Comment:
    found = next((comment for comment in comments_of(thread) if str(comment.key) == key), None)
    if found is None:
        raise Http404
    return found


def _back(thread: Comment) -> HttpResponse:
    return redirect(f"{CommentTarget.of(thread).page_url}#comments")


def _thread(seat: Seat, plan: Workplan, key: UUID) -> Comment | None:
    """The thread at an address, for its audience: also where its readers do not read the place any more."""
    threads = talk_of(seat).filter(workplan=plan, key=key, parent__isnull=True)
    found = threads.select_related("activity", "target", "partner").first()
    if found is None:
        return None
    found.workplan = plan
    if found.activity is not None:
        found.activity.workplan = plan
    return found


def _line(seat: Seat, plan: Workplan, number: int) -> Activity | None:
    """The line as far as the seat reads it, in the draft or in a version."""
    line = plan.activities.filter(number=number).first()
    if line is None or not reads_now(seat, plan, line):
        return None
    line.workplan = plan
    return line


def _plan_or_404(request: HttpRequest, year: int, place: str) -> Workplan:
    """The plan, if the seat may know it; for a form that was sent also where a partner has read its draft."""
    seat = seat_of(request)
    plan = workplan_of(year, place)
    if plan is None:
        raise Http404
    has_read = (
        request.method == "POST"
        and seat.role == Role.PARTNER
        and Opening.objects.filter(workplan=plan, partner=seat.partner_id).exists()
    )
    if not (has_read or may_know(seat, plan)):
        raise Http404
    return plan
