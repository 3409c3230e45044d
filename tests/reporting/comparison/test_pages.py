"""The pages of the comparison: who reads what, and at what price."""

import html
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import F

from reporting.comparison.matrix_page import matrix_rows_of
from reporting.dataset.build import build_dataset
from reporting.dataset_queries.rows import report_rows
from reporting.dataset_queries.shared_datasets import datasets_of, matrix_of
from reporting.models import TargetStatus
from reporting.report.context import print_context
from spa.models import ActionPlan, ActivityType, Area, Target
from tests import cast, workbooks
from tests.report_rows import make_edition
from tests.report_samples import imprint_of
from tests.reporting.dataset_queries.test_rows import NOW, answered_at_som, make_reviewed
from workplans.models import AnnualCycle, Taskforce, VersionLine
from workplans.releasing.actions import release_workplan
from workplans.statuses import Audience

pytestmark = pytest.mark.slow

RELEASED_AT = datetime(2011, 12, 31, tzinfo=UTC)
PLACES = ("", "counts/", "money/", "1.T1/kh/")


@pytest.fixture
def reviewed(world):
    return make_reviewed(world)


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200, response.text[:2000]
    return response.text


def test_the_matrix_shows_statuses_with_the_way_to_what_is_behind(reviewed, client_of, regional_office):
    text = page(client_of(regional_office), "/2011/comparison/")

    assert (
        '<td role="cell" data-label="Cambodia" data-status="achieved"><span class="word">Achieved</span>'
        in text
    )
    assert 'href="/2011/comparison/1.T1/kh/"' in text
    assert "2 activities" in text


def test_a_peer_reads_the_status_and_not_what_is_behind_it(reviewed, client_of, lao_officer):
    client = client_of(lao_officer)

    matrix, cell = page(client, "/2011/comparison/"), page(client, "/2011/comparison/1.T1/kh/")

    assert 'data-label="Cambodia" data-status="achieved"' in matrix
    assert "Not released" in cell
    for text in (
        matrix,
        cell,
        page(client, "/2011/comparison/counts/"),
        page(client, "/2011/comparison/money/"),
    ):
        assert "Quiet words" not in text
        assert "Secret words" not in text
        assert "Workshop on the national plan" not in text
        assert "1,250" not in text


def test_the_own_taskforce_reads_its_narratives(reviewed, client_of, kh_member):
    text = page(client_of(kh_member), "/2011/comparison/1.T1/kh/")

    assert "Quiet words" in text
    assert "Secret words" in text


@pytest.mark.parametrize("path", PLACES)
def test_partners_and_observers_get_a_sentence_until_they_are_led_to_an_edition_released_to_them(
    reviewed, cycle, world, client_of, observer, ilo, regional_office, path
):
    for seat in (ilo, observer):
        before = page(client_of(seat), f"/2011/comparison/{path}")
        assert "No edition of 2011 is released to you" in before
        assert "Achieved" not in before
    later = world.open_year(2012)
    files = {"pdf": "r.pdf", "workbook": "r.xlsx", "made_at": RELEASED_AT}
    released = {
        **files,
        "status": "released",
        "released_at": RELEASED_AT,
        "released_by": regional_office.user,
    }
    make_edition(cycle, 1, audience="observers", **released)
    make_edition(cycle, 2, audience="observers", status="ready", **files)
    make_edition(later, 3, audience="partners", **released)

    text = page(client_of(observer), f"/2011/comparison/{path}")
    assert 'href="/2011/report/observers/1/comparison/"' in text
    assert "Released on 31 Dec 2011" in text
    assert "observers/2/" not in text
    assert "/2012/report/" not in text
    assert "after a release" not in text
    other = page(client_of(ilo), f"/2011/comparison/{path}")
    assert "No edition of 2011 is released to you" in other
    assert 'href="/2012/report/partners/3/comparison/"' in other
    # Each audience has its own edition 1.
    assert "The comparison 2011, in edition 1 for observers</a>" in text
    assert "The comparison 2012, in edition 3 for partners</a>" in other


def test_totals_say_how_many_countries_they_cover(reviewed, secretariat):
    lead = "China, Lao PDR, Myanmar, Thailand and Viet Nam have no approved workplan yet. Totals cover 1 of 6 countries."
    assert lead in page(secretariat, "/2011/comparison/counts/")
    assert lead in page(secretariat, "/2011/comparison/money/")
    money = page(secretariat, "/2011/comparison/money/")
    assert "Total (1 of 6 countries)" in money
    assert "1,250" in money
    assert "Not approved" in money


