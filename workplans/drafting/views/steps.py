"""Steps of one activity, each after a question: withdraw, bring back, open for change, keep; and the needs of the plan."""

from collections.abc import Callable, Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commit_portal import clock
from commit_portal.i18n.formatting import and_list
from commit_portal.i18n.messages import Param, Sentence, Words, say
from commit_portal.i18n.parsing import one_line_end
from commit_portal.models import Event
from commit_portal.refusals import Permit, Refused
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.views import StepView, Values
from workplans.drafting import actions
from workplans.drafting.forms import NeedsForm
from workplans.models import Activity, Seat, Workplan
from workplans.models.partner_support import ContributionQuerySet
from workplans.plan import permissions
from workplans.plan.plan_types import kind_of
from workplans.presentation.loaders import activity_or_404, draft_or_404
from workplans.presentation.step_links import line_url, path_to
from workplans.presentation.timeline import events_for
from workplans.presentation.views import PlanStep
from workplans.request_context.request import SeatMixin

LEAVES_APPROVED = _("The activity will be removed from the approved version after the next decisions.")


class ActivityQuestion(SeatMixin, StepView[Activity]):
    """A step of one activity, after a question on a page of its own."""

    template_name = "workplans/drafting/activity_confirm.html"
    # Who takes the step with lines of a plan in whatever state, and whether it is open for this line now.
    taken_by: Callable[[Seat, Workplan], Permit]
    permission: Callable[[Seat, Activity], Permit]
    # What the step causes.
    sentences: tuple[Sentence, ...] = ()

    def get_object(self) -> Activity:
        return activity_or_404(self.request, **self.kwargs)

    def get_permit(self) -> Permit:
        return self.taken_by(self.actor, self.object.workplan)

    def get_stop(self) -> Refused | None:
        may = self.permission(self.actor, self.object)
        return None if may else Refused(may.reason)

    def get_path(self) -> Sequence[Link]:
        line = self.object
        url = line_url(line.workplan, line.number)
        return (*path_to(line.workplan), (say(_("Activity %(code)s"), code=line.code), url))

    def get_facts(self) -> Mapping[str, Param]:
        return {"code": self.object.code}

    def get_words(self) -> Words:
        return done_words(self.object, self.success_message)

    def get_success_url(self) -> str:
        # Nothing is left to do on the page of a withdrawn activity.
        path = self.get_path()
        return path[-2][1] if self.made.is_withdrawn else path[-1][1]


class WithdrawActivity(ActivityQuestion):
    """Withdraw a line, after a page that says who reads it then, and whose support ends, now or later (CO-9)."""

    template_name = "workplans/drafting/activity_withdraw.html"
    taken_by = staticmethod(permissions.may_draft_lines)
    permission, action = staticmethod(permissions.may_edit_activity), staticmethod(actions.withdraw_activity)
    heading, button = _("Withdraw: %(code)s"), pgettext_lazy("action", "Withdraw")
    success_message = actions.WITHDRAWN

    def get_context_data(self, **kwargs: object) -> Values:
        line = self.object
        context = {
            "is_approved": line.version_lines.filter(
                version=line.workplan.of_record_id, withdrawn=False
            ).exists(),
            "was_submitted": line.version_lines.exists(),
            "asked": _partners_of(line.contributions.unanswered()),
            "accepted": _partners_of(line.contributions.accepted()),
            "regional": kind_of(line.workplan.taskforce).names_countries,
        }
        return super().get_context_data(**context | kwargs)


class RestoreActivity(ActivityQuestion):
    """Bring a withdrawn line back."""

    taken_by = staticmethod(permissions.may_draft_lines)
    permission = staticmethod(permissions.may_restore_activity)
    action = staticmethod(actions.restore_activity)
    heading, button = _("Restore: %(code)s"), _("Restore")
    sentences = (
        _("The ceiling includes the activity again. The amount left must be enough."),
        _("If the activity is already removed from the approved version, it needs a new decision."),
    )
    success_message = actions.RESTORED


class UnlockActivity(ActivityQuestion):
    """Open another line of a returned plan as its lead."""

    taken_by = staticmethod(permissions.may_unlock_lines)
    permission, action = staticmethod(permissions.may_unlock_activity), staticmethod(actions.unlock_activity)
    heading, button = _("Allow changes: %(code)s"), _("Allow changes")
    sentences = (
        _("This activity was not returned. If you change it, the Secretariat has to decide on it again."),
    )
    success_message = _("You can change %(code)s now.")


class KeepActivity(ActivityQuestion):
    """Keep a returned line as the government's own as its lead."""

    taken_by = staticmethod(permissions.may_keep_lines)
    permission = staticmethod(permissions.may_keep_without_support)
    action = staticmethod(actions.keep_without_support)
    heading = _("Keep without Secretariat funding: %(code)s")
    button = _("Keep without Secretariat funding")
    sentences = (
        _(
            "The activity stays in your workplan as your government’s own activity. It asks for no "
            "Secretariat funding."
        ),
        _(
            "The Secretariat does not decide on this activity. If the Secretariat does not pay for an activity, "
            "the government can still carry it out."
        ),
    )
    success_message = _("%(code)s stays in the workplan without Secretariat funding.")


def done_words(line: Activity, said: Sentence, more: Words = "") -> Words:
    """What was done, as a link to the line. `said` has its code; `more` follows."""
    url = line_url(line.workplan, line.number)
    return format_html('<strong><a href="{}">{}</a></strong> {}', url, say(said, code=line.code), more)


def say_done(request: HttpRequest, line: Activity, said: Sentence, more: Words = "") -> None:
    """Say on the next page what was done (`done_words`)."""
    messages.success(request, str(done_words(line, said, more)))


class WriteNeeds(PlanStep):
    """Write the plan's opportunities, gaps and needs. Only other words saved meanwhile are a conflict.

    Where the plan was submitted meanwhile, nothing is written and what was typed stays on the page.
    """

    template_name, form_class, compares = "step_form.html", NeedsForm, True
    # A line saved meanwhile also changes the row version. Only other words are a conflict.
    mark = "before"
    heading = _("Opportunities, gaps and needs")
    success_message = _("The opportunities, gaps and needs are saved.")

    def get_object(self) -> Workplan:
        return draft_or_404(self.request, **self.kwargs)

    def get_permit(self) -> Permit:
        return permissions.may_edit_workplan(self.actor, self.object)

    def keeps(self) -> bool:
        return permissions.drafts(self.actor, self.object)

    def get_initial(self) -> Values:
        return {"needs": self.object.needs, "before": self.object.needs}

    def act(self, form: NeedsForm) -> None:
        plan, needs = self.object, one_line_end(form.cleaned_data["needs"]).strip()
        is_unchanged = one_line_end(self.seen).strip() == one_line_end(plan.needs).strip()
        seen = plan.row_version if is_unchanged else 0
        actions.write_needs(plan, needs, seen=seen, by=self.actor, now=clock.now())

    def get_last_event(self) -> Event | None:
        return events_for(self.actor, self.object).filter(verb=actions.WRITE_NEEDS).first()

    def get_context_data(self, **kwargs: object) -> Values:
        plan = self.object
        lead = say(_("%(name)s, workplan %(year)s"), name=plan.taskforce.name, year=str(plan.cycle.year))
        button = _("Save my text instead") if self.attempt.stale else _("Save needs")
        return super().get_context_data(lead=lead, button=button, **kwargs)


def _partners_of(supports: ContributionQuerySet) -> str:
    return and_list(dict.fromkeys(str(support.partner) for support in supports.select_related("partner")))
