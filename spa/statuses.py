from django.db import models
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def short_name(number: int) -> str:
    """The short name of a plan of action by its number: "SPA II"."""
    roman = ROMAN[number - 1] if 0 < number <= len(ROMAN) else str(number)
    return gettext("SPA %(number)s") % {"number": roman}


def name_of_code(code: str) -> str:
    """The same by its code: "SPA II" of "spa-2"; a code of another kind stays as it is."""
    number = code.removeprefix("spa-")
    return short_name(int(number)) if number != code and number.isdecimal() else code


class PlanStage(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("plan of action", "Draft")
    AGREED = "agreed", pgettext_lazy("plan of action", "Agreed in principle")
    ENDORSED = "endorsed", pgettext_lazy("plan of action", "Endorsed")
    SUPERSEDED = "superseded", pgettext_lazy("plan of action", "Replaced")


class Change(models.TextChoices):
    """What a revision does to a text."""

    NEW = "new", pgettext_lazy("text", "New")
    REWORDED = "reworded", pgettext_lazy("text", "Reworded")
    DROPPED = "dropped", pgettext_lazy("text", "Removed")
    UNCHANGED = "unchanged", pgettext_lazy("text", "Unchanged")


class Sameness(models.TextChoices):
    """Whether a target is the same obligation as the earlier ones that it continues."""

    YES = "yes", pgettext_lazy("obligation", "Yes")
    NO = "no", pgettext_lazy("obligation", "No")


class Scope(models.TextChoices):
    """The scope of a target or an activity area. Where the plan prints none, it is both."""

    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    BOTH = "both", _("National and regional")


class TextKind(models.TextChoices):
    """The kinds of rows of the plan's spreadsheet, in the order in which they are written."""

    AREA = "area", _("Area")
    TARGET = "target", pgettext_lazy("noun", "Target")
    ACTIVITY_AREA = "menu", _("Activity area")


class BudgetHeading(models.TextChoices):
    """What a plan of action asks money for, in the order of Table 3 of the proposal of January 2011."""

    AREAS = "areas", _("All areas together")
    MEETINGS = "meetings", _("Senior Officials Meetings and annual taskforce meetings")
    OFFICES = "offices", _("Support units, staff and offices")
    ASSISTANCE = "assistance", _("Technical assistance")
    TRAVEL = "travel", _("Travel")
    # "GMS" in Table 3, where it stands below "Travel"; a share of all the others, so a group of its own.
    MANAGEMENT = "management", _("General management support")
