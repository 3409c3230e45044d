"""What ministries were asked about a plan and answered, and the content that they answered to."""

from collections.abc import Mapping
from datetime import date

from django.db import models

from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import all_placed, related_rows
from commit_portal.workflow import fingerprint
from workplans.models import Ministry, MinistryAnswer, Seat, Taskforce, Workplan
from workplans.plan.line_content import content_of
from workplans.plan.queries import are_loaded
from workplans.statuses import MinistryWord, Role, WorkplanStatus

# The key of the opportunities, gaps and needs in the content of a plan; the others are codes of lines.
NEEDS = "needs"

type Content = dict[str, str]


def content_of_plan(workplan: Workplan) -> Content:
    """The fingerprint of each line that is not withdrawn, by its code, and that of the needs in words.

    Support of partners is left out, as where a decision stays (WP-9). Three queries, none where a page has loaded the
    lines.
    """
    lines = workplan.activities.all()
    if not are_loaded(workplan):
        lines = lines.prefetch_related("target_links", "technical_needs")
    marks = {
        line.code: fingerprint(
            *content_of(line),
            sorted(link.target_id for link in related_rows(line, "target_links")),
            sorted(need.what for need in related_rows(line, "technical_needs")),
        )
        for line in lines
        if not line.is_withdrawn
    }
    return marks | {NEEDS: fingerprint(workplan.needs)}


def content_mark(content: Mapping[str, str]) -> str:
    """The fingerprint of a whole plan, to detect that somebody answers to another content. 16 hexadecimal digits."""
    return fingerprint(*sorted(content.items()))


def lines_changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The codes of the lines that were changed, added or withdrawn between two contents, in order."""
    codes = (before.keys() | now.keys()) - {NEEDS}
    return sorted(code for code in codes if before.get(code) != now.get(code))


def answers_of(workplan: Workplan) -> list[MinistryAnswer]:
    """What the ministries of a plan were asked and answered, in their order: one query."""
    return all_placed(_answers(workplan=workplan.pk), "workplan", workplan)


@prepared(workplan=models.BigIntegerField())
def _answers(workplan: int) -> models.QuerySet[MinistryAnswer]:
    return MinistryAnswer.objects.filter(workplan=workplan).select_related("ministry", "answered_by")


def agreeing_ministries(workplan: Workplan) -> models.QuerySet[Ministry]:
    """The ministries whose last answer is yes, to the plan as it is or to an earlier draft."""
    return Ministry.objects.filter(answers__workplan=workplan, answers__answer=MinistryWord.YES)


def later_yes(workplan: Workplan) -> list[MinistryAnswer]:
    """The ministries that said yes to a submitted plan after it was submitted, in their order: one query.

    Only a yes: the desk reads them.
    """
    sent = workplan.submitted_at
    if workplan.status != WorkplanStatus.SUBMITTED or sent is None:
        return []
    named = {one["name"] for one in workplan.agreement.get("ministries", ())}
    yes = [one for one in answers_of(workplan) if one.answer == MinistryWord.YES]
    later = [one for one in yes if one.answered_at is not None and one.answered_at > sent]
    return [answer for answer in later if named.isdisjoint(answer.ministry.all_names)]


def members_on(taskforce: Taskforce, on: date) -> models.QuerySet[Seat]:
    """The seats of members that name a ministry and are held on a day."""
    return Seat.objects.held_on(on).filter(
        taskforce=taskforce, role=Role.MEMBER, ministry__isnull=False, user__is_active=True
    )


def ministries_to_ask(taskforce: Taskforce, on: date) -> models.QuerySet[Ministry]:
    """The ministries for which a member can answer on a day."""
    answering = members_on(taskforce, on).filter(ministry=models.OuterRef("pk"))
    return taskforce.ministries.running().filter(models.Exists(answering))
