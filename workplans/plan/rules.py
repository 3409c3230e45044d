"""The numbered rules of a workplan (docs/rules.md): a sentence for the rule book, and a function that asks it.

What a person reads names the case and the way out (`messages`). The rules of single steps: `lifecycle`.
WP-7 and WP-8 lie with the decisions (`deciding.rules`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.db.related_rows import related_rows
from commit_portal.i18n import Message, message, say
from commit_portal.refusals import Violation, broken
from spa.models import ActionPlan, MenuActivity, Target
from spa.queries import targets_in_force
from spa.statuses import PlanStage, Scope
from workplans.fields import FIELDS, MOST_NEEDS, SUPPORT_LIMIT
from workplans.models import Activity, AnnualCycle, Workplan
from workplans.plan.line_content import DraftedLine, value_of
from workplans.plan.plan_types import NATIONAL, REGIONAL, PlanKind, kind_of
from workplans.plan.queries import are_loaded, counted_cost, targets_of
from workplans.statuses import Funding, WorkplanStatus

type Rule = Callable[[Workplan], Violation | Iterable[Violation] | None]

# The sentences of the rule book.
WP_1 = _("Each taskforce has one workplan a year. The region has one too.")
WP_2 = _(
    "An activity belongs to one area of the year's plan of action. "
    "It serves at least one target where the area has targets."
)
WP_3 = _(
    "The Secretariat funding of a workplan never rises above its ceiling. "
    "Secretariat funding that is above a lowered ceiling cannot rise. "
    "At the next submission, the Secretariat funding must fit under the ceiling."
)
WP_4 = _("An activity runs within the year's implementation dates and ends after it starts.")
WP_5 = _("A submitted workplan has a title, type, dates, lead body and amount for every activity.")
WP_6 = _("Fewer than 15 or more than 25 activities is unusual.")
WP_9 = _(
    "A decision on an activity stays until the content of the activity changes. "
    "A return stays until the taskforce marks the activity as done."
)
WP_10 = _(
    "A regional activity has at least two countries. A country is shown only after its lead has confirmed."
)
WP_11 = _("A submission states when the workplan was agreed, and names only ministries that answered “yes”.")
WP_12 = _(
    "An activity uses targets and activity areas of its own area, and only those for its kind of workplan."
)
WP_13 = _("Each text of an activity keeps to its maximum length.")
WP_14 = _("An activity without Secretariat funding has no amount from the Secretariat.")
WP_15 = _("A year opens only on a plan of action that the governments have at least agreed in principle.")
WP_16 = _("An activity always has a title.")
WP_17 = _("The total cost of an activity is not below its Secretariat funding.")
WP_18 = _("An activity has at most 10 technical needs.")

# What a form says of an empty field too (WP-11).
NEEDS_AGREED_ON = _("Enter the day on which the workplan was agreed.")

NEEDED = tuple(item for item in FIELDS if item.lacking is not None)
"""The fields that a submitted plan has in every line (WP-5)."""


def wp_1(cycle: AnnualCycle, taskforce_id: int) -> Violation | None:
    """Return WP-1 where the taskforce has a workplan in this year already."""
    if Workplan.objects.filter(cycle=cycle, taskforce=taskforce_id).exists():
        said = _("There is already a workplan for %(year)s. Open that workplan.")
        return broken(wp_1, say(said, year=str(cycle.year)))
    return None


def wp_2(activity: Activity) -> Violation | None:
    """Return WP-2 where the area is of another plan of action, or a target is missing.

    Only targets that the line can pick (WP-12) make one necessary.
    """
    if elsewhere := wp_2_area(activity):
        return elsewhere
    if lacks_target(activity):
        ask = _("Choose a target of %(area)s for %(code)s.")
        said = say(ask, area=str(activity.area.numbered), code=activity.code)
        return broken(wp_2, said, field="targets", where=activity.short_code)
    return None


def lacks_target(activity: Activity) -> bool:
    """Whether a line serves no target though its area has some."""
    return not related_rows(activity, "target_links") and bool(targets_of(activity.area, activity.workplan))


def wp_2_area(activity: Activity | DraftedLine) -> Violation | None:
    """Return WP-2 where the area is of another plan of action: a draft keeps to this half of the rule too.

    Areas of two plans of action may have the same code by chance.
    """
    cycle = activity.workplan.cycle
    if activity.area.plan_id == cycle.plan_id and cycle.offers(activity.area):
        return None
    area, plan = str(activity.area.numbered), cycle.plan_title
    said = message("line.area_of_other_plan", area=area, plan=plan)
    return broken(wp_2, said, field="area", where=activity.short_code)


def wp_3(
    workplan: Workplan, total: Decimal | None = None, *, room: Decimal | None = None, kept: Decimal | int = 0
) -> Violation | None:
    """Return WP-3 where the total is above the ceiling of today and above what is `kept`. US dollars.

    A `total` that is not given is summed from the lines: from loaded ones only where all of them are loaded.
    `room` is what was left for the one line at hand. `kept` is what the plan had before: above a lowered ceiling nothing
    is dropped, and nothing rises. A submission keeps nothing: it must fit.
    """
    ceiling = workplan.ceiling_on(clock.today())
    if ceiling is None:
        return None
    if total is None and are_loaded(workplan):
        total = sum((line.counted_cost for line in workplan.activities.all()), Decimal(0))
    elif total is None:
        total = counted_cost(workplan)
    if total <= max(ceiling, kept):
        return None
    over = total - ceiling
    said = message("workplan.over_ceiling", over=over, ceiling=ceiling)
    if kept > ceiling:
        said = message("workplan.over_lowered", kept=kept, ceiling=ceiling, over=over, left=room)
    elif room is not None:
        said = message("line.over_ceiling", over=over, left=room)
    return broken(wp_3, said, field="secretariat_cost")


def wp_4(activity: Activity | DraftedLine) -> Iterator[Violation]:
    """Yield WP-4 for each date that is outside the year, and for an end before the start."""
    cycle = activity.workplan.cycle
    starts_on, ends_on = activity.starts_on, activity.ends_on
    if starts_on and ends_on and ends_on < starts_on:
        yield broken(wp_4, message("line.ends_before_start"), field="ends_on", where=activity.short_code)
    for field, value in (("starts_on", starts_on), ("ends_on", ends_on)):
        if value and not cycle.starts_on <= value <= cycle.ends_on:
            said = message("line.outside_year", day=value, first=cycle.starts_on, last=cycle.ends_on)
            yield broken(wp_4, said, field=field, where=activity.short_code)


def wp_5(workplan: Workplan) -> Iterator[Violation]:
    """Yield WP-5 for each field that a line lacks, or once for a plan without a line."""
    lines = [line for line in workplan.activities.all() if not line.is_withdrawn]
    if not lines:
        yield broken(wp_5, _("There is no activity yet. Add an activity."), field="activities")
    for line in lines:
        for field in lacks(line):
            said = message(f"activity.lacks_{field}", code=line.code)
            yield broken(wp_5, said, field=field, where=line.short_code)


def wp_6(workplan: Workplan) -> Violation | None:
    """Return WP-6 where the number of activities is outside the year's guide. A warning, never a refusal.

    The rule book names the range of the proposal; the guide is data of the year.
    """
    count = sum(not line.is_withdrawn for line in workplan.activities.all())
    cycle = workplan.cycle
    if not kind_of(workplan.taskforce).has_guide or cycle.guide_min <= count <= cycle.guide_max:
        return None
    return broken(
        wp_6, message("workplan.unusual_number", count=count, first=cycle.guide_min, last=cycle.guide_max)
    )


def wp_9(workplan: Workplan) -> Iterator[Violation]:
    """Yield WP-9 for each returned line that is not done: of a plan that is not returned any more, that is unchanged.

    A decision ends as well once an approved version marks the line as withdrawn, also because it was moved to
    reserve: what is brought back after that needs a new decision.
    """
    code = "line.returned_unchanged"
    if workplan.status == WorkplanStatus.RETURNED:
        code = "line.returned_not_done"
    for line in workplan.activities.all():
        if line.is_returned:
            yield broken(wp_9, message(code, code=line.code), where=line.short_code)


def wp_10(workplan: Workplan) -> Iterator[Violation]:
    """Yield WP-10 for each line that names fewer than two countries, or waits for one to confirm."""
    for line in workplan.activities.all():
        if line.is_withdrawn:
            continue
        parts = list(line.participations.all())
        confirmed = sum(part.confirmed_at is not None for part in parts)
        if len(parts) < 2:
            said = say(_("Choose a second country for %(code)s."), code=line.code)
            yield broken(wp_10, said, field="countries", where=line.short_code)
        elif confirmed < len(parts):
            waiting = tuple(part.taskforce.name for part in parts if part.confirmed_at is None)
            ask = _(
                "%(countries)s must confirm that they take part in %(code)s. You can also change the list of countries. "
                "The leads of these countries find this task on their home page."
            )
            yield broken(wp_10, say(ask, code=line.code, countries=waiting), where=line.short_code)


def wp_11(workplan: Workplan, *, today: date) -> Violation | None:
    """Return WP-11 where the day of the agreement is missing or in the future. Of names: `only_a_yes_is_named`."""
    if not workplan.agreed_on:
        return broken(wp_11, NEEDS_AGREED_ON, field="agreed_on")
    if workplan.agreed_on > today:
        said = _("%(day)s is in the future. Enter the day on which the workplan was agreed.")
        return broken(wp_11, say(said, day=workplan.agreed_on), field="agreed_on")
    return None


def wp_12(activity: Activity | DraftedLine, targets: Iterable[Target]) -> Iterator[Violation]:
    """Yield WP-12 for each target or activity area of another area, or for the other kind of plan.

    A target has to be in force in the year and in its revision: reviews and the comparison ask for no other.
    """
    cycle, taskforce = activity.workplan.cycle, activity.workplan.taskforce
    foreign = kind_of(taskforce).foreign_scope
    for_others = "text.for_countries" if foreign == Scope.NATIONAL else "text.for_region"
    picked: list[tuple[Target | MenuActivity, str]] = [(target, "targets") for target in targets]
    if activity.menu_activity is not None:
        picked.append((activity.menu_activity, "menu_activity"))
    for text, field in picked:
        said: Message | None = None
        if text.area_id != activity.area_id:
            said = message("text.of_other_area", code=text.code, area=str(activity.area.numbered))
        elif text.scope == foreign:
            said = message(for_others, code=text.code)
        elif not cycle.offers(text):
            said = message("text.not_in_revision", code=text.code)
        elif isinstance(text, Target) and not targets_in_force([text], cycle.starts_on, cycle.ends_on):
            said = message("target.not_in_force", code=text.code, year=str(cycle.year))
        if said is not None:
            yield broken(wp_12, said, field=field)


LENGTHS = {item.name: item.limit for item in FIELDS if item.limit is not None}
# Characters of a technical need that a refusal quotes, to say which one it is.
QUOTED = 40


def wp_13(activity: Activity | DraftedLine, needs: Iterable[str] = ()) -> Iterator[Violation]:
    """Yield WP-13 for each text that is too long, in characters, and for each of the technical needs."""
    for field, limit in LENGTHS.items():
        length = len(getattr(activity, field))
        if length > limit:
            yield broken(wp_13, message("text.too_long", length=length, limit=limit), field=field)
    for need in needs:
        if len(need) > SUPPORT_LIMIT:
            start = need[:QUOTED]
            said = message("line.need_too_long", start=start, length=len(need), limit=SUPPORT_LIMIT)
            yield broken(wp_13, said, field="needs")


def wp_14(activity: Activity | DraftedLine) -> Violation | None:
    """Return WP-14 where a line without Secretariat money has a Secretariat cost."""
    if activity.funding != Funding.NONE or not activity.secretariat_cost:
        return None
    return broken(wp_14, message("line.cost_without_money"), field="secretariat_cost")


def wp_15(plan: ActionPlan) -> Violation | None:
    """Return WP-15 where the plan of action is a draft. A year closes its text (SPA-1), which a draft still needs."""
    if plan.status == PlanStage.DRAFT:
        said = _("%(plan)s is a draft. Record its agreement first, then open the year.")
        return broken(wp_15, say(said, plan=str(plan)), field="plan")
    return None


def wp_16(activity: Activity | DraftedLine) -> Violation | None:
    """Return WP-16 where the title is empty. A draft needs it too: a number is never given twice."""
    if activity.title.strip():
        return None
    return broken(wp_16, message("line.needs_title"), field="title", where=activity.short_code)


def wp_17(activity: Activity | DraftedLine) -> Violation | None:
    """Return WP-17 where the costs in all, US dollars, are below the Secretariat's part. Empty is not zero."""
    in_all, part = activity.cost_in_all, activity.secretariat_cost or Decimal(0)
    if in_all is None or in_all >= part:
        return None
    return broken(wp_17, message("line.cost_in_all_too_low", in_all=in_all, part=part), field="cost_in_all")


