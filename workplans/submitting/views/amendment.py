"""Open an amendment with a reason, undo its changes one by one, cancel it where it changes nothing."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commit_portal import clock
from commit_portal.i18n.formatting import and_list, day
from commit_portal.i18n.messages import Words, say
from commit_portal.refusals import Permit
from commit_portal.workflow.lifecycle import may_walk, violations_of
from commit_portal.workflow.views import Values
from workplans.drafting.actions import undo_changes
from workplans.drafting.views.steps import ActivityQuestion
from workplans.fields import fields_but
from workplans.models import Activity, Workplan
from workplans.plan.amendments import (
    Kind,
    LineChange,
    changes_of_amendment,
    needs_differ,
    text_before,
)
from workplans.plan.differences import changed_fields
from workplans.plan.lifecycle import AMEND, DROP_AMENDMENT
from workplans.plan.line_content import words_of_line
from workplans.plan.permissions import may_draft_lines, may_undo_changes
from workplans.plan.plan_types import kind_of
from workplans.presentation.loaders import texts_today
from workplans.presentation.step_links import address_parts
from workplans.statuses import ContributionStatus
from workplans.submitting.actions import amend_workplan, drop_amendment
from workplans.submitting.forms import AmendForm
from workplans.submitting.views.submission import DraftStep


class AmendWorkplan(DraftStep):
    """Open an approved plan again, with a reason. The approved version counts meanwhile.

    Where the plan changed its state meanwhile, the reason that was typed stays on the page.
    """

    transition, form_class = AMEND, AmendForm
    template_name = "workplans/submitting/workplan_amend.html"
    success_message = _("The amendment is open. The approved version stays valid until new decisions.")

    def keeps(self) -> Permit:
        return self.get_permit()

    def act(self, form: AmendForm) -> Workplan:
        return amend_workplan(self.object, note=form.cleaned_data["note"], by=self.actor, now=clock.now())


class CancelAmendment(DraftStep):
    """Cancel an amendment that changes nothing; else list what it changes and where each change is undone."""

    transition = DROP_AMENDMENT
    template_name = "workplans/submitting/workplan_drop_amendment.html"
    success_message = _(
        "The amendment is cancelled. The workplan is approved as before, and every decision stays valid."
    )

    def act(self, form: None) -> Workplan:
        return drop_amendment(self.object, seen=self.seen, by=self.actor, now=clock.now())

    def get_context_data(self, **kwargs: object) -> Values:
        plan = self.object
        context: Values = {"undo_first": kind_of(plan.taskforce).undo_before_drop}
        if plan.of_record is None:
            context["broken"] = violations_of(plan, DROP_AMENDMENT)
        else:
            context |= {
                "version": plan.of_record.number,
                "since": day(plan.of_record.made_at),
                "changes": [_row(plan, change) for change in changes_of_amendment(plan)],
                "needs_before": plan.of_record.needs,
                "needs_differ": needs_differ(plan),
            }
        return super().get_context_data(**context | kwargs)


class UndoChanges(ActivityQuestion):
    """Give an activity its text from before the amendment, after a page with both texts."""

    taken_by, permission = staticmethod(may_draft_lines), staticmethod(may_undo_changes)
    template_name, heading = "workplans/submitting/activity_undo.html", _("Cancel the changes: %(code)s")

    def act(self, form: None) -> Activity:
        return undo_changes(self.object, seen=self.seen, by=self.actor, now=clock.now())

    def get_success_url(self) -> str:
        return reverse("activity", kwargs=self.kwargs)

    def get_words(self) -> str:
        done = say(_("%(code)s has its text from before the amendment."), **self.get_facts())
        plan = self.object.workplan
        if not may_walk(plan, DROP_AMENDMENT, by=self.actor):
            return done
        url = reverse(DROP_AMENDMENT.page, args=address_parts(plan))
        link = _("See what else the amendment changes")
        return format_html('<strong>{}</strong> <a href="{}">{}</a>', done, url, link)

    def get_context_data(self, **kwargs: object) -> Values:
        line = self.object
        plan, old = line.workplan, text_before(line)
        texts = texts_today(plan)
        # What partners add is not undone.
        now, before = (words_of_line(each, texts, fields_but("supports")) for each in (line, old or line))
        differences = changed_fields(now, before)
        asked = line.contributions.filter(status=ContributionStatus.ASKED).select_related("partner")
        context = {
            "line": line,
            "back_url": self.get_success_url(),
            "differences": differences,
            "asks_countries": kind_of(plan.taskforce).names_countries and bool(differences),
            "asked": and_list(str(offer.partner) for offer in asked),
        }
        return super().get_context_data(**context | kwargs)


def _row(plan: Workplan, change: LineChange) -> Values:
    """A changed line, with the page on which the change is undone."""
    line = change.activity
    at = (plan.cycle.year, plan.taskforce.slug, line.number)
    way: Words = ""
    url = ""
    if change.can_be_undone:
        way, url = pgettext_lazy("action", "Undo"), reverse("activity_undo", args=at)
    elif change.kind == Kind.NEW:
        way, url = pgettext_lazy("action", "Withdraw"), reverse("activity_withdraw", args=at)
    return {
        "code": line.code,
        "title": line.title,
        "url": reverse("activity", args=at),
        "words": str(change.words),
        "way": way,
        "way_url": url,
    }
