"""The rules of a decision: its reason (WP-7), who decides (WP-8), what may be decided on a line, and when a round may be sent."""

from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.i18n import ngettext_lazy, say
from commit_portal.refusals import Violation, broken
from workplans.models import Activity
from workplans.statuses import Funding, Outcome

# The code of what is wrong with a decision, where no numbered rule speaks of it.
DECISION = "DECISION"

# The sentences of the rule book.
WP_7 = _("A returned activity has a reason. The reasons of all rounds stay in the history.")
WP_8 = _("A person who entered or submitted an activity does not decide on it.")


NO_DECISION_NEEDED = _("%(code)s needs no decision in this round. Look at the list of activities.")


def wp_7(outcome: str, reason: str) -> Violation | None:
    """Return WP-7 where a line is returned without a reason."""
    if outcome == Outcome.RETURN and not reason.strip():
        return broken(wp_7, gettext("Give a reason for the return."), field="reason")
    return None


def wp_8(activity: Activity, user_id: int) -> Violation | None:
    """Return WP-8 where the user entered, changed or submitted the line."""
    hands = {activity.entered_by_id, activity.changed_by_id, activity.workplan.submitted_by_id}
    if user_id in hands:
        said = gettext(
            "You entered or submitted %(code)s. Ask another person of the Secretariat to decide on it."
        )
        return broken(wp_8, say(said, code=activity.code))
    return None


def outcomes_for(line: Activity) -> tuple[Outcome, ...]:
    """What may be decided on a line, the outcome that lets it pass first.

    A line that asks no Secretariat money is noted; any other is approved or returned.
    """
    if line.funding == Funding.NONE:
        return (Outcome.NOTE,)
    return (Outcome.APPROVE, Outcome.RETURN)


def outcome_fits(line: Activity, outcome: str) -> Violation | None:
    """Return a violation for an outcome that is not one of the line's own."""
    outcomes = outcomes_for(line)
    if outcome in outcomes:
        return None
    said = gettext("%(code)s asks for Secretariat funding. Approve or return this activity.")
    if Outcome.NOTE in outcomes:
        said = gettext("%(code)s asks for no Secretariat funding. Choose “Note”.")
    return Violation(DECISION, say(said, code=line.code), field="outcome")


def every_line_is_decided(undecided: int) -> Violation | None:
    """Return a violation while lines are undecided: all decisions are sent at once."""
    if not undecided:
        return None
    said = ngettext_lazy(
        "%(count)s activity has no decision yet. Decide on it first.",
        "%(count)s activities have no decision yet. Decide on them first.",
    )
    return Violation(DECISION, say(said, count=undecided))
