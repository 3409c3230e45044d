"""`python -m tests.bench [--quick] [--database postgres] [--only KIND]`: the table. Always ends with 0."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import modules, services
from tests.bench import pages, printing, queue, searching, sheets, table
from tests.bench.child import Trouble, run_apart

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
    parser.add_argument("--only", choices=PARTS)
    options = parser.parse_args(arguments)
    started = time.monotonic()
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    if busy > 0.3 * cores:
        say(f"{busy:.1f} other processes want these {cores} cores: read ratios by the clock with care")
    with tempfile.TemporaryDirectory(prefix="commit-bench-") as folder:
        for name, (title, rows_of) in PARTS.items():
            if options.only in (None, name):
                try:
                    rows = rows_of(options, Path(folder))
                except (services.Missing, Trouble) as trouble:
                    rows = [Row(name, "", str(trouble))]
                show(title.format(options.database), rows)
    print(f"\n{time.monotonic() - started:.0f} seconds.")
    return 0


def last_figures() -> dict[tuple[str, str], str]:
    """The newest figures that docs/bench.md keeps, by what was measured and with how many countries."""
    found: dict[tuple[str, str], str] = {}
    for block in (modules.BASE / "docs" / "bench.md").read_text().split("\n\n"):
        rows = [line.strip("|").split("|") for line in block.splitlines() if line.startswith("| ")]
        if rows and rows[0][1].strip() == "wanted":
            heads = [head.split()[0] for head in rows[0][2:]]
            for what, _wanted, *cells in rows[1:]:
                found |= {(what.strip(), head): cell.strip() for head, cell in zip(heads, cells, strict=True)}
    return found


def show(title: str, rows: list[Row]) -> None:
    print(f"\n{title}\n")
    table, last = [("", "countries", "measured", "last", "wanted", "", "beside it")], last_figures()
    for row in rows:
        before = last.get((row.what, row.countries or "6"), "")
        table.append((row.what, row.countries, row.measured, before, row.wanted, row.words, row.beside))
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    sys.stdout.flush()


def sizes(options: argparse.Namespace) -> tuple[int, ...]:
    return SIZES[:2] if options.quick else SIZES


def page_rows(options: argparse.Namespace, folder: Path) -> list[Row]:
    seconds, rows = 3.0 if options.quick else 10.0, []
    for countries in sizes(options):
        say(f"Pages with {countries} countries")
        measured = apart("pages", options, folder / str(countries), countries, seconds)
        rows += [_page_row(pages.Measured(**one)) for one in measured]
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
    saved = table.Saved(**apart("table", options, folder, 10.0 if options.quick else 30.0))
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
    measured = searching.Searched(**apart("searching", options, folder, 10.0 if options.quick else 30.0))
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
    took, rows = apart("sheets", options, folder), []
    for name, most in MOST_OF_PLAIN.items():
        ours, plain = took[f"{name}_s"], took[f"plain_{name}_s"]
        words, beside = (
            f"{ours / plain:.2f} of the plain resource's CPU",
            f"{ours:.2f} s against {plain:.2f} s",
        )
        rows.append(Row(name, "6", words, f"at most {most}", ours <= most * plain, beside))
    lock = took["lock_s"]
    rows.append(
        Row("confirm, write lock", "6", f"{lock:.2f} s", "under 1 s", lock < MOST_LOCK_S, "by the clock")
    )
    return rows


def queue_rows(options: argparse.Namespace, folder: Path) -> list[Row]:
    say("From asking for an edition to the worker's start")
    waits = queue.measure(folder / "queue")
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


def print_rows(options: argparse.Namespace, folder: Path) -> list[Row]:
    printed, seconds = {}, 15 if options.quick else 45
    for countries in sizes(options):
        say(f"The report of {countries} countries")
        printed[countries] = printing.run(countries, 3, seconds, folder / f"print-{countries}")
    pairs = [(printed[6], printed[30])]
    if not options.quick:
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


# By what `--only` calls them: the title over their rows, and what makes them.
PARTS: dict[str, tuple[str, Callable[[argparse.Namespace, Path], list[Row]]]] = {
    "pages": ("Pages, on {}", page_rows),
    "table": ("The table of a draft, on {}", table_rows),
    "search": ("Search, on {}", search_rows),
    "sheets": ("Spreadsheets, on {}", sheet_rows),
    "queue": ("The queue", queue_rows),
    "pdf": ("The report", print_rows),
}


def apart(part: str, options: argparse.Namespace, folder: Path, *arguments: float) -> Any:
    """What a part finds in a process of its own, on an empty database. Raises Missing and Trouble."""
    if options.database == "sqlite":
        folder.mkdir(exist_ok=True)
        addresses = {"DATABASE_URL": f"sqlite:///{folder}/bench-{part}.sqlite3"}
        return run_apart(part, arguments, addresses, folder / part)
    with services.running_postgres() as server, server.database("commit_bench") as url:
        return run_apart(part, arguments, {"DATABASE_URL": url}, folder / part)


def say(words: str) -> None:
    sys.stderr.write(f"{words} ...\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
