"""The same 25 lines as an officer types them: into the table, and into the workbook that the portal exports.

Both are counted key by key. The workbook gets every help that LibreOffice gives, so that the comparison is fair to it:
a word that stands higher in its column is typed only as far as it is the only one that begins so, Tab takes it over and
goes on, and Enter at the end of a row goes to the beginning of the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workplans.models import Activity

SUBJECTS = (
    "Training of border guards",
    "Course for judges",
    "Handbook for prosecutors",
    "Visit of the hotline team",
    "Meeting of the shelters",
)
PLACES = ("Poipet", "Koh Kong", "Bavet", "Kampot", "Pailin")
LEADS = ("Ministry of Interior", "Ministry of Justice", "Ministry of Labour", "National Committee")
TARGETS = ((1,), (2,), (1, 2))
IN_FIRST_AREA = 15


@dataclass(frozen=True)
class Row:
    area: int
    title: str
    type: str
    targets: tuple[int, ...]
    lead_body: str
    starts_on: date
    ends_on: date
    cost: int

    @property
    def target_codes(self) -> list[str]:
        return [f"{self.area}.T{number}" for number in self.targets]


def rows() -> list[Row]:
    """No two are alike; months, leads and targets come in another order each time."""
    last_day = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    made = []
    for number in range(len(SUBJECTS) * len(PLACES)):
        month = 1 + number * 5 % 11
        made.append(
            Row(
                area=1 if number < IN_FIRST_AREA else 2,
                title=f"{SUBJECTS[number % 5]}, {PLACES[number // 5]}",
                type=("Training", "Legal")[number % 3 == 1],
                targets=TARGETS[number * 2 % 3],
                lead_body=LEADS[number * 3 % 4],
                starts_on=date(2011, month, 1 + number % 9),
                ends_on=date(2011, month + 1, last_day[month]),
                cost=1200 + 100 * number,
            )
        )
    return made


def written() -> list[Row]:
    """What is saved, as the rows that were typed."""
    return [
        Row(
            area=int(line.area.code),
            title=line.title,
            type=line.type.title,
            targets=tuple(int(link.target.code[-1]) for link in line.target_links.all()),
            lead_body=line.lead_body,
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            cost=int(line.secretariat_cost),
        )
        for line in Activity.objects.order_by("number")
    ]


# What is pressed: a text, each letter of which is a key, or the name of a key.
type Press = tuple[str, str]


def table_keys(typed: list[Row]) -> Iterator[Press]:
    """From the title of the first empty line on. Funding stays as it is offered."""
    for number, row in enumerate(typed):
        if number and row.area != typed[number - 1].area:
            yield "key", "ArrowDown"
        cells = (
            row.title,
            row.type[0],
            " ".join(map(str, row.targets)),
            row.lead_body,
            f"{row.starts_on.day} {row.starts_on:%b}",
            f"{row.ends_on:%b}",
            str(row.cost),
            "",
        )
        for text in cells:
            if text:
                yield "text", text
            yield "key", "Tab"


def workbook_keys(typed: list[Row]) -> Iterator[Press]:
    """From the area of the first empty row on: area, activity area (left empty), title and so on to the cost."""
    # The heads are words of the column too.
    above: dict[int, list[str]] = {4: ["Type"], 5: ["Lead body"]}
    for row in typed:
        cells = (
            str(row.area),
            "",
            row.title,
            "; ".join(row.target_codes),
            row.type,
            row.lead_body,
            f"{row.starts_on.day}/{row.starts_on.month}/11",
            f"{row.ends_on.day}/{row.ends_on.month}/11",
            "",
            str(row.cost),
        )
        for column, text in enumerate(cells):
            shortest = _shortest(text, above.setdefault(column, []))
            if shortest:
                yield "text", shortest
            if text:
                above[column].append(text)
            yield "key", "Return" if column == len(cells) - 1 else "Tab"


def number_of_keys(presses: Iterator[Press]) -> int:
    return sum(len(words) if kind == "text" else 1 for kind, words in presses)


def _shortest(text: str, above: list[str]) -> str:
    """As much of it as must be typed until it is the only one in the column that begins so."""
    if text in above and not text[0].isdigit():
        for length in range(1, len(text)):
            if {word for word in above if word.lower().startswith(text[:length].lower())} == {text}:
                return text[:length]
    return text
