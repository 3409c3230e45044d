"""What the rules say of one line that is drafted."""

from commit_portal.refusals import Violation
from workplans.fields import MOST_NEEDS
from workplans.models import Workplan
from workplans.plan.line_content import DraftedLine, LineDraft
from workplans.plan.rules import wp_2_area, wp_4, wp_12, wp_13, wp_14, wp_16, wp_17, wp_18


def broken_by(workplan: Workplan, draft: LineDraft) -> list[Violation]:
    """The rules of one line that a draft breaks: WP-2 for the area, WP-4, WP-12 to WP-14, WP-16 to WP-18.

    The ceiling is a rule of the plan.
    """
    line = DraftedLine(workplan, draft)
    found = [*wp_12(line, draft.targets), *wp_13(line, draft.needs[:MOST_NEEDS])]
    one_each = (wp_2_area(line), wp_16(line), wp_4(line), wp_14(line), wp_17(line), wp_18(draft.needs))
    found.extend(violation for violation in one_each if violation)
    return found
