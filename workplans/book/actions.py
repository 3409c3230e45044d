"""Keep the office's book: add a row, rename it from a day on, correct it, say when it ends. Nothing is removed."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.forms.base import Values
from commit_portal.i18n import Message, Sentence, message, say
from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster, obey, require, unless_taken
from commit_portal.workflow import record_event, require_unchanged
from workplans.book import rules
from workplans.book.lists import (
    BOOK,
    COUNTRIES,
    SIGNING_BODIES,
    BookList,
    Row,
    list_of,
    namesakes_of,
    subject_of,
    with_values,
    without_coming,
    without_newest,
)
from workplans.book.permissions import may_keep_book
from workplans.models import AnnualCycle, BookImport, Country, Seat, SigningBody, Taskforce
from workplans.models.countries import regional
from workplans.plan.locking import bump_revision


@transaction.atomic
def add_to_book(
    listed: BookList, values: Values, *, reason: str = "", sure: bool = False, by: Seat, now: datetime
) -> Row:
    """Put a row on a list, as the last one. `values` are its columns; a country has more (`_add_country`).

    Raises `Refused`, `RuleBroken` for a name that looks like one on the list unless somebody is `sure`, and
    `SomebodyWasFaster` where it is there already.
    """
    require(may_keep_book(by))
    _lock_book()
    rows = listed.rows(values.get("taskforce"))
    words = {column: str(values.get(column) or "") for column in listed.model.words}
    obey(None if sure else rules.another_one(words, rows))
    make: Callable[..., Row] = listed.model._default_manager.create
    columns, others = dict(values), rows
    if listed is COUNTRIES:
        make, others = _add_country, Taskforce.objects.select_related("country")
    elif listed.has("position"):
        columns["position"] = (rows.aggregate(last=models.Max("position"))["last"] or 0) + 1
    new = listed.unsaved(columns)
    obey(*rules.may_add(new, others))
    if listed is SIGNING_BODIES:
        obey(rules.fits_on_the_form(new, today=timezone.localdate(now)))
    with _unless_on_the_list(getattr(new, new.words[0])):
        row = make(**columns)
    _record("add_to_book", row, message("book.added", name=row.name_today), note=reason, by=by, now=now)
    return row


@transaction.atomic
def rename(
    row: Row, *, begins: date, reason: str = "", sure: bool = False, by: Seat, now: datetime, **words: str
) -> Row:
    """Give a row other words from a day on. Years before that of the day keep theirs, on pages and in files.

    A newest name whose first day has not come is replaced, with its day; the name of today ends it without another one.
    What is frozen stays as it is: editions, versions, events. Raises `Refused`, `RuleBroken` and `SomebodyWasFaster`.
    """
    require(may_keep_book(by))
    _lock_book()
    fresh, listed = _locked(row), list_of(row)
    was, coming = fresh.name_today, fresh.coming_on(timezone.localdate(now))
    fresh = without_coming(fresh, timezone.localdate(now))
    before = {column: getattr(fresh, column) for column in fresh.words}
    code, day = "book.name_kept", coming
    if not (coming and before == words):
        code, day = "book.renamed", begins
        obey(*rules.name_begins(fresh, words, begins))
        fresh.earlier.append(before | {"until": begins.isoformat()})
    if listed.adding and not sure:
        others = listed.rows(getattr(fresh, "taskforce", None)).exclude(pk=fresh.pk)
        obey(rules.another_one(words, others))
    for column, word in words.items():
        setattr(fresh, column, word)
    obey(*(fault for fault in rules.words_fit(fresh) if fault.field in words))
    with _unless_on_the_list(getattr(fresh, fresh.words[0])):
        fresh.save()
    said = message(code, was=was, now=fresh.name_today, day=day)
    _record("rename", fresh, said, note=reason, by=by, now=now)
    for cycle in AnnualCycle.every.filter(year__gte=min(begins, coming or begins).year).order_by("year"):
        bump_revision(cycle)
    return fresh


@transaction.atomic
def change_in_book(
    row: Row,
    *,
    reason: str = "",
    sure: bool = False,
    seen: str | None = None,
    by: Seat,
    now: datetime,
    **values: object,
) -> Row:
    """Change columns of a row for every year (`BookList.correctable`): say its last day, or correct a slip.

    A name that is corrected keeps no earlier one: nobody ever had the wrong one. `begins` is the first day of the newest.
    Without this day, or with the words before it, the newest name was a mistake: it is removed.

    From the day after the last one nobody can choose it, and a country takes no part in years that begin later. None: it
    goes on. The same values again are no event. Raises `Refused`, `RuleBroken`, and `StaleRow` after another change.
    """
    require(may_keep_book(by))
    _lock_book()
    fresh, listed = _locked(row), list_of(row)
    require_unchanged(fresh, seen=seen, now=listed.mark_of(fresh))
    other = {column: value for column, value in values.items() if getattr(fresh, column) != value}
    before, is_removed = fresh, rules.removes_newest(fresh, {"begins": fresh.begins, **values})
    if is_removed:
        fresh = without_newest(fresh)
        other = {column: value for column, value in other.items() if column not in (*fresh.words, "begins")}
    corrected = sorted(other.keys() - {"ends_on"})
    was = listed.values_in_words(fresh, corrected)
    fresh = with_values(fresh, other)
    obey(rules.keeps_address(before, fresh, listed.rows()))
    if listed.adding and not sure:
        words = {column: getattr(fresh, column) for column in fresh.words if column in other}
        obey(rules.another_one(words, listed.rows(getattr(fresh, "taskforce", None)).exclude(pk=fresh.pk)))
    obey(*rules.may_change(fresh))
    if isinstance(fresh, SigningBody):
        obey(rules.fits_on_the_form(fresh, today=timezone.localdate(now)))
    with _unless_on_the_list(getattr(fresh, fresh.words[0])):
        fresh.save()
    name = fresh.called if isinstance(fresh, Taskforce) else str(fresh)
    if "ends_on" in other:
        said = message("book.ended" if fresh.ends_on else "book.continued", name=name, day=fresh.ends_on)
        _record("end_in_book", fresh, said, note=reason, by=by, now=now)
    if is_removed:
        said = message("book.name_removed", was=before.name_today, now=fresh.name_today, day=before.begins)
        _record("correct_in_book", fresh, said, note=reason, by=by, now=now)
    if corrected:
        said = message("book.corrected", name=name, was=was, now=listed.values_in_words(fresh, corrected))
        _record("correct_in_book", fresh, said, note=reason, by=by, now=now)
    # What figures of the years are said with.
    if is_removed or {*corrected} & {*fresh.words, "begins", "time_zone"}:
        for cycle in AnnualCycle.every.order_by("year"):
            bump_revision(cycle)
    return fresh


@transaction.atomic
def with_namesakes(
    step: Callable[..., Row], row: Row, *, also: Collection[str] = tuple(BOOK), **how: object
) -> Row:
    """Rename or correct a row, and the same name on other lists, by their codes: each has its trail, nobody keeps two names."""
    _lock_book()
    # As it is now: another change may have given it, and them, another name since the page was read.
    fresh = _locked(row)
    same, made = namesakes_of(fresh), step(row, **how)
    for listed, other in same:
        begins = "begins" if step is rename or other.begins == fresh.begins else ""
        others = {word: how[word] for word in ("reason", "sure", "by", "now", begins) if word in how}
        if listed.code in also:
            with _faults_of(_("In the list “%(where)s”: %(fault)s"), str(listed.title)):
                step(other, **others, **{other.words[0]: how[row.words[0]]})
    return made


@transaction.atomic
def import_book(
    waiting: BookImport,
    rows: Sequence[tuple[int, Sequence[Callable[..., object]]]],
    *,
    seen: int,
    by: Seat,
    now: datetime,
) -> int:
    """Do what each row of a preview does: its number in the file, and actions that lack `by` and `now`. Returns how many rows.

    `seen` is the version of the list that they were compared with: `StaleRow` where it has changed since. Raises
    `Refused` where they were confirmed already, and as its actions for a row. Then nothing is written.
    """
    require(may_keep_book(by))
    region, table = _lock_book(), BOOK[waiting.listed].table()
    require_unchanged(region, seen=seen, now=table.row_version)
    if not BookImport.objects.claim(waiting, by=by.user):
        raise Refused(_("You already confirmed this file, so nothing was saved again. Look at the list."))
    for number, steps in rows:
        with _faults_of(_("Row %(where)s: %(fault)s"), str(number)):
            for step in steps:
                step(by=by, now=now)
    return sum(bool(steps) for _number, steps in rows)


def _add_country(
    *, before: Taskforce | None = None, lead_body: str = "", starts_on: date | None = None, **columns: str
) -> Country:
    """Add a country with its taskforce, `before` another one or the regional one, which stays the last."""
    before = before or Taskforce.objects.get(regional())
    place = Country.objects.filter(taskforce__position__lt=before.position).count() + 1
    # From the last one on: no two rows have one place at any moment.
    for model, first in ((Country, place), (Taskforce, before.position)):
        for other in model.objects.filter(position__gte=first).order_by("-position"):
            model.objects.filter(pk=other.pk).update(position=other.position + 1)
    country = Country.objects.create(**columns, position=place)
    Taskforce.objects.create(
        country=country,
        slug=country.code.lower(),
        lead_body=lead_body,
        starts_on=starts_on,
        position=before.position,
    )
    return country


@contextmanager
def _faults_of(said: Sentence, where: str) -> Iterator[None]:
    """Say of every fault where it is: in which row of a file, in which list."""
    try:
        yield
    except SomebodyWasFaster as faster:
        raise SomebodyWasFaster(say(said, where=where, fault=str(faster))) from faster
    except RuleBroken as broken:
        faults = [
            replace(one, message=say(said, where=where, fault=one.message)) for one in broken.violations
        ]
        raise RuleBroken(*faults) from broken


def _unless_on_the_list(name: str) -> AbstractContextManager[None]:
    return unless_taken(say(_("“%(name)s” is already on the list. Enter a different name."), name=name))


def _lock_book() -> Taskforce:
    """Let who changes the book at the same moment wait, and then see this change: names, addresses, places on the form."""
    region: Taskforce = _locked(Taskforce.objects.get(regional()))
    return region


def _locked(row: Row) -> Row:
    return type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def _record(verb: str, row: Row, facts: Message, *, note: str = "", by: Seat, now: datetime) -> None:
    """Write the event into the trail of the taskforce, or of the partner. `label` says which row it is about."""
    label = list_of(row).event_label(row)
    record_event(verb, subject_of(row), by=by, now=now, label=label, facts=facts, note=note)
