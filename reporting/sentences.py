"""The sentences of the report: leads, findings and notes, from the figures alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reporting import wording
from reporting.as_of import answers_words, spending_words
from reporting.dataset import (
    Area,
    CellStatus,
    Dataset,
    Facts,
    MoneyRow,
    sum_of,
)
from reporting.spending import secretariat_reported
from reporting.tallies import (
    answers_given,
    moves,
    som_of,
)
from reporting.wording import and_list, counted, counted_word, dollars, number_word, sentence
from workplans.statuses import Audience


def so_many_countries(dataset: Dataset) -> str:
    """ "six countries"."""
    return f"{number_word(len(dataset.countries))} countries"


def of_countries(dataset: Dataset, covered: int) -> str:
    """A clause for captions where not every country is covered; empty where all are."""
    everyone = len(dataset.countries)
    return "" if covered == everyone else f", {covered} of {everyone} countries"


def nobody_is_read(dataset: Dataset) -> str:
    """Why no country's plan is read, in a sentence without a full stop. No plan at all is in the edition."""
    year, audience = dataset.facts.year, dataset.facts.audience
    if audience == Audience.SECRETARIAT:
        return f"No country’s workplan of {year} is of record yet"
    return f"No country has released its workplan of {year} to {wording.AUDIENCE_WORDS[audience]}"


def no_states(dataset: Dataset) -> str:
    """Why there is no state of any target to show, as a sentence."""
    if any(cell.status is CellStatus.NOT_REPORTED for target in dataset.targets for cell in target.cells):
        return f"No answers of {dataset.facts.year} are closed yet: no state of a target is known."
    return f"{nobody_is_read(dataset)}: there are no states of targets to show."


def lead_of_summary(dataset: Dataset, tally: dict[CellStatus, int]) -> str:
    """The first sentence of the summary: country answers by state, or activities where nobody has answered."""
    facts = dataset.facts
    answers = sum(tally.values())
    if not answers_given(dataset):
        if not dataset.activities_covered:
            return (
                f"{nobody_is_read(dataset)}. What this edition holds is the dates of the year, the targets of the plan "
                "of action, and the meetings."
            )
        return f"{activities_held(dataset)} {no_states(dataset)}" if answers else activities_held(dataset)
    where = f"By {wording.said(facts.state_at)}" if facts.state_at else f"In {facts.year}"
    said = (
        f"{where}, {tally[CellStatus.ACHIEVED]} of {answers} country answers said achieved and "
        f"{tally[CellStatus.IN_PROGRESS]} in progress; {tally[CellStatus.NO_ACTIVITY]} said no activity yet, and "
        f"{tally[CellStatus.NOT_REPORTED]} {'is' if tally[CellStatus.NOT_REPORTED] == 1 else 'are'} not reported."
    )
    return " ".join(filter(None, (said, answers_words(dataset))))


def activities_held(dataset: Dataset) -> str:
    """How many activities the plans have; true while the year is under way, and after it."""
    covered = dataset.activities_covered
    workplans, hold = ("workplan", "holds") if covered == 1 else ("workplans", "hold")
    return (
        f"The {workplans} {dataset.facts.year} of {so_many_taskforces(dataset, covered)} {hold} "
        f"{counted(dataset.activity_total, 'activity', 'activities')}."
    )


def findings(dataset: Dataset) -> list[str]:
    """The findings of the summary, each a sentence with its figures."""
    facts = dataset.facts
    found = []
    if dataset.activities_covered:
        found.append(f"{activities_held(dataset)} {most_frequent(dataset)}")
    regional = len(dataset.regional.activities)
    if dataset.regional.released and regional:
        found.append(
            f"{sentence(counted_word(regional, 'activity', 'activities'))} of the regional workplan bring two or "
            "more countries together."
        )
    forward, back = moves(dataset)
    if facts.previous_year and forward + back:
        found.append(
            f"Since {facts.previous_year}, {counted(forward, 'answer')} moved forward"
            + (f" and {counted(back, 'answer')} moved back." if back else "; none moved back.")
        )
    if dataset.money.covered:
        found.append(lead_of_money(dataset))
    late = [
        country.name for country, part in zip(dataset.countries, dataset.chapters, strict=True) if part.late
    ]
    if late:
        found.append(f"Answers came after the review closed from {and_list(late)}.")
    found.extend(wording.said(note) for note in dataset.notes)
    if facts.provisional:
        found.append(
            f"The answers are provisional: {wording.said(facts.state_at) or 'the review'} has not closed."
        )
    return found


