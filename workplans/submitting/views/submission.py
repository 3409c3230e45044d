"""The steps of a plan: submit it, cancel that, amend it, undo and cancel the amendment, close it, reopen it."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.forms.base import Values, keep_typed
from commit_portal.i18n import money, read_number, say
from commit_portal.refusals import Permit
from commit_portal.workflow import may_walk, violations_of
from workplans.consultation.page import points_beyond_cost
from workplans.drafting.views.steps import ActivityQuestion, partners_of
from workplans.fields import fields_but
from workplans.ministries.agreement import agreement_of
from workplans.ministries.queries import agreeing_ministries
from workplans.ministries.rows import agreeing_words, rows_of, with_the_others
from workplans.models import Activity, Seat, Workplan
from workplans.plan import amendments
from workplans.plan.differences import changed_fields
from workplans.plan.lifecycle import AMEND, CLOSE, DROP_AMENDMENT, REOPEN, SUBMIT, TAKE_BACK
from workplans.plan.line_content import money_counted, money_in_reserve, money_of_partners, words_of_line
from workplans.plan.permissions import may_draft_lines, may_read_draft, may_submit_workplan, may_undo_changes
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import rounds_of
from workplans.presentation.checklist import by_field, open_points, points_of_guide
from workplans.presentation.facts import submitted_words
from workplans.presentation.loaders import load_live_lines, text_before, texts_today
from workplans.presentation.step_links import address_parts
from workplans.presentation.timeline import changed_since, newest_event
from workplans.presentation.views import DraftStep, PlanPage, PlanStep
from workplans.statuses import ContributionStatus, WorkplanStatus
from workplans.submitting import actions
from workplans.submitting.forms import AgreementForm, AmendForm, ReopenForm

# How many changes are named that came between the check and its button.
CHANGES_NAMED = 3
SUMMED = (money_counted, money_in_reserve, money_of_partners)
SUMS = (_("Activities"), _("Secretariat funding"), _("In reserve"), _("Partners, accepted"))


class SubmitWorkplan(DraftStep):
    """Check the plan, give when and by whom it was agreed in the country, and submit it. Open points prevent it.

    The page carries the row version: a plan that has changed since it was read is shown again, with what changed.
    """

    transition, form_class = SUBMIT, AgreementForm
    template_name = "workplans/submitting/workplan_submit.html"
    open_points: Values

    @property
    def key(self) -> str:
        """Where the session keeps the answers while points are open."""
        return f"submit:{self.object.pk}"

    def get_object(self) -> Workplan:
        self.newest_event = newest_event(self.kwargs["year"], self.kwargs["place"])
        return super().get_object()

    def get_form_kwargs(self) -> Values:
        more = {"offered": agreeing_ministries(self.object), "year": self.object.cycle.year}
        return super().get_form_kwargs() | {"today": clock.today()} | more

    def get_form(self, form_class: type[forms.Form] | None = None) -> AgreementForm:
        """Refuse answers to a plan with open points, but keep them: the form shows them when the points are closed."""
        self.open_points = _open_points(self.object, self.actor)
        form: AgreementForm = super().get_form(form_class)
        if self.request.method == "POST" and self.open_points["points"]:
            keep_typed(self.request, self.key, form)
            form.add_error(None, _("Nothing was sent, because the workplan is not complete yet."))
        return form

    def get_initial(self) -> Values:
        """The ministries that say yes to the plan as it is, and the day of the last yes.

        The day is that of the last agreement in a returned plan and after a submission that was taken back; an
        amendment is agreed again. A yes to an earlier draft is never chosen beforehand.
        """
        plan, rows = self.object, self.open_points["ministries"]
        same = plan.is_taken_back or plan.status == WorkplanStatus.RETURNED
        agreeing = [row["pk"] for row in rows if row["agrees"]]
        last_yes = max((row["on"] for row in rows if row["agrees"]), default=None)
        before = {"agreed_on": plan.agreed_on if same else last_yes, "agreed_by": agreeing}
        marks = {"row_version": plan.row_version, "newest_event": self.newest_event}
        return before | self.request.session.get(self.key, {}) | marks

    def act(self, form: AgreementForm) -> Workplan:
        agreed = {name: form.cleaned_data[name] for name in ("agreed_on", "agreed_by")}
        plan = actions.submit_workplan(self.object, **agreed, seen=self.seen, by=self.actor, now=clock.now())
        self.request.session.pop(self.key, None)
        return plan

    def get_success_url(self) -> str:
        return reverse("workplan_submitted", kwargs=self.kwargs)

    def show_theirs(self, form: forms.Form) -> None:
        """Read the open points again, and the newest changes since the page was read."""
        plan, event = self.object, read_number(form.cleaned_data["newest_event"])
        version = form.cleaned_data["row_version"]
        newer = Q(pk__gt=event)
        changes = changed_since(plan, self.actor, version=version, events=newer) if event >= 0 else []
        self.open_points = _open_points(plan, self.actor)
        self.open_points |= {"changes": changes[:CHANGES_NAMED], "more_changes": len(changes[CHANGES_NAMED:])}
        self.attempt.show_theirs((), row_version=plan.row_version, newest_event=self.newest_event)

    def not_done(self) -> HttpResponse | None:
        page = super().not_done()
        return self.not_now(self.get_permit()) if self.attempt.faster else page

    def get_context_data(self, **kwargs: object) -> Values:
        plan, form = self.object, self.attempt.form
        ticked = {read_number(str(key)) for key in (form["agreed_by"].value() or ())} if form else ()
        changes = {} if self.open_points["points"] else _changes(plan)
        context = {"ticked": ticked, "needs_differ": amendments.needs_differ(plan), **changes}
        return super().get_context_data(**self.open_points | context | kwargs)


class SubmissionSent(PlanPage):
    """Say what was submitted, and what happens next."""

    template_name = "workplans/submitting/workplan_submitted.html"
    permission = staticmethod(
        lambda seat, plan: may_read_draft(seat, plan) and may_submit_workplan(seat, plan)
    )

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead to the plan where it is not submitted."""
        if self.plan.status != WorkplanStatus.SUBMITTED:
            return redirect("workplan", **self.kwargs)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> Values:
        plan = self.plan
        return super().get_context_data(**kwargs) | {
            "submitted": submitted_words(plan, self.actor),
            "agreement": agreement_of(plan),
            "round": rounds_of(plan).shown(plan.round),
            "version": plan.versions.order_by("-number").first(),
        }


