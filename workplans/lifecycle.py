"""The lifecycle of a workplan: one table, walked by `commit_portal.lifecycle.walk`."""

from commit_portal.lifecycle import Transition
from commit_portal.statuses import EventAudience
from workplans import permissions, rules
from workplans.kinds import NATIONAL, REGIONAL, PlanKind
from workplans.statuses import WorkplanStatus as S

SUBMIT = Transition(
    name="submit",
    label="Submit to the Secretariat",
    sources=(S.DRAFT, S.RETURNED),
    target=S.SUBMITTED,
    permission=permissions.may_submit_workplan,
    rules=rules.BEFORE_HANDING_OVER[NATIONAL],
    said="submitted the workplan to the Secretariat",
)
TAKE_BACK = Transition(
    name="take_back",
    label="Take back",
    sources=(S.SUBMITTED,),
    target=None,
    permission=permissions.may_take_back_workplan,
    rules=(rules.nothing_is_decided_yet,),
    said="took the submission back",
)
SEND_DECISIONS = Transition(
    name="send_decisions",
    label="Send decisions",
    sources=(S.SUBMITTED,),
    target=None,
    permission=permissions.may_decide,
    said="sent the decisions",
)
AMEND = Transition(
    name="amend",
    label="Amend",
    sources=(S.APPROVED,),
    target=S.DRAFT,
    permission=permissions.may_amend_workplan,
    needs_note="An amendment carries a reason. Say why the plan changes.",
    said="opened an amendment; the version of record stands until the next decisions",
)
DROP_AMENDMENT = Transition(
    name="drop_amendment",
    label="Drop the amendment",
    sources=(S.DRAFT,),
    target=S.APPROVED,
    permission=permissions.may_drop_amendment,
    rules=(rules.something_was_approved_before, rules.nothing_differs),
    said="dropped the amendment; what is of record stands as before",
)
# From approved, and from an amendment that is still open: it is set aside. What never was approved is not
# closed, so that what is reopened has been approved before.
CLOSE = Transition(
    name="close",
    label="Close",
    sources=(S.APPROVED, S.DRAFT, S.SUBMITTED, S.RETURNED),
    target=S.CLOSED,
    permission=permissions.may_close_workplan,
    rules=(rules.something_is_of_record,),
    said="closed the workplan",
    audience=EventAudience.BOTH,
)
REOPEN = Transition(
    name="reopen",
    label="Reopen",
    sources=(S.CLOSED,),
    target=S.APPROVED,
    permission=permissions.may_close_workplan,
    needs_note="Reopening carries a reason. Say why.",
    said="reopened the workplan",
)
PROPOSE_REGIONAL = Transition(
    name="propose_regional",
    label="Propose to put in force",
    sources=(S.DRAFT,),
    target=S.SUBMITTED,
    permission=permissions.may_propose_regional,
    rules=rules.BEFORE_HANDING_OVER[REGIONAL],
    said="proposed the regional workplan to be put in force",
)
PUT_IN_FORCE = Transition(
    name="put_in_force",
    label="Put in force",
    sources=(S.SUBMITTED,),
    target=S.APPROVED,
    permission=permissions.may_put_in_force,
    rules=(rules.wp_10,),
    said="put the regional workplan in force",
    audience=EventAudience.READERS,
)

HANDING_OVER: dict[PlanKind, Transition] = {NATIONAL: SUBMIT, REGIONAL: PROPOSE_REGIONAL}

WORKPLAN_LIFECYCLE = (
    SUBMIT,
    TAKE_BACK,
    SEND_DECISIONS,
    AMEND,
    DROP_AMENDMENT,
    CLOSE,
    REOPEN,
    PROPOSE_REGIONAL,
    PUT_IN_FORCE,
)
