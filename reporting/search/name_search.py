"""Who has all the words: partners, people with a seat, members of taskforces, and other names of countries.

The same query says which of the words are in any technical need: search for lines then asks the needs for no others.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import add, or_
from typing import Any

from django.db import models
from django.db.models.functions import Cast, Coalesce, NullIf

from commit_portal.db.compiled_queries import Prepared, prepared
from commit_portal.db.search_fields import each_word, has_words, is_quicker_by_like
from workplans.models import Country, Partner, Seat, TechnicalNeed, VersionLineNeed
from workplans.models.names import name_then
from workplans.people.seat_groups import members_visible_to, seats_visible_to
from workplans.plan.visibility import Key, Reader


@dataclass(frozen=True)
class Named:
    """A partner, a person with a seat, a member of a taskforce, or another name of a country; or which words are in
    technical needs: one shape for five kinds.

    `key` is the partner's, the person's, the member's, the country's, or the places of the words; `detail` an acronym, an
    e-mail address or a post; `acts_as` a kind of partner or a role; `country` and `whom` (a partner or a ministry) say
    for whom; `said` is folded.
    """

    what: str
    key: int
    called: str
    detail: str
    acts_as: str
    country: str
    whom: str
    said: str

    def has(self, words: Iterable[str]) -> bool:
        return all(word in self.said for word in words)


PARTNER, SEAT, MEMBER, COUNTRY, NEED = "partner", "seat", "member", "country", "need"


def names_found(seat: Seat, words: Sequence[str], *, on: date) -> list[Named]:
    """People with all the words whom the seat may see, every partner (`Named.has` tells), every other name of a country,
    and which of the words are in technical needs (`words_in_needs`): one query.

    Needs are those of all plans, also of those that the seat does not read: of them nothing may be shown, not even
    that a word is there.
    """
    who = {"user": seat.user_id, "taskforce": seat.taskforce_id, "on": on}
    query, by_like = _names_with(len(words)), tuple(map(is_quicker_by_like, words))
    return [_named(row) for row in query(seat.role, by_like, **who, **numbered("word", words))]


def _named(row: dict[str, Any]) -> Named:
    """A row by the name of today, of a member their own alone: `before` has the names before the newest, as text of JSON."""
    before = json.loads(row.pop("before") or "[]")
    # Of a seat it is the name of its partner, or else of its country.
    about = "called" if row["what"] != SEAT else "whom" if row["whom"] else "country"
    earlier = [{**one, about: (about == "whom" and one["acronym"]) or one["name"]} for one in before]
    row[about] = name_then(row[about], earlier, about)
    if row["what"] == PARTNER:
        row["detail"] = name_then(row["detail"], before, "acronym")
    return Named(**row)


@lru_cache(maxsize=64)
def _names_with(number: int) -> Prepared[Any]:
    """The query of `names_found` for a number of words."""

    @prepared(
        user=models.BigIntegerField(),
        taskforce=models.BigIntegerField(),
        on=models.DateField(),
        **fields_of_words(number),
    )
    def names(
        role: str, by_like: tuple[bool, ...], *, user: int, taskforce: Key, on: date, **words: object
    ) -> models.QuerySet[Any]:
        reader = Reader(role, taskforce, None, None, user)
        country = Coalesce("taskforce__country__name", models.Value(""))
        earlier, kind = Cast("earlier", models.CharField()), models.F("kind")
        partners = _names(PARTNER, Partner.objects.all(), detail="acronym", acts_as=kind, before=earlier)
        seats = _names(
            SEAT,
            seats_visible_to(reader).held_between(on, None).filter(has_words(words.values(), "user__folded")),
            of="user__",
            key="user",
            detail="user__email",
            acts_as=models.F("role"),
            country=country,
            whom=Coalesce(NullIf("partner__acronym", models.Value("")), "partner__name", models.Value("")),
            before=Coalesce(
                *(Cast(f"{of}__earlier", models.CharField()) for of in ("partner", "taskforce__country")),
                models.Value(""),
            ),
        )
        members = _names(
            MEMBER,
            members_visible_to(reader, on=on).filter(has_words(words.values())),
            detail="post",
            country=country,
            whom=Coalesce("ministry__name", models.Value("")),
            before=earlier,
        )
        countries = _names(
            COUNTRY,
            Country.objects.filter(other_names__isnull=False),
            of="other_names__",
            detail="other_names__source",
            said=models.Value("", output_field=models.TextField()),
        )
        conditions = each_word(words.values(), by_like)
        needs = [_in_needs(model, conditions) for model in (TechnicalNeed, VersionLineNeed)]
        return partners.union(seats, members, countries, *needs, all=True).order_by("called", "key")

    return names


def _in_needs(model: type[models.Model], words: Iterable[models.Q]) -> models.QuerySet[models.Model, Any]:
    """One row that says which of these conditions hold for any need: `key` has a bit for each. It holds no text."""
    empty = models.Value("", output_field=models.CharField())
    bits = [
        models.Max(models.Case(models.When(word, then=1 << nth), default=0)) for nth, word in enumerate(words)
    ]
    # In a union the first query names the columns; `what` is a column of needs.
    return (
        model._default_manager.order_by()
        .values(of_kind=models.Value(NEED, output_field=models.CharField()))
        .annotate(
            key=reduce(add, bits),
            **dict.fromkeys(("called", "detail", "acts_as", "country", "whom", "before"), empty),
            said=models.Value("", output_field=models.TextField()),
        )
    )


def words_in_needs(names: Iterable[Named], words: Sequence[str]) -> set[str]:
    """The words that some need has, as `names_found` found out for them."""
    found = reduce(or_, (one.key or 0 for one in names if one.what == NEED), 0)
    return {word for nth, word in enumerate(words) if found & 1 << nth}


def numbered(name: str, values: Iterable[object]) -> dict[str, object]:
    """Several values of one kind for a prepared query, each by a name of its own."""
    return {f"{name}_{number}": value for number, value in enumerate(values)}


def fields_of_words(number: int) -> "dict[str, models.TextField[Any, Any]]":
    return {f"word_{nth}": models.TextField() for nth in range(number)}


def _names(
    what: str, rows: models.QuerySet[Any], *, of: str = "", key: str = "pk", detail: str, **more: Any
) -> models.QuerySet[Any]:
    """The columns of `Named`; `of` is the path to the name."""
    empty = models.Value("", output_field=models.CharField())
    said = more.pop("said", None) or models.F(f"{of}folded")
    return rows.order_by().values(
        what=models.Value(what, output_field=models.CharField()),
        key=models.F(key),
        called=models.F(f"{of}name"),
        detail=models.F(detail),
        **(dict.fromkeys(("acts_as", "country", "whom", "before"), empty) | more),
        said=said,
    )
