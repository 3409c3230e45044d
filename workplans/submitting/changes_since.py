"""What was done to a draft since a page showed it, by others or by its reader: which lines, who and when."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import message
from commit_portal.models import User
from commit_portal.workflow.events import events_about_all
from workplans.drafting.actions import WRITE_NEEDS
from workplans.models import LineHistory, Seat, Workplan
from workplans.presentation.step_links import address_parts
from workplans.presentation.timeline import events_for

ADDS = ("add", "carry")
# Steps that change a draft. What is changed in a line stands in the line's own history.
VERBS = (*ADDS, "withdraw", "restore", "undo", "keep", WRITE_NEEDS)


@dataclass(frozen=True)
class Change:
    """What was done last to one line, or to the plan: `url` leads to the line. `who` names person, day and time."""

    said: str
    url: str
    who: str


@dataclass(frozen=True)
class _Found:
    said: str
    at: datetime
    by: User | None


def newest_event(year: int, place: str) -> int:
    """The key of the last event about the plan at an address; 0 for none.

    A page reads it before the plan that it shows: what is added in between counts as new.
    """
    plans = Workplan.objects.filter(cycle__year=year, taskforce__slug=place)
    return events_about_all(plans).order_by("-pk").values_list("pk", flat=True).first() or 0


def changed_since(plan: Workplan, reader: Seat, *, version: int, event: int) -> list[Change]:
    """What changed since a page showed this version of the plan and this newest event, one for a line, newest first.

    A line that was added since then is said to be added, whatever was typed into it afterwards.
    """
    found: dict[str, _Found] = {}
    rows = LineHistory.objects.filter(activity__workplan=plan, plan_version__gt=version)
    for row in rows.select_related("activity", "by").order_by("plan_version"):
        code = row.activity.code
        found[code] = _Found(str(message("line.changed", code=code)), row.at, row.by)
    events = events_for(reader, plan).filter(pk__gt=event, verb__in=VERBS).select_related("by")
    for step in events.order_by("pk"):
        before = found.get(step.label)
        if step.verb in ADDS or before is None or before.at <= step.at:
            found[step.label] = _Found(str(step), step.at, step.by)
    numbers = dict(plan.activities.values_list("code", "number"))
    newest = sorted(found.items(), key=lambda item: item[1].at, reverse=True)
    return [
        Change(
            change.said,
            reverse("activity", args=[*address_parts(plan), numbers[code]]) if code in numbers else "",
            _who(change, reader),
        )
        for code, change in newest
    ]


def _who(change: _Found, reader: Seat) -> str:
    at = timezone.localtime(change.at)
    words = {"person": change.by, "day": day(at), "time": f"{at:%H:%M}"}
    if change.by == reader.user:
        return gettext("you, on %(day)s at %(time)s") % words
    return gettext("%(person)s, on %(day)s at %(time)s") % words
