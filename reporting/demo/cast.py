"""The people of the demonstration, and their seats."""

from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True)
class Cast:
    """Every seat by the first part of its person's e-mail address: "kh.officer", "regional"."""

    seats: dict[str, Seat]

    def __getitem__(self, name: str) -> Seat:
        return self.seats[name]

    @property
    def regional(self) -> Seat:
        return self.seats["regional"]

    @property
    def manager(self) -> Seat:
        """The second person of the regional office, for what needs four eyes."""
        return self.seats["manager"]

    @property
    def addresses(self) -> list[str]:
        return [f"{name}@{DOMAIN}" for name in self.seats]


def make_cast(password: str, *, now: datetime) -> Cast:
    """Make the accounts, all with one password, and seat them from 2008 on without end.

    The regional office seats everybody, as on the screen; its own first seat has nobody before it.
    """
    # One password, hashed once: Argon2 is slow on purpose, 25 times over it would be half the run.
    hashed = make_password(password)
    regional = Seat.objects.create(
        user=_person("regional", "Regional office", hashed), role=Role.REGIONAL_OFFICE, starts_on=SINCE
    )
    seats = {"regional": regional}

    def seat(
        name: str,
        words: str,
        role: Role,
        taskforce: Taskforce | None = None,
        *,
        partner: Partner | None = None,
        ministry: Ministry | None = None,
    ) -> None:
        seats[name] = give_seat(
            _person(name, words, hashed),
            role,
            taskforce=taskforce,
            partner=partner,
            ministry=ministry,
            starts_on=SINCE,
            by=regional,
            now=now,
        )

    seat("manager", "Regional manager", Role.REGIONAL_OFFICE)
    for taskforce in Taskforce.objects.national().select_related("country"):
        for role in (Role.OFFICER, Role.LEAD, Role.DESK):
            seat(f"{taskforce.slug}.{role}", f"{taskforce.name} {role}", role, taskforce)
    for name, called in MEMBERS.items():
        ministry = Ministry.objects.select_related("taskforce__country").get(
            name=called, taskforce__slug=name.partition(".")[0]
        )
        taskforce = ministry.taskforce
        seat(name, f"{taskforce.name} member, {called}", Role.MEMBER, taskforce, ministry=ministry)
    seat("ilo", "ILO officer", Role.PARTNER, partner=Partner.objects.get(acronym="ILO"))
    seat("observer", "Observer", Role.OBSERVER)
    return Cast(seats)


def _person(name: str, words: str, hashed: str) -> User:
    user = get_user_model().objects.create_user(f"{name}@{DOMAIN}", name=f"{words} (demonstration)")
    user.password = hashed
    user.is_demo = True
    user.save(update_fields=["password", "is_demo"])
    return user
