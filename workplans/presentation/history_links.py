"""A line over the years: the lines that were carried over from each other, and what was recommended about its subject."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from commit_portal.forms.base import Values
from commit_portal.workflow import Link
from workplans.models import Activity, Seat, Workplan
from workplans.plan.visibility import activities_visible_to, approved_lines_to_read
from workplans.presentation.step_links import line_url

# What is said to a taskforce about an area or a target, by their keys: a head, a text and an address.
type Advice = tuple[int | None, int | None, Values]
type Adviser = Callable[[int], Sequence[Advice]]

_advisers: list[Adviser] = []


def register_adviser(adviser: Adviser) -> None:
    """Ask `adviser` beside each line that is drafted: an app above knows what meetings recommended."""
    _advisers.append(adviser)


def advice_for(taskforce: int) -> list[Advice]:
    """What all advisers say to a taskforce, for the lines of its draft (`advice_about`)."""
    return [advice for adviser in _advisers for advice in adviser(taskforce)]


def advice_about(area: int, targets: Collection[int], advice: Sequence[Advice]) -> list[Values]:
    """What of the advice is about an area or one of the targets."""
    return [said for about, target, said in advice if about == area or target in targets]


def over_the_years(seat: Seat, line: Activity) -> list[Activity]:
    """The line and those it came from and went to, year by year; empty where the reader reads no other of them.

    A year that the reader does not read is left out, and nothing says that there is one. One query, and a second one
    for a line that was carried over.
    """
    of_the_place = Activity.objects.filter(workplan__taskforce=line.workplan.taskforce_id)
    carried = of_the_place.filter(carried_from__isnull=False).order_by().values_list("pk", "carried_from")
    keys = _chain(line.pk, {new: old for new, old in carried if old is not None})
    if len(keys) == 1:
        return []
    read = list(_read(seat, keys - {line.pk}))
    if not read:
        return []
    return sorted([*read, line], key=lambda item: (item.workplan.cycle.year, item.code))


def carried_from(seat: Seat, lines: Iterable[Activity]) -> dict[int, Link]:
    """Where lines were carried over from, by their key: code and address, as far as the reader reads it. One query."""
    came_from = {line.pk: line.carried_from_id for line in lines if line.carried_from_id is not None}
    if not came_from:
        return {}
    earlier = _read(seat, set(came_from.values()))
    read = {line.pk: (line.code, line_url(line.workplan, line.number)) for line in earlier}
    return {key: read[before] for key, before in came_from.items() if before in read}


def came_from(seat: Seat, plan: Workplan) -> dict[str, str]:
    """The codes that lines of a plan were carried over from, by their codes, as far as the reader reads the earlier.

    The code of a frozen line is that of its activity. Two queries, however many lines; one where none was carried.
    """
    lines = plan.activities.filter(carried_from__isnull=False).only("code", "carried_from").order_by()
    links = carried_from(seat, lines)
    return {line.code: str(links[line.pk][0]) for line in lines if line.pk in links}


def _chain(key: int, carried: Mapping[int, int]) -> set[int]:
    """The keys of a line, of all that it came from and of all that came from it. `carried`: from new to old."""
    found, pairs = {key}, [{new, old} for new, old in carried.items()]
    while more := [pair for pair in pairs if len(pair & found) == 1]:
        found = found.union(*more)
    return found


def _read(seat: Seat, keys: Collection[int]) -> QuerySet[Activity]:
    """Those of the lines whose page the reader can open: a draft's, or an approved one's."""
    approved = approved_lines_to_read(seat).filter(activity__in=keys).order_by().values("activity")
    drafted = activities_visible_to(seat).filter(pk__in=keys).order_by().values("pk")
    known = Activity.objects.filter(Q(pk__in=drafted) | Q(pk__in=approved), pk__in=keys)
    return known.select_related("workplan__cycle", "workplan__taskforce").order_by("workplan__cycle__year")
