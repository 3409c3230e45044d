"""The steps of support on the taskforce's side: ask, change, take back, answer, record, lower and end."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.workflow.action_attempts import Attempt, differences_of, not_now
from commit_portal.workflow.lifecycle import Transition
from workplans.consultation.actions.answer import (
    accept_offer,
    decline_offer,
    end_support,
    lower_support,
    record_answer,
    record_support,
)
from workplans.consultation.actions.ask import ask_partner, change_asking, take_back_asking
from workplans.consultation.actions.openings import open_and_ask
from workplans.consultation.actions.transitions import said_of
from workplans.consultation.forms import (
    AnswerOfferForm,
    AskForm,
    ChangeAskingForm,
    LowerOrEndForm,
    RecordForm,
    SeenForm,
    ToldForm,
    typed_for_need,
)
from workplans.consultation.lifecycle import ACCEPT, CHANGE_ASKING, DECLINE, END, RECORD_YES, TAKE_BACK_ASKING
from workplans.consultation.permissions import (
    may_answer_offer,
    may_answer_partners,
    may_ask_for,
    may_change_asking,
)
from workplans.consultation.queries import support_at
from workplans.consultation.rules import latest_last_day
from workplans.consultation.support_rows import amount_of, support_beside
from workplans.consultation.views.openings import consulted_or_404, path_below
from workplans.consultation.warnings import before_accepting
from workplans.models import Activity, Contribution, Seat
from workplans.plan.line_content import gift_in_words
from workplans.plan.permissions import drafts, may_open_draft
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import readers_now
from workplans.plan.visibility import offers_visible_to
from workplans.presentation.loaders import activity_or_404
from workplans.request_context.request import seat_of
from workplans.statuses import ContributionKind


@require_http_methods(["GET", "HEAD", "POST"])
def support_ask(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Ask a partner for support of a line; who may open the draft opens it to the partner in the same step."""
    seat, line = seat_of(request), _line_or_404(request, year, place, number)
    plan = line.workplan
    reading = [item.partner_id for item in readers_now(plan, now=clock.now()) if item.partner_id]
    opens = bool(may_open_draft(seat, plan))
    form = AskForm(
        posted(request),
        line=line,
        opens=opens,
        reading=reading,
        latest=latest_last_day(plan, today=clock.today()),
        initial=typed_for_need(line.technical_needs.all(), request.GET.get("need")),
    )
    attempt = Attempt(request, form, may_ask_for(seat, line), keeps=drafts(seat, plan))
    if attempt.is_due:
        partner, until_on, now = form.cleaned_data["partner"], form.cleaned_data.get("until_on"), clock.now()
        with attempt:
            if until_on:
                asked = open_and_ask(line, partner, form.draft(), until_on, by=seat, now=now)
            else:
                asked = ask_partner(line, partner, form.draft(), by=seat, now=now)
            _say(request, "support.you_prepared" if asked.is_prepared else "support.you_asked", asked)
            return _back(line)
    return _page(request, line, form, attempt, gettext("Ask a partner"), gettext("Ask this partner"))


