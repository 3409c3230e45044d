"""The page of an activity: the draft for its readers, else the approved text, else the submitted one."""

from collections.abc import Callable, Sequence

from django.db.models import Case, F, Prefetch, When, prefetch_related_objects
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from commit_portal.addresses import address, found_or_404
from commit_portal.db.related_rows import attach
from commit_portal.forms.base import Values
from commit_portal.i18n import Words, day, language_of
from commit_portal.refusals import Permit
from workplans.comments.targets import CommentTarget
from workplans.comments.thread_rows import talk_at
from workplans.consultation.page import (
    beyond_in_words,
    offer_link,
    shown_gifts,
    shown_supports,
    support_beside,
)
from workplans.consultation.permissions import (
    may_answer_partners,
    may_ask_for,
    may_meet_needs,
    may_offer,
    may_read_consultation,
)
from workplans.consultation.queries import needs_with_support, offers_at
from workplans.models import Activity, Contribution, Seat, VersionLineCountry, VersionLineTarget, Workplan
from workplans.plan import permissions
from workplans.plan.amendments import Kind, set_aside
from workplans.plan.lifecycle import AMEND
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import declines_that_stand, sent_decisions
from workplans.plan.visibility import lines_visible_to, supports_visible_to, versions_visible_to
from workplans.presentation import loaders
from workplans.presentation.facts import facts_of
from workplans.presentation.history_links import over_the_years
from workplans.presentation.rows import state_of
from workplans.presentation.step_links import line_url, links_to
from workplans.presentation.timeline import events_for, trail
from workplans.presentation.views import PlanView
from workplans.statuses import LineState, Role, VersionKind, WorkplanStatus

# What can be done with a line: the words, the page, and who may.
STEPS: Sequence[tuple[Words, str, Callable[[Seat, Activity], Permit]]] = (
    (pgettext_lazy("action", "Withdraw"), "activity_withdraw", permissions.may_edit_activity),
    (pgettext_lazy("action", "Restore"), "activity_restore", permissions.may_restore_activity),
    (_("Cancel the changes"), "activity_undo", permissions.may_undo_changes),
    (_("Allow changes"), "activity_unlock", permissions.may_unlock_activity),
    (_("Keep without Secretariat funding"), "activity_keep", permissions.may_keep_without_support),
    (_("Ask a partner for support"), "support_ask", may_ask_for),
)


class ActivityPage(PlanView):
    """The page of one activity: the draft for its readers, else the approved text."""

    template_name = "workplans/pages/activity_detail.html"

    def get_context_data(self, **kwargs: object) -> Values:
        seat, plan, number = self.actor, self.plan, self.kwargs["number"]
        line = loaders.live_activity(plan, number, seat)
        if line is None:
            context = _of_version(seat, plan, number)
        else:
            context = _of_draft(seat, line) | (_years(seat, line) if line.was_carried else {})
        return super().get_context_data(**context | {"number": number} | kwargs)


def _of_draft(seat: Seat, line: Activity) -> Values:
    plan = line.workplan
    edit = permissions.may_edit_activity(seat, line)
    consults = may_read_consultation(seat, plan)
    offers = offers_at(line, seat)
    # A partner reads its own alone, and of a country's part in the region's draft nobody's.
    every = (
        offers if consults or (seat.role != Role.PARTNER and permissions.may_read_draft(seat, plan)) else None
    )
    if every is not None:
        attach([line], "contributions", every, by="activity")
    # A country that reads its own part of the regional draft sees support in the approved version.
    in_force = versions_visible_to(seat).filter(workplan=plan, pk=F("workplan__of_record"))
    is_back = line.state == LineState.RETURNED and plan.status == WorkplanStatus.RETURNED
    declined = events_for(seat, plan).filter(label=line.code, pk__in=declines_that_stand())
    return _said(seat, line, every) | {
        "beyond": "" if seat.role == Role.PARTNER else beyond_in_words(line),
        "code": line.code,
        "edit": edit,
        "may_meet": may_meet_needs(seat, line),
        "links": _activity_links(seat, line, offers),
        # Who may change a returned line is told that only the lead keeps it as it is.
        "lead_keeps": edit and is_back and seat.role != Role.LEAD,
        "rounds": sent_decisions(line) if permissions.may_see_rounds(seat, plan) else (),
        "declined": trail(declined) if kind_of(plan.taskforce).names_countries else (),
        "beside": support_beside(line, offers) if offers else None,
        "supports": shown_supports(seat, line, offers)
        if offers or consults or plan.of_record_id is None
        else shown_gifts(supports_visible_to(seat).filter(line__activity=line, line__version__in=in_force)),
        "consults": consults,
        "talk": talk_at(seat, CommentTarget(plan, line)),
    }