class CancelSubmission(DraftStep):
    """Cancel a submission, as long as the Secretariat has not begun to decide."""

    transition = TAKE_BACK
    template_name = "workplans/submitting/workplan_take_back.html"
    success_message = _("The submission is cancelled. You can change the activities again.")
    action = staticmethod(actions.take_back_workplan)


class AmendWorkplan(DraftStep):
    """Open an approved plan again, with a reason. The approved version counts meanwhile.

    Where the plan changed its state meanwhile, the reason that was typed stays on the page.
    """

    transition, form_class = AMEND, AmendForm
    template_name = "workplans/submitting/workplan_amend.html"
    success_message = _("The amendment is open. The approved version stays valid until new decisions.")
    action = staticmethod(actions.amend_workplan)

    def keeps(self) -> Permit:
        return self.get_permit()


class CancelAmendment(DraftStep):
    """Cancel an amendment that changes nothing; else list what it changes and where each change is undone."""

    transition = DROP_AMENDMENT
    template_name = "workplans/submitting/workplan_drop_amendment.html"
    success_message = _(
        "The amendment is cancelled. The workplan is approved as before, and every decision stays valid."
    )
    action, has_mark = staticmethod(actions.drop_amendment), True

    def get_context_data(self, **kwargs: object) -> Values:
        plan = self.object
        changes = amendments.changes_of_amendment(plan) if plan.of_record else ()
        differ = amendments.needs_differ(plan)
        return super().get_context_data(changes=changes, needs_differ=differ, **kwargs)


