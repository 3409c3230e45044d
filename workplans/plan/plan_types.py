"""The two kinds of plan, national and regional: the same questions, so that no function asks which kind it has.

The rules before a plan is submitted or proposed: `rules.BEFORE_HANDING_OVER`. That step: `lifecycle.HANDING_OVER`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.i18n import Param, Sentence, Words, say
from commit_portal.refusals import ALLOWED, Permit, allowed_if, refusal
from spa.statuses import Scope
from workplans.models import AnnualCycle, Seat, Taskforce, Workplan
from workplans.statuses import RELEASE_AUDIENCES, Audience, Role, WorkplanStatus


class PlanKind:
    """A country's plan: its taskforce drafts and submits it, the Secretariat decides line by line.

    What differs from it in the region's plan is said again in `Regional`: who acts, what its lines say, the words.

    - `scope`: of the targets and of the menu that its lines pick from, beside those for both (WP-12).
    - `names_countries`: whether its lines name countries that take part, and wait for each (WP-10).
    - `has_guide`: whether a number of activities is usual (WP-6).
    - `is_opened`: whether a desk reads its draft while it is open to it, from the beginning.
    - `amendment_still_differs`: says why its amendment cannot be dropped.
    - `released_to`: who reads an approved version only once it is released to them.
    - `status_words`: one sentence for each state.
    - `released_as`: the status and the word of an approved version that others read.
    - `chooses_readers`, `taken_back_until`, `undo_before_drop`: the sentences of the pages of readers, of taking a
      submission back, and of dropping an amendment.
    - `always_reads`: who reads the approved version without a release, beside the Secretariat, and why.
    """

    scope: ClassVar[Scope] = Scope.NATIONAL
    names_countries: ClassVar[bool] = False
    has_guide: ClassVar[bool] = True
    is_opened: ClassVar[bool] = True
    amendment_still_differs: ClassVar[Sentence] = _(
        "The amendment still changes %(what)s. Cancel these changes first, or submit the amendment."
    )
    released_to: ClassVar[tuple[Audience, ...]] = RELEASE_AUDIENCES
    status_words: ClassVar[Mapping[WorkplanStatus, Words]] = {
        WorkplanStatus.DRAFT: _("The taskforce is writing the draft."),
        WorkplanStatus.SUBMITTED: _("The Secretariat decides on each activity."),
        WorkplanStatus.RETURNED: _(
            "The Secretariat returned some activities, with reasons. The taskforce must change or withdraw "
            "them, or keep them without Secretariat funding."
        ),
        WorkplanStatus.APPROVED: _("The Secretariat has decided on all activities."),
        WorkplanStatus.CLOSED: _("The workplan was closed after the last review of the year."),
    }
    released_as: ClassVar[tuple[str, Words]] = ("released", _("Released"))
    chooses_readers: ClassVar[Words] = _("The lead chooses who can read the draft and the approved version.")
    taken_back_until: ClassVar[Words] = _(
        "You cannot cancel the submission after the desk has started to decide."
    )
    undo_before_drop: ClassVar[Words] = _("First cancel the changes in this list, or submit the amendment.")
    always_reads: ClassVar[tuple[tuple[Words, Words], ...]] = ()

    @property
    def foreign_scope(self) -> Scope:
        """Of the targets and of the menu that are for the other kind only."""
        return Scope.NATIONAL if self.scope == Scope.REGIONAL else Scope.REGIONAL

    def ceilings(self, cycle: AnnualCycle) -> dict[str, Any]:
        """The columns of a new plan: US dollars of the Secretariat, and what is announced; None where there is no ceiling."""
        announced = {"next_ceiling": cycle.next_ceiling, "next_ceiling_on": cycle.next_ceiling_on}
        return {"ceiling": cycle.country_ceiling, **announced}

    def drafts(self, seat: Seat, workplan: Workplan) -> bool:
        """Whether the seat edits the plan in its time."""
        return seat.sits_in(workplan.taskforce_id) and seat.role in (Role.OFFICER, Role.LEAD)

    def may_draft(self, seat: Seat, workplan: Workplan) -> Permit:
        """The same, with the reason against it."""
        if self.drafts(seat, workplan):
            return ALLOWED
        said = _(
            "Only the officers and the lead of the %(country)s taskforce can change this workplan. "
            "Ask one of them."
        )
        return refusal(say(said, country=workplan.taskforce.name))

    def may_steer(self, seat: Seat, workplan: Workplan, lead_only: Sentence) -> Permit:
        """Whether the seat takes a step of the whole plan. `lead_only` says whose step it is in a `%(country)s`."""
        if seat.role == Role.LEAD and seat.sits_in(workplan.taskforce_id):
            return ALLOWED
        return refusal(say(lead_only, country=workplan.taskforce.name))

    def may_submit(self, seat: Seat, workplan: Workplan) -> Permit:
        """Hand the plan to the Secretariat."""
        lead_only = _("Only the lead of the %(country)s taskforce can submit this workplan. Ask the lead.")
        return self.may_steer(seat, workplan, lead_only)

    def may_propose(self, seat: Seat, workplan: Workplan) -> Permit:
        """Ask a second person to approve the regional workplan."""
        said = _(
            "You can propose only the regional workplan. The lead of a taskforce submits the workplan "
            "of a country."
        )
        return refusal(said)

    def may_decide(self, seat: Seat, workplan: Workplan) -> Permit:
        """Decide on its lines, one by one."""
        if seat.is_desk_of(workplan.taskforce_id) or seat.is_regional_office:
            return ALLOWED
        said = _(
            "Only the %(country)s desk and the regional office can decide on Secretariat funding. "
            "Ask one of them."
        )
        return refusal(say(said, country=workplan.taskforce.name))

    def may_put_in_force(self, seat: Seat, workplan: Workplan) -> Permit:
        """Approve the regional workplan as a whole."""
        said = _(
            "You can approve only the regional workplan as a whole. The Secretariat decides on each "
            "activity of a country's workplan."
        )
        return refusal(said)

    def title(self, workplan: Workplan) -> str:
        """The heading of its page."""
        country, year = workplan.taskforce.name, str(workplan.cycle.year)
        return say(gettext("%(country)s: workplan %(year)s"), country=country, year=year)

    def place(self, taskforce: Taskforce) -> str:
        """Whom the plan is for, inside a sentence."""
        return taskforce.name

    def who_releases(self, taskforce: Taskforce) -> str:
        """The sentence for somebody who does not read the plan."""
        said = gettext("The lead of the %(name)s taskforce decides who can read its workplan and when.")
        return say(said, name=taskforce.name)

    def draft_readers(self, taskforce: Taskforce) -> list[tuple[str, str]]:
        """Who reads the draft without being chosen, and how much of it."""
        return [(gettext("The %(name)s taskforce") % {"name": taskforce.name}, gettext("Always"))]


class Regional(PlanKind):
    """The region's plan: the regional office drafts it, each country confirms, a second person approves it."""

    scope = Scope.REGIONAL
    names_countries = True
    has_guide = False
    is_opened = False
    amendment_still_differs = _(
        "The amendment still changes %(what)s. Cancel these changes first, or propose the amendment."
    )
    # Every taskforce reads it once it is approved.
    released_to = (Audience.PARTNERS, Audience.OBSERVERS)
    status_words: ClassVar[Mapping[WorkplanStatus, Words]] = {
        **PlanKind.status_words,
        WorkplanStatus.DRAFT: _("The regional office is writing the draft."),
        WorkplanStatus.SUBMITTED: _(
            "The workplan is proposed. A second person of the regional office must approve it."
        ),
        WorkplanStatus.APPROVED: _("The workplan is approved."),
    }
    released_as = ("in_force", _("Approved"))
    chooses_readers = _("The regional office chooses who can read the draft and the approved version.")
    taken_back_until = _("You cannot cancel the proposal after the workplan is approved.")
    undo_before_drop = _("First cancel the changes in this list, or propose the amendment.")
    always_reads = ((_("The taskforces of all countries"), _("Always")),)

    def ceilings(self, cycle: AnnualCycle) -> dict[str, Any]:
        return {"ceiling": cycle.regional_ceiling}

    def drafts(self, seat: Seat, workplan: Workplan) -> bool:
        return seat.is_regional_office

    def may_draft(self, seat: Seat, workplan: Workplan) -> Permit:
        said = _(
            "Only the regional office can change the regional workplan. Ask the regional office for a change."
        )
        return allowed_if(seat.is_regional_office, said)

    def may_steer(self, seat: Seat, workplan: Workplan, lead_only: Sentence) -> Permit:
        return self.may_draft(seat, workplan)

    def may_submit(self, seat: Seat, workplan: Workplan) -> Permit:
        said = _(
            "You cannot submit the regional workplan. The regional office proposes it, and a second "
            "person approves it."
        )
        return refusal(said)

    def may_propose(self, seat: Seat, workplan: Workplan) -> Permit:
        return self.may_draft(seat, workplan)

    def may_decide(self, seat: Seat, workplan: Workplan) -> Permit:
        said = _(
            "The regional workplan is approved as a whole. Ask a second person of the regional office "
            "to approve it."
        )
        return refusal(said)

    def may_put_in_force(self, seat: Seat, workplan: Workplan) -> Permit:
        if seat.is_regional_office and seat.user_id == workplan.submitted_by_id:
            said = _("You proposed this workplan. Ask a second person of the regional office to approve it.")
            return refusal(said)
        return self.may_draft(seat, workplan)

    def title(self, workplan: Workplan) -> str:
        return gettext("Regional workplan %(year)s") % {"year": workplan.cycle.year}

    def place(self, taskforce: Taskforce) -> str:
        return gettext("the region")

    def who_releases(self, taskforce: Taskforce) -> str:
        return gettext("The regional office decides who can read the regional workplan and when.")

    def draft_readers(self, taskforce: Taskforce) -> list[tuple[str, str]]:
        countries = gettext("Officers and leads of the countries")
        part = gettext("Only the regional activities that name their country")
        return [(gettext("The regional office"), gettext("Always")), (countries, part)]


NATIONAL, REGIONAL = PlanKind(), Regional()


def kind_of(taskforce: Taskforce) -> PlanKind:
    """The kind of the plans of a taskforce."""
    return REGIONAL if taskforce.is_regional else NATIONAL


def say_of_asker(plan: Workplan, country: Sentence, region: Sentence, /, **words: Param) -> str:
    """A sentence about those who ask partners: of a `%(country)s` taskforce, or of the regional office."""
    if plan.taskforce.is_regional:
        return say(region, **words)
    return say(country, country=plan.taskforce.name, **words)