def test_unknown_filters_fall_back(reviewed, client_of, regional_office):
    text = page(client_of(regional_office), "/2011/comparison/?area=9&stage=x&with=1&status=y")

    assert "Area 1. Policy" in text


@pytest.mark.parametrize(("word", "said"), [("Area", False), ("PPC", True)])
def test_a_plan_s_own_word_for_an_area_is_explained(reviewed, client_of, regional_office, word, said):
    ActionPlan.objects.update(area_word=word)

    text = page(client_of(regional_office), "/2011/comparison/")

    assert ("<li>This plan of action calls each area a “PPC”.</li>" in text) is said


def test_a_status_filter_keeps_the_targets_that_have_it(reviewed, client_of, regional_office):
    text = page(client_of(regional_office), "/2011/comparison/?status=achieved")

    assert "1.T1" in text
    assert '<span class="code">1.T2</span>' not in text


def test_the_comparison_asks_as_few_queries_at_many_targets_as_at_one(
    reviewed, client_of, lao_officer, forget, django_assert_max_num_queries, target
):
    client = client_of(lao_officer)
    page(client, "/2011/reviews/")
    for number in (1, 30):
        for position in range(number):
            Target.objects.create(
                plan=target.plan,
                area=target.area,
                code=f"1.X{number}.{position}",
                text="More",
                position=position + 9,
            )
        forget()
        with django_assert_max_num_queries(13):
            matrix = page(client, "/2011/comparison/")
        assert matrix.count('<span class="code">') == Target.objects.filter(area=target.area).count()
    with django_assert_max_num_queries(4):
        page(client, "/2011/comparison/")


@pytest.mark.parametrize(
    ("place", "finding"),
    [("counts/", "Fewer than recommended: Cambodia"), ("money/", "No workplan was approved above")],
)
def test_a_chart_has_its_finding_in_words_and_the_colours_of_the_page(reviewed, place, finding, secretariat):
    text = page(secretariat, f"/2011/comparison/{place}")

    before, chart, table = re.split(r'<figure class="chart">|</figure>', text)
    colours = re.findall(r'(?:fill|stroke)="([^"]+)"', chart)
    assert finding in before
    assert finding in chart.split("</title>")[0]
    assert "Cambodia</text>" in chart
    assert all(re.fullmatch(r"var\(--[a-z-]+\)", colour) for colour in colours)
    assert '<table class="figures"' in table


def test_made_up_areas_throw_nothing_out_of_the_cache(reviewed, secretariat):
    datasets_of.kept.clear()
    matrix_of.cache_clear()
    matrix_rows_of.cache_clear()

    for code in ("", "1", "9", "x" * 300, "made-up"):
        assert secretariat.get("/2011/comparison/", {"area": code}).context["area"].code == "1"

    assert [found.cache_info().currsize for found in (matrix_of, matrix_rows_of)] == [1, 1]
    assert datasets_of.kept == {}


def test_the_rows_that_a_process_remembers_cannot_be_changed(reviewed, client_of, regional_office):
    for row in client_of(regional_office).get("/2011/comparison/").context["rows"]:
        with pytest.raises(TypeError):
            row["code"] = "for every other reader"


def test_the_regional_column_has_a_page_of_its_own(reviewed, secretariat):
    Target.objects.filter(code="1.T2").update(scope="national")
    Target.objects.filter(code="2.T1").update(scope="regional")

    assert "Not approved" in page(secretariat, "/2011/comparison/1.T1/regional/")
    assert secretariat.get("/2011/comparison/1.T2/regional/").status_code == 404
    matrix = page(secretariat, "/2011/comparison/?area=1&stage=mid-year")
    assert "Not asked" in matrix
    assert "?stage=mid-year" in matrix
    assert 'data-status="regional"' in page(secretariat, "/2011/comparison/?area=2")


def test_the_year_after_says_what_was(reviewed, secretariat, world):
    world.open_year(2012)

    assert "was: achieved" in page(secretariat, "/2012/comparison/")
    assert "was: achieved" in page(secretariat, "/2012/comparison/?with=2011&status=not_reported")
    assert "was: achieved" not in page(secretariat, "/2012/comparison/?with=none")
    assert "In 2011 it was: Achieved." in page(secretariat, "/2012/comparison/1.T1/kh/")


