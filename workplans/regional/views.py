"""The regional workplan: each country confirms its part, and a second person approves the plan."""

from collections.abc import Callable, Mapping, Sequence

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import Param, and_list
from commit_portal.refusals import Refused
from commit_portal.workflow import Link, StepView, Values
from workplans.fields import fields_but
from workplans.models import Participation
from workplans.plan import lifecycle, line_content, permissions, versions
from workplans.presentation import loaders, step_links, timeline, views
from workplans.regional import actions
from workplans.request_context.request import SeatMixin, number_sent


class ConfirmParticipation(SeatMixin, StepView[Participation]):
    """Confirm that the country takes part, after its lead has read the activity."""

    permission = staticmethod(permissions.may_confirm_participation)
    template_name, mark = "workplans/regional/regional_confirm.html", "seen"
    heading = _("Does %(country)s take part in this activity?")
    success_message = _("Confirmed. %(country)s takes part in %(code)s.")
    action: Callable[..., Participation | None] = staticmethod(actions.confirm_participation)
    has_mark = True

    def get_object(self) -> Participation:
        """Get the part of the reader's own country. 404 where the line does not name it."""
        seat, line = self.actor, loaders.activity_or_404(self.request, **self.kwargs)
        parts = line.participations.select_related("taskforce__country")
        part = parts.filter(taskforce=seat.taskforce_id).first() if seat.taskforce_id else None
        if part is None and seat.is_regional_office:
            raise Refused(_("Only the lead of each country can confirm or decline. Ask that lead."))
        if part is None:
            raise Http404("This country is not named in the activity.")
        return part

    def get_path(self) -> Sequence[Link]:
        return step_links.path_to(self.object.activity.workplan)

    def get_facts(self) -> Mapping[str, Param]:
        return {"country": self.object.taskforce.name, "code": self.object.activity.code}

    def get_context_data(self, **kwargs: object) -> Values:
        part, line = self.object, self.object.activity
        # Without money. The page shows below who else takes part.
        shown = fields_but("area", "menu_activity", "countries", "lead_body", "secretariat_cost", "supports")
        # WP-10: who has not confirmed is named to nobody else.
        others = [
            other.taskforce.name
            for other in line.participations.all()
            if other.confirmed_at is not None and other.pk != part.pk
        ]
        return super().get_context_data(**kwargs) | {
            "line": line,
            "mark": versions.asked_mark(line),
            "facts": line_content.words_of_line(line, loaders.texts_today(line.workplan), shown),
            "others": and_list(others),
        }


class DeclineParticipation(ConfirmParticipation):
    """Say that the country does not take part. The activity no longer names it."""

    template_name = "workplans/regional/regional_decline.html"
    heading = _("%(country)s does not take part")
    success_message = _("Saved. %(country)s does not take part in %(code)s.")
    action = staticmethod(actions.decline_participation)


class ProposeRegional(views.PlanStep):
    """Ask a second person of the regional office to approve the plan."""

    transition, mark = lifecycle.PROPOSE_REGIONAL, "seen"
    template_name = "workplans/regional/regional_propose.html"
    heading = _("Propose the regional workplan %(year)s")
    success_message = _("The workplan is proposed. A second person of the regional office must approve it.")
    action, has_mark = staticmethod(actions.propose_regional), True

    def get_context_data(self, **kwargs: object) -> Values:
        """The plan, with what happened since the page was opened where it has changed.

        Reads the end of the history and the fingerprint before the lines: an answer in between makes the fingerprint
        old. The other way round the fingerprint would cover an answer that the page does not show.
        """
        plan, seat = self.object, self.actor
        events = timeline.events_for(seat, plan)
        last = events.order_by("-pk").values_list("pk", flat=True).first() or 0
        mark = versions.regional_mark(plan)
        loaders.load_live_lines(plan, seat)
        opened_at, is_stale = number_sent(self.request, "last"), self.attempt.has_moved_on
        since = (
            events.filter(pk__gt=opened_at, pk__lte=last) if is_stale and opened_at >= 0 else events.none()
        )
        return super().get_context_data(**kwargs) | {
            "mark": mark,
            "last": last,
            "since": timeline.trail(since),
            "lines": [
                (line, line_content.cost_in_words(line), line.participations.all())
                for line in plan.activities.all()
                if not line.is_withdrawn
            ],
        }


class ApproveRegional(ProposeRegional):
    """Approve what was proposed, after the second person has read it."""

    transition = lifecycle.PUT_IN_FORCE
    template_name = "workplans/regional/regional_put_in_force.html"
    heading = _("Approve the regional workplan %(year)s")
    success_message = _("The regional workplan is approved. Every taskforce can read the workplan now.")
    action, has_mark = staticmethod(actions.put_in_force), True

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(why=timeline.reason_of_amendment(self.object), **kwargs)
