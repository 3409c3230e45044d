"""What the pages of a workplan share: who reads it now, its files, what calls the reader, shared regional activities."""

from django.utils.translation import gettext, gettext_lazy

from commit_portal.addresses import address
from commit_portal.i18n.formatting import and_list
from commit_portal.workflow.action_attempts import Link
from workplans.comments.queries import open_on_lines
from workplans.comments.thread_rows import calls_on_lines
from workplans.models import Seat, VersionLine, Workplan
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import lines_shared_with
from workplans.presentation.plan_header import PlanHeader
from workplans.presentation.rows import months
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
            "The regional office can read the draft. The officers and the lead of a country can "
            "read only the regional activities that name their country."
        )
        if front.open_to_partners:
            said = gettext("These partners can read the draft now: %(partners)s.")
            draft = f"{draft} {said % {'partners': and_list(front.open_to_partners)}}"
    else:
        said = gettext("These people can read changes that are not approved yet: %(readers)s.")
        if plan.of_record is None:
            said = gettext("These people can read the workplan now: %(readers)s.")
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
        (gettext("Download as Excel"), address("workplan_export", *at, "xlsx")),
        (gettext("Download as CSV"), address("workplan_export", *at, "csv")),
    ]


def calls_of(seat: Seat, front: PlanHeader) -> dict[str, Link]:
    """What calls the reader in the comments, by the number of the activity: one query, where a thread is open."""
    plan = front.workplan
    if not front.open_threads or plan.status == WorkplanStatus.CLOSED:
        return {}
    return calls_on_lines(plan, open_on_lines(seat, workplan=plan.pk, user=seat.user_id))


def shared_regional(workplan: Workplan, regional_version: int | None) -> list[tuple[VersionLine, str]]:
    """Regional activities that a country shares, and when each runs. Empty on the region's own page."""
    if kind_of(workplan.taskforce).names_countries or regional_version is None:
        return []
    lines = lines_shared_with(workplan.taskforce_id, regional_version)
    return [(line, months(line.starts_on, line.ends_on, workplan.cycle.year)) for line in lines]
