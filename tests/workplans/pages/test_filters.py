"""The lists of a plan, a year, people and meetings: filtered and sorted by their address, sent and downloaded."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils.html import escape

from reporting.meetings.actions import add_meeting
from tests import cast, queries, resaving, workbooks
from tests.cast import LATER, NOW, approved, complete_line, make_world
from tests.replayed import replayed
from tests.workplans.drafting.test_pages import client_of, page
from workplans.consultation.actions.openings import open_draft
from workplans.drafting.actions import withdraw_activity
from workplans.models import Activity
from workplans.statuses import Audience, Funding

HOSTILE = "9" * 40, "%ED%A0%80", "x" * 10_000, "'+OR+1=1+--"


@pytest.fixture
@replayed
def world(db):
    """Cambodia's approved plan, released to the taskforces: two lines of Area 1, one without Secretariat money."""
    made = make_world()
    officer = made.seats["kh_officer"]
    complete_line(made.workplan("kh"), by=officer, title="Workshop", secretariat_cost=Decimal(4_500))
    complete_line(made.workplan("kh"), by=officer, title="Anchor study", secretariat_cost=Decimal(9_000))
    complete_line(
        made.workplan("kh"), by=officer, title="Own", funding=Funding.NONE, secretariat_cost=Decimal(0)
    )
    plan = approved(made.workplan("kh"), lead=made.seats["kh_lead"], desk=made.seats["kh_desk"])
    cast.released(plan, Audience.TASKFORCES)
    return made


def _titles(text):
    return [title for title in ("Workshop", "Anchor study", "Own") if f">{title}</a>" in text]


@pytest.mark.parametrize(
    ("query", "titles", "counted"),
    [
        ("area=1", ["Workshop", "Anchor study", "Own"], "Showing 3 of 3 activities, US$13,500."),
        ("money=none", ["Own"], "Showing 1 of 3 activities, US$0."),
        ("text=ANCHOR", ["Anchor study"], "Showing 1 of 3 activities, US$9,000."),
        ("money=secretariat&text=work", ["Workshop"], "Showing 1 of 3 activities, US$4,500."),
    ],
)
def test_the_lines_of_a_plan_are_filtered_with_the_sum_of_what_is_shown(world, query, titles, counted):
    for name in ("lao_officer", "kh_member", "kh_desk"):
        text = page(world.seats[name], f"/2011/kh/?{query}")

        assert _titles(text) == titles, name
        assert counted in text, name


def test_the_lines_are_sorted_by_a_column_in_one_table_that_says_so(world):
    text = page(world.seats["lao_officer"], "/2011/kh/?sort=-cost")

    assert text.index(">Anchor study</a>") < text.index(">Workshop</a>") < text.index(">Own</a>")
    assert text.count('class="lines"') == 1
    assert text.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in text
    assert "Sorted by: Secretariat funding, largest first" in text


def test_a_filter_that_nothing_fits_says_so_and_shows_the_way_back(world):
    text = page(world.seats["lao_officer"], "/2011/kh/?text=nowhere")

    assert (
        'No row matches this filter. Choose “All” in one of the fields of the filter, or <a href="?">show all rows</a>.'
        in text
    )
    assert "Showing 0 of 3 activities" in text
    assert "This version has no activities." not in text


def test_the_file_is_the_list_that_is_shown(world):
    office = world.seats["regional_office"]
    assert 'href="/2011/workplans.xlsx?state=approved"' in page(office, "/2011/?state=approved")

    answer = client_of(office).get("/2011/workplans.xlsx?state=approved")

    book = workbooks.opened(answer.content)
    assert [row[0] for row in book.worksheets[0].values][1:] == ["Cambodia"]
    # Days and sums are days and numbers.
    assert [type(cell) for cell in list(book.worksheets[0].values)[1][2:6]] == [datetime, int, int, int]
    people = workbooks.download(client_of(office), "/people/list.xlsx").worksheets[0]
    assert {type(row[5]) for row in list(people.values)[1:]} == {datetime}


def test_libreoffice_opens_each_list_with_the_rows_of_its_page_in_their_order(world, soffice, tmp_path):
    lists = {
        "/2011/workplans": ("/2011/?state=draft", 0, ["China", "Lao PDR", "Myanmar", "Thailand", "Viet Nam"]),
        "/people/list": ("/people/?role=officer&sort=-name", 0, ["lao officer", "kh officer"]),
        "/meetings/list": ("/meetings/?sort=-day", 0, ["Regional Taskforce meeting", "SOM"]),
    }
    _regional_in_force(world, "Workshop")
    office = world.seats["regional_office"]
    for month, kind in ((3, "som"), (6, "rtf")):
        draft = {"parts": ((kind, None),), "planned_from": date(2011, month, 1)}
        add_meeting(**draft, by=office, now=NOW)
    client = client_of(office)
    files = {
        f"{stub}.{suffix}": client.get(f"{stub}.{suffix}?{address.partition('?')[2]}").content
        for stub, (address, _, _) in lists.items()
        for suffix in ("xlsx", "csv")
    }

    found = resaving.opened(soffice, tmp_path, files)

    for stub, (address, column, expected) in lists.items():
        book, text = found[f"{stub}.xlsx"], found[f"{stub}.csv"]
        names = [str(row[column]) for row in book[1:]]
        shown = page(office, address)
        places = [shown.index(f">{escape(name)}</a>") for name in names]
        assert names == expected, stub
        assert places == sorted(places), stub
        assert f"Showing {len(names)} of " in shown, stub
        assert f'href="{stub}.csv?{escape(address.partition("?")[2])}"' in shown, stub
        assert [[_as_read(cell) for cell in row] for row in book] == [
            [_as_read(cell) for cell in row] for row in text
        ], stub


