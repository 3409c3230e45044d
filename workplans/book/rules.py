"""Rules about the names and the days of the book, without a number of their own."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product

from django.utils.translation import gettext as _

from commit_portal.i18n import fold, say
from commit_portal.refusals import Violation
from workplans.models import AnnualCycle, Country, Partner, SigningBody, Taskforce, TaskforceMember
from workplans.models.names import Named, still_runs

BOOK = "BOOK"
# Of bodies that sign: with the taskforce and the Secretariat two rows of signatures. More do not fit below the last area.
MOST_BODIES = 4
# From this share of common letters on, two names look alike: 1 is the same name.
ALIKE = 0.85
# Words that many names share.
SHARED = frozenset(
    ("the", "of", "for", "and", "on", "ministry", "department", "national", "international", "office")
)
# The figures of a telephone number: seven, or six that begin with + or 0. Two years, "2010-2011", are none.
TELEPHONE = re.compile(
    r"(?<!\d)(?!(?:19|20)\d\d[\s-]+(?:19|20)\d\d(?!\d))(?:\+[\s(]*\d|0|\d[\s().+-]*\d)(?:[\s().+-]*\d){5}"
)


def another_one(words: Mapping[str, str], rows: Iterable[Named]) -> Violation | None:
    """Ask about a name that looks like that of one of these rows, today or before. Refuse today's, but of a person."""
    rows, typed = [*rows], {column: word for column, word in words.items() if word}
    unique = [one for one in rows if not isinstance(one, TaskforceMember)]
    for row, column in product(unique, typed):
        if getattr(row, column) == typed[column]:
            said = _("“%(name)s” is already on the list. Enter a different name.")
            if column == "acronym":
                said = _("“%(name)s” has this acronym. Enter a different acronym.")
            return Violation(BOOK, say(said, name=row.name_today), field=column)
    found = looks_like(typed.values(), rows)
    said = _("“%(name)s” is already on the list. If yours is different, tick “This is a different one”.")
    return Violation(BOOK, say(said, name=found.name_today), field="sure") if found else None


def looks_like(names: Iterable[str], rows: Iterable[Named]) -> Named | None:
    """The first of these rows of which a name, of today or before, looks like one of the names."""
    wanted = [SequenceMatcher(None, b=name) for name in map(_compared, names) if name]
    for row in rows:
        for name, matcher in product(map(_compared, row.all_names), wanted):
            matcher.set_seq1(name)
            # The quick ones are never below the third.
            if all(
                ratio() >= ALIKE for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
            ):
                return row
    return None


def fits_on_the_form(body: SigningBody, *, today: date) -> Violation | None:
    """Refuse a body, new or with another last day, for which the form of the year of a day has no room.

    Lock its taskforce before. A form has the bodies that have not ended before its year (reporting.dataset_queries).
    """
    cycle = AnnualCycle.objects.filter(ends_on__gte=today).order_by("year").first()
    begins = cycle.starts_on if cycle else today
    others = body.taskforce.signing_bodies.filter(still_runs(begins)).exclude(pk=body.pk)
    if (body.ends_on and body.ends_on < begins) or others.count() < MOST_BODIES:
        return None
    said = _(
        "The form prints %(count)s bodies at most. Enter a last day before %(day)s for one of the others first."
    )
    return Violation(BOOK, say(said, count=MOST_BODIES, day=begins))


def is_free(word: str, taken: Mapping[str, Named], *, field: str) -> Violation | None:
    """Refuse the code of another taskforce, and a partner's word in addresses: codes and addresses never change."""
    if word not in taken:
        return None
    said = _("%(name)s has %(word)s in its codes and addresses, which never change. Enter another one.")
    return Violation(BOOK, say(said, word=word, name=str(taken[word])), field=field)


def name_begins(row: Named, words: Mapping[str, str], begins: date) -> Iterator[Violation]:
    """Refuse an empty name, the name that a row has already, and one that begins before the name of today did."""
    if not words[row.words[0]]:
        yield Violation(BOOK, _("Enter the new name."), field=row.words[0])
    if all(getattr(row, column) == word for column, word in words.items()):
        yield Violation(BOOK, _("You entered the present name. Enter the new name."), field=row.words[0])
    if row.begins and begins <= row.begins:
        said = _(
            "The newest name begins on %(day)s. Enter a later day, or correct that day under “Correct this entry”."
        )
        yield Violation(BOOK, say(said, day=row.begins), field="begins")
    if (ends_on := getattr(row, "ends_on", None)) and begins > ends_on:
        said = _("The last day of %(name)s is %(day)s. Enter this day or an earlier day.")
        yield Violation(BOOK, say(said, name=str(row), day=ends_on), field="begins")


