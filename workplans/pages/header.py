"""The head of a workplan's page: who reads it now, and what this reader can do with it."""

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from commit_portal.i18n.formatting import and_list
from commit_portal.workflow.action_attempts import Link
from workplans.ministries.permissions import may_read_ministries
from workplans.models import Seat, Workplan
from workplans.plan.permissions import may_add_activity, may_edit_workplan, may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.presentation.loaders import PlanHeader
from workplans.presentation.step_links import print_link, step_links
from workplans.statuses import Audience, WorkplanStatus

# Who reads an approved version, inside a sentence.
READERS = {
    Audience.SECRETARIAT: gettext_lazy("the whole Secretariat"),
    Audience.TASKFORCES: gettext_lazy("the other taskforces"),
    Audience.PARTNERS: gettext_lazy("partners"),
    Audience.OBSERVERS: gettext_lazy("observers"),
}


def who_reads(front: PlanHeader) -> tuple[str, ...]:
    """Readers of the draft and of the approved version, as sentences."""
    plan = front.workplan
    regional = kind_of(plan.taskforce).names_countries
    if regional:
        draft = gettext(
            "The regional office can read the draft. Each country can read only the regional activities "
            "that name this country."
        )
        if front.open_to_partners:
            said = gettext("These partners can read the draft now: %(partners)s.")
            draft = f"{draft} {said % {'partners': and_list(front.open_to_partners)}}"
    else:
        said = (
            gettext("These people can read the workplan now: %(readers)s.")
            if plan.of_record is None
            else gettext("These people can read the workplan with its latest changes: %(readers)s.")
        )
        draft = said % {"readers": and_list(_readers_of_draft(front))}
    if plan.of_record is None:
        return (draft,)
    readers = [str(READERS[audience]) for audience in (Audience.SECRETARIAT, *front.released_to)]
    readers.insert(0, gettext("every taskforce") if regional else _taskforce(plan))
    return draft, gettext("These people can read the approved version: %(readers)s.") % {
        "readers": and_list(readers)
    }


def _readers_of_draft(front: PlanHeader) -> list[str]:
    plan = front.workplan
    submitted = plan.status == WorkplanStatus.SUBMITTED
    readers = [_taskforce(plan)]
    if front.open_to_desk or submitted:
        readers.append(gettext("the %(country)s desk of the Secretariat") % {"country": plan.taskforce.name})
    if submitted:
        readers.append(gettext("the regional office"))
    return [*readers, *front.open_to_partners]


def _taskforce(plan: Workplan) -> str:
    return gettext("the %(country)s taskforce") % {"country": plan.taskforce.name}


def downloads(plan: Workplan) -> list[Link]:
    """Links to the files of a plan."""
    at = (plan.cycle.year, plan.taskforce.slug)
    return [
        (gettext("Download as Excel"), reverse("workplan_export", args=(*at, "xlsx"))),
        (gettext("Download as CSV"), reverse("workplan_export", args=(*at, "csv"))),
    ]


def plan_links(seat: Seat, front: PlanHeader) -> list[Link]:
    """Links to the steps that this reader of the draft may take now, to the workbook, consultation and readers."""
    plan = front.workplan
    at = (plan.cycle.year, plan.taskforce.slug)
    links = step_links(seat, plan)
    if front.has_year_behind and may_add_activity(seat, plan):
        links.append(
            (gettext("Carry over activities from an earlier workplan"), reverse("last_year", args=at))
        )
    if may_edit_workplan(seat, plan):
        links.append((gettext("Paste rows from Excel"), reverse("workplan_import", args=at)))
    links += downloads(plan)
    links.append(print_link(seat, plan))
    if may_see_rounds(seat, plan):
        links.append((gettext("Consultation with partners"), reverse("consultation", args=at)))
        links.append((gettext("Who can read the workplan"), reverse("workplan_readers", args=at)))
    if may_read_ministries(seat, plan):
        links.append((gettext("Answers of the ministries"), reverse("ministries", args=at)))
    return links
