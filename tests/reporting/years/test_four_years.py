"""Two years of one plan of action and two of the next, six countries and the region, reviewed twice: one set of figures.

Each status, movement, verdict and day is worked out here from what was typed, and looked for on the screen, in the PDF
and in the workbook of each audience.
"""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from reporting.dataset.serialization import digest
from reporting.dataset_queries.rows import YearAsked, rows_of_years
from reporting.dataset_queries.shared_datasets import asked_by, datasets_of
from reporting.editions.actions import ask_for_edition
from reporting.editions.queries import dataset_with_words, draft_for, figures_in
from reporting.editions.rules import ar_3
from reporting.models import ActivityProgress, CountryReview
from reporting.report.numbering import Imprint
from reporting.report.pdf import render_pdf, report_html
from reporting.report.workbook import write_workbook
from reporting.statuses import ReviewStage
from spa.actions.texts import set_descent
from tests import cast
from tests.papers import text_of
from tests.reporting.editions.test_words import made
from tests.reporting.years.sample import answer, approve
from tests.reporting.years.test_years_pages import matrix_in, page, rows_of
from tests.spa.test_revisions import NOW, earlier_year
from tests.year_behind import open_next
from workplans.models import AnnualCycle, Release, Seat, Workplan
from workplans.releasing.actions import end_release, release_workplan
from workplans.statuses import Audience, Role

pytestmark = pytest.mark.slow
YEARS = (2009, 2010, 2011, 2012)
OLD, NEW = ("1.T1", "1.T2", "1.T3", "1.T4"), ("1.T1", "1.T2", "2.T1", "2.T2")
WORDS = {"A": "Achieved", "D": "Achieved", "P": "In progress", "N": "No activity yet", "-": "Not reported"}
FIRST = "reported for the first time"
PLACES = ("kh", "cn", "la", "mm", "th", "vn", "regional")
NAMES = ("Cambodia", "China", "Lao PDR", "Myanmar", "Thailand", "Viet Nam", "Regional")
# By audience: whose answers it reads, and the years of which it reads any.
READ = {
    Audience.SECRETARIAT: (PLACES, YEARS),
    Audience.TASKFORCES: (PLACES, YEARS),
    Audience.PARTNERS: (("kh",), (2011, 2012)),
    Audience.OBSERVERS: ((), ()),
}


def typed(place: str, year: int) -> tuple[str, str]:
    """The letters of the four targets at mid-year and at the SOM, which says nothing of the last one."""
    one = "".join(
        "DPN-A"[(PLACES.index(place) * 7 + year * 3 + 4 + at * (year % 5 + 1)) % 5] for at in range(4)
    )
    return "NN" + one[2:].replace("D", "A"), f"{one[:3]}-"


def amount(place: str, year: int) -> Decimal:
    """What one activity of a place costs in a year, in US dollars: unlike in any other place or year."""
    return Decimal(1000 + 2 ** PLACES.index(place) * 100 + year - 2000)


def lines(place: str, year: int) -> int:
    """How many activities a place has in a year, all of one type."""
    return 1 if place == "kh" else 1 + (PLACES.index(place) + year) % 2


def letter(place: str, year: int, code: str) -> str:
    """What a place last said of a target of the new plan: 2.T1 was the old 1.T4. "" where it was not asked."""
    names = NEW if year > 2010 else {"2.T1": OLD[3]}.get(code, "") and OLD
    if not names:
        return ""
    at = names.index(code if year > 2010 else OLD[3])
    middle, last = (one[at] for one in typed(place, year))
    return middle if last == "-" else last


def movement(place: str, code: str) -> str:
    """What is said of the answer of 2012 beside that of 2011."""
    was, now = (WORDS[letter(place, year, code)] for year in (2011, 2012))
    order = ["No activity yet", "In progress", "Achieved"]
    before = [WORDS[one] for year in YEARS[:3] if (one := letter(place, year, code))]
    if was == now:
        return "" if now == "Not reported" else "as in 2011"
    if now == "Not reported":
        return f"not reported now, was: {was.lower()}"
    if was == "Not reported":
        return "was: not reported" if set(before) & set(order) else FIRST
    return f"moved {'forward' if order.index(now) > order.index(was) else 'back'}, was: {was.lower()}"


