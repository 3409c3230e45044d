"""What changed between two editions, in sentences: for the reader who has the older one in hand."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.dataset import Dataset
from reporting.words.coverage import not_there
from reporting.words.values import CELL_WORDS, RESULT_WORDS, counted, dollars

MOST_SENTENCES = 12


def changes_between(old: Dataset, new: Dataset) -> list[str]:
    """At most `MOST_SENTENCES` sentences, the rest as a count; empty where nothing differs."""
    found = [*_states(old, new), *_totals(old, new), *_activities(old, new), *_words(old, new)]
    if not found and old != new:
        return ["Dates, names or notes changed; no state, count or amount did."]
    if len(found) > MOST_SENTENCES:
        rest = len(found) - MOST_SENTENCES
        found = [*found[:MOST_SENTENCES], f"There are {counted(rest, 'more change')}."]
    return found


def _states(old: Dataset, new: Dataset) -> Iterator[str]:
    before = {
        (target.code, country.code): cell.status
        for target in old.targets
        for country, cell in zip(old.countries, target.cells, strict=True)
    }
    for target in new.targets:
        for country, cell in zip(new.countries, target.cells, strict=True):
            was = before.get((target.code, country.code))
            if was is not None and was is not cell.status:
                yield (
                    f"Target {target.code}, {country.name}: {CELL_WORDS[cell.status].lower()}, "
                    f"before {CELL_WORDS[was].lower()}."
                )


def _totals(old: Dataset, new: Dataset) -> Iterator[str]:
    if old.activity_total != new.activity_total:
        yield f"{new.activity_total:,} activities, before {old.activity_total:,}."
    was, now = old.money.countries, new.money.countries
    if was.approved != now.approved:
        yield f"US${dollars(now.approved)} approved, before US${dollars(was.approved)}."
    if was.spent_secretariat != now.spent_secretariat:
        amounts = [
            "not reported" if amount is None else f"US${dollars(amount)}"
            for amount in (now.spent_secretariat, was.spent_secretariat)
        ]
        yield f"Secretariat support spent: {amounts[0]}, before {amounts[1]}."
    released = {part.country_code: part.released for part in old.chapters}
    absent = not_there(new.facts.audience).lower()
    for country, part in zip(new.countries, new.chapters, strict=True):
        if released.get(part.country_code) is not None and released[part.country_code] != part.released:
            yield f"{country.name}: {absent.removeprefix('not ') if part.released else f'{absent} any more'}."


def _activities(old: Dataset, new: Dataset) -> Iterator[str]:
    before = {activity.code: activity for part in old.chapters for activity in part.activities}
    after = {activity.code: activity for part in new.chapters for activity in part.activities}
    for code in sorted(after.keys() - before.keys()):
        yield f"{code} is new."
    for code in sorted(before.keys() - after.keys()):
        yield f"{code} is left out."
    for code in sorted(after.keys() & before.keys()):
        was, now = before[code], after[code]
        if was.result is not now.result:
            yield f"{code}: {RESULT_WORDS[now.result].lower()}, before {RESULT_WORDS[was.result].lower()}."
        elif was != now:
            yield f"{code}: its line was changed."


def _words(old: Dataset, new: Dataset) -> Iterator[str]:
    if old.recommendations != new.recommendations or old.followed_up != new.followed_up:
        yield "Recommendations or their follow-up changed."
