"""The two kinds of plan, national and regional: the same questions, so that no function asks which kind it has.

Which rules come before a plan is handed over: `rules.BEFORE_HANDING_OVER`. Which step hands it over:
`lifecycle.HANDING_OVER`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from commit_portal.decisions import ALLOWED, Decision, refusal
from spa.statuses import Scope
from workplans.models import AnnualCycle, Seat, Taskforce, Workplan
from workplans.statuses import RELEASE_AUDIENCES, Audience, Role, WorkplanStatus

REGIONAL_ONLY = "The regional office keeps the regional workplan."


class PlanKind(ABC):
    """What differs between a country's plan and the region's: who acts, what its lines say, the words.

    - `scope`: of the targets and of the menu that its lines pick from, beside those for both (WP-12).
    - `names_countries`: whether its lines name countries that take part, and wait for each (WP-10).
    - `has_guide`: whether a number of activities is usual (WP-6).
    - `opens_to_desk`: whether its draft is open to a desk from the beginning.
    - `verb_of_handing_over`: what is done with it once nothing is missing.
    - `released_to`: who reads an approved version only once it is released to them.
    - `status_words`: one sentence for each state.
    """

    scope: ClassVar[Scope]
    names_countries: ClassVar[bool]
    has_guide: ClassVar[bool]
    opens_to_desk: ClassVar[bool]
    verb_of_handing_over: ClassVar[str]
    released_to: ClassVar[tuple[Audience, ...]]
    status_words: ClassVar[Mapping[WorkplanStatus, str]]

    @property
    def foreign_scope(self) -> Scope:
        """Of the targets and of the menu that are for the other kind only."""
        return Scope.NATIONAL if self.scope == Scope.REGIONAL else Scope.REGIONAL

    @abstractmethod
    def ceiling(self, cycle: AnnualCycle) -> Decimal | None:
        """US dollars of the Secretariat for a plan of this kind; None where the year sets no ceiling."""

    @abstractmethod
    def drafts(self, seat: Seat, workplan: Workplan) -> bool:
        """Whether the seat edits the plan in its time."""

    @abstractmethod
    def may_draft(self, seat: Seat, workplan: Workplan) -> Decision:
        """The same, with the reason against it."""

    @abstractmethod
    def may_steer(self, seat: Seat, workplan: Workplan, what: str) -> Decision:
        """Whether the seat takes a step of the whole plan; `what` it is goes into the reason."""

    @abstractmethod
    def may_submit(self, seat: Seat, workplan: Workplan) -> Decision:
        """Hand the plan to the Secretariat."""

    @abstractmethod
    def may_propose(self, seat: Seat, workplan: Workplan) -> Decision:
        """Ask a second person to put the plan in force."""

    @abstractmethod
    def may_decide(self, seat: Seat, workplan: Workplan) -> Decision:
        """Decide on its lines, one by one."""

    @abstractmethod
    def may_put_in_force(self, seat: Seat, workplan: Workplan) -> Decision:
        """Put the plan in force as a whole."""

    @abstractmethod
    def title(self, workplan: Workplan) -> str:
        """The heading of its page."""

    @abstractmethod
    def place(self, taskforce: Taskforce) -> str:
        """Whom the plan is for, inside a sentence."""


class National(PlanKind):
    """A country's plan: its taskforce drafts and submits it, the Secretariat decides line by line."""

    scope = Scope.NATIONAL
    names_countries = False
    has_guide = True
    opens_to_desk = True
    verb_of_handing_over = "submit"
    released_to = RELEASE_AUDIENCES
    status_words: ClassVar[Mapping[WorkplanStatus, str]] = {
        WorkplanStatus.DRAFT: "The taskforce is drafting it.",
        WorkplanStatus.SUBMITTED: "The Secretariat has it and decides line by line.",
        WorkplanStatus.RETURNED: "Some lines came back with a reason; the taskforce changes them.",
        WorkplanStatus.APPROVED: "It is approved, and what is of record is in force.",
        WorkplanStatus.CLOSED: "It is closed with the year's review.",
    }

    def ceiling(self, cycle: AnnualCycle) -> Decimal | None:
        return cycle.country_ceiling

    def drafts(self, seat: Seat, workplan: Workplan) -> bool:
        return seat.sits_in(workplan.taskforce_id) and seat.role in (Role.OFFICER, Role.LEAD)

    def may_draft(self, seat: Seat, workplan: Workplan) -> Decision:
        if self.drafts(seat, workplan):
            return ALLOWED
        return refusal(
            f"The officers and the lead of the {workplan.taskforce.name} taskforce edit this plan."
        )

    def may_steer(self, seat: Seat, workplan: Workplan, what: str) -> Decision:
        if seat.role == Role.LEAD and seat.sits_in(workplan.taskforce_id):
            return ALLOWED
        return refusal(f"The lead of the {workplan.taskforce.name} taskforce {what}.")

    def may_submit(self, seat: Seat, workplan: Workplan) -> Decision:
        return self.may_steer(seat, workplan, "submits this plan")

    def may_propose(self, seat: Seat, workplan: Workplan) -> Decision:
        return refusal("Only the regional workplan is proposed; a country's is submitted by its lead.")

    def may_decide(self, seat: Seat, workplan: Workplan) -> Decision:
        if seat.is_desk_of(workplan.taskforce_id) or seat.is_regional_office:
            return ALLOWED
        return refusal(
            f"The {workplan.taskforce.name} desk and the regional office decide on COMMIT's support."
        )

    def may_put_in_force(self, seat: Seat, workplan: Workplan) -> Decision:
        return refusal("Only the regional workplan is put in force; a country's is approved line by line.")

    def title(self, workplan: Workplan) -> str:
        return f"{workplan.taskforce.name}: workplan {workplan.cycle.year}"

    def place(self, taskforce: Taskforce) -> str:
        return taskforce.name


