"""A partner offers support of a line, answers what it is asked for, changes and takes back, or offers nothing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.formatting import day, language_of, money
from commit_portal.i18n.messages import Message, message
from commit_portal.i18n.parsing import Unreadable, read_money
from commit_portal.refusals import Permit, Refused, refusal, require
from commit_portal.workflow.action_attempts import Attempt, Way, differences_of, done_already
from commit_portal.workflow.lifecycle import open_in_state
from workplans.consultation.access import LineRead, line_read, own_support, was_opened_to
from workplans.consultation.actions.offer import (
    answer_with_offer,
    change_offer,
    decline_asking,
    offer_support,
    take_back_offer,
)
from workplans.consultation.actions.openings import say_nothing_to_offer
from workplans.consultation.forms import OfferForm, typed_for_need
from workplans.consultation.lifecycle import ANSWER_WITH_OFFER, CHANGE_OFFER, DECLINE_ASKING, TAKE_BACK_OFFER
from workplans.consultation.permissions import may_answer_asking, may_offer, may_say_nothing_to_offer
from workplans.consultation.queries import address_of, opening_now, partner_reads
from workplans.models import Contribution, Partner, Seat, Workplan
from workplans.plan.line_content import gift_in_words
from workplans.plan.permissions import may_know
from workplans.plan.plan_types import said_of_asker
from workplans.plan.queries import workplan_of
from workplans.presentation.step_links import path_to
from workplans.request_context.request import number_sent, seat_of
from workplans.statuses import ContributionKind, ContributionStatus, Role


@require_http_methods(["GET", "HEAD", "POST"])
def support_offer(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Offer support of a line that the partner reads."""
    seat = seat_of(request)
    plan = _plan_or_404(seat, year, place, sent=request.method == "POST")
    read = line_read(seat, plan, number)
    if read is None:
        return _not_read_now(request, seat, plan, number)
    line = read.activity
    initial = typed_for_need(read.needs, request.GET.get("need"))
    form = OfferForm(posted(request), line=line, needs=read.needs, initial=initial)
    attempt = Attempt(request, form, may_offer(seat, line), keeps=seat.role == Role.PARTNER)
    if attempt.is_due:
        with attempt:
            support = offer_support(line, form.draft(), by=seat, now=clock.now())
            return _done(request, plan, _has_offered(support))
    return _offer_page(request, plan, attempt, form, code=line.code, read=read)


@require_http_methods(["GET", "HEAD", "POST"])
def support_change_offer(
    request: HttpRequest, year: int, place: str, number: int, partner: str, nth: int
) -> HttpResponse:
    """Answer an asking with an offer or with "not this time"; change an offer that is not answered yet."""
    seat = seat_of(request)
    support = _own_or_404(seat, year, place, number, partner, nth)
    plan = support.activity.workplan
    may = may_answer_asking(seat, support)
    read = line_read(seat, plan, number)
    stop = _why_closed(support, read)
    if request.method != "POST" and may and stop is not None:
        return _closed(request, plan, support, stop)
    form = OfferForm(posted(request), line=support.activity, support=support)
    attempt = Attempt(request, form, may, keeps=_is_own(seat, support))
    if attempt.is_due:
        with attempt:
            return _done(request, plan, _answer(support, form, seat))
        if attempt.stale is not None:
            support.refresh_from_db()
            saved = {"kind": support.kind, "amount": support.amount, "what": support.what}
            attempt.show_theirs(differences_of(form, saved), row_version=support.row_version)
    return _offer_page(request, plan, attempt, form, code=support.activity.code, read=read, support=support)