def plan_words(dataset: Dataset) -> str:
    """What plan of action the year stands on, and what it asks of a country."""
    plan = dataset.facts.plan
    stage = wording.PLAN_STAGE_WORDS[plan.stage]
    return (
        f"The year stands on the {plan.title}, which is {stage}. Each country attempts to achieve as many of "
        "its targets as it can over the period of the plan."
    )


def codes_words(dataset: Dataset) -> str:
    """How targets are called, on the screen, in print and in the workbook; empty where the plan has none to show."""
    first = next((target for target in dataset.targets if target.printed_number), None)
    any_target = first or next(iter(dataset.targets), None)
    if any_target is None:
        return ""
    said = (
        f"A target is called by its code, such as {any_target.code}: the area, and its place in it. Screen, print and "
        "workbook use no other name."
    )
    if first is None:
        return f"{said} The plan of action prints no numbers of its own."
    return (
        f"{said} The number that the plan of action prints stands in brackets behind the text, such as "
        f"{wording.printed_number(first.printed_number)}: it may be missing, and it may be printed twice."
    )


def lead_of_year(dataset: Dataset) -> str:
    """When the year runs and which meeting reviewed it: actual dates only."""
    span = dataset.facts.implementation
    lead = ""
    if span.starts and span.ends:
        first = wording.LONG_MONTHS[span.starts.month - 1]
        starts = first if span.starts.year == span.ends.year else f"{first} {span.starts.year}"
        lead = f"The workplan year runs from {starts} to {wording.LONG_MONTHS[span.ends.month - 1]} {span.ends.year}. "
    som = som_of(dataset)
    if som and (held := som.actual.ends or som.actual.starts):
        when = f"{wording.LONG_MONTHS[held.month - 1]} {held.year}"
        place = f", in {som.actual_place}" if som.actual_place else ""
        return f"{lead}{som.name} reviewed it in {when}{place}."
    return f"{lead}No Senior Officials Meeting has reviewed it yet."


def lead_of_money(dataset: Dataset) -> str:
    """Money against ceilings, and partners' beside the Secretariat's, US dollars over the countries covered."""
    rows = [row for row in dataset.money.by_country if row]
    if not rows:
        return f"{nobody_is_read(dataset)}: there is no money to show."
    said = [_ceilings(rows), *_overspent(dataset)]
    both = [row for row in secretariat_reported(rows) if row.spent_partners is not None]
    total = sum_of(both)
    if total.spent_secretariat and total.spent_partners is not None:
        ratio = total.spent_partners / total.spent_secretariat
        said.append(
            f"For every dollar of Secretariat support that was spent, partners spent US${ratio:.2f} of their own."
        )
    elif not secretariat_reported(rows):
        said.append("Spending has not been reported yet.")
    return " ".join(said)


def _ceilings(rows: Sequence[MoneyRow]) -> str:
    """How many workplans were approved above their ceiling. What was spent is another matter."""
    ceilings = {row.ceiling for row in rows if row.ceiling is not None}
    if not ceilings:
        return "No ceiling is set."
    over = sum(row.ceiling is not None and row.approved > row.ceiling for row in rows)
    first = (
        "No workplan was approved above its ceiling"
        if not over
        else sentence(
            f"{counted_word(over, 'workplan')} {'was' if over == 1 else 'were'} approved above the ceiling"
        )
    )
    return f"{first} of US${dollars(ceilings.pop())}." if len(ceilings) == 1 else f"{first}."


def _overspent(dataset: Dataset) -> list[str]:
    """Who spent more Secretariat support than the ceiling, and who more than was approved."""
    over_ceiling, over_approved = [], []
    for name, row in _named_money(dataset):
        if row.spent_secretariat is None:
            continue
        spent = f"{name} (US${dollars(row.spent_secretariat)} of {dollars(row.approved)} approved)"
        if row.ceiling is not None and row.spent_secretariat > row.ceiling:
            over_ceiling.append(spent)
        elif row.spent_secretariat > row.approved:
            over_approved.append(spent)
    said = []
    if over_ceiling:
        said.append(sentence(f"{and_list(over_ceiling)} spent more Secretariat support than the ceiling."))
    if over_approved:
        said.append(sentence(f"{and_list(over_approved)} spent more Secretariat support than was approved."))
    return said


