"""The lifecycle of a plan of action: one table, walked by `commit_portal.lifecycle.walk`."""

from commit_portal.lifecycle import Transition
from commit_portal.statuses import EventAudience
from spa import permissions, rules
from spa.statuses import PlanStage as S

AGREE = Transition(
    name="agree",
    label="Record that it is agreed in principle",
    sources=(S.DRAFT,),
    target=S.AGREED,
    permission=permissions.may_keep_plan,
    rules=(rules.plan_says_something,),
    said="recorded that the plan of action is agreed in principle",
    audience=EventAudience.READERS,
)
ENDORSE = Transition(
    name="endorse",
    label="Record that it is endorsed",
    sources=(S.AGREED,),
    target=S.ENDORSED,
    permission=permissions.may_keep_plan,
    rules=(rules.plan_says_something,),
    said="recorded that the plan of action is endorsed",
    audience=EventAudience.READERS,
)
SUPERSEDE = Transition(
    name="supersede",
    label="Record that it is superseded",
    sources=(S.ENDORSED,),
    target=S.SUPERSEDED,
    permission=permissions.may_keep_plan,
    rules=(rules.a_later_plan_is_endorsed,),
    said="recorded that the plan of action is superseded",
    audience=EventAudience.READERS,
)

PLAN_LIFECYCLE = (AGREE, ENDORSE, SUPERSEDE)