def _years(seat: Seat, line: Activity) -> Values:
    """The line over the years, and the one that it was carried over from."""
    years = over_the_years(seat, line)
    before = next((year for year in years if year.pk == line.carried_from_id), None)
    # One earlier year alone is said in a sentence.
    return {"carried_from": before, "years": [] if years[:-1] == [before] else years}


def _said(seat: Seat, line: Activity, offers: list[Contribution] | None) -> Values:
    """The content and state of a line. Where a set-aside amendment changed it: the approved text."""
    plan = line.workplan
    amendment = set_aside(plan, [line])
    change = amendment.changes[0] if amendment and amendment.changes else None
    shown = loaders.text_before(line, seat) if change is not None and change.kind != Kind.NEW else None
    status, state = state_of(shown or line)
    aside: Values | None = None
    if change is not None:
        if shown is None:
            status, state = "set_aside", gettext("Does not count")
        # Nobody else sees a country that has not confirmed yet (WP-10).
        differs = shown is not None and permissions.may_see_rounds(seat, plan)
        aside = {"is_new": shown is None, "change": change if differs else None}
    title = (shown or line).title
    return {
        "title": title or gettext("No title yet"),
        "language": language_of(title),
        "status": status,
        "state": state,
        "facts": facts_of(seat, shown or line, plan),
        "needs": needs_with_support(seat, shown or line, None if shown else offers),
        "may_offer": shown is None and may_offer(seat, line),
        "aside": aside,
    }


def _of_version(seat: Seat, plan: Workplan, number: int) -> Values:
    """The approved text; where none was approved, the text as it was submitted, for those who read that version."""
    line = found_or_404(
        lines_visible_to(seat)
        .filter(activity__workplan=plan, activity__number=number)
        .select_related("version", "activity")
        .prefetch_related("needs")
        .annotate(target_keys=loaders.keys_of_targets(VersionLineTarget, "line"))
        .order_by(Case(When(version__kind=VersionKind.OF_RECORD, then=0), default=1), "-version__number")
        .first()
    )
    loaders.put_plan_of_action_on([line], plan)
    if kind_of(plan.taskforce).names_countries:
        parts = VersionLineCountry.objects.select_related("taskforce__country")
        prefetch_related_objects([line], Prefetch("participations", parts))
    line.activity.workplan = plan
    supports = supports_visible_to(seat).filter(line=line)
    offers: list[Contribution] = []
    if seat.role == Role.PARTNER:
        # Its own it reads as it is now, with what it can still answer.
        supports = supports.exclude(partner=seat.partner_id)
        offers = offers_at(line.activity, seat)
    gifts = list(supports)
    loaders.keep_names_only(seat, gifts)
    status, state = state_of(line)
    is_approved = line.version.kind == VersionKind.OF_RECORD
    # Who reads a submitted version reads its decisions. Those on an approved activity are in its comments.
    rounds = [] if is_approved else sent_decisions(line.activity)
    if rounds:
        status, state = rounds[0].state.value, rounds[0].state.label
    return _years(seat, line.activity) | {
        "code": line.code,
        "activity": line.activity_id,
        "title": line.title,
        "language": language_of(line.title),
        "status": status,
        "state": state,
        "facts": facts_of(seat, line, plan),
        "needs": needs_with_support(seat, line, None if seat.role == Role.PARTNER else gifts),
        "may_meet": is_approved and not line.withdrawn and may_meet_needs(seat, line.activity),
        "of_record" if is_approved else "submitted": day(line.version.made_at),
        "rounds": rounds,
        "links": [offer_link(plan, line.activity, offers)] if may_offer(seat, line.activity) else (),
        "supports": (*shown_supports(seat, line.activity, offers), *shown_gifts(gifts)),
        "talk": talk_at(seat, CommentTarget(plan, line.activity)),
    }


def _activity_links(seat: Seat, line: Activity, offers: list[Contribution]) -> list[tuple[str, str]]:
    plan, number = line.workplan, line.number
    links = [(str(words), line_url(plan, number, page)) for words, page, may in STEPS if may(seat, line)]
    if may_ask_for(seat, line) and may_answer_partners(seat, plan):
        links.append((gettext("Record a partner’s support"), line_url(plan, number, "support_told")))
    links += [(str(label), url) for label, url in links_to(seat, plan, AMEND)]
    if may_offer(seat, line):
        links.append(offer_link(plan, line, offers))
    if kind_of(plan.taskforce).names_countries and seat.role == Role.LEAD:
        unanswered = line.participations.filter(taskforce=seat.taskforce_id, confirmed_at__isnull=True)
        for mine in unanswered.select_related("taskforce__country"):
            mine.activity = line
            if permissions.may_confirm_participation(seat, mine):
                label = gettext("Answer whether your country takes part")
                links.append((label, address("regional_confirm", plan.cycle.year, number)))
    return links