def _named_money(dataset: Dataset) -> list[tuple[str, MoneyRow]]:
    """The workplans that are read with their money, the region's last."""
    names = [*(country.name for country in dataset.countries), "the regional workplan"]
    rows = (*dataset.money.by_country, dataset.money.regional)
    return [(name, row) for name, row in zip(names, rows, strict=True) if row]


def lead_of_progress(dataset: Dataset, changes: int) -> str:
    """How many answers moved since the last year; only the same target is compared."""
    before = dataset.facts.previous_year
    if not answers_given(dataset):
        return no_states(dataset)
    if not before:
        return "There is no earlier year to compare with: only a state of the same target is ever compared."
    if not changes:
        return f"No state has changed since {before}."
    forward, back = moves(dataset)
    return (
        f"Since {before}, {counted(forward, 'answer')} of countries moved forward and "
        f"{counted(back, 'answer') if back else 'none'} moved back."
    )


def lead_of_country(dataset: Dataset, position: int) -> str:
    """The first sentence of a chapter: the largest type of the country's activities (Table 1)."""
    name = dataset.countries[position].name
    total = dataset.activity_totals[position] or 0
    rows = [(row.by_country[position] or 0, row.name) for row in dataset.types]
    most, kind = max(rows, key=lambda row: row[0], default=(0, ""))
    if not most:
        return f"{name} has no activities in {dataset.facts.year}."
    ties = [title for number, title in rows if number == most]
    if len(ties) > 1:
        return f"{name} has {counted(total, 'activity', 'activities')}, most of them in {and_list(_mid(t) for t in ties)}."
    return f"{sentence(_mid(kind))} is the largest part of the workplan: {most} of {counted(total, 'activity', 'activities')}."


def brief_of_country(dataset: Dataset, position: int, money: MoneyRow | None) -> list[str]:
    """The sentences at the head of a chapter, each only where its fact is known."""
    part = dataset.chapters[position]
    lines = []
    if part.lead_body:
        lines.append(f"The taskforce is led by {_the(part.lead_body)}.")
    if part.agreed_on:
        agreed_by = ", ".join(line.strip(" ,;.") for line in part.agreed_by.splitlines() if line.strip())
        by = f" by {agreed_by}" if agreed_by else ""
        lines.append(f"The workplan was agreed inside the country on {wording.day(part.agreed_on)}{by}.")
    if money and money.accepted:
        lines.append(
            f"Partners agreed to carry US${dollars(money.accepted)} beside the Secretariat’s support."
        )
    names = {country.code: country.name for country in dataset.countries}
    mine = dataset.countries[position].code
    shared = [a for a in dataset.regional.activities if a.code in part.shared]
    others = [code for code in names if code != mine and any(code in a.shared_with for a in shared)]
    if others and len(others) < len(names) - 1:
        lines.append(f"It shares regional activities with {and_list(names[code] for code in others)}.")
    elif others:
        lines.append("It shares regional activities with all the other countries.")
    if part.late:
        lines.append("Its answers came after the review closed; they are shown in full and marked late.")
    return lines


def lead_of_meeting(dataset: Dataset) -> str:
    """Where and when the SOM met, and how much it recommended."""
    som = som_of(dataset)
    made, followed = len(dataset.recommendations), len(dataset.followed_up)
    what = f"made {counted_word(made, 'recommendation')}" + (
        f" and followed up {number_word(followed)}" if followed else ""
    )
    if som and (held := som.actual.ends or som.actual.starts):
        when = f"{wording.LONG_MONTHS[held.month - 1]} {held.year}"
        place = f" in {som.actual_place}," if som.actual_place else ""
        return f"{som.name} met{place} in {when}. It {what}."
    if made:
        return f"The review of {dataset.facts.year} {what}."
    first = "No Senior Officials Meeting has reviewed this year yet"
    if not followed:
        return f"{first}, and there are no recommendations to follow up."
    before = dataset.followed_up[0].meeting
    return f"{first}. Here is what became of the {counted_word(followed, 'recommendation')} of {before}."


