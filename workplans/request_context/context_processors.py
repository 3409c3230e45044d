"""Values for the frame of every page: navigation, year, seat, foot."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.workflow import Values
from workplans.models import AnnualCycle
from workplans.request_context.request import YEAR_KEY, chosen_year, year_of


def portal(request: HttpRequest) -> Values:
    """Context processor: `portal` for base.html, worked out only where a page uses it."""
    return {"portal": SimpleLazyObject(lambda: _portal(request))}


def _portal(request: HttpRequest) -> Values:
    # A request refused before anybody is known (a bad Host header) has no user.
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    cycle = _cycle(request) if signed_in else None
    # Pages without a year in their address keep the year that is being read.
    kept = f"?{YEAR_KEY}={cycle.year}" if cycle and _year_in(request) else ""
    return {
        "navigation": _navigation(request, cycle, kept) if signed_in else [],
        "kept": kept,
        "year": cycle.year if cycle else None,
        "demo": getattr(request, "made_up", settings.DEMO or bool(cycle and cycle.is_demo)),
        "other_seats": len(getattr(request, "seats", ())) > 1,
        "languages": settings.LANGUAGES if len(settings.LANGUAGES) > 1 else (),
        "new_notices": getattr(request, "new_notices", 0),
        "today": clock.today(),
        "cycle": cycle,
        "above": _above(request) if signed_in else None,
    }


def _cycle(request: HttpRequest) -> AnnualCycle | None:
    """The year of the frame: of the page, else in the address, else chosen, else running."""
    shown: AnnualCycle | None = getattr(request, "year_shown", None)
    # A loaded year has no pages but those of the comparison.
    if shown is not None and not shown.is_loaded:
        return shown
    year = _year_in(request)
    return (year_of(int(year)) if year else None) or chosen_year(request)


def _year_in(request: HttpRequest) -> str | int:
    """The year in the address or in its query; else ""."""
    match = request.resolver_match
    if match and "year" in match.kwargs:
        return int(match.kwargs["year"])
    brought = request.GET.get(YEAR_KEY, "")
    return brought if brought.isascii() and brought.isdigit() and len(brought) == 4 else ""


def _navigation(request: HttpRequest, cycle: AnnualCycle | None, kept: str) -> list[Values]:
    """The items of the navigation, each with the section that it stands for; without a year only what has none."""
    here, seat = _section(request.resolver_match), getattr(request, "seat", None)
    items = [
        ("home", gettext("Home"), address("home")),
        ("spa", gettext("Plan of action"), address("spa:plan_list") + kept),
    ]
    if cycle is not None:
        year = cycle.year
        items += [
            ("workplans", gettext("Workplans"), address("year", year)),
            ("regional", gettext("Regional"), address("workplan", year, "regional")),
            *([("reviews", gettext("Reviews"), address("reviews", year))] if _reads_reviews(request) else ()),
            ("meetings", gettext("Meetings"), address("meetings") + kept),
            ("comparison", gettext("Comparison"), address("comparison", year)),
            ("report", gettext("Annual report"), address("report", year)),
        ]
    if seat is not None and seat.is_regional_office:
        items.append(("people", gettext("People"), address("people") + kept))
    items.append(("search", gettext("Search"), address("search") + kept))
    return [{"label": label, "url": url, "current": section == here} for section, label, url in items]


def _above(request: HttpRequest) -> Values | None:
    """A link upwards for a page that refuses. Every holder of a seat may open it.

    The page of a plan answers everybody, if only with "Not released": the link tells nothing.
    """
    match = request.resolver_match
    if match is None or getattr(request, "seat", None) is None or "year" not in match.kwargs:
        return None
    year, place = match.kwargs["year"], match.kwargs.get("place")
    links = [(gettext("The year %(year)s") % {"year": year}, address("year", year))]
    if _section(match) == "reviews":
        reviews = gettext("Reviews of %(year)s") % {"year": year}, address("reviews", year)
        links = [reviews, *links] if _reads_reviews(request) else links
    elif place:
        links.insert(0, (gettext("The workplan"), address("workplan", year, place)))
    found = ({"label": label, "url": url} for label, url in links if url != request.path)
    return next(found, None)


def _reads_reviews(request: HttpRequest) -> bool:
    seat = getattr(request, "seat", None)
    return seat is not None and (seat.is_of_taskforce or seat.in_secretariat)


def _section(match: ResolverMatch | None) -> str:
    """The navigation item of a page: as its view names it, else that of the place of a plan in its address."""
    if match is None:
        return ""
    named: str = getattr(getattr(match.func, "view_class", None), "section", "")
    if named or match.app_name:
        return named or match.app_name
    place = match.kwargs.get("place")
    # Whatever has the place of a plan in its address is of that plan.
    return "regional" if place == "regional" else "workplans" if place else ""
