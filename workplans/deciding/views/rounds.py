"""Approving what is left, and sending all decisions of a round at once."""

from collections.abc import Sequence

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n.messages import Words, say
from commit_portal.workflow.action_attempts import Link
from workplans.deciding.actions import approve_all_left, send_decisions
from workplans.deciding.ceiling_left import room_while_deciding
from workplans.deciding.queue import Queue
from workplans.deciding.queue_page import context_of, read_queue, send_button
from workplans.models import Workplan
from workplans.plan.lifecycle import SEND_DECISIONS
from workplans.plan.queries import rounds_of
from workplans.plan.snapshots import decisions_mark
from workplans.presentation.step_links import address_parts
from workplans.presentation.views import PlanStep
from workplans.statuses import Funding

MOVED_ON = _("Someone saved or changed a decision before you, so nothing was saved. Look at the list again.")


class RoundStep(PlanStep):
    """A step with all decisions of a round. Its button sends the mark of the round that its page showed."""

    transition, mark = SEND_DECISIONS, "seen"

    def get_path(self) -> Sequence[Link]:
        return [*super().get_path(), (_("Decisions"), reverse("decisions", args=address_parts(self.object)))]

    def get_context_data(self, **kwargs: object) -> Values:
        if self.attempt.has_moved_on:
            messages.error(self.request, MOVED_ON)
        plan, rounds = self.object, rounds_of(self.object)
        # The mark before the lines: a decision in between makes it old. The other way round it would cover a
        # decision that the page does not show.
        context = {"mark": decisions_mark(plan), "queue": read_queue(plan), "rounds": rounds}
        return super().get_context_data(**context_of(plan, rounds), **context, **kwargs)


class ApproveRemaining(RoundStep):
    """Approve every remaining activity, after a page that lists them."""

    template_name = "workplans/deciding/decision_approve_rest.html"

    def act(self, form: None) -> int:
        return approve_all_left(self.object, seen=self.seen, by=self.actor, now=clock.now())

    def get_words(self) -> Words:
        return saved_words(self.made)

    def get_success_url(self) -> str:
        return reverse("decisions", args=address_parts(self.object))

    def get_context_data(self, **kwargs: object) -> Values:
        context = super().get_context_data(**kwargs)
        room = room_while_deciding(self.object, context["queue"], context["rounds"])
        noted = any(line.activity.funding == Funding.NONE for line in context["queue"].undecided)
        return context | {"room": room.with_group(room.remaining), "has_noted": noted}


class SendDecisions(RoundStep):
    """Send all decisions of the round at once, after a page that shows them as the taskforce will read them."""

    template_name = "workplans/deciding/decision_send.html"

    def act(self, form: None) -> Workplan:
        return send_decisions(self.object, seen=self.seen, by=self.actor, now=clock.now())

    def get_success_url(self) -> str:
        return reverse("decisions_sent", args=address_parts(self.object))

    def get_context_data(self, **kwargs: object) -> Values:
        context = super().get_context_data(**kwargs)
        queue: Queue = context["queue"]
        return context | {
            "send": send_button(queue),
            "first": queue.undecided[0] if queue.undecided else None,
            "room": room_while_deciding(self.object, queue, context["rounds"]),
            "has_noted": any(line.activity.funding == Funding.NONE for line in queue.lines),
        }


def saved_words(count: int) -> str:
    """How many decisions are saved."""
    return say(ngettext("Saved %(count)s decision.", "Saved %(count)s decisions.", count), count=count)
