from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Role(models.TextChoices):
    """What somebody is while they act under a seat. A seat's scope follows from its role."""

    OFFICER = "officer", _("Taskforce officer")
    LEAD = "lead", _("Taskforce lead")
    MEMBER = "member", _("Taskforce member")
    DESK = "desk", _("Country desk")
    REGIONAL_OFFICE = "regional", _("Regional office")
    PARTNER = "partner", _("Partner")
    OBSERVER = "observer", _("Observer")


TASKFORCE_ROLES = (Role.OFFICER, Role.LEAD, Role.MEMBER)
SECRETARIAT_ROLES = (Role.DESK, Role.REGIONAL_OFFICE)


class Audience(models.TextChoices):
    """Who reads a released version or an edition. The Secretariat reads every approved version."""

    SECRETARIAT = "secretariat", _("The Secretariat")
    TASKFORCES = "taskforces", _("The other taskforces")
    PARTNERS = "partners", _("Partners")
    OBSERVERS = "observers", _("Observers")


RELEASE_AUDIENCES = (Audience.TASKFORCES, Audience.PARTNERS, Audience.OBSERVERS)


class WorkplanStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("status", "Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    CLOSED = "closed", _("Closed")

    @property
    def step(self) -> "Step":
        """The step of the year that the workplan of a country is in."""
        if self in IN_FORCE:
            return Step.IMPLEMENT
        return Step.DRAFT if self is WorkplanStatus.DRAFT else Step.APPROVE

    def due_step(self, role: str) -> "Step":
        """The step whose last day is that of somebody's task: lead and members agree to a draft and submit it."""
        return Step.APPROVE if role in (Role.LEAD, Role.MEMBER) and self not in IN_FORCE else self.step


IN_FORCE = (WorkplanStatus.APPROVED, WorkplanStatus.CLOSED)
"""The approved version is shown and counted: nothing is drafted or decided beside it."""
DRAFTING = (WorkplanStatus.DRAFT, WorkplanStatus.RETURNED)
"""The plan is written, or written again."""


class MinistryWord(models.TextChoices):
    """What a ministry says of a workplan before it is submitted."""

    YES = "yes", pgettext_lazy("ministry", "Yes")
    NO = "no", pgettext_lazy("ministry", "No")


class Funding(models.TextChoices):
    """Who pays for a line. Only `COUNTED` counts under the ceiling (WP-3)."""

    COUNTED = "counted", _("Ask the Secretariat to pay")
    RESERVE = "reserve", _("In reserve")
    NONE = "none", _("No Secretariat funding")


class LineState(models.TextChoices):
    """The state of an activity between its taskforce and the Secretariat."""

    PROPOSED = "proposed", _("No decision yet")
    APPROVED = "approved", _("Approved")
    NOTED = "noted", _("Noted")
    RETURNED = "returned", _("Returned")


class Outcome(models.TextChoices):
    APPROVE = "approve", _("Approve for Secretariat funding")
    RETURN = "return", _("Return with a reason")
    NOTE = "note", _("Note: the activity asks for no Secretariat funding")

    @property
    def state(self) -> LineState:
        """What a line is once this has been sent."""
        return {
            Outcome.APPROVE: LineState.APPROVED,
            Outcome.RETURN: LineState.RETURNED,
            Outcome.NOTE: LineState.NOTED,
        }[self]


class VersionKind(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    OF_RECORD = "of_record", _("Approved")


class PartnerKind(models.TextChoices):
    UN = "un", _("United Nations")
    NGO = "ngo", _("Non-governmental organization")
    DONOR = "donor", _("Donor")
    GOVERNMENT = "government", _("Government")
    PRIVATE = "private", _("Private sector")
    OBSERVER = "observer", _("Observer")


class ContributionKind(models.TextChoices):
    FUNDS = "funds", _("Funds")
    IN_KIND = "in_kind", _("In kind")


class ContributionStatus(models.TextChoices):
    """Only accepted money counts, and never under the ceiling."""

    ASKED = "asked", _("Requested")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Ended")


OPEN_SUPPORT = (ContributionStatus.ASKED, ContributionStatus.OFFERED)
"""It waits for an answer."""
SUPPORT_NOT_ENDED = (*OPEN_SUPPORT, ContributionStatus.ACCEPTED)
"""It waits for an answer, or was accepted."""


class EndedBecause(models.TextChoices):
    """Why a request, an offer or accepted support ended."""

    TAKEN_BACK = "taken_back", _("Cancelled")
    BY_LEAD = "by_lead", _("Ended by the taskforce")
    OPENING_ENDED = "opening_ended", _("The access to the draft ended")
    LINE_WITHDRAWN = "line_withdrawn", _("The activity was withdrawn")
    PLAN_CLOSED = "plan_closed", _("The workplan was closed")


class TalkAudience(models.TextChoices):
    """Who reads a thread of comments. For the regional plan the taskforce is the regional office."""

    TASKFORCE = "taskforce", _("Taskforce")
    BOTH = "both", _("Taskforce and Secretariat")
    SECRETARIAT = "secretariat", _("Secretariat")
    PARTNER = "partner", _("One partner")


NATIONAL_TALK: dict[str, tuple[TalkAudience, ...]] = {
    Role.OFFICER: (TalkAudience.TASKFORCE, TalkAudience.BOTH, TalkAudience.PARTNER),
    Role.LEAD: (TalkAudience.TASKFORCE, TalkAudience.BOTH, TalkAudience.PARTNER),
    Role.MEMBER: (TalkAudience.TASKFORCE, TalkAudience.BOTH),
    Role.DESK: (TalkAudience.SECRETARIAT, TalkAudience.BOTH),
    Role.REGIONAL_OFFICE: (TalkAudience.SECRETARIAT, TalkAudience.BOTH),
    Role.PARTNER: (TalkAudience.PARTNER,),
}
"""What each role reads of the talk about a country's plan, and writes to; the narrowest audience comes first."""

REGIONAL_TALK: dict[str, tuple[TalkAudience, ...]] = {
    Role.REGIONAL_OFFICE: (TalkAudience.TASKFORCE, TalkAudience.PARTNER),
    Role.PARTNER: (TalkAudience.PARTNER,),
}
"""The same about the regional plan: the regional office is officer and lead there."""


class ReviewStage(models.TextChoices):
    """Which of the two reviews of a year, by the value that its address has."""

    MID_YEAR = "mid-year", _("Mid-year review")
    SOM = "som", _("Review at the Senior Officials Meeting")


class ParticipationRole(models.TextChoices):
    HOST = "host", _("Host")
    LEAD = "lead", pgettext_lazy("a person", "Lead")
    TAKES_PART = "takes_part", _("Takes part")


class Step(models.IntegerChoices):
    """The nine steps of the year."""

    LOOK_BACK = 1, _("Review of last year")
    DRAFT = 2, pgettext_lazy("status", "Draft")
    CONSULT = 3, _("Consultation")
    APPROVE = 4, _("Submit and approve")
    REGIONAL = 5, _("Regional workplan")
    IMPLEMENT = 6, _("Implementation")
    MID_YEAR = 7, _("Mid-year review")
    SOM = 8, _("Senior Officials Meeting")
    REPORT = 9, _("Annual report")

    @classmethod
    def is_over(cls, step: int, ended: Iterable[int]) -> bool:
        """Whether a step is over although nobody recorded its end: a later one has ended.

        The plans are implemented while both reviews are held, so only the report ends that step. The mid-year review
        ends no step: the office may close it while plans are still drafted.
        """
        least = cls.SOM if step == cls.IMPLEMENT else step
        return any(later > least and later != cls.MID_YEAR for later in ended)
