from django.db import models
from django.utils.translation import gettext_lazy as _


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
    """Who reads a released version or an edition. The Secretariat reads every version of record."""

    SECRETARIAT = "secretariat", "The Secretariat"
    TASKFORCES = "taskforces", "The other taskforces"
    PARTNERS = "partners", "Partners"
    OBSERVERS = "observers", "Observers"


RELEASE_AUDIENCES = (Audience.TASKFORCES, Audience.PARTNERS, Audience.OBSERVERS)


class WorkplanStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    CLOSED = "closed", "Closed"


IN_FORCE = (WorkplanStatus.APPROVED, WorkplanStatus.CLOSED)
"""What is of record is shown and counted: nothing is drafted or decided beside it."""


class Funding(models.TextChoices):
    """How a line stands to the ceiling: only counted money counts (WP-3)."""

    COUNTED = "counted", "Counted"
    RESERVE = "reserve", "In reserve"
    NONE = "none", "No Secretariat money"


class LineState(models.TextChoices):
    """Where an activity stands between its taskforce and the Secretariat."""

    PROPOSED = "proposed", "Proposed"
    APPROVED = "approved", "Approved"
    NOTED = "noted", "Noted"
    RETURNED = "returned", "Returned"


class Outcome(models.TextChoices):
    APPROVE = "approve", "Approve for COMMIT support"
    RETURN = "return", "Return with a reason"
    NOTE = "note", "Note: no Secretariat money is asked"

    @property
    def state(self) -> LineState:
        """What a line is once this has been sent."""
        return {
            Outcome.APPROVE: LineState.APPROVED,
            Outcome.RETURN: LineState.RETURNED,
            Outcome.NOTE: LineState.NOTED,
        }[self]


class VersionKind(models.TextChoices):
    SUBMITTED = "submitted", "Submitted"
    OF_RECORD = "of_record", "Of record"


class PartnerKind(models.TextChoices):
    UN = "un", "United Nations"
    NGO = "ngo", "Non-governmental organization"
    DONOR = "donor", "Donor"
    GOVERNMENT = "government", "Government"
    PRIVATE = "private", "Private sector"


class ContributionKind(models.TextChoices):
    FUNDS = "funds", "Funds"
    IN_KIND = "in_kind", "In kind"


class ContributionStatus(models.TextChoices):
    """Only accepted money counts, and never under the ceiling."""

    ASKED = "asked", "Asked"
    OFFERED = "offered", "Offered"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class NeedMetBy(models.TextChoices):
    PARTNER = "partner", "A partner"
    SECRETARIAT = "secretariat", "The Secretariat"
    NOBODY = "nobody", "Nobody yet"


class ParticipationRole(models.TextChoices):
    HOST = "host", "Host"
    LEAD = "lead", "Lead"
    TAKES_PART = "takes_part", "Takes part"


class Step(models.IntegerChoices):
    """The nine steps of the year."""

    LOOK_BACK = 1, "Look back"
    DRAFT = 2, "Draft"
    CONSULT = 3, "Consult"
    APPROVE = 4, "Submit and approve"
    REGIONAL = 5, "Regional workplan"
    IMPLEMENT = 6, "Implement"
    MID_YEAR = 7, "Mid-year review"
    SOM = 8, "Senior Officials Meeting"
    REPORT = 9, "Annual report"
