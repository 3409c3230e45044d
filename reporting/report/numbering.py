"""The numbers of the printed report's chapters, tables and charts, in the order of printing."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from django.utils.translation import gettext

from commit_portal.i18n.formatting import in_the_office


@dataclass(frozen=True)
class Caption:
    """ "Table 3.1" and one sentence without a full stop; then, in a few words, which part of the countries is shown."""

    label: str
    text: str
    part: str = ""


@dataclass(frozen=True)
class Heading:
    """A chapter's place: `running` stands in the head of its later pages and in the bookmark.

    The number is 0 before the first chapter.
    """

    number: int
    title: str
    anchor: str
    running: str


class Contents:
    """Numbers the chapters in the order of printing, and the tables and charts in each."""

    def __init__(self) -> None:
        self.groups: list[tuple[str, list[Heading]]] = []
        self._chapters = count(1)

    def group(self, title: str) -> None:
        self.groups.append((title, []))

    @property
    def last(self) -> Heading:
        """The chapter or page that was listed last."""
        return self.groups[-1][1][-1]

    def front(self, title: str, anchor: str) -> None:
        """List a page before the chapters, which has no number."""
        self.groups[-1][1].append(Heading(0, title, anchor, title))

    def chapter(self, title: str, anchor: str, running: str = "") -> "Numbers":
        heading = Heading(next(self._chapters), title, anchor, running or title)
        self.groups[-1][1].append(heading)
        return Numbers(heading)


class Numbers:
    def __init__(self, heading: Heading) -> None:
        self.heading = heading
        self._tables, self._charts = count(1), count(1)

    def table(self, text: str, part: str = "") -> Caption:
        number = f"{self.heading.number}.{next(self._tables)}"
        return Caption(gettext("Table %(number)s") % {"number": number}, text, part)

    def table_of(self, rows: object, text: str, part: str = "") -> Caption | None:
        """The caption of a table where it has `rows`: the others take no number."""
        return self.table(text, part) if rows else None

    def chart(self, text: str) -> Caption:
        number = f"{self.heading.number}.{next(self._charts)}"
        return Caption(gettext("Chart %(number)s") % {"number": number}, text)


def values_in(caption: Caption) -> str:
    """The last sentence of a chart's alternative text: which table has the values."""
    return gettext("%(table)s has the values.") % {"table": caption.label}


@dataclass(frozen=True)
class Imprint:
    """The edition without its figures: its number, their digest, and the aware moment when they were frozen."""

    edition: int
    digest: str
    as_of: datetime

    @property
    def on(self) -> date:
        """The day of that moment, by the offices' clock."""
        return in_the_office(self.as_of).date()

    @property
    def check_number(self) -> str:
        """The digest of an edition; a draft has none."""
        return self.digest if self.edition else ""

    @property
    def short_digest(self) -> str:
        return f"{self.digest[:4]} {self.digest[4:8]}"