class Regional(PlanKind):
    """The region's plan: the regional office drafts it, each country confirms, a second person puts it in force."""

    scope = Scope.REGIONAL
    names_countries = True
    has_guide = False
    opens_to_desk = False
    verb_of_handing_over = "propose"
    # It is in force for every taskforce.
    released_to = (Audience.PARTNERS, Audience.OBSERVERS)
    status_words: ClassVar[Mapping[WorkplanStatus, str]] = {
        **National.status_words,
        WorkplanStatus.DRAFT: "The regional office is drafting it.",
        WorkplanStatus.SUBMITTED: "It is proposed; a second person of the regional office puts it in force.",
        WorkplanStatus.APPROVED: "It is in force.",
    }

    def ceiling(self, cycle: AnnualCycle) -> Decimal | None:
        return cycle.regional_ceiling

    def drafts(self, seat: Seat, workplan: Workplan) -> bool:
        return seat.is_regional_office

    def may_draft(self, seat: Seat, workplan: Workplan) -> Decision:
        return ALLOWED if seat.is_regional_office else refusal(REGIONAL_ONLY)

    def may_steer(self, seat: Seat, workplan: Workplan, what: str) -> Decision:
        return self.may_draft(seat, workplan)

    def may_submit(self, seat: Seat, workplan: Workplan) -> Decision:
        return refusal("The regional workplan is proposed and put in force by the regional office.")

    def may_propose(self, seat: Seat, workplan: Workplan) -> Decision:
        return self.may_draft(seat, workplan)

    def may_decide(self, seat: Seat, workplan: Workplan) -> Decision:
        return refusal("The regional workplan has no line decisions.")

    def may_put_in_force(self, seat: Seat, workplan: Workplan) -> Decision:
        if seat.is_regional_office and seat.user_id == workplan.submitted_by_id:
            return refusal(
                "Who proposed the regional workplan does not put it in force: a second person does."
            )
        return self.may_draft(seat, workplan)

    def title(self, workplan: Workplan) -> str:
        return f"Regional workplan {workplan.cycle.year}"

    def place(self, taskforce: Taskforce) -> str:
        return "the region"


NATIONAL, REGIONAL = National(), Regional()


def kind_of(taskforce: Taskforce) -> PlanKind:
    """The kind of the plans of a taskforce."""
    return REGIONAL if taskforce.is_regional else NATIONAL