def removes_newest(row: Named, values: Mapping[str, object]) -> bool:
    """Whether a correction says that the newest name of several was a mistake: no first day, or the words before it."""
    if not row.earlier:
        return False
    before, words = row.earlier[-1], {column: getattr(row, column) for column in row.words}
    return not values["begins"] or all(before[one] == ({**words, **values})[one] for one in words)


def may_add(row: Named, others: Iterable[Named]) -> Iterator[Violation | None]:
    """Refuse a new row that has the code or the word in addresses of another one, and what no row may have (`may_change`).

    The others of a country are the taskforces.
    """
    column, word = ("code", "code") if isinstance(row, Country) else ("acronym", "slug")
    if isinstance(row, Country | Partner):
        taken = {getattr(other, word): other for other in others}
        yield is_free(getattr(row, word), taken, field=column)
    yield from may_change(row)


def keeps_address(before: Named, row: Named, others: Iterable[Named]) -> Violation | None:
    """Refuse to correct a partner's name or acronym that pages lead to, or that gives it the address of another partner."""
    if not (isinstance(before, Partner) and isinstance(row, Partner)) or before.slug == row.slug:
        return None
    said = _(
        "Addresses of pages use this name. Use “Enter a new name and its first day” on the page of the partner."
    )
    field = "name" if before.acronym == row.acronym else "acronym"
    used_by = (
        one.related_model._default_manager.filter(**{one.field.name: before})
        for one in Partner._meta.related_objects
    )
    if any(rows.exists() for rows in used_by):
        return Violation(BOOK, said, field=field)
    taken = {other.slug: other for other in others if isinstance(other, Partner) and other.pk != row.pk}
    return is_free(row.slug, taken, field=field)


def may_change(row: Named) -> Iterator[Violation | None]:
    """Refuse a telephone number, a name from a day before an older one's, a last day before the first, and `_days_in_commit`."""
    yield from words_fit(row)
    older = date.fromisoformat(row.earlier[-2]["until"]) if len(row.earlier) > 1 else None
    if row.begins and older and row.begins <= older:
        said = _("An earlier name begins on %(day)s. Enter a later day.")
        yield Violation(BOOK, say(said, day=older), field="begins")
    ends_on, starts_on = getattr(row, "ends_on", None), getattr(row, "starts_on", None)
    for name, began in ((getattr(row, row.words[0]), row.begins), (str(row), starts_on)):
        if ends_on and began and ends_on < began:
            said = _("The first day of “%(name)s” is %(day)s. Enter this day or a later day.")
            yield Violation(BOOK, say(said, name=name, day=began), field="ends_on")
    if isinstance(row, Taskforce):
        yield from _days_in_commit(row)


def _days_in_commit(row: Taskforce) -> Iterator[Violation]:
    """Refuse a first or last day of the regional taskforce, and one by which a country is not in COMMIT in a year of its own."""
    first = _("%(name)s takes part in %(year)s. Enter a day before the end of %(year)s.")
    last = _(
        "%(name)s takes part in %(year)s. Enter a later day. If its workplan is empty, you can also remove the country from "
        "%(year)s first."
    )
    for field, day, outside, nearest, said in (
        ("starts_on", row.starts_on, "ends_on__lt", "year", first),
        ("ends_on", row.ends_on, "starts_on__gt", "-year", last),
    ):
        if day and row.is_regional:
            regional = _("The regional workplan is part of every year. Leave this field empty.")
            yield Violation(BOOK, regional, field=field)
        elif day:
            years = AnnualCycle.objects.filter(workplans__taskforce=row, **{outside: day})
            for cycle in years.order_by(nearest)[:1]:
                yield Violation(BOOK, say(said, name=row.name, year=str(cycle)), field=field)


@lru_cache(maxsize=2048)
def _compared(name: str) -> str:
    """A name as two are compared: folded, without the words that many names share, unless it has no others."""
    words = fold(name).split()
    return " ".join([word for word in words if word not in SHARED] or words)


def words_fit(row: Named) -> Iterator[Violation]:
    """Refuse a name that is too long for its list, and a telephone number in what delegations take over of a member."""
    too_long = _("Make the name shorter. It can have %(count)s characters at most.")
    for one in row._meta.fields:
        if one.name in row.words and len(getattr(row, one.name)) > (one.max_length or 0):
            yield Violation(BOOK, say(too_long, count=one.max_length or 0), field=one.name)
    said = _("Telephone numbers are not allowed. Remove the number.")
    for column in ("name", "post", "role") if isinstance(row, TaskforceMember) else ():
        if TELEPHONE.search(getattr(row, column)):
            yield Violation(BOOK, said, field=column)