def test_a_year_that_cannot_be_compared_with_is_answered_and_not_left_out(reviewed, secretariat):
    assert "You cannot compare with 2010 here." in page(secretariat, "/2011/comparison/?with=2010")
    assert "You cannot compare with this year here." in page(secretariat, "/2011/comparison/?with=%3Cb%3E")
    assert "You cannot compare" not in page(secretariat, "/2011/comparison/?with=none")
    # With no year to choose there is no choice.
    assert "Compare with the year" not in page(secretariat, "/2011/comparison/")


def test_a_target_is_overdue_once_its_day_is_over_and_the_answer_says_that_it_is_not_achieved(
    reviewed, client_of, regional_office
):
    TargetStatus.objects.filter(target__code="1.T1").update(status="in_progress", achieved_on=None)
    client, mark = client_of(regional_office), '<span class="was late">overdue</span>'

    def changed(due_on: date) -> str:
        Target.objects.filter(code="1.T1").update(due_on=due_on)
        AnnualCycle.objects.update(revision=F("revision") + 1)
        ActionPlan.objects.update(row_version=F("row_version") + 1)
        return page(client, "/2011/comparison/")

    # Cambodia alone has answered: of the others nothing is known.
    assert changed(due_on=date(2011, 3, 31)).count(mark) == 1
    assert "The target is overdue." in page(client, "/2011/comparison/1.T1/kh/")
    # Due after the year of the answer: a later year says more.
    assert mark not in changed(due_on=date(2012, 1, 1))
    TargetStatus.objects.filter(target__code="1.T1").update(status="achieved")
    assert mark not in changed(due_on=date(2011, 3, 31))


def test_an_area_without_printed_targets_says_why(reviewed, client_of, regional_office, world):
    Area.objects.create(plan=world.plan, code="3", title="Silent", position=3)

    text = page(client_of(regional_office), "/2011/comparison/?area=3")

    assert "not public" in text
    assert "No answers are counted in this area." in text
    for counted in ("0 targets", "answers in total", 'class="legend"', "How to read this table"):
        assert counted not in text


def test_a_line_of_another_seat_is_not_told_before_it_is_released(reviewed, kh_lead, kh_plan, peer):
    kh_plan.refresh_from_db()
    assert "Not released" in page(peer, "/2011/comparison/counts/")

    release_workplan(kh_plan, "taskforces", by=kh_lead, now=datetime(2011, 8, 1, tzinfo=UTC))

    assert "Totals cover 1 of 6" in page(peer, "/2011/comparison/counts/")
    assert "Secret words" in page(peer, "/2011/comparison/1.T1/kh/")


def test_a_country_that_says_nothing_was_done_and_has_lines_is_told_apart(reviewed, secretariat, cycle):
    reviewed.sheets.get(taskforce__slug="kh").target_answers.update(status="no_activity", achieved_on=None)
    type(cycle).objects.filter(pk=cycle.pk).update(revision=cycle.revision + 1)

    assert "2 activities planned" in page(secretariat, "/2011/comparison/")
    assert "The workplan has these activities for the target." in page(
        secretariat, "/2011/comparison/1.T1/kh/"
    )
    assert "No regional workplan has been approved" in page(secretariat, "/2011/comparison/1.T1/regional/")


def test_a_count_of_table_1_leads_to_the_activities_that_it_counts(reviewed, secretariat):
    counts = page(secretariat, "/2011/comparison/counts/")

    way = re.search(
        r'href="(\?country=kh&amp;type=[\w-]+)#behind"><span aria-hidden="true">2</span>'
        r'<span class="visually-hidden">Cambodia, Training: 2 activities</span>',
        counts,
    )
    assert way
    behind = page(secretariat, f"/2011/comparison/counts/{html.unescape(way[1])}").partition('id="behind"')[2]
    assert "2 activities</h2>" in behind
    assert 'href="/2011/kh/001/"' in behind
    assert "Secret words" in behind


def test_a_count_of_one_is_read_out_as_one_activity(reviewed, client_of, regional_office, kh_plan, cycle):
    first = VersionLine.objects.filter(version__workplan=kh_plan, code="KH-2011-001")
    first.update(type=ActivityType.objects.get(code="legal"))
    AnnualCycle.objects.filter(pk=cycle.pk).update(revision=cycle.revision + 1)

    counts = page(client_of(regional_office), "/2011/comparison/counts/")

    said = re.findall(r'"visually-hidden">(Cambodia, .*?)<', counts)
    assert said == ["Cambodia, Training: 1 activity", "Cambodia, Legal: 1 activity"]


