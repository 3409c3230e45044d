"""Two years of one plan of action and two of the next, six countries and the region, reviewed twice: one set of figures.

Each status, movement, verdict and day is worked out here from what was typed, and looked for on the screen, in the PDF
and in the workbook of each audience.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from html import unescape
from itertools import product
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from reporting.dataset.serialization import digest
from reporting.dataset_queries.rows import YearAsked, rows_of_years
from reporting.dataset_queries.shared_datasets import asked_by, datasets_of
from reporting.editions.actions import ask_for_edition
from reporting.editions.queries import dataset_with_words, draft_for, figures_in
from reporting.editions.rules import ar_3
from reporting.meetings.actions import add_meeting, follow_up, recommend
from reporting.models import ActivityProgress, CountryReview, RecommendationAddressee, Review
from reporting.report.numbering import Imprint
from reporting.report.pdf import render_pdf, report_html
from reporting.statuses import ReviewStage
from spa.actions.texts import set_descent
from spa.models import ActionPlan, ActivityType, Target
from tests import cast, papers, year_behind
from tests.replayed import replayed
from tests.report_samples import book_of
from tests.reporting.editions.test_words import made
from tests.reporting.years.sample import answer
from tests.reporting.years.test_years_pages import matrix_in, page, rows_of
from tests.spa.test_revisions import NOW, earlier_year
from workplans.models import AnnualCycle, Partner, Release, Seat, Taskforce, Workplan
from workplans.releasing.actions import end_release, release_workplan
from workplans.statuses import Audience, Role

pytestmark = pytest.mark.slow
YEARS = (2009, 2010, 2011, 2012)
OLD, NEW = ("1.T1", "1.T2", "1.T3", "1.T4"), ("1.T1", "1.T2", "2.T1", "2.T2")
WORDS = {"A": "Achieved", "D": "Achieved", "P": "In progress", "N": "No activity yet", "-": "Not reported"}
FIRST = "reported for the first time"
PLACES = ("kh", "cn", "la", "mm", "th", "vn", "regional")
NAMES = ("Cambodia", "China", "Lao PDR", "Myanmar", "Thailand", "Viet Nam", "Regional")
APPROVED, SPENT = "Secretariat funding, approved", "Secretariat funding, spent"
ACCEPTED, WITHIN = "Accepted from partners", "Accepted support that was spent"
APART = "Other spending of partners"
LATER = timedelta(days=3)
OF_PARTNERS = (ACCEPTED, WITHIN, APART)
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


def lines(place: str, year: int, kind: str) -> int:
    """How many activities of a type a place has in a year; `kind` is "" for all of them."""
    at = PLACES.index(place)
    found = {"Training": 1 + (at + year) % 2, "Legal": (2 * at + year) % 3}
    return found.get(kind, sum(found.values()))


def money(place: str, year: int, figure: str) -> Decimal:
    """US dollars of a workplan, of which an activity on law costs 7 more than a training.

    For the first training some money of the ILO is accepted. Of it some is spent, and IOM spent what nobody accepted.
    """
    cost = amount(place, year)
    return {
        APPROVED: lines(place, year, "") * cost + lines(place, year, "Legal") * 7,
        SPENT: cost - 41,
        ACCEPTED: 3 * cost,
        WITHIN: 2 * cost - 9,
        APART: cost + 13,
    }[figure]


def planned(place: str, year: int, number: int) -> tuple[date, date]:
    """The days of an activity, unlike those of any other of its year. The first of each workplan ran three days later."""
    month = 1 + PLACES.index(place)
    return date(year, month, 10 + number), date(year, month + 3, 20 + number)


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
    section = text.split("Progress of the plan of action by 2012")[1].split("</details>")[0]
    found = {}
    for words, cells in re.findall(r'scope="row">([^<]+)</th>(.*?)</tr>', section, re.DOTALL):
        count, codes = re.findall(r"<td[^>]+>([^<]+)", cells)
        found[words] = set(codes.split(", "))
        assert len(found[words]) == int(count)
    return found


def in_force(plan: Workplan) -> Workplan:
    """The workplan of a place, approved with the activities and the accepted money that are typed for it."""
    slug, year = plan.taskforce.slug, plan.cycle.year
    facts: dict[str, Any] = {}
    if slug == "regional":
        facts["countries"] = Taskforce.objects.filter(slug__in=("kh", "la"))
    for of_type in ActivityType.objects.filter(title__in=("Training", "Legal")).order_by("position"):
        cost = amount(slug, year) + (7 if of_type.title == "Legal" else 0)
        for _line in range(lines(slug, year, of_type.title)):
            begins, ends = planned(slug, year, plan.activities.count() + 1)
            days = {"starts_on": begins, "ends_on": ends}
            cast.complete_line(plan, type=of_type, secretariat_cost=cost, **days, **facts)
    ilo = Seat.objects.get(partner__acronym="ILO")
    first = plan.activities.get(number=1)
    cast.support(first, ilo.partner, "accepted", by=ilo, amount=money(slug, year, ACCEPTED))
    plan.refresh_from_db()
    return cast.in_force(plan) if slug == "regional" else cast.approved(plan)


@pytest.fixture
@replayed
def four(world: cast.World, regional_office: Seat) -> AnnualCycle:
    """The years, of which Cambodia has released 2011 and 2012 to partners. Returns 2012, the last one of its plan."""
    second = earlier_year(regional_office)
    first = world.open_year(2009, second.plan)
    last = year_behind.open_next(world, year=2012).cycle
    world.plan.ends_on = date(2012, 12, 31)
    world.plan.save()
    for code, old, is_same in (("1.T1", ("1.T1", "1.T2"), False), ("2.T1", ("1.T4",), True)):
        found, target = list(second.plan.targets.filter(code__in=old)), world.plan.targets.get(code=code)
        set_descent(target, found, is_same=is_same, reason="Read together", by=regional_office, now=NOW)
    for cycle in (first, second, world.cycle, last):
        in_force(world.workplan("kh", cycle))
        for at, stage in enumerate((ReviewStage.MID_YEAR, ReviewStage.SOM)):
            answer(world, cycle, {place: typed(place, cycle.year)[at] for place in PLACES}, stage)
    for cycle in (world.cycle, last):
        release_workplan(
            world.workplan("kh", cycle), Audience.PARTNERS, by=world.seats["kh_lead"], now=timezone.now()
        )
    return AnnualCycle.objects.select_related("plan").get(pk=last.pk)


@pytest.mark.parametrize("audience", Audience)
def test_years_that_are_read_at_once_have_the_rows_of_each_read_alone(four, world, audience):
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


def test_figures_of_a_text_are_those_of_its_edition(four):
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
    read = papers.text_of(render_pdf(html, identifier="x").content, "-raw").split()
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    assert rows
    # Blanks apart: a line ends after a hyphen as well.
    for row in rows:
        assert "".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) in "".join(read)
    return " ".join(read)


@pytest.mark.parametrize("audience", list(READ))
def test_screen_pdf_and_workbook_say_what_was_typed(four, world, client_of, tmp_path, audience):
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
    imprint = Imprint(2, digest(dataset), timezone.now())
    assert (digest(frozen), digest(dataset)) == (first.digest, second.digest)
    assert [one.facts.year for one in dataset.earlier] == list(years[:-1])
    html = report_html(dataset, imprint)
    if not wanted:
        assert 'id="years"' not in html
        assert second == first
        return
    assert any(row[-1] for row in wanted.values()) is (audience != Audience.TASKFORCES)

    book = book_of(dataset, tmp_path, imprint)
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
@replayed
def all_approved(four: AnnualCycle) -> AnnualCycle:
    """Each place has approved activities in each of the four years, and said at the SOM what was spent.

    All countries released 2011 and 2012 to the taskforces; Cambodia alone released them to partners.
    """
    partners = {partner.acronym: partner for partner in Partner.objects.all()}
    for plan in Workplan.objects.select_related("cycle__plan", "taskforce__country"):
        slug, year = plan.taskforce.slug, plan.cycle.year
        for role in (Role.OFFICER, Role.LEAD, Role.DESK):
            if slug != "regional" and not Seat.objects.filter(taskforce=plan.taskforce, role=role).exists():
                cast.make_seat(f"{slug}_{role}", role, plan.taskforce)
        if slug != "kh":
            plan = in_force(plan)
        sheet = CountryReview.objects.get(
            review__cycle=plan.cycle, review__stage=ReviewStage.SOM, taskforce=plan.taskforce
        )
        said = ActivityProgress.objects.create(
            sheet=sheet,
            activity=plan.activities.get(number=1),
            status="done",
            actual_starts_on=planned(slug, year, 1)[0] + LATER,
            actual_ends_on=planned(slug, year, 1)[1] + LATER,
            spent_secretariat=money(slug, year, SPENT),
            spent_partners=money(slug, year, WITHIN) + money(slug, year, APART),
        )
        for acronym, figure in (("ILO", WITHIN), ("IOM", APART)):
            said.partner_spending.create(partner=partners[acronym], amount=money(slug, year, figure))
        if year > 2010 and slug != "regional":
            lead = cast.seat_of(plan, Role.LEAD)
            release_workplan(plan, Audience.TASKFORCES, by=lead, now=timezone.now())
    return four


# By reader: whose workplans it reads in each year. A lead reads its own years, and what the others released.
RELEASED = {2011: PLACES, 2012: PLACES}
WORKPLANS_READ: dict[str, dict[int, tuple[str, ...]]] = {
    Audience.SECRETARIAT: dict.fromkeys(YEARS, PLACES),
    Audience.TASKFORCES: {2009: ("regional",), 2010: ("regional",), **RELEASED},
    Audience.PARTNERS: {2011: ("kh",), 2012: ("kh",)},
    Audience.OBSERVERS: {},
    "regional_office": dict.fromkeys(YEARS, PLACES),
    "kh_lead": {2009: ("kh", "regional"), 2010: ("kh", "regional"), **RELEASED},
    "lao_officer": {2009: ("la", "regional"), 2010: ("la", "regional"), **RELEASED},
}


def figures_for(reader: str) -> tuple[str, ...]:
    """Outsiders read no money of partners."""
    return (APPROVED, SPENT) if reader == Audience.PARTNERS else (APPROVED, SPENT, *OF_PARTNERS)


def tables_for(reader: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """By figure and place: what the reader reads of each year. A sum that lacks countries is not given."""
    read = WORKPLANS_READ[reader]
    figures: dict[str, Callable[[str, int], Any]] = {
        **{kind or "All types": partial(lines, kind=kind) for kind in ("Training", "Legal", "")},
        **{figure: partial(money, figure=figure) for figure in figures_for(reader)},
    }
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for figure, of in figures.items():
        for place, name in zip(PLACES, NAMES, strict=True):
            found[figure, name] = tuple(
                of(place, year) if place in places else "Not released" for year, places in read.items()
            )
        by_year = zip(*(found[figure, name] for name in NAMES[:-1]), strict=True)
        found[figure, "All countries"] = tuple(map(sum_of_countries, by_year))
    return found


def sum_of_countries(values: Sequence[Any]) -> Any:
    """The sum of six countries; "1 of 6 countries" where only some are read."""
    known = [value for value in values if value != "Not released"]
    if len(known) == 6:
        return sum(known)
    return f"{len(known)} of 6 countries" if known else "Not released"


def partners_for(reader: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """By figure and partner: the sums over all workplans, of each year in which all are read."""
    others = {(ACCEPTED, "IOM"): Decimal(0), (WITHIN, "IOM"): "–", (APART, "ILO"): "–"}
    found = {}
    for figure, name in product(OF_PARTNERS, ("ILO", "IOM", "All partners")):
        found[figure, name] = tuple(
            others.get((figure, name), sum(money(place, year, figure) for place in PLACES))
            if len(places) == len(PLACES)
            else "1 of 6 countries"
            for year, places in WORKPLANS_READ[reader].items()
        )
    return found


def in_words(value: Any) -> str:
    """A figure as a page has it."""
    if isinstance(value, str):
        return value
    return f"{value:%-d %b %Y}" if hasattr(value, "year") else f"{value:,}"


def last_year(
    reader: str, row_of: Callable[..., tuple[Any, ...]], *, none_set: str, no_ceiling: str | None
) -> dict[str, tuple[Any, ...]]:
    """The money of 2012, with a ceiling: of each workplan, of all countries that are read, and of all workplans."""
    read = WORKPLANS_READ[reader][2012]
    nations = [place for place in read if place != "regional"]
    ceilings = dict.fromkeys(NAMES[:-1], 100_000) | {"Regional workplan": none_set}
    found = {
        name: row_of(reader, ceiling, [place]) if place in read else ("Not released",)
        for place, (name, ceiling) in zip(PLACES, ceilings.items(), strict=True)
    }
    countries = {"All countries": row_of(reader, 100_000 * len(nations), nations)}
    return found | countries | {"All workplans": row_of(reader, no_ceiling, read)}


def sums(reader: str, places: Iterable[str]) -> dict[str, Decimal]:
    """What these places together have in 2012, by the figures that the reader reads."""
    return {figure: sum(money(place, 2012, figure) for place in places) for figure in figures_for(reader)}


def row_in_print(reader: str, ceiling: int | str, places: list[str]) -> tuple[str, ...]:
    """Two kinds of money, each with the part that was spent in percent; then what partners spent else, and the sum."""
    of = sums(reader, places)
    row = (ceiling, of[APPROVED], of[SPENT], f"{of[SPENT] / of[APPROVED]:.0%}"[:-1])
    if ACCEPTED in of:
        everything = of[SPENT] + of[WITHIN] + of[APART]
        percent = f"{of[WITHIN] / of[ACCEPTED]:.0%}"[:-1]
        row = (*row, of[ACCEPTED], of[WITHIN], percent, of[APART], everything)
    return tuple(map(in_words, row))


def row_in_workbook(reader: str, ceiling: int | str | None, places: list[str]) -> tuple[Any, ...]:
    """The amounts, and for how many activities they are."""
    count = sum(lines(place, 2012, "") for place in places)
    return (ceiling, *sums(reader, places).values(), None if ceiling is None else count)


def rows_in_workbook(audience: Audience) -> dict[str, tuple[Any, ...]]:
    """The rows of the sheet of money by their names; the last cells count the countries."""
    rows = last_year(audience, row_in_workbook, none_set="None set", no_ceiling=None)
    (ceiling, *amounts), others = rows.pop("All countries"), {}
    read, by_partner = ceiling // 100_000, partners_for(audience)
    nothing: list[Any] = [0, "Not reported"]
    if len(figures_for(audience)) > 2:
        nothing += [0, None, "Not reported"]
        for name in ("ILO", "IOM"):
            given = (by_partner[figure, name][-1] for figure in OF_PARTNERS)
            others[name] = (None, None, None, *(None if one in (0, "–") else one for one in given), None)
    return {
        **rows,
        **others,
        "Countries": (ceiling, *amounts, read),
        "All workplans": (*rows["All workplans"], read),
        # Every activity is in the first area.
        "Policy": (None, *amounts, read),
        "Law": (None, *nothing, 0, read),
        "All areas": (None, *amounts, read),
    }


def rows_in_chapters(audience: Audience) -> dict[str, dict[str, tuple[str, ...]]]:
    """The rows of an edition on the screen and in print, by chapter and name."""
    wanted = tables_for(audience)
    of_money = last_year(audience, row_in_print, none_set="none set", no_ceiling="–")
    if audience == Audience.PARTNERS:
        of_money["1 of 6 countries"] = of_money.pop("All countries")
    else:
        for (_figure, name), row in partners_for(audience).items():
            of_money[name] = (*of_money.get(name, ()), in_words(row[-1] or "–"))
    by_year = {
        figure: tuple(map(in_words, row)) for (figure, name), row in wanted.items() if name == "All countries"
    }
    counts = {kind: [wanted[kind, name][-1] for name in NAMES[:-1]] for kind in ("Training", "Legal")}
    by_type = {
        kind: tuple(map(in_words, (*row, sum(one for one in row if isinstance(one, int)))))
        for kind, row in counts.items()
    }
    return {"money": of_money, "year-by-year": by_year, "counts": by_type}


@pytest.mark.parametrize("audience", Audience)
def test_counts_and_money_of_each_year_are_those_that_were_typed(
    all_approved, secretariat, regional_office, tmp_path, audience
):
    wanted, read = tables_for(audience), WORKPLANS_READ[audience]
    dataset = made(ask_for_edition(all_approved, audience, by=regional_office, now=timezone.now())).frozen()
    imprint, address = Imprint(1, digest(dataset), timezone.now()), f"/2012/report/{audience}/1"
    html = report_html(dataset, imprint)
    assert [one.facts.year for one in dataset.earlier] == list(read)[:-1]
    # Nobody reads an amount of a country or a year that is not theirs.
    seen = {in_words(value) for row in wanted.values() for value in row}
    typed_amounts = {in_words(money(*of)) for of in product(PLACES, YEARS, (APPROVED, SPENT, *OF_PARTNERS))}
    for face in (html, secretariat.get(f"{address}/money/").text):
        assert not any(f">{one}<" in face for one in typed_amounts - seen)
    if not read:
        return

    book = book_of(dataset, tmp_path, imprint)
    in_workbook = {
        (kind, name): tuple(values)
        for name, kind, *values in book["Activities by year"].iter_rows(min_row=2, values_only=True)
    } | {
        (part.removesuffix(": by country"), name): tuple(values)
        for part, name, *values in book["Money by year"].iter_rows(min_row=2, values_only=True)
        if part.endswith(": by country") and not part.startswith("Ceiling")
    }
    of_the_region = {(kind, "Regional") for kind in ("Training", "Legal", "All types")}
    assert in_workbook == {place: row for place, row in wanted.items() if place not in of_the_region}
    sheet = {name: row for _what, _code, name, *row in book["Money"].iter_rows(min_row=2, values_only=True)}
    width = len(figures_for(audience)) + 3
    padded = {name: [*row, *[None] * width][:width] for name, row in rows_in_workbook(audience).items()}
    assert {name: row[:width] for name, row in sheet.items()} == padded
    assert not any(any(row[width:]) for row in sheet.values())
    # Each activity is for 1.T1 alone: it has the sum of all, and of a target without activities there is no amount.
    by_target = {
        code: amounts
        for _area, code, _text, *amounts in book["Money by target"].iter_rows(min_row=2, values_only=True)
    }
    none = [*[None] * (width - 3), None if audience == Audience.PARTNERS else 0]
    everything = [*sums(audience, read[2012]).values(), sum(lines(place, 2012, "") for place in read[2012])]
    assert by_target == dict.fromkeys(NEW, none) | {"1.T1": everything}

    for chapter, rows in rows_in_chapters(audience).items():
        in_print = html.split(f'id="{chapter}"')[1].split("<h1")[0]
        for face in (in_print, secretariat.get(f"{address}/{chapter}/").text):
            told = rows_in(face)
            assert {name: told[name][: len(row)] for name, row in rows.items()} == rows
    # The text of the PDF: each row of the tables above, and what nobody works on.
    unserved = text_of_pdf(html).split("Targets that nobody works on")[-1]
    word = "Not known" if audience == Audience.PARTNERS else "No activity"
    texts = [target.text for target in dataset.targets if target.code in NEW[1:]]
    assert [unserved.split(f"{code} ")[1].split(word)[0].strip() for code in NEW[1:]] == texts
    on_screen = secretariat.get(f"{address}/comparison/").text.split("Targets that nobody works on")[1]
    assert re.findall(r"</span> ([^<]+)<p class=\"second\">([^<]+)", on_screen) == [
        (one, word) for one in texts
    ]


# A row of a table of activities: its code, its months, its cost with accepted money of partners, and the result.
IN_PRINT = re.compile(
    r'<tr><td class="quiet">([^<]+)</td><th scope="row">[^<]*<small>[^<]*</small></th><td>[^<]*</td><td>([^<]+)</td>'
    r'<td class="figure">([^<]+)(?:<small>\+ ([^<]+)</small>)?</td><td class="state[^>]*>([^<]+)'
)
ON_SCREEN = re.compile(
    r'"cell" class="line-code">([^<]+)<.*?"line-runs">([^<]+)<.*?"line-cost">([^<]+)()<.*?data-status[^>]*>([^<]+)',
    re.DOTALL,
)
OF_THE_REGION = re.compile(
    r'"row-title">(RG-\S+) .*?"second">[^<·]+ · ([^<·]+) · US\$([^<]+)()<.*?data-status[^>]*>([^<]+)',
    re.DOTALL,
)


def activities_typed(audience: Audience, place: str) -> list[dict[str, Any]]:
    """The activities of 2012, by the heads of the workbook: of the first alone more is known than what was planned."""
    heads = ["Actual from", "Actual until", SPENT, *figures_for(audience)[2:], "Result"]
    unknown = [None, None, "Not reported", None, None, "Not reported"][: len(heads) - 1]
    found = []
    for kind in ("Training", "Legal"):
        for _line in range(lines(place, 2012, kind)):
            begins, ends = planned(place, 2012, len(found) + 1)
            said = [*unknown, "Not reported"]
            if not found:
                amounts = (money(place, 2012, figure) for figure in figures_for(audience)[1:])
                said = [begins + LATER, ends + LATER, *amounts, "Done"]
            cost = amount(place, 2012) + (7 if kind == "Legal" else 0)
            number = f"{len(found) + 1:03}"
            of_plan = {
                "Code": f"{'RG' if place == 'regional' else place.upper()}-2012-{number}",
                "Type": kind,
            }
            days = {"Planned from": begins, "Planned until": ends, "Secretariat funding": cost}
            found.append(of_plan | days | dict(zip(heads, said, strict=True)))
    return found


@pytest.mark.parametrize("audience", [Audience.SECRETARIAT, Audience.TASKFORCES, Audience.PARTNERS])
def test_days_cost_and_result_of_each_activity_are_those_that_were_typed(
    all_approved, secretariat, regional_office, tmp_path, audience
):
    dataset = made(ask_for_edition(all_approved, audience, by=regional_office, now=timezone.now())).frozen()
    imprint, address = Imprint(1, digest(dataset), timezone.now()), f"/2012/report/{audience}/1"
    html = report_html(dataset, imprint)
    heads, *rows = book_of(dataset, tmp_path, imprint)["Activities"].iter_rows(values_only=True)
    for place in PLACES:
        wanted = activities_typed(audience, place) if place in WORKPLANS_READ[audience][2012] else []
        name = "Regional" if place == "regional" else place.upper()
        of = [dict(zip(heads, row, strict=True)) for row in rows if row[0] == name]
        in_workbook = [
            {head: value.date() if hasattr(value := row[head], "date") else value for head in line}
            for row, line in zip(of, wanted, strict=bool(wanted))
        ]
        assert in_workbook == wanted
        assert wanted or [row["Code"] for row in of] == ["Not released"]

        told = [
            (
                line["Code"][-3:],
                f"{line['Planned from']:%b} to {line['Planned until']:%b}",
                in_words(line["Secretariat funding"]),
                in_words(line.get(ACCEPTED) or ""),
                line["Result"],
            )
            for line in wanted
        ]
        anchor = "regional" if place == "regional" else f"country-{place}"
        printed = html.split(f'id="{anchor}"')[1].split("<h1")[0]
        table = printed.partition(f'<table class="{"shared" if place == "regional" else "activities"}">')[2]
        in_print = IN_PRINT.findall(table.partition("</table>")[0])
        assert [(code[-3:], *others) for code, *others in in_print] == told
        # The screen has no money of partners here.
        shown = OF_THE_REGION if place == "regional" else ON_SCREEN
        on_screen = shown.findall(secretariat.get(f"{address}/{anchor}/").text)
        assert [(code[-3:], *others) for code, *others in on_screen] == [
            (*row[:3], "", row[4]) for row in told
        ]


@pytest.mark.parametrize("audience", [Audience.SECRETARIAT, Audience.TASKFORCES, Audience.PARTNERS])
def test_recommendations_and_due_dates_are_those_that_were_typed(
    four, world, secretariat, regional_office, tmp_path, audience
):
    day, due = {"by": regional_office, "now": NOW}, date(2012, 9, 30)
    meeting = add_meeting((("som", 9),), actual_from=date(2011, 12, 5), actual_until=date(2011, 12, 7), **day)
    Review.objects.filter(cycle__year=2011, stage=ReviewStage.SOM).update(meeting=meeting)
    asked = Taskforce.objects.filter(slug__in=("kh", "vn"))
    recommend(meeting, text="Train 40 judges", addressees=asked, due_on=due, **day)
    addressee = RecommendationAddressee.objects.get(taskforce__slug="kh")
    follow_up(addressee, status="done", words="Forty-one trained", by=world.seats["kh_lead"], now=NOW)
    Target.objects.filter(plan=world.plan, code="2.T2").update(due_on=due)
    ActionPlan.objects.filter(pk=world.plan.pk).update(row_version=F("row_version") + 1)

    dataset = made(ask_for_edition(four, audience, by=regional_office, now=timezone.now())).frozen()
    imprint, address = Imprint(1, digest(dataset), timezone.now()), f"/2012/report/{audience}/1"
    book = book_of(dataset, tmp_path, imprint)
    html = report_html(dataset, imprint)
    # Viet Nam has answered nothing, and released no year to partners.
    nothing = "Not released" if audience == Audience.PARTNERS else "Overdue"
    asks = ("SOM 9", 1, "Train 40 judges", "All areas", due)
    rows = [(*asks, "Cambodia", "Done", "Forty-one trained"), (*asks, "Viet Nam", nothing, None)]
    in_workbook = book["Recommendations"].iter_rows(min_row=2, values_only=True)
    assert [(*row[:4], row[4].date(), *row[5:]) for row in in_workbook] == rows
    told = f"All areas Cambodia Forty-one trained Done Viet Nam No explanation yet {nothing}"
    for face in (words_in(html), text_of_pdf(html)):
        assert face.split("Train 40 judges")[1].strip().startswith(told)
    on_screen = words_in(secretariat.get(f"{address}/meeting/").text).split("Train 40 judges")[1].strip()
    assert on_screen.startswith(
        f"All areas · Due: Sep 2012 Cambodia: Done Forty-one trained Viet Nam: {nothing} No explanation yet"
    )
    of_targets = {row[1]: row[5].date() for row in book["Comparison"].iter_rows(min_row=2, values_only=True)}
    assert of_targets == dict.fromkeys(NEW, date(2012, 12, 31)) | {"2.T2": due}
    printed = html.split('id="progress"')[1].split("<h1")[0]
    for face in (printed, secretariat.get(f"{address}/progress/").text):
        for code in NEW:
            row = words_in(face.split(f"{code}<", 1)[1].split("</tr>")[0])
            assert ("Sep 2012" in row, "Dec 2012" in row) == (code == "2.T2", code != "2.T2")


def words_in(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("name", ["regional_office", "kh_lead", "lao_officer"])
def test_live_pages_of_each_reader_and_their_files_have_the_counts_and_the_money_that_were_typed(
    all_approved, world, client_of, name
):
    client, wanted, of_partners = client_of(world.seats[name]), tables_for(name), partners_for(name)
    money_read = {place: row for place, row in wanted.items() if place[0] in (APPROVED, SPENT, *OF_PARTNERS)}
    tables = {
        "taskforces": {place: row for place, row in wanted.items() if place not in money_read},
        "money": {(f"{figure}: by country", place): row for (figure, place), row in money_read.items()},
        "partners": of_partners,
    }
    for table, rows in tables.items():
        path = f"/comparison/2009-2012/{table}/"
        file = {(part, row): tuple(values) for part, row, *values in map(dict.values, rows_of(client, path))}
        assert {place: file[place] for place in rows} == rows
        told = {place: list(map(in_words, values)) for place, values in file.items()}
        assert parts_in(page(client, path)) == told
        assert len(file) == len(rows) or table == "money"

    # The page of one year.
    told = rows_in(page(client, "/2012/comparison/money/"))
    names = {**dict(zip(NAMES, NAMES, strict=True)), "All countries": "Total (6 of 6 countries)"}
    for place, row in names.items():
        amounts = [money_read[figure, place][-1] for figure in (APPROVED, SPENT, *OF_PARTNERS)]
        assert told[row][1:] == tuple(map(in_words, amounts))
    for partner in ("ILO", "IOM", "All partners"):
        given = (in_words(of_partners[figure, partner][-1] or "–") for figure in OF_PARTNERS)
        assert told[partner][:3] == tuple(given)


def test_what_outsiders_do_not_read_is_no_answer(all_approved, world, client_of):
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
        cells = (re.sub(r"<[^>]+>", " ", one) for one in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL))
        found.setdefault(unescape(name), tuple(unescape(" ".join(one.split())) for one in cells))
    return found


def parts_in(text: str) -> dict[tuple[str, str], list[str]]:
    """The figures of each row of a page over the years, by its part and its name."""
    return {
        (unescape(part.split("</h2>")[0]), unescape(name)): [
            unescape(value).replace("\xa0", " ") for value in re.findall(r"<td[^>]*>([^<]*)</td>", values)
        ]
        for part in text.split("<summary><h2>")[1:]
        for name, values in re.findall(r'scope="row">([^<]+)</th>(.*?)</tr>', part, re.DOTALL)
    }


@pytest.mark.parametrize("name", ["ilo", "observer"])
def test_partners_and_observers_read_pages_of_years_by_what_was_released(four, world, client_of, name):
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
@pytest.mark.usefixtures("four")
def test_pages_of_two_years_and_of_all_have_what_was_typed_and_so_have_their_files(world, client_of, name):
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
def test_tables_over_the_years_are_their_files(four, world, client_of, table):
    client, path = client_of(world.seats["regional_office"]), f"/comparison/2009-2012/{table}/"

    rows, printed = rows_of(client, path), parts_in(page(client, path))
    assert len(printed) == len(rows) >= (3 if table == "partners" else len(NEW))
    for row in rows:
        part, name, *values = row.values()
        assert printed[part, name] == list(map(in_words, values))
    if table == "time":
        new = {row["Target"]: row for row in rows if row["Area"][0] in "12"}
        for (code, place), (*_states, against, day) in expected(Audience.SECRETARIAT).items():
            assert new[code][place].startswith(against)
            assert not day or new[code][place] == f"{against}, 1 Jun 2012"
    assert rows_of(client, path, suffix="csv")
    assert client.get("/comparison/2009-2012/else/").status_code == 404


def test_ar_3_an_edition_keeps_no_year_whose_release_has_ended(four, world, regional_office):
    report = ask_for_edition(four, Audience.PARTNERS, by=regional_office, now=timezone.now())
    assert not list(ar_3(report))

    of_2011 = Release.objects.get(version__workplan__cycle__year=2011)
    end_release(of_2011, by=world.seats["kh_lead"], now=timezone.now())

    said = [str(broken.message) for broken in ar_3(report)]
    assert said == ["Cambodia ended its release of 2011 after this edition was made. Make a new edition."]
