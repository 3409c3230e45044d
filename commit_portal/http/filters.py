"""Lists that their address filters and sorts: `?area=2&sort=-cost`. A page declares once what its list offers.

The rows are loaded already, as far as the reader may see them, so nothing here asks the database. Choices come from
these rows: a list never offers what it does not show. A value that is no choice is left out, and the page says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext

from commit_portal import clock
from commit_portal.files.spreadsheets import XLSX_TYPE, CellValue, Sheet, write_csv, write_xlsx
from commit_portal.forms.base import Values
from commit_portal.http.rate_limits import counted_export
from commit_portal.i18n import Sentence, Words, fold
from commit_portal.sheets.views import attachment
from commit_portal.workflow import ReadView

# Characters that a list is searched for at most, and that a page repeats of a value that is no choice.
LONGEST_TEXT, LONGEST_ECHO = 100, 30
TEXT, SORT = "text", "sort"
# The files that a list is downloaded as, by the suffix of their address.
FILES = {"xlsx": XLSX_TYPE, "csv": "text/csv; charset=utf-8"}
# Parameters of the page itself, which its list keeps: the year that is being read, and the view of a draft as a list.
KEPT, LONGEST_KEPT = ("year", "view"), 4


class FilterChoice(NamedTuple):
    """A value in the address, its words, and its place among the choices; equal places stay in the order of the rows."""

    value: str
    label: Sentence
    place: Any = 0


@dataclass(frozen=True)
class Filter[Row]:
    """A select. `choices` are those that a row belongs to: none, one or several. One that `stays` leaves no choice."""

    name: str
    label: Words
    choices: Callable[[Row], Iterable[FilterChoice]]
    stays: bool = False


@dataclass(frozen=True)
class Sort[Row]:
    """An order by a column. A row whose `key` is None comes last, in both directions."""

    name: str
    label: Words
    up: Words
    down: Words
    key: Callable[[Row], Any]

    @classmethod
    def by_name(cls, label: Words, key: Callable[[Row], object]) -> "Sort[Row]":
        """The order by a name, under the head of its column."""
        return cls("name", label, gettext_lazy("Name, A to Z"), gettext_lazy("Name, Z to A"), key)


@dataclass(frozen=True)
class Column[Row]:
    """A column of the downloaded list, `width` characters wide."""

    head: Words
    value: Callable[[Row], CellValue]
    width: int = 14


@dataclass(frozen=True)
class FilteredList[Row]:
    """What the address asks of a list.

    `selects` and `orders` have a name, a label and options: a value, its words, and whether it is chosen. `heads` have
    the address that sorts by each column, and `aria-sort` where it is sorted by. `text` is what was typed, also where it
    was too long; `said` are the filters and the order in words; `problems` whole sentences about what was left out;
    `counted` how many rows are shown; `query` repeats what is asked, for the same list as a file;
    `kept` is what the list keeps when all of it is shown, and `is_asked` says whether more is asked than that.
    """

    rows: tuple[Row, ...]
    total: int
    selects: tuple[Values, ...]
    orders: Values | None
    heads: dict[str, Values]
    text: str
    has_text: bool
    said: tuple[str, ...]
    problems: tuple[str, ...]
    counted: str
    query: str
    kept: tuple[tuple[str, str], ...]
    is_asked: bool
    is_sorted: bool

    @property
    def is_offered(self) -> bool:
        """Whether there is anything to choose, or to say about what the address asks."""
        sortable = self.total > 1 and (self.orders is not None or self.has_text)
        return bool(self.selects or self.problems or self.is_asked or sortable)

    @property
    def all_url(self) -> str:
        """The whole list in its own order."""
        return f"?{urlencode(self.kept)}" if self.kept else "?"


@dataclass(frozen=True)
class ListOf[Row]:
    """What a list offers. `usual` names the order of the rows as they come.

    `counted` says how many are `shown` of how many, the `count`: a sentence of `ngettext_lazy`.
    """

    filters: tuple[Filter[Row], ...] = ()
    sorts: tuple[Sort[Row], ...] = ()
    columns: tuple[Column[Row], ...] = ()
    text: Callable[[Row], str] | None = None
    usual: Words = ""
    counted: Promise | str = ""

    def shown(self, asked: QueryDict, rows: Sequence[Row]) -> FilteredList[Row]:
        """Filter and sort rows as an address asks. Unknown values change nothing: `problems` names them."""
        problems: list[str] = []
        said: list[str] = []
        query, kept = list(_kept(asked)), list(_kept(asked))
        found = list(rows)
        selects = []
        for each in self.filters:
            offered = {choice.value: choice for row in rows for choice in each.choices(row)}
            choices = dict(sorted(offered.items(), key=lambda item: item[1].place))
            value = asked.get(each.name, "")
            if value and value not in choices:
                problems.append(_no_choice(each.label, value))
                value = ""
            if value:
                query.append((each.name, value))
                said.append(
                    gettext("%(label)s: %(value)s") % {"label": each.label, "value": choices[value].label}
                )
                found = [row for row in found if value in {choice.value for choice in each.choices(row)}]
            if value and each.stays:
                kept.append((each.name, value))
            elif value or len(choices) > 1:
                options = [(one.value, one.label, one.value == value) for one in choices.values()]
                all_of_them = "", gettext("All"), not value
                selects.append({"name": each.name, "label": each.label, "options": [all_of_them, *options]})
        text = self._text_of(asked, problems)
        if text and self.text is not None:
            query.append((TEXT, text))
            said.append(gettext("Text: %(text)s") % {"text": text})
            words, of = fold(text).split(), self.text
            found = [row for row in found if all(word in fold(of(row)) for word in words)]
        filtered_by = tuple(query)
        sort, descending = self._sort_of(asked, problems)
        if sort is not None:
            query.append((SORT, f"-{sort.name}" if descending else sort.name))
            said.append(gettext("Sorted by: %(order)s") % {"order": sort.down if descending else sort.up})
            known = [row for row in found if sort.key(row) is not None]
            unknown = [row for row in found if sort.key(row) is None]
            found = [*sorted(known, key=sort.key, reverse=descending), *unknown]
        return FilteredList(
            rows=tuple(found),
            total=len(rows),
            selects=tuple(selects),
            orders=self._orders(sort, descending=descending),
            heads={one.name: _head(one, sort, filtered_by, descending=descending) for one in self.sorts},
            text=asked.get(TEXT, ""),
            has_text=self.text is not None,
            said=tuple(said),
            problems=tuple(problems),
            counted=self.counted % {"shown": len(found), "count": len(rows)},
            query=f"?{urlencode(query)}" if query else "",
            kept=tuple(kept),
            is_asked=query != kept,
            is_sorted=sort is not None,
        )

    def table(self, title: str, shown: FilteredList[Row]) -> Sheet:
        """The list as it is shown: heads, widths and rows."""
        heads = [str(column.head) for column in self.columns]
        rows = [[column.value(row) for column in self.columns] for row in shown.rows]
        widths = {head: column.width for head, column in zip(heads, self.columns, strict=True)}
        return Sheet(title, heads, rows, widths=widths)

    def asked(self, shown: FilteredList[Row]) -> dict[str, str]:
        """How many rows are shown of how many, and what was asked, as lines of a cover sheet."""
        part = gettext("%(shown)s of %(count)s") % {"shown": len(shown.rows), "count": shown.total}
        said = "; ".join(shown.said) or gettext("The whole list")
        return {gettext("Rows"): part, gettext("Filter and order"): said}

    def file(
        self,
        name: str,
        title: str,
        shown: FilteredList[Row],
        suffix: str,
        *,
        about: Mapping[str, str] | None = None,
        sums: Sequence[Sheet] = (),
    ) -> HttpResponse:
        """The list as it is shown: as a workbook, whose cover sheet says what was asked, or as CSV, which has none.

        `about` are further lines of the cover sheet, `sums` further sheets of the workbook. Raises `Http404` for a suffix
        that is not one of FILES.
        """
        if suffix not in FILES:
            raise Http404
        table = self.table(title, shown)
        cover: dict[str, CellValue] = {gettext("List"): title, gettext("Downloaded on"): clock.today()}
        body = (
            write_csv(table.columns, table.rows)
            if suffix == "csv"
            else write_xlsx(table, *sums, about={**cover, **self.asked(shown), **(about or {})})
        )
        return attachment(body, f"{name}.{suffix}", FILES[suffix])

    def _text_of(self, asked: QueryDict, problems: list[str]) -> str:
        text = " ".join(asked.get(TEXT, "").split())
        if len(text) > LONGEST_TEXT:
            said = gettext("The text has more than %(count)s characters, so the filter does not use it.")
            problems.append(said % {"count": LONGEST_TEXT})
            return ""
        return text

    def _sort_of(self, asked: QueryDict, problems: list[str]) -> tuple[Sort[Row] | None, bool]:
        value = asked.get(SORT, "")
        name = value.removeprefix("-")
        sort = next((one for one in self.sorts if one.name == name), None)
        if value and sort is None:
            problems.append(_no_choice(pgettext("list", "Sort by"), value))
        return sort, value.startswith("-")

    def _orders(self, sort: Sort[Row] | None, *, descending: bool) -> Values | None:
        if not self.sorts:
            return None
        options = [("", self.usual, sort is None)]
        for one in self.sorts:
            options.append((one.name, one.up, one is sort and not descending))
            options.append((f"-{one.name}", one.down, one is sort and descending))
        return {"name": SORT, "label": pgettext("list", "Sort by"), "options": options}


class FilteredPage[Row](ReadView):
    """A page of a list; the list as a file, which is counted, where the address has the `suffix` of one.

    A page whose list is about one thing sets what depends on it in `get_rows`.
    """

    # What the list offers, and the name of the address of its files.
    board: ListOf[Row]
    files: str
    # Of the file: its name without a suffix, its title, and further lines of its cover sheet.
    file_name: str
    title: Words
    about: Mapping[str, str] = {}
    listed: FilteredList[Row]

    def get_rows(self) -> Sequence[Row]:
        """The rows as far as the reader may see them. Raises `Refused` for who may see none."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: object, **kwargs: str) -> HttpResponse:
        if "suffix" in kwargs:
            return self.get_file(request, kwargs["suffix"])
        self.listed = self.get_listed()
        return super().get(request, *args, **kwargs)

    @method_decorator(counted_export)
    def get_file(self, request: HttpRequest, suffix: str) -> HttpResponse:
        """The list as it is shown, as a file."""
        listed = self.get_listed()
        return self.board.file(self.file_name, str(self.title), listed, suffix, about=self.about)

    def get_listed(self) -> FilteredList[Row]:
        """The rows as the address filters and sorts them."""
        # A page may know its board only once it has its rows.
        rows = self.get_rows()
        return self.board.shown(self.request.GET, rows)

    def get_context_data(self, **kwargs: object) -> Values:
        # What an address gives besides, as `days_held`, is no part of the address of the file.
        match: Any = self.request.resolver_match
        files = files_of(self.files, *match.captured_kwargs.values())
        return super().get_context_data(listed=self.listed, files=files, **kwargs)


