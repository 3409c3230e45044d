"""Values for the frame of every page: navigation, year, seat, foot."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from commit_portal import clock
from workplans.models import AnnualCycle
from workplans.request_context.request import YEAR_KEY, chosen_year
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES

# The first word of a URL name, and the navigation item that such pages belong to.
SECTIONS = {
    "review": "reviews",
    "meeting": "meetings",
    "recommendation": "meetings",
    "comparison": "comparison",
    "report": "report",
}


@dataclass(frozen=True)
class SectionLink:
    label: str
    url: str
    current: bool = False


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `portal` for base.html, worked out only where a page uses it."""
    return {"portal": SimpleLazyObject(lambda: _portal(request))}


def _portal(request: HttpRequest) -> dict[str, Any]:
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
        "year_url": reverse("year", args=[cycle.year]) if cycle else "",
        "years_url": reverse("years"),
        "demo": getattr(request, "made_up", settings.DEMO or bool(cycle and cycle.is_demo)),
        "seats_url": reverse("seats"),
        "other_seats": getattr(request, "has_other_seats", False),
        "account_url": reverse("account"),
        "languages": settings.LANGUAGES if len(settings.LANGUAGES) > 1 else (),
        "language_url": reverse("language"),
        "notices_url": reverse("notices"),
        "new_notices": getattr(request, "new_notices", 0),
        "sign_out_url": reverse("account_logout"),
        "today": clock.today(),
        "foot": _foot(cycle) if cycle else "",
        "above": _above(request) if signed_in else None,
        "help_url": reverse("help"),
        "who_sees_what_url": reverse("who_sees_what"),
    }


def _cycle(request: HttpRequest) -> AnnualCycle | None:
    """The year of the frame: of the page, else in the address, else chosen, else running."""
    shown: AnnualCycle | None = getattr(request, "year_shown", None)
    if shown is not None:
        return shown
    year = _year_in(request)
    found = AnnualCycle.objects.select_related("plan").filter(year=year).first() if year else None
    return found or chosen_year(request)


def _year_in(request: HttpRequest) -> str | int:
    """The year in the address or in its query; else ""."""
    match = request.resolver_match
    if match and "year" in match.kwargs:
        year: int = match.kwargs["year"]
        return year
    brought = request.GET.get(YEAR_KEY, "")
    return brought if brought.isascii() and brought.isdigit() and len(brought) == 4 else ""


def _navigation(request: HttpRequest, cycle: AnnualCycle | None, kept: str) -> list[SectionLink]:
    match = request.resolver_match
    here = match.url_name if match else ""
    place = (match.kwargs.get("place") if match else "") or ""
    links = [
        SectionLink(gettext("Home"), reverse("home"), here == "home"),
        SectionLink(
            gettext("Plan of action"),
            reverse("spa:plan_list") + kept,
            bool(match and match.app_name == "spa"),
        ),
    ]
    seat = getattr(request, "seat", None)
    keeps_people = seat is not None and seat.is_regional_office
    on_people = (here or "").startswith(("people", "person", "seat_"))
    last = [SectionLink(gettext("People"), reverse("people") + kept, on_people)] if keeps_people else []
    last.append(SectionLink(gettext("Search"), reverse("search") + kept, here == "search"))
    if cycle is None:
        return [*links, *last]
    year = cycle.year
    section = _section(here or "", place)
    reviews = [SectionLink(gettext("Reviews"), reverse("reviews", args=[year]), section == "reviews")]
    return [
        *links,
        SectionLink(gettext("Workplans"), reverse("year", args=[year]), section == "workplans"),
        SectionLink(gettext("Regional"), reverse("workplan", args=[year, "regional"]), section == "regional"),
        *(reviews if _reads_reviews(request) else ()),
        SectionLink(gettext("Meetings"), reverse("meetings") + kept, section == "meetings"),
        SectionLink(gettext("Comparison"), reverse("comparison", args=[year]), section == "comparison"),
        SectionLink(gettext("Annual report"), reverse("report", args=[year]), section == "report"),
        *last,
    ]


def _above(request: HttpRequest) -> SectionLink | None:
    """A link upwards for a page that refuses. Every holder of a seat may open it.

    The page of a plan answers everybody, if only with "Not released": the link tells nothing.
    """
    match = request.resolver_match
    seat = getattr(request, "seat", None)
    if match is None or seat is None or "year" not in match.kwargs:
        return None
    year, place, here = match.kwargs["year"], match.kwargs.get("place"), match.url_name or ""
    if here.startswith("review"):
        reviews = reverse("reviews", args=[year])
        link = (
            SectionLink(gettext("Reviews of %(year)s") % {"year": year}, reviews)
            if _reads_reviews(request)
            else None
        )
    elif place:
        link = SectionLink(gettext("The workplan"), reverse("workplan", args=[year, place]))
    else:
        link = None
    if link is None or link.url == request.path:
        link = SectionLink(gettext("The year %(year)s") % {"year": year}, reverse("year", args=[year]))
    return link if link.url != request.path else None


def _reads_reviews(request: HttpRequest) -> bool:
    seat = getattr(request, "seat", None)
    return seat is not None and seat.role in (*TASKFORCE_ROLES, *SECRETARIAT_ROLES)


def _section(here: str, place: str) -> str:
    """The navigation item of an address, by the first word of its URL name and the place in it."""
    if place == "regional" and not here.startswith(("review", "recommendation")):
        return "regional"
    for word, section in SECTIONS.items():
        if here.startswith(word):
            return section
    # Whatever else has the place of a plan in its address is of that plan.
    if place or here.startswith("year"):
        return "workplans"
    return ""


def _foot(cycle: AnnualCycle) -> str:
    plan = cycle.plan
    words = f"{plan}, {plan.starts_on.year}–{plan.runs_until.year}"
    return f"{words} ({plan.text_note})" if plan.text_note and len(plan.text_note) < 60 else words
