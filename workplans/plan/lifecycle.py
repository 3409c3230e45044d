"""The lifecycle of a workplan: one table, walked by `commit_portal.workflow.lifecycle.walk`."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal.i18n import Param, Words, say
from commit_portal.refusals import Violation
from commit_portal.statuses import EventAudience
from commit_portal.workflow import Transition
from workplans.models import LineDecision, Workplan
from workplans.plan import permissions, queries, rules
from workplans.plan.amendments import CLOSING, changes_of_amendment, needs_differ
from workplans.plan.plan_types import NATIONAL, REGIONAL, PlanKind, kind_of
from workplans.statuses import WorkplanStatus as S

RETURNED = _("The workplan is returned. Change the returned activities and submit it again.")
WITH_TASKFORCE = _("The taskforce is working on the workplan now. You can decide after the lead submits it.")
# Headings of a step's page in a state where the step is not open.
HEADINGS: dict[str, Words] = {
    S.SUBMITTED: _("Already submitted"),
    S.RETURNED: _("Already returned"),
    S.APPROVED: _("Already approved"),
    S.CLOSED: _("Already closed"),
}
NOT_SUBMITTED = _("Not submitted")

# The code of what stands against a step of a plan. No numbered rule speaks of it.
STEP = "STEP"


def nothing_is_decided_yet(workplan: Workplan) -> Violation | None:
    """Return a violation once a decision of this round is recorded."""
    if LineDecision.objects.filter(activity__workplan=workplan, round=workplan.round).exists():
        said = _(
            "The Secretariat has started to decide. Ask the Secretariat to return the activities that "
            "you want to change."
        )
        return Violation(STEP, said)
    return None


def something_is_of_record(workplan: Workplan) -> Violation | None:
    """Return a violation where nothing of the plan has been approved."""
    if workplan.of_record_id is not None:
        return None
    said = _("This workplan has no approved version yet. You can close it after the first decisions.")
    return Violation(STEP, said)


def something_was_approved_before(workplan: Workplan) -> Violation | None:
    """Return a violation for a first draft: only an amendment is dropped."""
    if workplan.of_record_id is not None:
        return None
    return Violation(STEP, _("This is a first draft, not an amendment. Change it and submit it."))


def nothing_differs(workplan: Workplan) -> Violation | None:
    """Return a violation that names what the amendment still changes."""
    if workplan.of_record_id is None:
        return None
    found: list[Param] = [change.activity.code for change in changes_of_amendment(workplan)]
    if needs_differ(workplan):
        found.append(_("the opportunities, gaps and needs"))
    if not found:
        return None
    return Violation(STEP, say(kind_of(workplan.taskforce).amendment_still_differs, what=tuple(found)))


SUBMIT = Transition(
    name="submit",
    label=_("Submit to the Secretariat"),
    sources=(S.DRAFT, S.RETURNED),
    target=S.SUBMITTED,
    permission=permissions.may_submit_workplan,
    rules=rules.BEFORE_HANDING_OVER[NATIONAL],
    taken_by={S.SUBMITTED: "workplan.submitted_by"},
    why_closed={
        S.SUBMITTED: _(
            "The workplan is already submitted. Wait for the decisions, or cancel the submission."
        ),
        S.APPROVED: _("The workplan is approved. Amend it first, then submit it."),
        S.CLOSED: permissions.CLOSED,
    },
    heading_when_closed=HEADINGS,
    page="workplan_submit",
)
TAKE_BACK = Transition(
    name="take_back",
    label=_("Cancel the submission"),
    sources=(S.SUBMITTED,),
    target=None,
    permission=permissions.may_take_back_workplan,
    rules=(nothing_is_decided_yet,),
    why_closed={
        S.DRAFT: _("The workplan is not submitted. You can change it now."),
        S.RETURNED: RETURNED,
        S.APPROVED: _("The decisions were sent. Amend the workplan to change it."),
        S.CLOSED: permissions.CLOSED,
    },
    heading_when_closed={**HEADINGS, S.DRAFT: NOT_SUBMITTED},
    page="workplan_take_back",
)
SEND_DECISIONS = Transition(
    name="send_decisions",
    label=_("Send decisions"),
    sources=(S.SUBMITTED,),
    target=None,
    permission=permissions.may_decide,
    taken_by=dict.fromkeys((S.RETURNED, S.APPROVED), "workplan.decisions_sent_by"),
    why_closed={
        S.DRAFT: WITH_TASKFORCE,
        S.RETURNED: WITH_TASKFORCE,
        S.APPROVED: _("The decisions were sent. No activity needs a decision."),
        S.CLOSED: _("The workplan is closed. No activity needs a decision."),
    },
    heading_when_closed={
        S.DRAFT: NOT_SUBMITTED,
        S.RETURNED: _("Already sent"),
        S.APPROVED: _("Already sent"),
        S.CLOSED: HEADINGS[S.CLOSED],
    },
    page="decisions_send",
)
AMEND = Transition(
    name=queries.AMEND,
    label=_("Amend"),
    sources=(S.APPROVED,),
    target=S.DRAFT,
    permission=permissions.may_amend_workplan,
    needs_note=_("Give the reason for the amendment."),
    why_closed={
        S.DRAFT: _("The workplan is already open. You can change it now."),
        S.SUBMITTED: permissions.TAKE_BACK_FIRST,
        S.RETURNED: RETURNED,
        S.CLOSED: permissions.CLOSED,
    },
    heading_when_closed={**HEADINGS, S.DRAFT: _("Already open")},
    page="workplan_amend",
    link=_("Amend the workplan"),
)
DROP_AMENDMENT = Transition(
    name="drop_amendment",
    label=_("Cancel the amendment"),
    sources=(S.DRAFT,),
    target=S.APPROVED,
    permission=permissions.may_drop_amendment,
    rules=(something_was_approved_before, nothing_differs),
    why_closed={
        S.SUBMITTED: permissions.TAKE_BACK_FIRST,
        S.RETURNED: RETURNED,
        S.APPROVED: _("No amendment is open, so you cannot cancel one. Go to the workplan."),
        S.CLOSED: permissions.CLOSED,
    },
    heading_when_closed={**HEADINGS, S.APPROVED: _("No amendment is open")},
    page="workplan_drop_amendment",
)
# From approved, and from an amendment that is still open: it is set aside. What never was approved is not
# closed, so that what is reopened has been approved before.
CLOSE = Transition(
    name=CLOSING,
    label=pgettext_lazy("action", "Close"),
    sources=(S.APPROVED, S.DRAFT, S.SUBMITTED, S.RETURNED),
    target=S.CLOSED,
    permission=permissions.may_close_workplan,
    rules=(something_is_of_record,),
    why_closed={S.CLOSED: _("The workplan is already closed. Look at its page.")},
    heading_when_closed=HEADINGS,
    page="workplan_close",
    link=_("Close the workplan"),
)
REOPEN = Transition(
    name="reopen",
    label=pgettext_lazy("action", "Reopen"),
    sources=(S.CLOSED,),
    target=S.APPROVED,
    permission=permissions.may_close_workplan,
    needs_note=_("Give the reason why you reopen the workplan."),
    why_closed=dict.fromkeys(
        (S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED),
        _("The workplan is not closed, so you cannot reopen it. Go to the workplan."),
    ),
    heading_when_closed=dict.fromkeys((S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED), _("Already open")),
    page="workplan_reopen",
    link=_("Reopen the workplan"),
)
PROPOSE_REGIONAL = Transition(
    name="propose_regional",
    label=_("Propose the workplan to a colleague for approval"),
    sources=(S.DRAFT,),
    target=S.SUBMITTED,
    permission=permissions.may_propose_regional,
    rules=rules.BEFORE_HANDING_OVER[REGIONAL],
    taken_by={S.SUBMITTED: "workplan.proposed_by"},
    why_closed={
        S.SUBMITTED: _("The regional workplan is already proposed. A second person must approve it."),
        S.APPROVED: _("The regional workplan is approved. Amend it first, then propose it."),
        S.CLOSED: permissions.CLOSED,
    },
    heading_when_closed={**HEADINGS, S.SUBMITTED: _("Already proposed")},
    page="regional_propose",
)
PUT_IN_FORCE = Transition(
    name="put_in_force",
    label=pgettext_lazy("action", "Approve"),
    sources=(S.SUBMITTED,),
    target=S.APPROVED,
    permission=permissions.may_put_in_force,
    rules=(rules.wp_10,),
    why_closed={
        S.DRAFT: _("Propose the workplan first. Then a second person can approve it."),
        S.APPROVED: _("The regional workplan is already approved. Look at its page."),
        S.CLOSED: permissions.CLOSED,
    },
    heading_when_closed={**HEADINGS, S.DRAFT: _("Not proposed yet")},
    audience=EventAudience.READERS,
    page="regional_put_in_force",
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
