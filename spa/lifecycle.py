"""The lifecycle of a plan of action: one table, walked by `commit_portal.workflow.lifecycle.walk`."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import Words, message
from commit_portal.statuses import EventAudience
from commit_portal.workflow.lifecycle import Transition
from spa import messages as messages
from spa import permissions, rules
from spa.statuses import PlanStage as S

# Headings of a step's page in a state where the step is not open.
HEADINGS: dict[str, Words] = {
    S.AGREED: _("Already agreed"),
    S.ENDORSED: _("Already endorsed"),
    S.SUPERSEDED: _("Already replaced"),
}

AGREE = Transition(
    name="agree",
    label=_("Record the agreement in principle"),
    sources=(S.DRAFT,),
    target=S.AGREED,
    permission=permissions.may_keep_plan,
    rules=(rules.plan_says_something,),
    event="plan.agreed",
    why_closed={
        S.AGREED: message("plan.agreed_already"),
        S.ENDORSED: message("plan.endorsed_already"),
        S.SUPERSEDED: message("plan.superseded_already"),
    },
    heading_when_closed=HEADINGS,
    audience=EventAudience.READERS,
)
ENDORSE = Transition(
    name="endorse",
    label=_("Record the endorsement"),
    sources=(S.AGREED,),
    target=S.ENDORSED,
    permission=permissions.may_keep_plan,
    rules=(rules.plan_says_something,),
    event="plan.endorsed",
    why_closed={
        S.DRAFT: message("plan.not_agreed"),
        S.ENDORSED: message("plan.endorsed_already"),
        S.SUPERSEDED: message("plan.superseded_already"),
    },
    heading_when_closed={**HEADINGS, S.DRAFT: _("Not agreed yet")},
    audience=EventAudience.READERS,
)
SUPERSEDE = Transition(
    name="supersede",
    label=_("Record the replacement"),
    sources=(S.ENDORSED,),
    target=S.SUPERSEDED,
    permission=permissions.may_keep_plan,
    rules=(rules.a_later_plan_is_endorsed,),
    event="plan.superseded",
    why_closed={
        S.DRAFT: message("plan.not_endorsed"),
        S.AGREED: message("plan.not_endorsed"),
        S.SUPERSEDED: message("plan.superseded_already"),
    },
    heading_when_closed={**HEADINGS, S.DRAFT: _("Not endorsed yet"), S.AGREED: _("Not endorsed yet")},
    audience=EventAudience.READERS,
)

PLAN_LIFECYCLE = (AGREE, ENDORSE, SUPERSEDE)