class UndoChanges(ActivityQuestion):
    """Give an activity its text from before the amendment, after a page with both texts."""

    taken_by, open_if = staticmethod(may_draft_lines), staticmethod(may_undo_changes)
    template_name, heading = "workplans/submitting/activity_undo.html", _("Cancel the changes: %(code)s")
    action, has_mark = staticmethod(actions.undo_changes), True

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
        plan, old = line.workplan, text_before(line, self.actor)
        texts = texts_today(plan)
        # What partners add is not undone.
        now, before = (words_of_line(each, texts, fields_but("supports")) for each in (line, old or line))
        differences = changed_fields(now, before)
        return super().get_context_data(**kwargs) | {
            "differences": differences,
            "asks_countries": kind_of(plan.taskforce).names_countries and bool(differences),
            "asked": partners_of(line.contributions.filter(status=ContributionStatus.ASKED)),
        }


class CloseWorkplan(PlanStep):
    """Close the plan, after a question that says what is set aside."""

    transition, mark = CLOSE, "seen"
    template_name = "workplans/submitting/workplan_close.html"
    success_message = _("The workplan is closed: %(plan)s.")
    action, has_mark = staticmethod(actions.close_workplan), True


class ReopenWorkplan(PlanStep):
    """Open a closed plan again, with a reason; one that was typed while somebody else reopened it is not lost."""

    transition, form_class = REOPEN, ReopenForm
    template_name = "workplans/submitting/workplan_reopen.html"
    success_message = _("The workplan is open again and approved: %(plan)s.")
    action = staticmethod(actions.reopen_workplan)

    def keeps(self) -> Permit:
        return self.get_permit()


def _changes(plan: Workplan) -> Values:
    """What was done to each line since the plan was returned, or in an amendment; nothing for a first draft.

    Those that are withdrawn apart, each with whether it leaves the approved version.
    """
    if plan.of_record is None:
        return {}
    is_returned = plan.status == WorkplanStatus.RETURNED
    changes = amendments.changes_since_return(plan) if is_returned else amendments.changes_of_amendment(plan)
    approved = set(plan.of_record.lines.not_withdrawn().values_list("activity", flat=True))
    gone = [change for change in changes if change.activity.is_withdrawn]
    return {
        "changed": [change for change in changes if not change.activity.is_withdrawn],
        "leaving": [(change, change.activity.pk in approved) for change in gone],
    }


def _open_points(plan: Workplan, seat: Seat) -> Values:
    """The points that keep the plan from being submitted, and its sums; loads the lines of the plan."""
    unchanged = may_walk(plan, DROP_AMENDMENT, by=seat) and not violations_of(plan, DROP_AMENDMENT)
    lines = load_live_lines(plan, seat)
    points = open_points(plan, seat)
    ministries = with_the_others(plan, rows_of(plan))
    return {
        "points": points,
        "open": by_field(points),
        "sum_labels": SUMS,
        "sums": _sums_by_area(plan, lines),
        "warnings": [*points_of_guide(plan), *points_beyond_cost(plan)],
        "ministries": ministries,
        "agree": agreeing_words(ministries),
        "some_agreed": any(row["may_be_named"] for row in ministries),
        "unchanged": unchanged,
    }


def _sums_by_area(plan: Workplan, lines: Iterable[Activity]) -> list[tuple[str, list[Any]]]:
    """For each area and in all: activities, and US dollars of the Secretariat, in reserve, and accepted from partners."""
    texts, standing = texts_today(plan), [line for line in lines if not line.is_withdrawn]
    areas = [(texts.name(area), list(rows)) for area, rows in groupby(standing, key=attrgetter("area"))]
    shown = []
    for name, rows in (*areas, (gettext("Total"), standing)):
        amounts = [str(len(rows)), *(money(summed(rows)) for summed in SUMMED)]
        shown.append((name, list(zip(SUMS, amounts, strict=True))))
    return shown