def spending_gaps(dataset: Dataset, *, percentages: bool = True) -> str:
    """Which countries have not reported spending, and what sums and percentages cover; empty where all have."""
    named = _named_money(dataset)
    secretariat = [name for name, row in named if row.spent_secretariat is None]
    partners = [name for name, row in named if row.spent_partners is None]
    said = []
    if secretariat == partners and secretariat:
        said.append(f"Spending is not reported by {and_list(secretariat)}.")
    else:
        if secretariat:
            said.append(f"Spending of Secretariat support is not reported by {and_list(secretariat)}.")
        if partners:
            said.append(f"Spending of partners’ money is not reported by {and_list(partners)}.")
    if said:
        said.append(
            "Sums of spending are over the workplans that reported it"
            + (
                "; their percentages compare it with what was approved, or accepted, for the same workplans."
                if percentages
                else "."
            )
        )
    return " ".join(filter(None, (*said, spending_words(dataset))))


def matrix_note(facts: Facts, area: Area) -> str:
    """The note under an area's matrix (Table 2): how to read its numbers and columns."""
    said = [numbers_words(area)] if numbers_words(area) else []
    said.append("The Regional column is a state of its own, not a sum.")
    if facts.previous_year:
        said.append(f"“Was” marks a change of the same target since {facts.previous_year}.")
    if any(cell.status is CellStatus.NOT_RELEASED for target in area.targets for cell in target.cells):
        said.append("“Achieved” counts the countries that have released their answers.")
    return " ".join(said)


def numbers_words(area: Area) -> str:
    """What stands in brackets behind the texts of an area's targets; empty where the plan prints no numbers there."""
    printed = [target.printed_number for target in area.targets]
    twice = sorted({number for number in printed if number and printed.count(number) > 1})
    missing = "" in printed and any(printed)
    if not any(printed):
        return ""
    parts = [f"prints {and_list(twice)} twice"] if twice else []
    parts += ["leaves a target without one"] if missing else []
    which = f", which {' and '.join(parts)}" if parts else ""
    return f"In brackets: the number in the plan of action{which}."


def busiest_month(planned: Sequence[Sequence[int] | None], months: Sequence[date]) -> str:
    """The month with most planned activities at once; empty where nothing is planned."""
    totals = [sum(row[at] for row in planned if row) for at in range(len(months))]
    most = max(totals, default=0)
    if not most:
        return ""
    when = months[totals.index(most)]
    return f"Most work was planned for {wording.LONG_MONTHS[when.month - 1]}: {counted(most, 'activity', 'activities')} at once."


def so_many_taskforces(dataset: Dataset, covered: int) -> str:
    """ "the six taskforces", or how many of them the sums cover (AR-3)."""
    everyone = len(dataset.countries)
    if covered == everyone:
        return f"the {counted_word(everyone, 'taskforce')}"
    if dataset.facts.audience == Audience.SECRETARIAT:
        which = "whose plan is of record" if covered == 1 else "whose plans are of record"
    else:
        which = "that released its plan" if covered == 1 else "that released their plans"
    return f"the {counted_word(covered, 'taskforce')} {which}, of {everyone},"


def covered_words(dataset: Dataset) -> str:
    """A clause that says how many countries the counts cover; empty where all are."""
    covered, everyone = dataset.activities_covered, len(dataset.countries)
    return "" if covered == everyone else f" of {covered} of {everyone} countries"


def most_frequent(dataset: Dataset) -> str:
    """The most frequent type of activity over all countries (Table 1), ties together."""
    most = max((row.total for row in dataset.types), default=0)
    if not most:
        return ""
    kinds = [_mid(row.name) for row in dataset.types if row.total == most]
    return f"{sentence(and_list(kinds))} {'is the most frequent type' if len(kinds) == 1 else 'are the most frequent types'}."


def outside_guide(dataset: Dataset) -> str:
    """Countries above and below the guide for a workplan's number of activities (WP-6)."""
    low, high = dataset.facts.guide_min, dataset.facts.guide_max
    pairs = list(zip(dataset.countries, dataset.activity_totals, strict=True))
    above = [country.name for country, total in pairs if total is not None and total > high]
    below = [country.name for country, total in pairs if total is not None and total < low]
    if not above and not below:
        return "Every country is within it."
    parts = [f"Above it: {and_list(above)}."] if above else []
    parts += [f"Below it: {and_list(below)}."] if below else []
    return " ".join(parts)


def _mid(name: str) -> str:
    """A type's name inside a sentence: "Training" as "training", "NPA" and "M&E" as they stand."""
    first = name.split(" ", 1)[0]
    return name if sum(letter.isupper() for letter in first) > 1 else name[:1].lower() + name[1:]


def _the(name: str) -> str:
    return name if name.startswith(("The ", "the ", "All-")) else f"the {name}"
