"""The activities that a ministry leads, each beside what it was when the ministry answered last."""

from commit_portal.db.related_rows import grouped
from commit_portal.forms.base import Values
from workplans.fields import DRAFTED, ActivityField
from workplans.lines.options import line_options_of
from workplans.models import LineHistory, Ministry, MinistryAnswer, Workplan
from workplans.plan.differences import changed_fields
from workplans.plan.line_content import words_of_line
from workplans.plan.line_history import content_before, values_of
from workplans.presentation.loaders import texts_today
from workplans.presentation.step_links import line_url

COMPARED: tuple[ActivityField, ...] = tuple(item for item in DRAFTED if item.name != "countries")


def own_lines(plan: Workplan, ministry: Ministry, before: MinistryAnswer | None) -> list[Values]:
    """The activities that the ministry leads, and those withdrawn that it has answered to. The lines of the plan are loaded.

    Each with the `words` of its fields; `is_new` and `changes`: since its last answer. One query, none without one.
    """
    answered_to = before.content if before else {}
    lines = [
        line
        for line in plan.activities.all()
        if line.lead_body.strip() in ministry.all_names
        and (not line.is_withdrawn or line.code in answered_to)
    ]
    texts, options, history = texts_today(plan), line_options_of(plan), dict[int, list[LineHistory]]()
    # Older answers do not say to which version.
    if before is not None and before.plan_version is not None:
        rows = LineHistory.objects.filter(activity__in=lines, plan_version__gt=before.plan_version)
        history = grouped(rows.order_by("-row_version"), "activity_id")
    found = []
    for line in lines:
        now = words_of_line(line, texts, COMPARED)
        old = options.draft_of(content_before(values_of(line), history.get(line.pk, ())))
        is_new = before is not None and line.code not in answered_to
        changes = changed_fields(words_of_line(old, texts, COMPARED), now)
        row = {"line": line, "url": line_url(plan, line.number), "is_new": is_new, "changes": changes}
        differs = is_new or line.is_withdrawn or bool(changes)
        found.append(row | {"words": {field.name: field.words for field in now}, "differs": differs})
    return found
