"""The people of the demonstration, their seats, and how far their year 2011 has come."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from commit_portal.models import User
from workplans.models import Ministry, Partner, Seat, Taskforce
from workplans.people.actions import give_seat
from workplans.statuses import Role

DOMAIN = "commit.example"
SINCE = date(2008, 1, 1)
# Members, and the ministry that each answers for.
MEMBERS = {
    "kh.member": "Ministry of Justice",
    "kh.member2": "Ministry of Interior",
    "la.member": "Ministry of Foreign Affairs",
}


class Cast(dict[str, Seat]):
    """Every seat by the first part of its person's e-mail address: "kh.officer", "regional"."""

    @property
    def regional(self) -> Seat:
        return self["regional"]

    @property
    def addresses(self) -> list[str]:
        return [f"{name}@{DOMAIN}" for name in self]


def make_cast(password: str, *, now: datetime) -> Cast:
    """Make the accounts, all with one password, and seat them from 2008 on without end.

    The regional office seats everybody, as on the screen; its own first seat has nobody before it.
    """
    # One password, hashed once: Argon2 is slow on purpose, 25 times over it would be half the run.
    hashed = make_password(password)
    regional = Seat.objects.create(
        user=_person("regional", "Regional office", hashed), role=Role.REGIONAL_OFFICE, starts_on=SINCE
    )
    cast = Cast(regional=regional)

    def seat(name: str, words: str, role: Role, **of: Any) -> None:
        cast[name] = give_seat(
            _person(name, words, hashed), role, **of, starts_on=SINCE, by=regional, now=now
        )

    # The second person of the regional office, for what needs four eyes.
    seat("manager", "Regional manager", Role.REGIONAL_OFFICE)
    for taskforce in Taskforce.objects.national().select_related("country"):
        for role in (Role.OFFICER, Role.LEAD, Role.DESK):
            seat(f"{taskforce.slug}.{role}", f"{taskforce.name} {role}", role, taskforce=taskforce)
    for name, called in MEMBERS.items():
        ministry = Ministry.objects.select_related("taskforce__country").get(
            name=called, taskforce__slug=name.partition(".")[0]
        )
        words = f"{ministry.taskforce.name} member, {called}"
        seat(name, words, Role.MEMBER, taskforce=ministry.taskforce, ministry=ministry)
    seat("ilo", "ILO officer", Role.PARTNER, partner=Partner.objects.get(acronym="ILO"))
    seat("observer", "Observer", Role.OBSERVER)
    return cast


def _person(name: str, words: str, hashed: str) -> User:
    user = get_user_model().objects.create_user(f"{name}@{DOMAIN}", name=f"{words} (demonstration)")
    user.password = hashed
    user.is_demo = True
    user.save(update_fields=["password", "is_demo"])
    return user


class Stage(StrEnum):
    DRAFTING = "drafting"
    APPROVAL = "approval"
    MID_YEAR = "midyear"
    SOM = "som"
    REPORT = "report"
    NEXT_YEAR = "nextyear"

    def reached(self, other: "Stage") -> bool:
        """Whether the year has come as far as `other`."""
        order = list(Stage)
        return order.index(self) >= order.index(other)


def at(year: int, month: int, day: int) -> datetime:
    """Ten in the morning in the Mekong region: the same date in every office."""
    return datetime(year, month, day, 3, 0, tzinfo=UTC)


def morning_of(day: date) -> datetime:
    """The same of a day."""
    return at(day.year, day.month, day.day)


# The portal of the demonstration begins before its first year: the reference data, the people and their seats.
BEGINNING = at(2008, 9, 1)
# The day that the visitors of a stage meet: all that is made for the stage happened before it.
DAYS = {
    Stage.DRAFTING: date(2011, 2, 16),
    Stage.APPROVAL: date(2011, 3, 7),
    Stage.MID_YEAR: date(2011, 6, 29),
    Stage.SOM: date(2012, 2, 20),
    Stage.REPORT: date(2012, 2, 21),
    Stage.NEXT_YEAR: date(2012, 7, 2),
}