def files_of(name: str, *args: object) -> list[tuple[str, str]]:
    """The links to a list as a file: their words, and the addresses without what is asked."""
    words = {"xlsx": gettext("Download this list as Excel"), "csv": gettext("Download this list as CSV")}
    return [(words[suffix], reverse(name, args=[*args, suffix])) for suffix in FILES]


def _no_choice(label: Words, value: str) -> str:
    shown = value if len(value) <= LONGEST_ECHO else f"{value[:LONGEST_ECHO]}…"
    said = gettext("“%(value)s” is no choice under “%(label)s” in this list, so the filter does not use it.")
    return said % {"value": shown, "label": label}


def _kept(asked: QueryDict) -> tuple[tuple[str, str], ...]:
    found = ((name, asked.get(name, "")) for name in KEPT)
    return tuple(
        (name, value)
        for name, value in found
        if value.isascii() and value.isalnum() and len(value) <= LONGEST_KEPT
    )


def _head(
    one: Sort[Any], sort: Sort[Any] | None, query: Sequence[tuple[str, str]], *, descending: bool
) -> Values:
    here = one is sort
    next_down = here and not descending
    url = f"?{urlencode([*query, (SORT, f'-{one.name}' if next_down else one.name)])}"
    aria = ("descending" if descending else "ascending") if here else ""
    return {"label": one.label, "url": url, "aria": aria}
