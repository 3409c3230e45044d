"""The lifecycle of a plan of action and of its revisions: one table, walked by `commit_portal.workflow.lifecycle.walk`."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import Words
from commit_portal.statuses import EventAudience
from commit_portal.workflow import Transition
from spa import permissions, rules
from spa.statuses import PlanStage as S

# Why a step is not open in a state that the plan has reached already.
ALREADY: dict[str, Words] = {
    S.AGREED: _("The plan of action is already agreed in principle. Look at its page."),
    S.ENDORSED: _("The plan of action is already endorsed. Look at its page."),
    S.SUPERSEDED: _("The plan of action is already replaced. Look at its page."),
}
NOT_ENDORSED = _("Only an endorsed plan of action can be replaced. Endorse it first.")

AGREE = Transition(
    name="agree",
    label=_("Record the agreement in principle"),
    sources=(S.DRAFT,),
    target=S.AGREED,
    permission=permissions.may_keep_plan,
    rules=(rules.plan_says_something,),
    why_closed=ALREADY,
    audience=EventAudience.READERS,
)
ENDORSE = Transition(
    name="endorse",
    label=_("Record the endorsement"),
    sources=(S.AGREED,),
    target=S.ENDORSED,
    permission=permissions.may_endorse_plan,
    rules=(rules.plan_says_something,),
    why_closed=ALREADY
    | {S.DRAFT: _("Record first that the plan of action is agreed in principle. Then endorse it.")},
    audience=EventAudience.READERS,
)
SUPERSEDE = Transition(
    name="supersede",
    label=_("Record that a later plan of action replaces it"),
    sources=(S.ENDORSED,),
    target=S.SUPERSEDED,
    permission=permissions.may_keep_plan,
    rules=(rules.a_later_plan_is_endorsed, rules.no_revision_is_open),
    why_closed=ALREADY | dict.fromkeys((S.DRAFT, S.AGREED), NOT_ENDORSED),
    audience=EventAudience.READERS,
)

PLAN_LIFECYCLE = (AGREE, ENDORSE, SUPERSEDE)