def wp_18(needs: Sequence[str]) -> Violation | None:
    """Return WP-18 where there are too many technical needs."""
    if len(needs) <= MOST_NEEDS:
        return None
    return broken(wp_18, message("line.too_many_needs", count=len(needs), most=MOST_NEEDS), field="needs")


def lacks(line: Activity) -> Iterator[str]:
    """The fields that a submitted plan needs and this line lacks (WP-5)."""
    for item in NEEDED:
        if item.name == "secretariat_cost" and line.funding == Funding.NONE:
            continue
        if value_of(line, item.name) in (None, ""):
            yield item.name


def missing_fields(line: Activity) -> tuple[str, ...]:
    """The names of the fields that submitting will ask of this line, targets too (WP-2, WP-5); empty if withdrawn."""
    if line.is_withdrawn:
        return ()
    return (*lacks(line), *(("targets",) if lacks_target(line) else ()))


def lines_fit_the_year(workplan: Workplan) -> Iterator[Violation]:
    """Yield WP-2 and WP-4 for every line."""
    for line in workplan.activities.all():
        if line.is_withdrawn:
            continue
        if violation := wp_2(line):
            yield violation
        yield from wp_4(line)


# The rules before a plan is submitted or proposed. WP-11 is apart: it needs the day of the submission.
BEFORE_HANDING_OVER: dict[PlanKind, tuple[Rule, ...]] = {
    NATIONAL: (wp_5, lines_fit_the_year, wp_9, wp_3),
    REGIONAL: (wp_5, lines_fit_the_year, wp_10, wp_3),
}
