"""`python -m tests.bench [--quick] [--database postgres] [--only KIND]`: the table. Always ends with 0."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests import services
from tests.bench import pages, printing, queue, searching, sheets, table

SIZES = (6, 30, 120)
# For five times the countries: 6 and 30, 24 and 120.
ONLY_FOR_GROWTH = 24
AT_LEAST = {
    "comparison, built": 0.25,
    "comparison, cached": 0.7,
    "ten years, built": 0.25,
    "ten years, cached": 0.7,
    "workplan, read": 0.33,
    # The table of a draft: its octets and its queries have limits instead.
    "workplan, written in": None,
    # The table that the desk decides in.
    "decisions": None,
    "activity": 0.3,
    "consultation": 0.3,
    "versions, compared": 0.3,
    "form to print": 0.3,
    "home, officer": 0.33,
    "home, office": 0.33,
}
# Of the CPU of a plain resource.
MOST_OF_PLAIN = {"export": 1.2, "preview": 0.5, "confirm": 0.5}
MOST_LOCK_S = 1.0
# Of the bare page, 95 in 100 of each.
MOST_OF_BARE = 5.0
# Of a saved row: its p95 of the bare page's, octets of its answer, and of the table of 44 lines over the wire.
MOST_OF_BARE_SAVED, MOST_ROW, MOST_TABLE = 3.0, 1100, 14 * 1024
MOST_WAIT = 3.0
MOST_OF_CHROMIUM = 4.5
MOST_MB_A_PAGE = 6.0
MOST_GROWTH = 5.5


@dataclass(frozen=True)
class Row:
    """A line of the table; without `reached` it is there to be read, and nothing is wanted of it."""

    what: str
    countries: str
    measured: str
    wanted: str = ""
    reached: bool | None = None
    beside: str = ""

    @property
    def words(self) -> str:
        return {True: "reached", False: "not reached", None: ""}[self.reached]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="6 and 30 countries only, under two minutes")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--only", choices=("pages", "table", "search", "sheets", "queue", "pdf"))
    options = parser.parse_args(arguments)
    sizes = SIZES[:2] if options.quick else SIZES
    started = time.monotonic()
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    if busy > 0.3 * cores:
        say(f"{busy:.1f} other processes want these {cores} cores: read ratios by the clock with care")
    with tempfile.TemporaryDirectory(prefix="commit-bench-") as folder:
        if options.only in (None, "pages"):
            show(f"Pages, on {options.database}", page_rows(sizes, options, Path(folder)))
        if options.only in (None, "table"):
            show(f"The table of a draft, on {options.database}", table_rows(options, Path(folder)))
        if options.only in (None, "search"):
            show(f"Search, on {options.database}", search_rows(options, Path(folder)))
        if options.only in (None, "sheets"):
            show(f"Spreadsheets, on {options.database}", sheet_rows(options, Path(folder)))
        if options.only in (None, "queue"):
            show("The queue", queue_rows(Path(folder)))
        if options.only in (None, "pdf"):
            show("The report", print_rows(sizes, Path(folder), quick=options.quick))
    print(f"\n{time.monotonic() - started:.0f} seconds.")
    return 0


def show(title: str, rows: list[Row]) -> None:
    print(f"\n{title}\n")
    table = [("", "countries", "measured", "wanted", "", "beside it")]
    table += [(row.what, row.countries, row.measured, row.wanted, row.words, row.beside) for row in rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    sys.stdout.flush()


def page_rows(sizes: tuple[int, ...], options: argparse.Namespace, folder: Path) -> list[Row]:
    seconds = 3.0 if options.quick else 10.0
    rows = []
    for countries in sizes:
        say(f"Pages with {countries} countries")
        try:
            with database(options.database, folder, countries) as addresses:
                measured = pages.run(countries, seconds, addresses, folder / f"pages-{countries}")
        except services.Missing as missing:
            return [Row("every page", str(countries), str(missing))]
        rows += [_page_row(one) for one in measured]
    return sorted(rows, key=lambda row: list(AT_LEAST).index(row.what) if row.what in AT_LEAST else -1)


def _page_row(one: pages.Measured) -> Row:
    if one.trouble:
        return Row(one.page, str(one.countries), one.trouble)
    wanted = AT_LEAST.get(one.page)
    return Row(
        one.page,
        str(one.countries),
        f"{one.ratio:.2f} of the bare page",
        f"at least {wanted}" if wanted else "",
        one.ratio >= wanted if wanted else None,
        f"{1 / one.page_s:.0f} a second against {1 / one.bare_s:.0f}; {one.ratio_of_cpu:.2f} by CPU; "
        f"{one.ratio_of_line:.2f} of a line without the frame; {one.bytes / 1000:.0f} kB",
    )


def table_rows(options: argparse.Namespace, folder: Path) -> list[Row]:
    say(f"Saved rows of {table.LINES} lines")
    try:
        with database(options.database, folder, table.LINES) as addresses:
            saved = table.run(10.0 if options.quick else 30.0, addresses, folder / "table")
    except services.Missing as missing:
        return [Row("a saved row", "6", str(missing))]
    if saved.trouble:
        return [Row("a saved row", "6", saved.trouble)]
    of_cpu = saved.row_cpu_s / saved.bare_cpu_s if saved.bare_cpu_s else 0.0
    rate = saved.bare_cpu_s / saved.table_cpu_s if saved.table_cpu_s else 0.0
    return [
        Row(
            "a saved row, p95",
            "6",
            f"{saved.row_p95_s / saved.bare_p95_s:.1f} times the bare page",
            f"at most {MOST_OF_BARE_SAVED:.0f}",
            saved.row_p95_s <= MOST_OF_BARE_SAVED * saved.bare_p95_s,
            f"{saved.row_p95_s * 1000:.0f} ms against {saved.bare_p95_s * 1000:.0f} ms; medians "
            f"{saved.row_half_s * 1000:.0f} ms against {saved.bare_half_s * 1000:.0f} ms; "
            f"{of_cpu:.1f} by CPU; {saved.requests} rows",
        ),
        Row(
            "a saved row, its answer",
            "6",
            f"{saved.row_bytes} octets over the wire",
            f"at most {MOST_ROW}",
            saved.row_bytes <= MOST_ROW,
        ),
        Row(
            f"table of {table.LINES} lines",
            "6",
            f"{saved.table_bytes / 1024:.1f} KB over the wire",
            f"at most {MOST_TABLE // 1024}",
            saved.table_bytes <= MOST_TABLE,
            f"{saved.table_half_s / saved.bare_half_s:.1f} times the bare page, "
            f"{saved.table_half_s * 1000:.0f} ms against {saved.bare_half_s * 1000:.0f} ms; {rate:.2f} of its rate by CPU",
        ),
    ]


def search_rows(options: argparse.Namespace, folder: Path) -> list[Row]:
    say(f"Search over {searching.LINES} lines")
    try:
        with database(options.database, folder, searching.LINES) as addresses:
            measured = searching.run(10.0 if options.quick else 30.0, addresses, folder / "searching")
    except services.Missing as missing:
        return [Row("search", "", str(missing))]
    if measured.trouble:
        return [Row("search", "6", measured.trouble)]
    return [
        Row(
            f"search, {reader}, p95",
            "6",
            f"{p95 / measured.bare_p95_s:.1f} times the bare page",
            f"at most {MOST_OF_BARE}",
            p95 <= MOST_OF_BARE * measured.bare_p95_s,
            f"{p95 * 1000:.0f} ms against {measured.bare_p95_s * 1000:.0f} ms; medians "
            f"{measured.half_s[reader] * 1000:.0f} ms against {measured.bare_half_s * 1000:.0f} ms; {measured.lines} lines",
        )
        for reader, p95 in measured.p95_s.items()
    ]


def sheet_rows(options: argparse.Namespace, folder: Path) -> list[Row]:
    say(f"Spreadsheets of {sheets.ROWS} rows")
    try:
        with database(options.database, folder, sheets.ROWS) as addresses:
            measured = sheets.run(addresses, folder / "sheets")
    except services.Missing as missing:
        return [Row("spreadsheets", "", str(missing))]
    if isinstance(measured, str):
        return [Row("spreadsheets", "", measured)]
    took = asdict(measured)
    rows = []
    for name, most in MOST_OF_PLAIN.items():
        ours, plain = took[f"{name}_s"], took[f"plain_{name}_s"]
        words = f"{ours / plain:.2f} of the plain resource's CPU"
        rows.append(
            Row(
                name,
                "6",
                words,
                f"at most {most}",
                ours <= most * plain,
                f"{ours:.2f} s against {plain:.2f} s",
            )
        )
    lock = measured.lock_s
    rows.append(
        Row("confirm, write lock", "6", f"{lock:.2f} s", "under 1 s", lock < MOST_LOCK_S, "by the clock")
    )
    return rows


def queue_rows(folder: Path) -> list[Row]:
    say("From asking for an edition to the worker's start")
    try:
        waits = queue.measure(folder / "queue")
    except services.Missing as missing:
        return [Row("asking to start", "", str(missing))]
    return [
        Row(
            "asking to start, p95",
            "",
            f"{waits.ratio:.1f} times p50",
            f"at most {MOST_WAIT:.0f}",
            waits.ratio <= MOST_WAIT,
            f"{waits.most_s * 1000:.0f} ms against {waits.half_s * 1000:.0f} ms; longest {waits.longest_s * 1000:.0f} ms",
        )
    ]


def print_rows(sizes: tuple[int, ...], folder: Path, *, quick: bool) -> list[Row]:
    printed = {}
    for countries in sizes:
        say(f"The report of {countries} countries")
        printed[countries] = printing.run(countries, 3, 15 if quick else 45, folder / f"print-{countries}")
    troubles = [one for one in printed.values() if one.trouble]
    if troubles:
        return [Row("PDF", str(one.countries), one.trouble) for one in troubles]
    pairs = [(printed[6], printed[30])]
    if not quick:
        say(f"The report of {ONLY_FOR_GROWTH} countries")
        less = printing.run(ONLY_FOR_GROWTH, 1, 0, folder / f"print-{ONLY_FOR_GROWTH}", chromium=False)
        pairs.append((less, printed[120]))
    return [
        *(_chromium_row(one) for one in printed.values()),
        *(_memory_row(one) for one in printed.values()),
        *(_growth_row(less, more) for less, more in pairs),
    ]


def _chromium_row(one: printing.Print) -> Row:
    return Row(
        "PDF, CPU",
        str(one.countries),
        f"{one.ratio:.1f} times Chromium",
        f"at most {MOST_OF_CHROMIUM}",
        one.ratio <= MOST_OF_CHROMIUM,
        f"{one.cpu_s:.1f} s against {one.chromium_s:.1f} s; {one.work_ratio:.1f} without the start of either; "
        f"{one.pages} pages against {one.chromium_pages}",
    )


def _memory_row(one: printing.Print) -> Row:
    return Row(
        "PDF, memory",
        str(one.countries),
        f"{one.mb_a_page:.1f} MB a page",
        f"at most {MOST_MB_A_PAGE:.0f}",
        one.mb_a_page <= MOST_MB_A_PAGE,
        f"peak {one.peak_mb:.0f} MB; {one.growth_mb_a_page:.1f} MB a page above the {one.start_mb:.0f} MB of the start",
    )


def _growth_row(less: printing.Print, more: printing.Print) -> Row:
    growth = more.work_s / less.work_s
    return Row(
        "PDF, five times the countries",
        f"{less.countries} to {more.countries}",
        f"{growth:.1f} times the CPU",
        f"at most {MOST_GROWTH}",
        growth <= MOST_GROWTH,
        "without the start",
    )


@contextmanager
def database(kind: str, folder: Path, countries: int) -> Iterator[dict[str, str]]:
    """Names an empty database for the portal."""
    if kind == "sqlite":
        yield {"DATABASE_URL": f"sqlite:///{folder}/bench-{countries}.sqlite3"}
        return
    with services.running_postgres() as server, server.database("commit_bench") as url:
        yield {"DATABASE_URL": url}


def say(words: str) -> None:
    sys.stderr.write(f"{words} ...\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