def test_what_is_not_released_has_no_total_in_table_1_and_nothing_stands_behind_a_count(
    reviewed, client_of, lao_officer
):
    client = client_of(lao_officer)

    counts = page(client, "/2011/comparison/counts/")
    assert "#behind" not in counts
    assert '<td role="cell" data-label="Total">0</td>' not in counts
    assert counts.count('<td role="cell" data-label="Total">Not released</td>') > 1
    for code in ActivityType.objects.values_list("code", flat=True):
        text = page(client, f"/2011/comparison/counts/?country=kh&type={code}")
        assert 'id="behind"' not in text
        assert "Secret words" not in text
    assert 'id="behind"' not in page(client, "/2011/comparison/counts/?country=xx&type=yy")


def test_the_areas_have_a_total_and_a_table_with_cents_has_them_everywhere(reviewed, cycle, secretariat):
    reviewed.sheets.get(taskforce__slug="kh").progress.update(spent_secretariat=Decimal("600.50"))
    type(cycle).objects.filter(pk=cycle.pk).update(revision=cycle.revision + 1)

    text = page(secretariat, "/2011/comparison/money/")

    areas = text.partition("By area, national workplans")[2]
    foot = areas.partition("<tfoot")[2]
    assert "All areas" in foot
    assert '<td role="cell" data-label="Activities">2</td>' in foot
    assert '<td role="cell" data-label="Secretariat funding, approved">1,250.00</td>' in foot
    covers = '<span class="second">1 of 6 countries</span>'
    spent = re.escape(f"<span>600.50{covers}</span>")
    assert re.search(rf'<td role="cell" data-label="Secretariat funding, spent">\s*{spent}', foot)


def test_each_total_of_spending_says_how_many_countries_it_covers(reviewed, seats, lao_plan, secretariat):
    cast.complete_line(lao_plan, by=seats["lao_officer"])
    cast.approved(lao_plan, lead=seats["lao_lead"], desk=seats["lao_desk"])

    text = page(secretariat, "/2011/comparison/money/")

    assert "Total (2 of 6 countries)" in text
    assert text.count('<span class="second">1 of 6 countries</span>') == 4
    gaps = (
        "Workplans that did not report any spending: Lao PDR. Totals of "
        "spending include only the workplans that reported their spending."
    )
    assert text.count(gaps) == 1


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("regional_office", "Draft Now with: Lao PDR taskforce"),
        ("lao_desk", "Draft Now with: Lao PDR taskforce"),
        ("kh_desk", "Not approved yet Now with: The taskforce or its country desk"),
        ("lao_lead", "Not released"),
        ("kh_lead", "Not released"),
    ],
)
def test_money_before_approval_says_who_must_act_to_whom_the_home_page_says_it(
    reviewed, seats, client_of, reader, said
):
    table = page(client_of(seats[reader]), "/2011/comparison/money/").partition("<tbody")[2]
    row = table[table.index("Lao PDR</th>") :].partition("</tr>")[0]
    assert " ".join(re.sub("<[^>]+>", " ", row).split()) == f"Lao PDR {said}"


def test_the_legend_counts_the_countries_answers_as_an_edition_does(reviewed, secretariat):
    Target.objects.filter(code="1.T2").update(scope="national")
    AnnualCycle.objects.update(revision=F("revision") + 1)

    asked_for = ("", "?status=achieved")
    matrix, some = (" ".join(page(secretariat, f"/2011/comparison/{one}").split()) for one in asked_for)

    for text in (matrix, some):
        counts = re.findall(r'<li><span class="mark" data-status="(\w+)">[\w ]+</span> (\d+)</li>', text)
        assert counts == [
            ("achieved", "1"),
            ("in_progress", "0"),
            ("no_activity", "0"),
            ("not_reported", "11"),
        ]
        asked = (
            "“Not asked”: This target is not for this country, not for the region, or was added after the reviews of the "
            "year. No answer is needed."
        )
        assert f"<li>{asked}</li>" in text
        assert text.count('data-status="regional">Not asked</span>') == 1
        # The filter has four of the five states above the table: "all" is not a number.
        assert '<option value="" selected>All statuses</option>' in text or text is some
        assert "All four" not in text
    assert (
        "2 targets. Targets that each country answers: 2. This makes 12 answers for all countries together."
        in matrix
    )
    assert (
        "Targets that each country answers: 2. This makes 12 answers for all countries together. 1 target is shown."
        in some
    )


