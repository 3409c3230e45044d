"""Submitting the answers of a taskforce after a check, and reopening them with a reason."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _, gettext_lazy

from commit_portal import clock
from commit_portal.i18n import Param, activities_counted, and_list
from commit_portal.refusals import Permit
from commit_portal.workflow import Values
from reporting.answers import answer_rows
from reporting.answers.area_page import points_of, targets_counted, warnings_of
from reporting.answers.lifecycle import REOPEN_ANSWERS, SUBMIT_ANSWERS
from reporting.answers.permissions import may_reopen_sheet
from reporting.answers.queries import days_late_of, workplan_of_sheet
from reporting.answers.sheet_data import SheetData
from reporting.answers.views import SheetStep
from reporting.models import CountryReview
from reporting.reviews import actions, permissions
from reporting.reviews.forms import ReasonForm
from reporting.shared.years import taskforces_read_by
from reporting.statuses import CountryReviewStatus, ReviewStatus
from workplans.plan.permissions import may_release_workplan
from workplans.statuses import Audience


class SubmitAnswers(SheetStep):
    """Check the answers, with what others will see, and submit them; afterwards the same address confirms."""

    template_name, transition = "reporting/reviews/review_submit.html", SUBMIT_ANSWERS
    action, has_mark = staticmethod(actions.submit_sheet), True

    def not_now(self, may: Permit) -> HttpResponse | None:
        sheet = self.object
        if may and self.request.method != "POST" and sheet.status != CountryReviewStatus.OPEN:
            activities = sheet.progress.exclude(status="").count()
            targets, plan = sheet.target_answers.exclude(status="").count(), workplan_of_sheet(sheet)
            context = _told(sheet) | {
                "answered": and_list((activities_counted(activities), targets_counted(targets))),
                "is_closed": sheet.status == CountryReviewStatus.CLOSED,
                "may_release": plan
                and not sheet.taskforce.is_regional
                and may_release_workplan(self.actor, plan),
            }
            return render(self.request, "reporting/reviews/review_submitted.html", context)
        return super().not_now(may)

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: object) -> Values:
        sheet, data = self.object, SheetData(self.object)
        activities, targets = answer_rows.activity_readings(data), answer_rows.target_readings(data)
        context = {
            "readings": activities,
            "targets": targets,
            "open_lines": sum(row["status"] == "not_reported" for row in activities),
            "staying": sum(row["stays"] for row in (*activities, *targets)),
            "unspent": data.unspent,
            "open_targets": sum(row["status"] == "not_reported" for row in targets),
            "points": points_of(data),
            "closes_at_once": sheet.review.status == ReviewStatus.CLOSED,
            "sheet_url": answer_rows.sheet_url(sheet),
            "warnings": warnings_of(data),
        }
        return super().get_context_data(**_told(sheet) | context | kwargs)


class ReopenAnswers(SheetStep):
    """Give one country's answers back, with a reason. Where someone else did so meanwhile, the typed reason is kept."""

    template_name, form_class = "step_form.html", ReasonForm
    heading, button = gettext_lazy("%(taskforce)s: reopen the answers"), REOPEN_ANSWERS.label
    closed_heading = gettext_lazy("Already open")
    action, open_if = staticmethod(actions.reopen_sheet), staticmethod(may_reopen_sheet)
    success_message = gettext_lazy(
        "Reopened. Everybody sees the last closed answers until the new answers are closed."
    )

    def keeps(self) -> Permit:
        return permissions.may_keep_reviews(self.actor)

    def get_permit(self) -> Permit:
        return self.keeps() or may_reopen_sheet(self.actor, self.object)

    def get_facts(self) -> Mapping[str, Param]:
        return {"taskforce": self.object.taskforce.name}

    def get_context_data(self, **kwargs: object) -> Values:
        lead = _("The taskforce can change the submitted answers again, and must submit them again.")
        if self.object.status == CountryReviewStatus.CLOSED:
            lead = _(
                "The taskforce changes a copy of the closed answers. Everybody sees the closed answers until "
                "the new answers are closed."
            )
        return super().get_context_data(lead="" if self.attempt.closed else lead, **kwargs)


def _told(sheet: CountryReview) -> Values:
    """What both pages say of a sheet."""
    return {
        "sheet": sheet,
        "late": days_late_of(sheet, now=clock.reading_time()),
        "is_released": sheet.taskforce_id
        in taskforces_read_by([sheet.review.cycle], Audience.TASKFORCES)[sheet.review.cycle_id],
    }