def _as_read(cell):
    return cell.date().isoformat() if isinstance(cell, datetime) else str("" if cell is None else cell)


def test_a_list_is_no_other_kind_of_file(world):
    client = client_of(world.seats["regional_office"])

    for stub in ("/2011/workplans", "/people/list", "/meetings/list"):
        assert client.get(f"{stub}.pdf").status_code == 404


def test_an_officer_filters_the_draft_where_it_is_shown_as_a_list(world, lao_officer):
    complete_line(world.workplan("la"), by=lao_officer, title="Workshop")
    complete_line(world.workplan("la"), by=lao_officer, title="Own")

    table = page(lao_officer, "/2011/la/?text=own")
    listed = page(lao_officer, "/2011/la/?view=list&text=own")

    assert "Filter and sort" not in table
    assert _titles(listed) == ["Own"]
    assert '<input type="hidden" name="view" value="list">' in listed


def test_a_partner_filters_what_it_reads_and_learns_no_state(world, lao_plan, ilo):
    complete_line(lao_plan, title="Workshop", secretariat_cost=Decimal(4_500))
    complete_line(lao_plan, title="Own", funding=Funding.NONE, secretariat_cost=Decimal(0))
    open_draft(lao_plan, ilo.partner, LATER, by=world.seats["lao_lead"], now=NOW)

    text = page(ilo, "/2011/la/?money=none&state=proposed&sort=-cost")

    assert _titles(text) == ["Own"]
    assert "“proposed” is no choice" not in text
    assert 'name="state"' not in text


def _regional_in_force(world, *titles):
    """The regional plan with lines that Cambodia and Lao PDR take part in."""
    for title in titles:
        cast.regional_line(world.workplan("regional"), title=title)
    cast.in_force(world.workplan("regional"))


def test_the_regional_plan_is_filtered_by_country(world):
    _regional_in_force(world, "Workshop")

    shown = page(world.seats["kh_officer"], "/2011/regional/?country=la")
    unknown = page(world.seats["kh_officer"], "/2011/regional/?country=th")

    assert "Showing 1 of 1 activity" in shown
    assert "Country: Lao PDR" in shown
    assert "“th” is no choice under “Country” in this list, so the filter does not use it." in unknown


def test_a_line_withdrawn_before_it_was_submitted_is_in_no_list_of_a_reader(world, lao_officer):
    complete_line(world.workplan("la"), by=lao_officer, title="Kept")
    gone = complete_line(world.workplan("la"), by=lao_officer, title="Never sent")
    withdraw_activity(Activity.objects.get(pk=gone.pk), by=lao_officer, now=NOW)

    listed = page(world.seats["lao_desk"], "/2011/la/?text=e")

    assert (">Kept</a>" in listed, "Never sent" in listed) == (True, False)


@pytest.mark.asvs("V1.2.4 B10")
@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("address", ["/2011/kh/", "/2011/", "/people/", "/meetings/"])
def test_hostile_values_are_left_out_in_a_sentence(world, address, value):
    names = ("area", "type", "target", "state", "money", "country", "role", "kind", "in", "sort", "text")
    query = "&".join(f"{name}={value}" for name in names)

    answer = client_of(world.seats["regional_office"]).get(f"{address}?{query}")

    assert answer.status_code == 200
    assert "so the filter does not use it." in answer.text


def test_the_year_is_filtered_by_state_and_ranks_no_country(world):
    text = page(world.seats["regional_office"], "/2011/?state=approved")
    observer = page(world.seats["observer"], "/2011/?state=approved")

    assert "Showing 1 of 7 workplans." in text
    assert '<a href="/2011/kh/">Cambodia</a>' in text
    assert '<a href="/2011/la/">Lao PDR</a>' not in text
    assert 'name="sort"' not in text
    # Who may not read a plan cannot find it by its state.
    assert "is no choice under “Status” in this list" in observer
    assert observer.count("Not released") == 7


def test_people_are_filtered_by_country_and_role_and_sorted_by_name(world, regional_office):
    filtered = page(regional_office, "/people/?country=kh&role=lead")
    ordered = page(regional_office, "/people/?sort=-name")

    assert "Showing 1 of" in filtered
    assert str(world.seats["kh_lead"].user) in filtered
    assert "COMMIT Secretariat</h2>" not in filtered
    assert 'aria-sort="descending"' in ordered
    assert ordered.count('<table class="rows alike"') == 1


def test_a_list_of_people_holds_nobody_whom_the_reader_may_not_see(world):
    body = client_of(world.seats["kh_officer"]).get("/people/list.xlsx?text=lao+officer").content

    assert list(workbooks.opened(body).worksheets[0].values)[1:] == []


def test_a_filtered_list_asks_as_many_queries_for_1_line_as_for_3_and_no_more_than_the_page(world):
    client = client_of(world.seats["lao_officer"])
    whole, three, one = (
        queries.queries_of(client, f"/2011/kh/{query}") for query in ("", "?area=1&sort=cost", "?text=anchor")
    )

    assert whole == three == one