def verdict(place: str, code: str) -> str:
    """The answer of 2012 against the last day of 2012, the end of the plan of action."""
    words = {"Achieved": "Achieved in time", "Not reported": "Not known"}
    return words.get(WORDS[letter(place, 2012, code)], "Overdue")


def expected(audience: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """By target and place: the status of each year that is read, the movement, the verdict and the day."""
    places, years = READ[Audience(audience)]
    return {
        (code, NAMES[PLACES.index(place)]): (
            *(WORDS.get(letter(place, year, code), "Not asked") for year in years),
            # Who reads only what was released does not learn that an answer is the first.
            movement(place, code).replace(
                FIRST, "was: not reported" if audience == Audience.PARTNERS else FIRST
            ),
            verdict(place, code),
            # Days are told with the workplan, and only Cambodia has one.
            date(2012, 6, 1)
            if (place, letter(place, 2012, code)) == ("kh", "D") and audience != Audience.TASKFORCES
            else None,
        )
        for code in NEW
        for place in places
    }


def how_far() -> dict[str, set[str]]:
    """By how many countries each target is achieved at the end of 2012."""
    found: dict[str, set[str]] = {}
    for code in NEW:
        count = sum(WORDS[letter(place, 2012, code)] == "Achieved" for place in PLACES[:-1])
        words = {0: "By no country", 1: "By 1 country", 6: "By all countries"}
        found.setdefault(words.get(count, f"By {count} countries"), set()).add(code)
    return found


def reached(text: str) -> dict[str, set[str]]:
    """The same as the page says it; the number of the targets stands before their codes."""
    section = text.split("How far the plan of action came by 2012")[1].split("</details>")[0]
    found = {}
    for words, cells in re.findall(r'scope="row">([^<]+)</th>(.*?)</tr>', section, re.DOTALL):
        count, codes = re.findall(r"<td[^>]+>([^<]+)", cells)
        found[words] = set(codes.split(", "))
        assert len(found[words]) == int(count)
    return found


@pytest.fixture
def four(world: cast.World, forget: Any, regional_office: Seat) -> AnnualCycle:
    """The years, of which Cambodia has released 2011 and 2012 to partners. Returns 2012, the last one of its plan."""
    second = earlier_year(regional_office)
    first = world.open_year(2009, second.plan)
    last = open_next(world, year=2012).cycle
    world.plan.ends_on = date(2012, 12, 31)
    world.plan.save()
    for code, old, is_same in (("1.T1", ("1.T1", "1.T2"), False), ("2.T1", ("1.T4",), True)):
        found, target = list(second.plan.targets.filter(code__in=old)), world.plan.targets.get(code=code)
        set_descent(target, found, is_same=is_same, reason="Read together", by=regional_office, now=NOW)
    for cycle in (first, second, world.cycle, last):
        approve(world, cycle, secretariat_cost=amount("kh", cycle.year))
        for at, stage in enumerate((ReviewStage.MID_YEAR, ReviewStage.SOM)):
            answer(world, cycle, {place: typed(place, cycle.year)[at] for place in PLACES}, stage)
    for cycle in (world.cycle, last):
        release_workplan(
            world.workplan("kh", cycle), Audience.PARTNERS, by=world.seats["kh_lead"], now=timezone.now()
        )
    forget()
    return AnnualCycle.objects.select_related("plan").get(pk=last.pk)


@pytest.mark.parametrize("audience", Audience)
def test_years_that_are_read_at_once_have_the_rows_of_each_read_alone(
    four: AnnualCycle, world: cast.World, audience: Audience
) -> None:
    last, *others, first = AnnualCycle.objects.select_related("plan").order_by("-year")
    years = [
        YearAsked(last, first),
        YearAsked(others[0], compare=False),
        *map(YearAsked, [*others[1:], first]),
    ]
    own = world.seats["lao_lead"].taskforce_id
    asked = [asked_by(world.seats[name], four, compared=None) for name in ("lao_lead", "kh_lead")]
    with pytest.raises(ValueError, match="too many values"):
        datasets_of(asked)
    options: list[dict[str, Any]] = [
        {"stage": ReviewStage.MID_YEAR},
        {"only_targets": True},
        {"only_area": "2"},
    ]
    for only in ({}, *options):
        read = rows_of_years(years, audience, on=NOW.date(), own=own, **only)
        assert read == [
            row for one in years for row in rows_of_years([one], audience, on=NOW.date(), own=own, **only)
        ]


def test_figures_of_a_text_are_those_of_its_edition(four: AnnualCycle) -> None:
    now, draft = timezone.now(), draft_for(four, Audience.SECRETARIAT)
    words = dataset_with_words(draft, now=now, to_freeze=False)
    assert figures_in(words, now=now) == figures_in(dataset_with_words(draft, now=now), now=now)


def cells_in(text: str, cell: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The words of each cell of the chapter, by target and place."""
    found = {}
    for row in text.split("<tr")[1:]:
        code = re.search(r'class="(?:quiet|code)">([^<]+)', row)
        for name, (look, words) in zip(NAMES, re.findall(cell, row, re.DOTALL) if code else (), strict=False):
            told = (unescape(one.strip()) for one in re.split(r"<[^>]+>", words))
            if "not_released" not in look and code:
                found[code[1], name] = tuple(filter(None, told))
    return found


def without_overdue(words: tuple[str, ...]) -> tuple[str, ...]:
    """A cell without what its workbook has in other columns: the verdict, and the review of the answer."""
    return tuple(one for one in words if one != "Overdue" and not one.startswith("as reported"))


def text_of_pdf(html: str) -> str:
    """What the PDF of a page says, with one space between its words. Each row of each table stands there in one piece."""
    read = text_of(render_pdf(html, identifier="x").content, "-raw").split()
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    assert rows
    # Blanks apart: a line ends after a hyphen as well.
    for row in rows:
        assert "".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) in "".join(read)
    return " ".join(read)


@pytest.mark.parametrize("audience", list(READ))
def test_screen_pdf_and_workbook_say_what_was_typed(
    four: AnnualCycle, world: cast.World, client_of: Any, tmp_path: Path, audience: str
) -> None:
    # Edition 1 has a mistake of Cambodia, which the next round corrects: all that was typed is compared in edition 2.
    wanted, (_places, years) = expected(audience), READ[Audience(audience)]
    office, right = world.seats["regional_office"], typed("kh", 2012)[1]
    ask = partial(ask_for_edition, four, Audience(audience), by=office)
    answer(world, four, {"kh": "N" + right[1:]})
    first = made(ask(now=timezone.now()))
    if audience != Audience.SECRETARIAT:
        made(first, status="released", released_at=NOW, released_by=office.user)
    answer(world, four, {"kh": right})
    second = ask(now=timezone.now(), why="A wrong sheet.")
    dataset, frozen = second.frozen(), first.frozen()
    imprint, path = Imprint(2, digest(dataset), timezone.now()), tmp_path / "r.xlsx"
    assert (digest(frozen), digest(dataset)) == (first.digest, second.digest)
    assert [one.facts.year for one in dataset.earlier] == list(years[:-1])
    html = report_html(dataset, imprint)
    if not wanted:
        assert 'id="years"' not in html
        assert second == first
        return
    assert any(row[-1] for row in wanted.values()) is (audience != Audience.TASKFORCES)

    write_workbook(dataset, imprint, path)
    book = load_workbook(path)
    heads, *rows = book["Years"].iter_rows(values_only=True)
    in_workbook = {}
    for row in rows:
        of = dict(zip(heads, row, strict=True))
        if of["Status 2012"] != "Not released":
            states = (of[f"Status {year}"] for year in years)
            day = of["Achieved on"]
            told = (of["Compared with 2011"] or "", of["Against the due date"], day and day.date())
            in_workbook[of["Target"], of["Country"]] = (*states, *told)
    assert in_workbook == wanted

    shown = {place: tuple(filter(None, row[len(years) - 1 : -2])) for place, row in wanted.items()}
    chapter = html.split('id="years"')[1].split("<h1")[0]
    printed = cells_in(chapter, r'<td class="state ([^"]*)">(.*?)</td>')
    assert {place: without_overdue(words) for place, words in printed.items()} == shown
    made(second)
    client, address = client_of(office), f"/2012/report/{audience}/2"
    screen = client.get(f"{address}/years/").text
    on_screen = cells_in(screen, r'<td role="cell"[^>]*? data-status="([^"]+)"[^>]*>(.*?)</td>')
    assert {place: without_overdue(words) for place, words in on_screen.items()} == shown

    flat = text_of_pdf(html)
    for words in ("moved forward, was:", "moved back, was:", FIRST):
        count = sum(row[-3].startswith(words) for row in wanted.values())
        # The last one stands in the head of the chapter as well.
        assert flat.count(words) == count + (words == FIRST and audience != Audience.PARTNERS), words

    told = ["A wrong sheet.", "Target 1.T1, Cambodia: achieved, before no activity yet."]
    if audience != Audience.TASKFORCES:
        told.append("Target 1.T1, Cambodia: the day of achievement changed.")
    title, about = "What changed since edition 1", book["About"].iter_rows(values_only=True)
    assert [value for what, value in about if what == title] == told
    changes, page_of_changes = (
        client.get(f"{address}/changes/").text,
        html.split('id="changes"')[1].split("<h1")[0],
    )
    assert [face.count("Cambodia: ") for face in (changes, page_of_changes)] == [len(told) - 1] * 2
    for face in (changes, page_of_changes, flat):
        assert all(unescape(face).count(one) for one in (title, *told)), face

    # In the last year of the plan: how many of the countries achieved each target in time.
    end = html.split('id="plan-end"')[1].split("<h1")[0]
    for code in NEW:
        asked = {place: row for (of, place), row in wanted.items() if of == code and place != "Regional"}
        in_time = sum(row[-2] == "Achieved in time" for row in asked.values())
        assert f">{in_time} of {len(asked)}<" in end.split(f">{code} ")[1].split("</tr>")[0]


@pytest.fixture
def all_approved(four: AnnualCycle, world: cast.World) -> AnnualCycle:
    """Each country has approved activities in each of the four years, and spent 100 dollars less than one of them costs.

    All countries released 2011 and 2012 to the taskforces; Cambodia alone released them to partners.
    """
    for plan in Workplan.objects.filter(taskforce__country__isnull=False).select_related(
        "cycle__plan", "taskforce__country"
    ):
        slug, year = plan.taskforce.slug, plan.cycle.year
        officer, lead, desk = (
            Seat.objects.filter(taskforce=plan.taskforce, role=role).first()
            or cast.make_seat(f"{slug}_{role}", role, plan.taskforce)
            for role in (Role.OFFICER, Role.LEAD, Role.DESK)
        )
        if slug != "kh":
            days = {"starts_on": date(year, 3, 1), "ends_on": date(year, 4, 30)}
            for _line in range(lines(slug, year)):
                cast.complete_line(plan, by=officer, secretariat_cost=amount(slug, year), **days)
            plan.refresh_from_db()
            plan = cast.approved(plan, lead=lead, desk=desk)
        sheet = CountryReview.objects.get(
            review__cycle=plan.cycle, review__stage=ReviewStage.SOM, taskforce=plan.taskforce
        )
        ActivityProgress.objects.create(
            sheet=sheet, activity=plan.activities.first(), spent_secretariat=amount(slug, year) - 100
        )
        if year > 2010:
            release_workplan(plan, Audience.TASKFORCES, by=lead, now=timezone.now())
    return four


@pytest.mark.parametrize("audience", Audience)
def test_counts_and_money_of_each_year_are_those_that_were_typed(
    all_approved: AnnualCycle, world: cast.World, client_of: Any, tmp_path: Path, audience: Audience
) -> None:
    office, countries = world.seats["regional_office"], PLACES[:-1]
    # The taskforces read everybody's answers of four years, and two years' workplans.
    places, years = (countries, YEARS) if audience == Audience.TASKFORCES else READ[audience]
    places = tuple(one for one in places if one != "regional")
    dataset = made(ask_for_edition(all_approved, audience, by=office, now=timezone.now())).frozen()
    imprint = Imprint(1, digest(dataset), timezone.now())
    html = report_html(dataset, imprint)
    assert [one.facts.year for one in dataset.earlier] == list(years[:-1])
    client, address = client_of(office), f"/2012/report/{audience}/1"
    typed_amounts = {f"{lines(place, year) * amount(place, year):,}" for place in PLACES for year in YEARS}
    if not years:
        assert not any(
            f">{one}<" in face
            for one in typed_amounts
            for face in (html, client.get(f"{address}/money/").text)
        )
        return

    withheld = YEARS[:2] if audience == Audience.TASKFORCES else ()
    # By what was typed: a count of activities, what was approved for them and what was spent, country by country.
    kinds = {
        "count": lines,
        "approved": lambda place, year: lines(place, year) * amount(place, year),
        "spent": lambda place, year: amount(place, year) - 100,
    }
    wanted = {
        (kind, NAMES[PLACES.index(place)]): tuple(
            "Not released" if year in withheld else of(place, year) for year in years
        )
        for kind, of in kinds.items()
        for place in places
    }
    for kind in kinds:
        by_year = zip(*(wanted[kind, NAMES[PLACES.index(place)]] for place in places), strict=True)
        wanted[kind, "All countries"] = tuple(
            "1 of 6 countries" if places != countries else one[0] if isinstance(one[0], str) else sum(one)
            for one in by_year
        )

    write_workbook(dataset, imprint, tmp_path / "r.xlsx")
    book = load_workbook(tmp_path / "r.xlsx")
    figures = {f"Secretariat funding, {kind}": kind for kind in ("approved", "spent")}
    in_workbook = {
        ("count", part): tuple(values)
        for part, kind, *values in book["Activities by year"].iter_rows(min_row=2, values_only=True)
        if kind == "Training"
    } | {
        (figures[part.removesuffix(": by country")], name): tuple(values)
        for part, name, *values in book["Money by year"].iter_rows(min_row=2, values_only=True)
        if part.endswith(": by country") and part.removesuffix(": by country") in figures
    }
    in_workbook = {
        place: values
        for place, values in in_workbook.items()
        if values[-1] not in ("Not released", "Not approved") and place[1] != "Regional"
    }
    assert in_workbook == wanted
    # Each activity is for 1.T1 alone: it has the sum of all, and of a target without activities there is no amount.
    by_target = {
        code: (*amounts[:2], amounts[-1])
        for _area, code, _text, *amounts in book["Money by target"].iter_rows(min_row=2, values_only=True)
    }
    sums = (
        sum(wanted[kind, NAMES[PLACES.index(place)]][-1] for place in places)
        for kind in ("approved", "spent", "count")
    )
    none = None if audience == Audience.PARTNERS else 0
    assert by_target == dict.fromkeys(NEW, (None, None, none)) | {"1.T1": tuple(sums)}
    if audience == Audience.SECRETARIAT:
        live = (tuple(row.values()) for row in rows_of(client, "/comparison/2009-2012/money/"))
        by_part = {(part.removesuffix(": by country"), name): values for part, name, *values in live}
        for figure, kind in figures.items():
            for place in (*NAMES[:-1], "All countries"):
                assert tuple(by_part[figure, place]) == wanted[kind, place]

    # Print and screen of an edition: the sums year by year, and the country's own row of the last year.
    told = {
        key: tuple(f"{one:,}" if not isinstance(one, str) else one for one in row)
        for key, row in wanted.items()
    }
    names = {"Training": "count"} | figures
    printed = html.split('id="year-by-year"')[1].split("<h1")[0]
    for face in (printed, client.get(f"{address}/year-by-year/").text):
        rows = rows_in(face)
        assert {kind: rows[name] for name, kind in names.items()} == {
            kind: told[kind, "All countries"] for kind in kinds
        }
    for face in (html.split('id="money"')[1].split("<h1")[0], client.get(f"{address}/money/").text):
        rows = rows_in(face)
        for place in places:
            name = NAMES[PLACES.index(place)]
            assert rows[name][1:3] == (told["approved", name][-1], told["spent", name][-1])
    # The text of the PDF: each row of the tables above, and what nobody works on.
    unserved = text_of_pdf(html).split("Targets that nobody works on")[-1]
    word = "Not known" if audience == Audience.PARTNERS else "No activity"
    texts = [target.text for target in dataset.targets if target.code in NEW[1:]]
    assert [unserved.split(f"{code} ")[1].split(word)[0].strip() for code in NEW[1:]] == texts
    on_screen = client.get(f"{address}/comparison/").text.split("Targets that nobody works on")[1]
    assert re.findall(r"</span> ([^<]+)<p class=\"second\">([^<]+)", on_screen) == [
        (one, word) for one in texts
    ]
    # Nobody reads an amount of a country or a year that is not theirs.
    hidden = typed_amounts - {one for (kind, _name), row in told.items() if kind == "approved" for one in row}
    assert not any(f">{one}<" in html for one in hidden)


def test_what_outsiders_do_not_read_is_no_answer(
    all_approved: AnnualCycle, world: cast.World, client_of: Any
) -> None:
    """Lao PDR releases 2012 alone: what it said before is not "none", and nobody knows how many countries achieved a target."""
    released = world.workplan("la", all_approved)
    lead = Seat.objects.get(taskforce=released.taskforce, role=Role.LEAD)
    release_workplan(released, Audience.PARTNERS, by=lead, now=timezone.now())
    office = world.seats["regional_office"]
    made(ask_for_edition(all_approved, Audience.PARTNERS, by=office, now=timezone.now()))
    chapters = {
        name: client_of(office).get(f"/2012/report/partners/1/{name}/").text for name in ("years", "plan-end")
    }

    cells = cells_in(chapters["years"], r'<td role="cell"[^>]*? data-status="([^"]+)"[^>]*>(.*?)</td>')
    assert {place for _code, place in cells} == {"Cambodia", "Lao PDR"}
    said = {one for words in cells.values() for one in words}
    assert not any("first time" in one or "now, was: not released" in one for one in said)
    reads = {2011: ("kh",), 2012: ("kh", "la")}
    given = {year: [letter(place, year, code) for place in reads[year] for code in NEW] for year in reads}
    (was, before), (now, everything) = (
        (sum(one in "DA" for one in found), sum(one in "DAPN" for one in found)) for found in given.values()
    )
    assert (
        f"“Achieved”: {now} of {everything} answers for 2012, and {was} of {before} for 2011."
        in chapters["plan-end"]
    )
    rows = rows_in(chapters["plan-end"])
    assert "By no country" not in rows
    assert rows["Not known: some answers are not shown"] == ("4", ", ".join(NEW))
    for code in NEW:
        text = all_approved.plan.targets.get(code=code).text
        assert rows[f"{code} {text}"][:2] == tuple(
            f"{sum(letter(place, year, code) in ('D', 'A') for place in places)} of {len(places)}"
            for year, places in reads.items()
        )


def rows_in(text: str) -> dict[str, tuple[str, ...]]:
    """The figures of each row of the first table in which its name stands."""
    found: dict[str, tuple[str, ...]] = {}
    for name, row in re.findall(r'<th[^>]*scope="row"[^>]*>([^<]+)</th>(.*?)</tr>', text, re.DOTALL):
        cells = (unescape(one).strip() for one in re.findall(r"<td[^>]*>([^<]*)</td>", row))
        found.setdefault(unescape(name), tuple(cells))
    return found


@pytest.mark.parametrize("name", ["ilo", "observer"])
def test_partners_and_observers_read_pages_of_years_by_what_was_released(
    four: AnnualCycle, world: cast.World, client_of: Any, name: str
) -> None:
    client, office = client_of(world.seats[name]), world.seats["regional_office"]
    for audience in (Audience.PARTNERS, Audience.OBSERVERS):
        edition = made(ask_for_edition(four, audience, by=office, now=timezone.now()))
        made(edition, status="released", released_at=NOW, released_by=office.user)
    own, other = ("partners", "observers") if name == "ilo" else ("observers", "partners")
    for path in ("/comparison/2011-2012/", "/comparison/2009-2012/", "/comparison/2009-2012/money/"):
        text = page(client, path)
        assert "You can read the comparison in the annual reports that are released to you." in text
        assert matrix_in(text) == {}
        assert "<table" not in text
        assert re.findall(r"in edition 1 for (\w+)", text) == [own]
        assert client.get(f"{path}list.xlsx").status_code in (403, 404)
    # Their edition has the years as far as they were released.
    years, address = READ[Audience(own)][1], f"/2012/report/{own}/1/"
    read = cells_in(
        client.get(f"{address}years/").text if years else client.get(address).text,
        r'<td role="cell"[^>]*? data-status="([^"]+)"[^>]*>(.*?)</td>',
    )
    assert {place: without_overdue(words)[0] for place, words in read.items()} == {
        place: row[len(years) - 1] for place, row in expected(own).items()
    }
    assert client.get(f"{address}years/").status_code == (200 if years else 404)
    assert client.get(f"/2012/report/{other}/1/years/").status_code in (403, 404)


@pytest.mark.parametrize("name", ["regional_office", "kh_lead", "lao_officer", "lao_desk"])
def test_pages_of_two_years_and_of_all_have_what_was_typed_and_so_have_their_files(
    four: AnnualCycle, world: cast.World, client_of: Any, name: str
) -> None:
    client, wanted = client_of(world.seats[name]), expected(Audience.SECRETARIAT)
    told = ("overdue", "as reported at mid-year")
    for then in (2009, 2011):
        path = f"/comparison/{then}-2012/"
        text, file = page(client, path), rows_of(client, path)
        cells = {place: words for place, words in matrix_in(text).items() if place[0] in NEW}
        rows = {(row["Target"], row["Country"]): row for row in file if row["Target"] in NEW}
        years = [year for year in YEARS if year >= then]
        assert {place: tuple(row[f"Status {year}"] for year in years) for place, row in rows.items()} == {
            place: row[YEARS.index(then) : 4] for place, row in wanted.items()
        }
        assert {place: words[0] for place, words in cells.items()} == {
            place: row[3] for place, row in wanted.items()
        }
        for place, (_word, _move, *small) in cells.items():
            words = [one for one in small if not one.startswith(told)]
            assert words == list(filter(None, [rows[place][f"Compared with {then}"]]))
            assert then == 2009 or words == list(filter(None, [wanted[place][4]]))
        # How many answers are in time, late and overdue, target by target.
        table = text.partition("their due dates</h2>")[2]
        labels = re.findall(r'<th role="columnheader" scope="col">([^<]+)', table)[2:-1]
        for code, row in re.findall(r'scope="row">([^<]+)</th>(.*?)</tr>', table, re.DOTALL):
            _due, *counts, asked = re.findall(r"<td[^>]+>([^<]+)", row)
            found = Counter(one["Against the due date"] for one in file if one["Target"] == code)
            assert dict(zip(labels, map(int, counts), strict=True)) == {one: found[one] for one in labels}
            assert int(asked) == found.total()
        assert reached(text) == how_far()
        assert ('<a href="/comparison/2009-2012/">2009 to 2012</a>' in text) is (then == 2011)
        # A mark a year, where there are more than two.
        assert ('<span class="was strip" aria-hidden="true">' in text) is (then == 2009)


@pytest.mark.parametrize("table", ["time", "counts", "taskforces", "money", "partners"])
def test_tables_over_the_years_are_their_files(
    four: AnnualCycle, world: cast.World, client_of: Any, table: str
) -> None:
    client, path = client_of(world.seats["regional_office"]), f"/comparison/2009-2012/{table}/"

    rows, text = rows_of(client, path), page(client, path)
    printed = {
        (unescape(part.split("</h2>")[0]), unescape(name)): [
            unescape(value).replace("\xa0", " ") for value in re.findall(r"<td[^>]*>([^<]*)</td>", values)
        ]
        for part in text.split("<summary><h2>")[1:]
        for name, values in re.findall(r'scope="row">([^<]+)</th>(.*?)</tr>', part, re.DOTALL)
    }
    assert len(printed) == len(rows) >= (3 if table == "partners" else len(NEW))
    for row in rows:
        part, name, *values = row.values()
        told = [
            f"{value:%-d %b %Y}"
            if hasattr(value, "year")
            else f"{value:,}"
            if isinstance(value, int)
            else value
            for value in values
        ]
        assert printed[part, name] == told
    if table == "time":
        new = {row["Target"]: row for row in rows if row["Area"][0] in "12"}
        for (code, place), (*_states, against, day) in expected(Audience.SECRETARIAT).items():
            assert new[code][place].startswith(against)
            assert not day or new[code][place] == f"{against}, 1 Jun 2012"
    assert rows_of(client, path, suffix="csv")
    assert client.get("/comparison/2009-2012/else/").status_code == 404


def test_ar_3_an_edition_keeps_no_year_whose_release_has_ended(four: AnnualCycle, world: cast.World) -> None:
    office = world.seats["regional_office"]
    report = ask_for_edition(four, Audience.PARTNERS, by=office, now=timezone.now())
    assert not list(ar_3(report))

    of_2011 = Release.objects.get(version__workplan__cycle__year=2011)
    end_release(of_2011, by=world.seats["kh_lead"], now=timezone.now())

    said = [str(broken.message) for broken in ar_3(report)]
    assert said == ["Cambodia ended its release of 2011 after this edition was made. Make a new edition."]
