"""What was done to a draft since a page or a workbook showed it, by others or by its reader: which lines, who and when."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext

from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import moment
from commit_portal.i18n.messages import message, say
from commit_portal.models import User
from commit_portal.workflow.events import events_about_all
from workplans.drafting.actions import WRITE_NEEDS
from workplans.models import LineHistory, Seat, Workplan
from workplans.presentation.step_links import line_url
from workplans.presentation.timeline import events_for

ADDS = ("add", "carry")
# Steps that change a draft. What is changed in a line stands in the line's own history.
VERBS = (*ADDS, "withdraw", "restore", "undo", "keep", WRITE_NEEDS)


def newest_event(year: int, place: str) -> int:
    """The key of the last event about the plan at an address; 0 for none.

    A page reads it before the plan that it shows: what is added in between counts as new.
    """
    plans = Workplan.objects.filter(cycle__year=year, taskforce__slug=place)
    return events_about_all(plans).order_by("-pk").values_list("pk", flat=True).first() or 0


def changed_since(plan: Workplan, reader: Seat, *, version: int, events: Q) -> list[Values]:
    """What changed since this version of the plan was shown, and in these events: one for a line, newest first.

    A line that was added since then is said to be added, whatever was typed into it afterwards.
    """
    found: dict[str, tuple[datetime, str, User | None]] = {}
    rows = LineHistory.objects.filter(activity__workplan=plan, plan_version__gt=version)
    for row in rows.select_related("activity", "by").order_by("plan_version"):
        code = row.activity.code
        found[code] = row.at, str(message("line.changed", code=code)), row.by
    steps = events_for(reader, plan).filter(events, verb__in=VERBS).select_related("by")
    for step in steps.order_by("pk"):
        before = found.get(step.label)
        if step.verb in ADDS or before is None or before[0] <= step.at:
            found[step.label] = step.at, str(step), step.by
    lines = {code: line_url(plan, number) for code, number in plan.activities.values_list("code", "number")}
    own, other = gettext("You, %(at)s"), gettext("%(person)s, %(at)s")
    return [
        {
            "said": said,
            "url": lines.get(code, ""),
            "who": say(own if by == reader.user else other, person=str(by), at=moment(at)),
        }
        for code, (at, said, by) in sorted(found.items(), key=lambda item: item[1][0], reverse=True)
    ]