@require_http_methods(["GET", "HEAD", "POST"])
def support_take_back(
    request: HttpRequest, year: int, place: str, number: int, partner: str, nth: int
) -> HttpResponse:
    """Take an offer back until it is answered, after a question."""
    seat = seat_of(request)
    support = _own_or_404(seat, year, place, number, partner, nth)
    plan = support.activity.workplan
    require(may_answer_asking(seat, support))
    stop = open_in_state(support, TAKE_BACK_OFFER)
    if request.method != "POST" and not stop:
        return _closed(request, plan, support, stop)
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            take_back_offer(support, seen=number_sent(request, "row_version"), by=seat, now=clock.now())
            said = gettext("You took back your offer for %(code)s.")
            return _done(request, plan, said % {"code": support.activity.code})
        support.refresh_from_db()
    context = {
        "plan": plan,
        "attempt": attempt,
        "code": support.activity.code,
        "gift": gift_in_words(support),
        "what": support.what if support.kind == ContributionKind.FUNDS else "",
        "who_reads": said_of_asker("support.reads_taken_back", plan),
        "row_version": support.row_version,
        "path": path_to(plan),
        "label": TAKE_BACK_OFFER.label,
        "back_url": reverse("support_change_offer", args=address_of(support)),
    }
    return render(request, "workplans/consultation/support_take_back.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def nothing_to_offer(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Say that the partner has nothing to offer for a draft that is open to it, after a question."""
    seat = seat_of(request)
    plan = _plan_or_404(seat, year, place, sent=True)
    opening = None
    if seat.role == Role.PARTNER:
        opening = opening_now(plan, Partner.objects.get(seats=seat), now=clock.reading_time())
    if opening is None:
        code = "opening.not_open" if seat.role == Role.PARTNER else "opening.partner_answers"
        raise Refused(message(code))
    opening.workplan = plan
    may = may_say_nothing_to_offer(seat, opening)
    if request.method != "POST" and not may:
        heading = gettext("Nothing to offer")
        return done_already(request, heading=heading, reason=may.reason, path=path_to(plan))
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            say_nothing_to_offer(opening, by=seat, now=clock.now())
            return _done(request, plan, str(said_of_asker("opening.you_said_nothing", plan)))
    context = {
        "plan": plan,
        "path": path_to(plan),
        "who_reads": said_of_asker("opening.reads_nothing", plan, year=str(plan.cycle.year)),
        "until": day(opening.until_on),
        "attempt": attempt,
    }
    return render(request, "workplans/consultation/support_nothing.html", context, status=attempt.status)


def _plan_or_404(seat: Seat, year: int, place: str, *, sent: bool) -> Workplan:
    """The plan, if the seat may know it. What a partner typed is kept, also where it reads nothing of it any more."""
    plan = workplan_of(year, place)
    if plan is None or not (may_know(seat, plan) or (sent and was_opened_to(seat, plan))):
        raise Http404
    return plan


def _own_or_404(seat: Seat, year: int, place: str, number: int, partner: str, nth: int) -> Contribution:
    """The support at an address, if the seat may read it."""
    plan = workplan_of(year, place)
    support = own_support(seat, plan, number, partner, nth) if plan else None
    if support is None:
        raise Http404
    return support


def _is_own(seat: Seat, support: Contribution) -> bool:
    return seat.role == Role.PARTNER and seat.partner_id == support.partner_id


def _answer(support: Contribution, form: OfferForm, seat: Seat) -> str:
    """Take the step that the form asks for, and return the sentence that says so."""
    now = clock.now()
    if form.gives_nothing:
        decline_asking(support, word=form.cleaned_data["word"], seen=form.seen, by=seat, now=now)
        line = support.activity
        return str(said_of_asker("support.you_declined_asking", line.workplan, code=line.code))
    act = answer_with_offer if support.status == ContributionStatus.ASKED else change_offer
    return _has_offered(act(support, form.draft(), seen=form.seen, by=seat, now=now))


def _has_offered(support: Contribution) -> str:
    line = support.activity
    what = gift_in_words(support)
    return str(said_of_asker("support.you_offered_now", line.workplan, what=what, code=line.code))


def _done(request: HttpRequest, plan: Workplan, said: str) -> HttpResponse:
    """Say what was done on the plan's page, or at home where the partner reads nothing of the plan."""
    messages.success(request, said)
    if may_know(seat_of(request), plan):
        return redirect("workplan", plan.cycle.year, plan.taskforce.slug)
    return redirect("home")


def _not_read_now(request: HttpRequest, seat: Seat, plan: Workplan, number: int) -> HttpResponse:
    """Keep what a partner typed for a line that it does not read any more: the same answer whether there is one."""
    if request.method != "POST" or not was_opened_to(seat, plan):
        raise Http404
    code = plan.code_of(number)
    form = OfferForm(request.POST, line=None)
    attempt = Attempt(
        request, form, refusal(said_of_asker("support.not_read_now", plan, code=code)), keeps=True
    )
    return _offer_page(request, plan, attempt, form, code=code, read=None)


def _why_closed(support: Contribution, read: LineRead | None) -> Permit | None:
    """Why an asking cannot be answered, or an offer changed, now; None where it can."""
    step = DECLINE_ASKING if support.status == ContributionStatus.ASKED else CHANGE_OFFER
    permit = open_in_state(support, step)
    if not permit:
        return permit
    if read is None or not partner_reads(support.activity, support.partner, now=clock.reading_time()):
        line = support.activity
        return refusal(said_of_asker("support.not_read_now", line.workplan, code=line.code))
    return None


def _closed(request: HttpRequest, plan: Workplan, support: Contribution, stop: Permit) -> HttpResponse:
    """The page that says why there is nothing to answer or to change, with what can be done instead."""
    ways: list[Way] = []
    if support.status == ContributionStatus.OFFERED:
        at = address_of(support)
        ways = [(str(TAKE_BACK_OFFER.label), reverse("support_take_back", args=at))]
    heading = gettext("Your support for %(code)s") % {"code": support.activity.code}
    return done_already(request, heading=heading, reason=stop.reason, path=path_to(plan), ways=ways)


def _offer_page(
    request: HttpRequest,
    plan: Workplan,
    attempt: Attempt,
    form: OfferForm,
    *,
    code: str,
    read: LineRead | None,
    support: Contribution | None = None,
) -> HttpResponse:
    """The form of an offer with what it answers. Under its line on the plan's page only the form itself is taken."""
    asked = support is not None and support.status == ContributionStatus.ASKED
    context = {
        "plan": plan,
        "path": path_to(plan),
        "code": code,
        "heading": _heading(code, support),
        "title": read.title if read else "",
        "language": language_of(read.title) if read else "",
        "asked": _asked(support) if support is not None and asked else "",
        "needs": [need.what for need in read.needs] if read else [],
        "readers": said_of_asker("support.who_reads", plan),
        "form": form,
        "kinds": _kinds(form),
        "attempt": attempt,
        "button": _button(form),
        "labels": {
            "offer": ANSWER_WITH_OFFER.label,
            "nothing": DECLINE_ASKING.label,
            "take_back": TAKE_BACK_OFFER.label,
        },
        "plan_url": reverse("workplan", args=[plan.cycle.year, plan.taskforce.slug]),
        "take_back_url": reverse("support_take_back", args=address_of(support))
        if support is not None and support.status == ContributionStatus.OFFERED
        else "",
    }
    return render(request, "workplans/consultation/support_offer.html", context, status=attempt.status)


def _heading(code: str, support: Contribution | None) -> str:
    if support is None:
        return gettext("Offer support for %(code)s") % {"code": code}
    if support.status == ContributionStatus.OFFERED:
        return gettext("Change your offer for %(code)s") % {"code": code}
    return gettext("Your answer for %(code)s") % {"code": code}


def _asked(support: Contribution) -> Message:
    """What the taskforce asks for, and what for where it is money."""
    plan = support.activity.workplan
    words = {"partner": str(support.partner), "gift": gift_in_words(support)}
    if support.kind == ContributionKind.FUNDS and support.what:
        return said_of_asker("support.asks_you_for", plan, **words, what=support.what)
    return said_of_asker("support.asks_you", plan, **words)


def _kinds(form: OfferForm) -> list[dict[str, Any]]:
    """The choices of the form, each with whether it is chosen."""
    chosen = form["kind"].value()
    return [
        {"value": str(value), "label": label, "chosen": str(value) == chosen} for value, label in form.kinds
    ]


def _button(form: OfferForm) -> str:
    """The words on the button: it names the amount, where one is typed."""
    kind = form["kind"].value()
    if kind == OfferForm.NOTHING:
        return str(DECLINE_ASKING.label)
    try:
        amount = read_money(str(form["amount"].value() or ""))
    except Unreadable:
        amount = None
    if kind == ContributionKind.FUNDS and amount is not None:
        return gettext("Offer US$%(amount)s") % {"amount": money(amount)}
    return str(ANSWER_WITH_OFFER.label)