def test_a_review_without_closed_answers_names_the_one_that_has_some(reviewed, secretariat):
    text = page(secretariat, "/2011/comparison/?stage=som")
    filtered = page(secretariat, "/2011/comparison/?stage=som&status=achieved&with=none")

    assert "No answers of the review at the Senior Officials Meeting are closed yet" in text
    assert '<a href="?area=1">Answers of the mid-year review</a>' in text
    kept = "?area=1&amp;status=achieved&amp;with=none"
    assert f'<a href="{kept}">Answers of the mid-year review</a>' in filtered


def test_the_regions_own_answer_is_not_called_a_countrys(reviewed, client_of, regional_office):
    region = Taskforce.objects.get(slug="regional")
    reviewed.sheets.filter(taskforce=region).delete()
    reviewed.sheets.filter(taskforce__slug="kh").update(taskforce=region)
    AnnualCycle.objects.update(revision=F("revision") + 1)

    text = page(client_of(regional_office), "/2011/comparison/1.T1/regional/")

    assert "The region answered that it has achieved the target." in text
    assert "The country says" not in text
    # There is no regional workplan: that is said of its activities, and not of its words.
    assert "Explanation by the taskforce" not in text
    assert text.count("Not approved") == 1


@pytest.mark.usefixtures("reviewed")
def test_the_workbook_of_the_comparison_shows_what_its_reader_may_see(client_of, kh_member, lao_officer):
    assert 'href="/2011/comparison/xlsx/?with=none">Download as Excel' in page(
        client_of(kh_member), "/2011/comparison/?with=none"
    )

    books = {}
    for seat in (kh_member, lao_officer):
        answer = client_of(seat).get("/2011/comparison/xlsx/")
        assert answer["Content-Disposition"] == 'attachment; filename="comparison-2011.xlsx"'
        books[seat] = workbooks.opened(answer.content)

    read = {
        seat: [
            row
            for row in book["Comparison details"].iter_rows(values_only=True)
            if row[1:3] == ("1.T1", "KH")
        ]
        for seat, book in books.items()
    }
    assert read[kh_member] == [
        (
            "1",
            "1.T1",
            "KH",
            "Achieved",
            None,
            None,
            datetime(2011, 6, 1),  # noqa: DTZ001
            2,
            "Mid-year review",
            datetime(2011, 7, 1),  # noqa: DTZ001
            None,
            "Quiet words",
            None,
        )
    ]
    assert read[lao_officer] == [
        (
            *("1", "1.T1", "KH", "Achieved", None, None, None, "Not released", "Mid-year review"),
            datetime(2011, 7, 1),  # noqa: DTZ001
            *(None, None, None),
        )
    ]
    about = dict(books[kh_member]["About"].iter_rows(min_row=2, values_only=True))
    assert about["Downloaded by"] == "kh member, taskforce member, Cambodia"


def test_an_answer_that_stands_from_mid_year_says_so_on_screen_in_print_and_in_the_workbook(
    cycle, reviewed, world, secretariat
):
    answered_at_som(cycle, world)

    matrix, money = page(secretariat, "/2011/comparison/"), page(secretariat, "/2011/comparison/money/")
    cell = page(secretariat, "/2011/comparison/1.T1/kh/")
    assert '<span class="was">as reported at mid-year, 1 Jul 2011</span>' in matrix
    assert "1 answer is still the one of the mid-year review." in matrix
    assert "These workplans reported all or part of their spending only at mid-year: Cambodia." in money
    assert "Mid-year review, closed on 1 Jul 2011." in cell
    assert "as reported at mid-year" not in page(secretariat, "/2011/comparison/?stage=mid-year")

    of = build_dataset(report_rows(cycle, Audience.SECRETARIAT, on=NOW.date()))
    printed = print_context(of, imprint_of(of, as_of=NOW))
    row = printed["comparison"]["tables"][0]["rows"][0]
    assert row["achieved"] == "1 of 6, 1 as reported at mid-year"
    assert row["cells"][0].lines == ("1 Jun 2011", "as reported at mid-year, 1 Jul 2011")

    book = workbooks.download(secretariat, "/2011/comparison/xlsx/")
    details = [
        row for row in book["Comparison details"].iter_rows(values_only=True) if row[1:3] == ("1.T1", "KH")
    ]
    days = datetime(2011, 6, 1), datetime(2011, 7, 1)  # noqa: DTZ001
    assert [row[6:10] for row in details] == [(days[0], 2, "Mid-year review", days[1])]
