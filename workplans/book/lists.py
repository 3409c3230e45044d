"""The lists of the office's book, a row each: what is on them, and what a new row is asked for."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n import Sentence, say
from commit_portal.models import Event
from commit_portal.workflow import fingerprint
from workplans.models import Country, Ministry, Partner, Seat, SigningBody, Taskforce, TaskforceMember
from workplans.models.names import Named, still_runs
from workplans.statuses import TASKFORCE_ROLES

# A row of a list, which is `Named`. What else it has, its list says (`BookList.has`).
type Row = Any


@dataclass(frozen=True)
class BookList:
    """One of the lists. `adding` is the heading of the page that asks for the `fields` of a new row.

    A taskforce has no such page: it comes with its country.
    """

    code: str
    title: Sentence
    model: type[Named]
    adding: Sentence = ""
    fields: tuple[str, ...] = ()

    def has(self, column: str) -> bool:
        """Whether its rows have a column: `ends_on`, say, or `taskforce`, where each taskforce has a list of its own."""
        return any(field.name == column for field in self.model._meta.fields)

    def rows(self, taskforce: Taskforce | None = None) -> QuerySet[Row]:
        """The rows of the list, those of a taskforce where each has its own."""
        found: QuerySet[Row] = self.model._default_manager.all()
        return found.filter(taskforce=taskforce) if taskforce and self.has("taskforce") else found

    def unsaved(self, values: Values) -> Row:
        """A row with those of the values that are its own columns; a country has more (`_add_country`)."""
        return self.model(**{column: value for column, value in values.items() if self.has(column)})

    @property
    def correctable(self) -> tuple[str, ...]:
        """What the page of a slip offers: the name too, but that of a country."""
        return (*(() if self is COUNTRIES else self.model.words), *self.changeable)

    @property
    def changeable(self) -> tuple[str, ...]:
        """The columns that keep no past: a name changes from a day on, and the code of a country never."""
        last = ("ends_on",) if self.has("ends_on") and "ends_on" not in self.fields else ()
        return tuple(column for column in self.fields if column not in (*self.model.words, "code")) + last

    def mark_of(self, row: Row) -> str:
        """Fingerprint of what can be changed of a row, to detect a stale form."""
        return fingerprint(*(str(getattr(row, column)) for column in (*self.correctable, "begins")))

    def values_in_words(self, row: Row, columns: Iterable[str]) -> str:
        """The values of columns of a row, in words: "Labour; 1 Jan 2011". An address stays out of every history."""
        found = {name: getattr(row, f"get_{name}_display", partial(getattr, row, name))() for name in columns}
        shown = (
            gettext("e-mail address") if value and name == "email" else value for name, value in found.items()
        )
        return "; ".join(say("%(value)s", value=value) if value else "–" for value in shown)

    def changes(self) -> QuerySet[Event]:
        """Every change of its rows, the first one first."""
        about = ContentType.objects.get_for_models(Partner, Taskforce).values()
        found = Event.objects.filter(
            content_type__in=about, verb__in=("add_to_book", "rename", "end_in_book", "correct_in_book")
        )
        return found.filter(label__startswith=f"{self.code}-").order_by("pk")

    def event_label(self, row: Row) -> str:
        """The label of all events about a row of the list."""
        return f"{self.code}-{row.pk}"

    def table(self) -> "BookTable":
        """The list as it is now, for a workbook."""
        return BookTable(self, self.changes().count() + 1)


@dataclass(frozen=True)
class BookTable:
    """A list with its version: one, and one more with each change."""

    listed: BookList
    row_version: int

    def __str__(self) -> str:
        return str(self.listed.title)


OF_COUNTRY = ("name", "code", "own_name", "own_language", "time_zone")
OF_MEMBER = ("name", "post", "email", "ministry", "partner", "role", "starts_on", "ends_on")
COUNTRIES = BookList("country", _("Countries"), Country, _("Add a country"), OF_COUNTRY)
TASKFORCES = BookList("taskforce", _("Lead bodies"), Taskforce, fields=("lead_body", "starts_on"))
MINISTRIES = BookList(
    "ministry", _("Ministries and agencies"), Ministry, _("Add a ministry or agency"), ("name", "sector")
)
SIGNING_BODIES = BookList(
    "signer", _("Bodies that sign"), SigningBody, _("Add a ministry or agency that signs"), ("name",)
)
MEMBERS = BookList("member", _("Members"), TaskforceMember, _("Add a member"), OF_MEMBER)
PARTNERS = BookList("partner", _("Partners"), Partner, _("Add a partner"), ("name", "acronym", "kind"))
BOOK = {one.code: one for one in (COUNTRIES, TASKFORCES, MINISTRIES, SIGNING_BODIES, MEMBERS, PARTNERS)}


def list_of(row: Row) -> BookList:
    """The list on which a row is."""
    return next(one for one in BOOK.values() if isinstance(row, one.model))


def subject_of(row: Row) -> Row:
    """The row of whose trail a change is part: its taskforce, or the partner."""
    return getattr(row, "taskforce", row)


def namesakes_of(row: Row) -> list[tuple[BookList, Row]]:
    """Rows on other lists of its taskforce with its newest name; none of a partner or a grant."""
    taskforce = subject_of(row)
    name = getattr(row, row.words[0]) if isinstance(taskforce, Taskforce) else ""
    if not name:
        return []
    bodies = (one.rows(taskforce).filter(still_runs()) for one in (MINISTRIES, SIGNING_BODIES))
    others = (one for one in chain([taskforce], *bodies) if type(one) is not type(row))
    return [(list_of(one), one) for one in others if getattr(one, one.words[0]) == name]


def roles_after(row: Row, today: date) -> Iterable[Seat]:
    """Roles that go on after the last day of a member, known by the address, or by the name where it has none."""
    if not isinstance(row, TaskforceMember) or row.ends_on is None:
        return ()
    roles = Seat.objects.filter(Exists(terms_of_holder().filter(pk=row.pk)), role__in=TASKFORCE_ROLES)
    return roles.held_between(max(today, row.ends_on + timedelta(days=1)), None)


def terms_of_holder() -> QuerySet[TaskforceMember]:
    """The terms of a seat's holder as a member of its taskforce, the last one first. Use it in a subquery of seats."""
    by_email, by_name = Exact(Lower("email"), Lower(OuterRef("user__email"))), Q(name=OuterRef("user__name"))
    known = Q(by_email) | by_name & Q(email="")
    terms = TaskforceMember.objects.filter(known, taskforce=OuterRef("taskforce"))
    return terms.order_by(F("ends_on").desc(nulls_first=True))


def with_values(row: Row, values: Values) -> Row:
    """The row with other values in some columns, not saved."""
    found = copy(row)
    for column, value in values.items():
        setattr(found, column, value)
    return found


def without_coming(row: Row, today: date) -> Row:
    """The row before its newest name, where the first day of that has not come; not saved."""
    return without_newest(row) if row.coming_on(today) else row


def without_newest(row: Row) -> Row:
    """The row before its newest name, of several; not saved."""
    *earlier, kept = row.earlier
    return with_values(row, {"earlier": earlier, **{column: kept[column] for column in row.words}})
