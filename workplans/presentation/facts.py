"""What pages say of a plan or a line."""

from dataclasses import replace

from django.utils.timezone import localdate
from django.utils.translation import gettext

from commit_portal.i18n import Words, comma_list, say
from spa.models import Target
from workplans.fields import fields_but
from workplans.models import Activity, LineHistory, Participation, Seat, VersionLine, Workplan
from workplans.plan.line_content import FieldOfLine, targets_of_line, words_of_line
from workplans.plan.plan_types import kind_of
from workplans.presentation.loaders import texts_today
from workplans.statuses import Funding, Role, WorkplanStatus


def facts_of(seat: Seat, line: Activity | VersionLine, plan: Workplan) -> list[FieldOfLine]:
    """The content of a line, with the texts in force; its technical needs stand apart. A missing value says so."""
    texts, regional = texts_today(plan), kind_of(plan.taskforce).names_countries
    in_full = {
        "countries": _countries_for(seat, line) if regional else "",
        "targets": "\n".join(texts.name(one) + leaving(plan, one) for one in targets_of_line(line)),
        "secretariat_cost": cost_in_full(line),
    }
    left_out = ("title", "supports", "needs", *(() if regional else ("countries",)))
    said = words_of_line(line, texts, fields_but(*left_out))
    return [replace(field, words=in_full.get(field.name) or field.words) for field in said]


def leaving(plan: Workplan, target: Target) -> str:
    """What stands beside a target that only one has of the year's revision and the one that is asked for; else nothing."""
    asked = plan.cycle.asked_revision
    if asked and not target.is_in_revision(asked):
        return say(gettext(" (not in revision %(number)s)"), number=asked)
    is_new = asked and not target.is_in_revision(plan.cycle.plan_revision)
    return say(gettext(" (new in revision %(number)s)"), number=asked) if is_new else ""


def cost_in_full(line: Activity | VersionLine) -> str:
    """The Secretariat cost with the reason why it does not count; empty where it counts."""
    if line.funding == Funding.NONE or line.secretariat_cost is None:
        return ""
    said = gettext("US$%(amount)s, not counted: the activity is withdrawn") if line.is_withdrawn else ""
    if line.funding == Funding.RESERVE:
        said = gettext("US$%(amount)s, in reserve: not counted under the ceiling")
    return say(said, amount=line.secretariat_cost)


def not_confirmed(part: Participation) -> str:
    return gettext("%(country)s (not confirmed yet)") % {"country": part.taskforce.name}


def status_words(workplan: Workplan, *, amended: bool = False) -> Words:
    """One sentence on the state of the plan. `amended` for readers who may know of an approved version."""
    if amended and workplan.status == WorkplanStatus.DRAFT:
        return gettext("This is an amendment, not a first draft.")
    return kind_of(workplan.taskforce).status_words[WorkplanStatus(workplan.status)]


def submitted_words(workplan: Workplan, seat: Seat) -> str:
    """Who handed over the plan, by role, and when; empty where it is not submitted."""
    if workplan.status != WorkplanStatus.SUBMITTED:
        return ""
    mine, regional = workplan.submitted_by_id == seat.user_id, kind_of(workplan.taskforce).names_countries
    said = gettext("The lead of the %(country)s taskforce submitted the workplan on %(day)s.")
    if mine:
        said = gettext("You submitted the workplan on %(day)s.")
    if regional:
        said = gettext("The workplan was proposed on %(day)s.")
        said = gettext("You proposed the workplan on %(day)s.") if mine else said
    return say(said, country=workplan.taskforce.name, day=workplan.submitted_at)


def who_changed(row: LineHistory, plan: Workplan) -> str:
    """The seat of who changed a line, where sentences begin with it; who has none any more, by name.

    A draft is the work of its lead and its officers. One query.
    """
    held = Seat.objects.held_on(localdate(row.at)).filter(user=row.by_id, taskforce=plan.taskforce)
    roles = set(held.values_list("role", flat=True))
    if Role.LEAD in roles:
        return gettext("The lead")
    return gettext("An officer") if Role.OFFICER in roles else str(row.by)


def _countries_for(seat: Seat, line: Activity | VersionLine) -> str:
    """Countries that take part in a regional line. Of a live one only the regional office sees unconfirmed ones."""
    if isinstance(line, VersionLine):
        return comma_list(part.taskforce.name for part in line.participations.all())
    names = []
    for part in line.participations.all():
        if part.confirmed_at is not None:
            names.append(part.taskforce.name)
        elif seat.is_regional_office or seat.sits_in(part.taskforce_id):
            names.append(not_confirmed(part))
    return comma_list(names) or gettext("None confirmed yet")