@require_http_methods(["GET", "HEAD", "POST"])
def support_told(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Record support that a partner promised outside the portal, without an asking before."""
    seat, line = seat_of(request), _line_or_404(request, year, place, number)
    form = ToldForm(posted(request), line=line)
    may = may_answer_partners(seat, line.workplan) and may_ask_for(seat, line)
    attempt = Attempt(request, form, may, keeps=_steers(seat, line))
    if attempt.is_due:
        told = form.cleaned_data
        with attempt:
            given = record_support(
                line,
                told["partner"],
                form.draft(),
                told_how=told["told_how"],
                word=told["word"],
                by=seat,
                now=clock.now(),
            )
            _say(request, "support.you_recorded", given)
            return _back(line)
    return _page(
        request, line, form, attempt, gettext("Record support"), gettext("Record that the partner gives this")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def support_change_asking(
    request: HttpRequest, year: int, place: str, number: int, partner: str, nth: int
) -> HttpResponse:
    """Change what a partner is asked for, or take the asking back, until the partner has answered."""
    seat, support = seat_of(request), _support_or_404(request, year, place, number, partner, nth)
    line = support.activity
    takes_back = request.POST.get("do") == "take_back"
    keeps = drafts(seat, line.workplan) and not takes_back
    if closed := _closed(request, support, CHANGE_ASKING, keeps=keeps):
        return closed
    typed = _typed(support)
    form: SeenForm | ChangeAskingForm = ChangeAskingForm(posted(request), line=line, initial=typed)
    if takes_back:
        form = SeenForm(request.POST)
    attempt = Attempt(request, form, may_change_asking(seat, support), keeps=keeps)
    if attempt.is_due:
        seen, now = form.cleaned_data["row_version"], clock.now()
        with attempt:
            if isinstance(form, ChangeAskingForm):
                changed = change_asking(support, form.draft(), seen=seen, by=seat, now=now)
                _say(request, "support.you_changed_asking", changed)
            else:
                take_back_asking(support, seen=seen, by=seat, now=now)
                _say(request, "support.you_took_back", support)
            return _back(line)
    if takes_back:
        form = attempt.form = ChangeAskingForm(line=line, initial=_typed(_again(support)))
    elif attempt.stale:
        now_asked = _typed(_again(support))
        attempt.show_theirs(differences_of(form, now_asked), row_version=now_asked["row_version"])
    heading = gettext("Change what %(partner)s is asked for") % {"partner": support.partner}
    button = gettext("Save mine over it") if attempt.stale else gettext("Ask for this instead")
    return _page(request, line, form, attempt, heading, button, support=_again(support), takes_back=True)


@require_http_methods(["GET", "HEAD", "POST"])
def support_answer(
    request: HttpRequest, year: int, place: str, number: int, partner: str, nth: int
) -> HttpResponse:
    """Accept or decline an offer, as it was read. What was typed stays where the offer changed or ended meanwhile."""
    seat, support = seat_of(request), _support_or_404(request, year, place, number, partner, nth)
    line, keeps = support.activity, _steers(seat, support.activity)
    if closed := _closed(request, support, ACCEPT, keeps=keeps):
        return closed
    form = AnswerOfferForm(posted(request), initial={"row_version": support.row_version})
    attempt = Attempt(request, form, may_answer_offer(seat, support), keeps=keeps)
    answer = {"accept": accept_offer, "decline": decline_offer}.get(request.POST.get("do", ""))
    if request.method == "POST" and answer is None:
        raise Http404
    if attempt.is_due and answer is not None:
        told = form.cleaned_data
        with attempt:
            answer(support, word=told["word"], seen=told["row_version"], by=seat, now=clock.now())
            _say(
                request,
                "support.you_accepted" if answer is accept_offer else "support.you_declined",
                support,
            )
            return _back(line)
    support = _again(support)
    if attempt.stale:
        attempt.show_theirs((), row_version=support.row_version)
    if support.kind == ContributionKind.FUNDS:
        accept = gettext("Accept US$%(amount)s") % {"amount": amount_of(support)}
    else:
        accept = str(ACCEPT.label)
    heading = gettext("Answer %(partner)s") % {"partner": support.partner}
    return _page(request, line, form, attempt, heading, accept, support=support, answers=True)


@require_http_methods(["GET", "HEAD", "POST"])
def support_record(
    request: HttpRequest, year: int, place: str, number: int, partner: str, nth: int
) -> HttpResponse:
    """Record what a partner answered outside the portal."""
    seat, support = seat_of(request), _support_or_404(request, year, place, number, partner, nth)
    line, keeps = support.activity, _steers(seat, support.activity)
    if closed := _closed(request, support, RECORD_YES, keeps=keeps):
        return closed
    form = RecordForm(posted(request), line=line, initial=_typed(support))
    attempt = Attempt(request, form, may_answer_offer(seat, support), keeps=keeps)
    if attempt.is_due:
        told = form.cleaned_data
        with attempt:
            recorded = record_answer(
                support,
                form.answer(),
                told_how=told["told_how"],
                word=told["word"],
                seen=told["row_version"],
                by=seat,
                now=clock.now(),
            )
            _say(request, "support.you_recorded" if form.answer() else "support.you_recorded_no", recorded)
            return _back(line)
    support = _again(support)
    if attempt.stale:
        attempt.show_theirs((), row_version=support.row_version)
    heading = gettext("Record the answer of %(partner)s") % {"partner": support.partner}
    return _page(request, line, form, attempt, heading, gettext("Record the answer"), support=support)


@require_http_methods(["GET", "HEAD", "POST"])
def support_end(
    request: HttpRequest, year: int, place: str, number: int, partner: str, nth: int
) -> HttpResponse:
    """Lower accepted money, or end accepted support, with a reason."""
    seat, support = seat_of(request), _support_or_404(request, year, place, number, partner, nth)
    line, keeps = support.activity, _steers(seat, support.activity)
    if closed := _closed(request, support, END, keeps=keeps):
        return closed
    in_kind = support.kind == ContributionKind.IN_KIND
    form = LowerOrEndForm(
        posted(request),
        in_kind=in_kind,
        initial={"row_version": support.row_version} | ({} if in_kind else {"amount": support.amount}),
    )
    attempt = Attempt(request, form, may_answer_offer(seat, support), keeps=keeps)
    if attempt.is_due:
        told, now = form.cleaned_data, clock.now()
        word, seen = told["word"], told["row_version"]
        with attempt:
            if told["how"] == "lower":
                lowered = lower_support(
                    support, told["amount"] or Decimal(0), word=word, seen=seen, by=seat, now=now
                )
                _say(request, "support.you_lowered", lowered)
            else:
                _say(
                    request, "support.you_ended", end_support(support, word=word, seen=seen, by=seat, now=now)
                )
            return _back(line)
    support = _again(support)
    if attempt.stale:
        attempt.show_theirs((), row_version=support.row_version)
    heading = gettext("Lower or end the support of %(partner)s") % {"partner": support.partner}
    return _page(request, line, form, attempt, heading, gettext("Save"), support=support)


def _line_or_404(request: HttpRequest, year: int, place: str, number: int) -> Activity:
    """Get the line for who reads the consultation: hidden and absent lines answer the others the same."""
    consulted_or_404(request, year, place)
    return activity_or_404(request, year, place, number)


def _support_or_404(
    request: HttpRequest, year: int, place: str, number: int, partner: str, nth: int
) -> Contribution:
    line = _line_or_404(request, year, place, number)
    support = support_at(line, partner, nth)
    if support is None:
        raise Http404
    support.activity = line
    return support


def _again(support: Contribution) -> Contribution:
    """The support as it is now, after somebody else's step."""
    line = support.activity
    support = Contribution.objects.select_related("partner", "need").get(pk=support.pk)
    support.activity = line
    return support


def _steers(seat: Seat, line: Activity) -> bool:
    """Whether the seat answers partners in its time: what it typed is kept where that is over."""
    return bool(kind_of(line.workplan.taskforce).may_steer(seat, line.workplan, "support.lead_answers"))


def _closed(
    request: HttpRequest, support: Contribution, step: Transition, *, keeps: bool
) -> HttpResponse | None:
    """The page of a step that is not open any more; None where it is."""
    path = path_below(support.activity.workplan)
    return not_now(request, support, step, by=seat_of(request), path=path, keeps=keeps)


def _typed(support: Contribution) -> dict[str, Any]:
    """The values of support by the names of the form's fields."""
    return {
        "row_version": support.row_version,
        "kind": support.kind,
        "amount": support.amount,
        "what": support.what,
        "need": support.need,
    }


def _back(line: Activity) -> HttpResponse:
    """To the line on the page of the consultation."""
    plan = line.workplan
    page = reverse("consultation", args=[plan.cycle.year, plan.taskforce.slug])
    return redirect(f"{page}#line-{line.short_code}")


def _say(request: HttpRequest, code: str, support: Contribution) -> None:
    messages.success(request, str(said_of(code, support)))


def _page(
    request: HttpRequest,
    line: Activity,
    form: Any,
    attempt: Attempt,
    heading: str,
    button: str,
    *,
    support: Contribution | None = None,
    answers: bool = False,
    takes_back: bool = False,
) -> HttpResponse:
    """The page of a step: the form, and beside it what the line costs and what partners said of it."""
    plan, seat = line.workplan, seat_of(request)
    context = {
        "plan": plan,
        "line": line,
        "line_url": reverse("activity", args=[plan.cycle.year, plan.taskforce.slug, line.number]),
        "form": form,
        "attempt": attempt,
        "heading": heading,
        "button": button,
        "path": path_below(plan),
        "support": support,
        "said": gift_in_words(support) if support else "",
        "answers": answers,
        "weigh": before_accepting(support) if support and answers else "",
        "takes_back": takes_back,
        "decline": DECLINE.label,
        "take_back": TAKE_BACK_ASKING.label,
        "beside": support_beside(line, list(offers_visible_to(seat).filter(activity=line))),
        "cancel_url": path_below(plan)[-1][1],
    }
    return render(request, "workplans/consultation/support_form.html", context, status=attempt.status)
