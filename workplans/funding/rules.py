"""The rules of grants: for what one may pay, and how much. They have no numbers (docs/rules.md)."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.utils.translation import gettext as _

from commit_portal.i18n import and_list, say
from commit_portal.refusals import Violation
from spa.statuses import BudgetHeading
from workplans.models import Allotment, Grant, VersionLine

GRANTS = "GRANTS"
# What decides for which activities a grant may pay.
LIMITS = {"countries", "areas", "headings", "no_countries", "no_areas", "starts_on", "ends_on"}


def grant_faults(grant: Grant, *, today: date) -> Iterator[Violation]:
    """What is wrong with a grant by itself: its days, its amounts."""
    if grant.ends_on < grant.starts_on:
        said = _("The grant ends before it begins. Correct one of the two days.")
        yield Violation(GRANTS, said, field="ends_on")
    elif grant.ends_on.year < grant.plan.starts_on.year or grant.starts_on > grant.plan.runs_until:
        said = _("All days of the grant are outside the years of the plan of action. Correct the days.")
        yield Violation(GRANTS, said, field="ends_on")
    if grant.amount <= 0:
        yield Violation(GRANTS, _("Enter an amount above zero."), field="amount")
    elif grant.amount < grant.allotted:
        said = _("US$%(amount)s of this grant is already allotted. Enter this amount or more.")
        yield Violation(GRANTS, say(said, amount=grant.allotted), field="amount")
    if (grant.received is None) != (grant.received_on is None):
        said = _("Enter the amount that was received and its day, or neither.")
        yield Violation(GRANTS, said, field="received_on")
    elif grant.received is not None and grant.received > grant.amount:
        said = _("The amount received is above the promised US$%(amount)s. Correct one of the two amounts.")
        yield Violation(GRANTS, say(said, amount=grant.amount), field="received")
    elif grant.received_on is not None and grant.received_on > today:
        said = _("This day is in the future. Enter the day until which money was received.")
        yield Violation(GRANTS, said, field="received_on")
    if {*grant.countries, *grant.areas} & {*grant.no_countries, *grant.no_areas}:
        said = _("A country or an area is ticked as “may pay” and as “may not pay”. Untick one of the two.")
        yield Violation(GRANTS, said, field="no_countries")


def pays_for_nothing(grant: Grant, field: str = "") -> Violation | None:
    """Refuse to remove a grant, or to give it another donor, while it pays for something that its statement shows."""
    said = _("This grant pays for activities. Cancel its allotments first.")
    return Violation(GRANTS, said, field=field) if grant.allotted else None


def against(grant: Grant, line: VersionLine) -> dict[str, str]:
    """Why a grant may not pay for an approved activity: a sentence for each kind of limit that is against it."""
    place, area = line.version.workplan.taskforce, line.area
    parts = [place, *(part.taskforce for part in line.participations.all())]
    closed = [one.name for one in parts if one.slug in grant.no_countries]
    closed += [place.name] if place.slug not in (grant.countries or [place.slug]) else []
    in_area = area.code in (grant.areas or [area.code]) and area.code not in grant.no_areas
    of_plan = grant.plan_id == line.version.workplan.cycle.plan_id
    of_areas = BudgetHeading.AREAS in (grant.headings or BudgetHeading)
    begins, ends = line.starts_on or grant.starts_on, line.ends_on or grant.ends_on
    in_days = begins <= grant.ends_on and ends >= grant.starts_on
    said = {
        "country": "" if not closed else _("“%(grant)s” may not pay for work in %(country)s."),
        "area": "" if in_area else _("“%(grant)s” may not pay for work in %(area)s."),
        "plan": "" if of_plan else _("“%(grant)s” may pay only for activities of another plan of action."),
        "heading": "" if of_areas else _("“%(grant)s” may not pay for activities."),
        "days": ""
        if in_days
        else _("“%(grant)s” may pay only for activities with at least one day from %(first)s to %(last)s."),
    }
    words = {"grant": grant.title, "country": closed[0] if closed else "", "area": area.numbered}
    days = {"first": grant.starts_on, "last": grant.ends_on}
    return {kind: say(why, **words, **days) for kind, why in said.items() if why}


def may_pay(grant: Grant, line: VersionLine, others: Iterable[Grant] = ()) -> Violation | None:
    """Refuse a grant that may not pay for an activity, with what the `others` that have money left may."""
    found = [*against(grant, line).values()][:1]
    for one in filter(attrgetter("left"), others) if found else ():
        limits = against(one, line)
        if not limits:
            said = _("“%(grant)s” may pay for this activity, and has US$%(left)s left.")
            found.append(say(said, grant=one.title, left=one.left))
        elif limits.keys() == {"area"} and one.areas:
            said = _("“%(grant)s” may pay only in these areas: %(areas)s.")
            found.append(say(said, grant=one.title, areas=and_list(one.areas)))
    if len(found) == 1:
        cancel = _("Cancel the allotment of this grant to %(code)s first.")
        said = _("No other grant may pay for this activity.") if others else cancel
        found.append(say(said, code=line.code))
    return Violation(GRANTS, " ".join(found), field="grant") if found else None


def amounts_fit(
    amount: Decimal, spent: Decimal | None, *, before: Decimal, left: Decimal, needed: Decimal
) -> Iterator[Violation]:
    """Refuse an amount above that of `before` and what is `left` of the grant, or still `needed`; and more spent than it."""
    if amount - before > min(left, needed):
        of_activity = _("This activity needs only US$%(needed)s more. The grant has US$%(left)s left.")
        of_grant = _("The grant has only US$%(left)s left. This activity needs US$%(needed)s more.")
        said = say(of_activity if needed <= left else of_grant, left=left, needed=needed)
        yield Violation(GRANTS, said, field="amount")
    if spent is not None and spent > amount:
        yield Violation(GRANTS, _("More was spent than allotted. Correct one of the amounts."), field="spent")


def cost_is_too_low(allotment: Allotment) -> Violation | None:
    """Refuse an approved cost of an activity that is below what grants pay of it already."""
    said = _("Grants pay US$%(paid)s for %(code)s. Ask the regional office to allot only US$%(cost)s.")
    code, paid, cost = allotment.activity.code, allotment.of_activity, allotment.cost
    return Violation(GRANTS, say(said, code=code, paid=paid, cost=cost)) if paid > cost else None
