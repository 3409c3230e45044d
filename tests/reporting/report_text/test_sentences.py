"""What an edition says: nothing that is not so, and words where nothing is known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from reporting.comparison.matrix_page import rows_of
from reporting.dataset import (
    ActivityFacts,
    Cell,
    CellStatus,
    Dataset,
    FollowUp,
    MoneyRow,
    Span,
    note,
    sum_of_known,
)
from reporting.dataset.activities import Chapter, RegionalWorkplan
from reporting.dataset.schema import StepFacts
from reporting.dataset.targets import Addressee, MeetingFacts
from reporting.dataset.totals import tally_of
from reporting.dataset.values import Result
from reporting.report.cells import recommendation_row
from reporting.report.charts import money_chart
from reporting.report.colours import Paint
from reporting.report.context import print_context
from reporting.report.numbering import Imprint
from reporting.report.pdf import render_pdf, report_html
from reporting.report_text.coverage import not_there, why_region_is_missing
from reporting.report_text.findings import answers_moved, lead_of_summary
from reporting.report_text.money import lead_of_money
from reporting.report_text.values import difference
from reporting.report_text.years import count_rows, money_by_country, money_rows
from tests import report_samples
from tests.report_samples import AS_OF, SIX, SOM_7, matrix_from, sample_2009, several_years, without_release
from workplans.statuses import Step


def context_of(dataset: Dataset) -> dict[str, Any]:
    return print_context(dataset, report_samples.imprint_of(dataset))


def with_money(dataset: Dataset, **rows: MoneyRow) -> Dataset:
    """The dataset with other money for the countries that are named by their codes."""
    found = [
        rows.get(country.code, row)
        for country, row in zip(dataset.countries, dataset.money.by_country, strict=True)
    ]
    return replace(dataset, money=replace(dataset.money, by_country=tuple(found)))


def of_two(spent: str | None = "104848.50", *, approved: str = "92100") -> Dataset:
    """Cambodia and China: Cambodia says what it spent, China does not."""
    dataset = sample_2009(2)
    ceiling = Decimal(100_000)
    two = with_money(
        dataset,
        KH=MoneyRow(Decimal(approved), Decimal(500), ceiling, Decimal(spent) if spent else None, Decimal(50)),
        CN=MoneyRow(Decimal(96_200), Decimal(0), ceiling),
    )
    return replace(two, money=replace(two.money, regional=None))


def unreleased(audience: str = "partners", *, regional: bool = False) -> Dataset:
    """The year where no country has released anything, nor the region."""
    dataset = sample_2009(audience=audience)
    for country in SIX:
        dataset = without_release(dataset, country.code)
    dataset = replace(
        dataset,
        notes=(note(f"no_totals.{audience}", count=6, countries=tuple(country.name for country in SIX)),),
    )
    if regional:
        return dataset
    areas = tuple(
        replace(
            area,
            targets=tuple(replace(target, regional=Cell(CellStatus.NOT_RELEASED)) for target in area.targets),
        )
        for area in dataset.areas
    )
    return replace(
        dataset,
        areas=areas,
        regional=RegionalWorkplan(released=False),
        money=replace(dataset.money, regional=None),
        recommendations=(),
    )


def unanswered() -> Dataset:
    """The year released by all and answered by nobody."""
    silent = Cell(CellStatus.NOT_REPORTED)
    dataset = report_samples.with_cells(
        sample_2009(), lambda cell: cell if cell.status is CellStatus.NOT_ASKED else silent
    )
    chapters = tuple(
        replace(
            chapter,
            activities=tuple(
                replace(line, result=Result.NOT_REPORTED, actual=Span()) for line in chapter.activities
            ),
        )
        for chapter in dataset.chapters
    )
    return replace(
        dataset,
        chapters=chapters,
        facts=replace(dataset.facts, state_at=None, previous_year=None),
    )


def test_who_spent_more_than_the_ceiling_is_named_beside_what_was_approved():
    said = lead_of_money(spent_on_first(of_two()))

    assert said == (
        "No workplan was approved above the ceiling of US$100,000. Cambodia spent US$104,848.50 of Secretariat "
        "funding, more than the ceiling of US$100,000."
    )


def spent_on_first(dataset: Dataset, *codes: str, partners: int | None = 50) -> Dataset:
    """The dataset where only the first activity of these countries has spending: US$100 of the Secretariat's."""

    def activities_of(part: Chapter) -> Iterator[ActivityFacts]:
        for place, line in enumerate(part.activities):
            spends = part.country_code in codes and not place
            amounts = (
                (Decimal(100), None if partners is None else Decimal(partners)) if spends else (None, None)
            )
            yield replace(line, spent_secretariat=amounts[0], spent_partners=amounts[1])

    chapters = (replace(part, activities=tuple(activities_of(part))) for part in dataset.chapters)
    return replace(dataset, chapters=tuple(chapters))


def test_a_ratio_compares_the_same_activities_of_most_countries_and_counts_these():
    dataset = sample_2009(3)
    first, second, _third = (country.code for country in dataset.countries)

    assert (
        f"In 2 of {dataset.activity_total} activities (2 countries), partners spent US$0.50 for each Secretariat "
        "dollar."
    ) in lead_of_money(spent_on_first(dataset, first, second))
    assert "for each Secretariat dollar" not in lead_of_money(spent_on_first(dataset, first))
    assert "for each Secretariat dollar" not in lead_of_money(
        spent_on_first(dataset, first, second, partners=None)
    )


def test_who_spent_more_than_was_approved_and_not_more_than_the_ceiling_is_named_so():
    assert (
        "Cambodia spent US$93,000 of Secretariat funding, more than the approved US$92,100."
        in lead_of_money(of_two("93000"))
    )
    assert "more than" not in lead_of_money(of_two("92100"))


def test_a_workplan_approved_above_its_ceiling_is_counted():
    assert lead_of_money(of_two(approved="100000.01")).startswith(
        "1 workplan was approved above the ceiling of US$100,000."
    )


def test_where_no_ceiling_is_set_none_was_kept():
    dataset = sample_2009(1)
    none_set = with_money(dataset, KH=MoneyRow(Decimal(5), Decimal(0)))

    assert lead_of_money(spent_on_first(none_set)) == "No ceiling is set. Spending has not been reported yet."


def test_a_percentage_compares_the_countries_that_reported_and_says_how_many():
    figure = context_of(of_two("46050"))["summary"]["figures"][-1]

    assert figure == (
        "50%",
        "Spending, as a share of the approved Secretariat funding of US$92,100. Only 1 of 2 countries reported spending. "
        "Ceiling: US$100,000.",
    )


def test_sums_in_the_money_table_compare_what_reported_workplans_were_approved():
    money = context_of(of_two("46050"))["money"]

    assert money["countries"]["percent"] == "50"
    assert money["all"]["percent"] == "50"
    assert money["countries"]["approved"] == "188,300.00"
    assert money["partial"] == (
        "Workplans that did not report any spending: China. Totals of spending include only the "
        "workplans that reported their "
        "spending. Percentages compare the spending with the amounts approved or accepted for the same workplans."
    )


def test_areas_leave_out_what_belongs_to_countries_that_did_not_report():
    whole = sample_2009(2)
    china = whole.money.by_country[1]
    assert china
    silent = replace(china, spent_secretariat=None, spent_partners=None)
    by_area = tuple(
        replace(
            row,
            money=replace(
                row.money,
                spent_secretariat=sum_of_known(
                    line.spent_secretariat
                    for line in whole.chapters[0].activities
                    if line.area_code == row.area_code
                ),
            ),
        )
        for row in whole.money.by_area
    )
    dataset = with_money(replace(whole, money=replace(whole.money, by_area=by_area)), CN=silent)
    chinese = sum(
        line.secretariat_cost or Decimal(0)
        for line in whole.chapters[1].activities
        if line.area_code == "PPC 1" and not line.withdrawn
    )
    spent = by_area[0].money.spent_secretariat
    assert spent
    assert context_of(dataset)["money"]["areas"][0]["percent"] == (
        f"{spent / (by_area[0].money.approved - chinese) * 100:.0f}"
    )


def test_the_areas_of_a_chapter_add_up_to_what_stands_approved_and_count_what_was_withdrawn():
    dataset = sample_2009()
    assert any(line.withdrawn and line.secretariat_cost for line in dataset.chapters[0].activities)

    for part, money, printed in zip(
        dataset.chapters, dataset.money.by_country, context_of(dataset)["countries"], strict=True
    ):
        assert money
        groups = printed["groups"]
        assert sum(Decimal(group["cost"].replace(",", "")) for group in groups) == money.approved
        assert sum(int(group["count"].split()[0]) for group in groups) == len(part.activities)


def test_where_all_have_reported_nothing_is_said_of_gaps():
    assert context_of(sample_2009())["money"]["partial"] == ""


def test_where_only_partners_money_is_unknown_it_is_said_of_it_alone():
    dataset = sample_2009()
    first = dataset.money.by_country[0]
    assert first
    partial = context_of(with_money(dataset, KH=replace(first, spent_partners=None)))["money"]["partial"]

    assert partial.startswith("Workplans that did not report the spending of partners: Cambodia. Totals")


@pytest.mark.parametrize(
    ("audience", "why"),
    [
        ("partners", "No country has released its workplan of 2009 to partners."),
        ("secretariat", "No country has an approved workplan of 2009 yet."),
    ],
)
def test_where_nothing_is_known_sentences_stand_in_the_place_of_tables(audience, why):
    dataset = unreleased(audience)

    page = context_of(dataset)

    assert page["summary"]["figures"] == []
    assert page["summary"]["areas"] == []
    assert page["summary"]["lead"].startswith(f"{why} This edition has only")
    assert page["comparison"]["tables"] == []
    assert page["comparison"]["lead"] == f"{why} There are no statuses of targets to show."
    assert (page["counts"]["known"], page["counts"]["lead"]) == (
        False,
        f"{why} There are no activities to count.",
    )
    assert (page["money"]["known"], page["money"]["lead"]) == (False, f"{why} There is no money to show.")
    assert (page["running"]["known"], page["running"]["lead"]) == (
        False,
        f"{why} There are no dates of activities to show.",
    )
    assert page["progress"]["counted"] is False
    assert all(chapter["short"] and not chapter["targets"] for chapter in page["countries"])


def test_an_edition_without_anything_released_prints_no_total_of_nothing():
    dataset = unreleased()

    html = report_html(dataset, report_samples.imprint_of(dataset))
    made = render_pdf(html, identifier="x")

    assert made.log == ()
    assert "0 of 0" not in html
    assert "the no taskforces" not in html
    # Cover, contents, summary and year (2), three chapters of a sentence and due dates (2), the countries, meetings,
    # reading (2).
    assert made.pages == 10


def test_a_country_that_has_not_released_has_a_paragraph_and_its_neighbours_their_chapters():
    page = context_of(without_release(sample_2009(audience="partners"), "TH"))

    thailand = page["countries"][4]
    assert thailand["short"]
    assert thailand["targets"] == []
    assert thailand["missing"] == "Thailand has not released the workplan to partners."
    assert page["countries"][3]["targets"]


def test_the_regional_money_stands_where_no_country_has_released():
    page = context_of(unreleased(regional=True))

    assert page["money"]["known"]
    assert not page["money"]["countries"]["released"]
    assert page["money"]["regional"]["released"]
    assert (page["money"]["charts"], page["money"]["areas"]) == ([], [])


def test_the_workbook_has_no_total_of_nothing(tmp_path):
    dataset = unreleased()

    book = report_samples.book_of(dataset, tmp_path)

    totals = [row for row in book["Activities by type"].iter_rows(values_only=True) if row[1] == "Total"]
    assert totals[0][2:] == ("Not released",) * 7
    assert [row[:4] for row in book["Money"].iter_rows(min_row=8, values_only=True)] == [
        ("Total", None, "Countries", "Not released"),
        ("Regional", None, "Regional workplan", "Not released"),
    ]


def test_where_nobody_has_answered_no_state_is_counted():
    dataset = unanswered()

    page = context_of(dataset)

    silent = "No review of 2009 is closed yet. The statuses of the targets are not known."
    assert page["summary"]["lead"] == f"The national workplans of 2009 have 139 activities. {silent}"
    assert page["summary"]["figures"][0][0] == "139"
    assert "country answers" not in str(page["summary"]["figures"])
    assert page["summary"]["areas"][0]["no_counts"] == "Not reported"
    assert page["summary"]["areas"][0]["counts"] == []
    assert (page["comparison"]["lead"], page["comparison"]["tables"]) == (silent, [])
    assert page["progress"]["lead"] == silent
    assert page["countries"][0]["figures"][1][1] == "Targets, none answered yet"
    actual = [row for row in page["running"]["rows"] if row["kind"] == "actual"]
    assert {(row["cells"], row["missing"]) for row in actual} == {(None, "Not reported")}


def test_agreed_inside_the_country_by_one_ministry_is_a_sentence():
    dataset = sample_2009(1)
    chapter = replace(dataset.chapters[0], agreed_by="Ministry of Interior.\nMinistry of Justice")

    page = report_html(agreed := replace(dataset, chapters=(chapter,)), report_samples.imprint_of(agreed))

    assert (
        "The country agreed to its workplan on 9 January 2009. Who agreed: Ministry of Interior, Ministry of Justice."
        in page
    )


def test_what_is_over_and_never_recorded_says_so_and_what_is_to_come_has_no_dates_yet():
    day = Span(date(2009, 6, 1), date(2009, 6, 2))
    steps = (
        StepFacts(1),
        StepFacts(2, actual=Span(date(2009, 1, 1))),
        StepFacts(3, actual=day),
        StepFacts(4),
    )
    meetings = (MeetingFacts(SOM_7, actual=day), MeetingFacts(note("meeting.som_numbered", number="8")))
    meetings += (replace(meetings[1], planned=day, called_off=True),)

    page = context_of(replace(sample_2009(1), steps=steps, meetings=meetings))

    assert [(row["planned"], row["actual"], row["difference"]) for row in page["year_steps"]["steps"]] == [
        ("not recorded",) * 3,
        ("not recorded", "from 1 Jan 2009", "not recorded"),
        ("not recorded", "1 Jun to 2 Jun 2009", "not recorded"),
        ("no dates yet",) * 3,
    ]
    assert [(row["planned"], row["actual"]) for row in page["meeting"]["meetings"]] == [
        ("not recorded", "1 Jun to 2 Jun 2009"),
        ("no dates yet", "not held yet"),
        ("1 Jun to 2 Jun 2009", "called off"),
    ]


def test_a_meeting_that_the_year_planned_for_other_days_says_both():
    sample = sample_2009()
    first, later = Span(date(2009, 2, 1), date(2009, 2, 3)), Span(date(2009, 12, 5), date(2009, 12, 7))
    meetings = tuple(replace(meeting, planned=first) for meeting in sample.meetings)

    def printed(step: Span) -> str:
        steps = tuple(replace(one, planned=step) if one.number == Step.SOM else one for one in sample.steps)
        return report_html(
            dataset := replace(sample, meetings=meetings, steps=steps), report_samples.imprint_of(dataset)
        )

    assert "step 8 of the year had other planned dates: 5 Dec to 7 Dec 2009." in printed(later)
    assert "the meeting itself" not in printed(first)


def test_a_step_whose_end_nobody_recorded_is_not_under_way_once_it_is_over():
    day = date(2009, 6, 1)

    assert difference(Span(day, day), Span(day), on=day) == "under way"
    assert difference(Span(day, day), Span(day), on=day, over=True) == "not recorded"
    assert difference(Span(day), Span(), on=day) == "no end planned"


@pytest.mark.parametrize(
    ("days", "words"), [(0, "under way"), (1, "running, 1 day late"), (19, "running, 19 days late")]
)
def test_a_step_that_runs_after_its_planned_end_is_late_by_the_day(days, words):
    last = date(2009, 6, 1)

    assert difference(Span(last, last), Span(last), on=last + timedelta(days)) == words


def test_the_region_is_missing_for_one_reason():
    assert why_region_is_missing("taskforces") == "No regional workplan has been approved."
    assert why_region_is_missing("observers") == "The regional workplan has not been released to observers."
    assert not_there("taskforces", of_region=True) == "Not approved"
    assert not_there("observers", of_region=True) == "Not released"


def test_answers_that_moved_back_are_not_among_those_that_moved_forward():
    sample = sample_2009(2)
    forward = Cell(CellStatus.ACHIEVED, was=CellStatus.NO_ACTIVITY)
    back = Cell(CellStatus.NO_ACTIVITY, was=CellStatus.ACHIEVED)
    area = sample.areas[0]
    targets = (
        replace(area.targets[0], cells=(forward, forward)),
        replace(area.targets[1], cells=(back, Cell(CellStatus.IN_PROGRESS))),
    )
    facts = replace(sample.facts, previous_year=2008)
    moved = replace(sample, facts=facts, areas=(replace(area, targets=targets),))

    said = "2 answers of countries moved forward since 2008. 1 answer moved back."
    assert answers_moved(moved) == said
    assert said in report_html(moved, report_samples.imprint_of(moved))


def test_areas_without_published_targets_are_spoken_of_in_one_sentence_whatever_their_number():
    assert (
        "Areas without a table: PPC 2, PPC 3, PPC 4, PPC 5, PPC 6, PPC 7 and PPC 8. "
        "The texts of their targets are not public, so they are not in the portal."
    ) in report_html(sample_2009(), report_samples.imprint_of(sample_2009()))


def test_recommendations_of_an_earlier_meeting_are_not_those_of_a_review_that_was_not():
    dataset = replace(sample_2009(1), recommendations=(), meetings=())

    page = " ".join(report_html(dataset, report_samples.imprint_of(dataset)).split())

    assert (
        "No Senior Officials Meeting has reviewed this year yet. The table shows the follow-up of the 3 "
        "recommendations of SOM 6."
    ) in page


def test_a_target_is_called_by_its_code_on_screen_in_print_and_in_the_workbook(tmp_path):
    dataset = sample_2009()
    codes = [f"1.T{number}" for number in range(1, 8)]
    page = context_of(dataset)
    sheet = report_samples.book_of(dataset, tmp_path)["Comparison"]

    on_screen = [
        row["code"]
        for row in rows_of(
            matrix_from(dataset), "/2009/comparison/", stage=None, status=None, on=date(2010, 1, 1)
        )
    ]

    assert [row["code"] for row in page["comparison"]["tables"][0]["rows"]] == codes
    assert [row["code"] for row in page["progress"]["due"]] == codes
    assert [row["code"] for row in page["countries"][0]["targets"]] == codes[1:]
    assert {row["code"] for row in page["progress"]["changes"]} <= set(codes)
    assert page["countries"][0]["groups"][0]["lines"][0]["under"].startswith("Target 1.T3")
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == codes
    assert on_screen == codes


def test_the_number_that_the_plan_prints_stands_behind_the_text_and_the_note_says_what_it_is():
    dataset = sample_2009()
    table = context_of(dataset)["comparison"]["tables"][0]
    on_screen = rows_of(
        matrix_from(dataset), "/2009/comparison/", stage=None, status=None, on=date(2010, 1, 1)
    )

    printed = ["no. 1.1", "no number", "no. 1.3", "no. 1.4", "no. 1.5", "no. 1.5", "no. 1.6"]
    assert [row["text"].rpartition("(")[2].replace("\u00a0", " ") for row in table["rows"]] == [
        f"{number})" for number in printed
    ]
    assert [row["printed"].strip("()").replace("\u00a0", " ") for row in on_screen] == printed
    assert table["note"].startswith(
        "The number in brackets is the number in the plan of action. The plan of action uses the number "
        "1.5 twice. 1 target has no number in the plan of action. The table shows “(no number)”."
    )


def test_a_plan_that_prints_no_numbers_has_no_brackets():
    dataset = sample_2009(1)
    area = dataset.areas[0]
    bare = replace(
        dataset,
        areas=(replace(area, targets=tuple(replace(target, printed_number="") for target in area.targets)),),
    )

    page = context_of(bare)

    table = page["comparison"]["tables"][0]
    assert table["rows"][0]["text"].endswith("as appropriate")
    assert table["note"].startswith("The Regional column")
    assert "The plan of action has no numbers of its own." in report_html(
        bare, report_samples.imprint_of(bare)
    )


def test_what_is_not_asked_of_the_region_has_one_word_and_it_is_in_the_key(tmp_path):
    sample = sample_2009()
    area = sample.areas[0]
    targets = (area.targets[0], *(replace(target, regional=None) for target in area.targets[1:]))
    dataset = replace(sample, areas=(replace(area, targets=targets), *sample.areas[1:]))
    sheet = report_samples.book_of(dataset, tmp_path)["Comparison"]

    page = context_of(dataset)

    assert [row["regional"].word for row in page["comparison"]["tables"][0]["rows"]] == [
        "Achieved",
        *(["Not asked"] * 6),
    ]
    assert [row[12] for row in sheet.iter_rows(min_row=3, values_only=True)] == ["Not asked"] * 6
    assert page["comparison"]["legend"][-1].word == "Not asked"
    assert [row["state"].word for row in page["reading"]["states"]].count("Not asked") == 1
    asked = replace(sample, areas=(replace(area, targets=area.targets[1:]), *sample.areas[1:]))
    assert "Not asked" not in [state.word for state in context_of(asked)["comparison"]["legend"]]
    assert "National" not in report_html(dataset, report_samples.imprint_of(dataset)).replace("National ", "")


def test_a_table_of_money_in_which_one_amount_has_cents_has_them_everywhere():
    money = context_of(of_two())["money"]

    assert [row["spent"] for row in money["screen_rows"] if row["released"]] == [
        "104,848.50",
        "Not reported",
        "104,848.50",
        "104,848.50",
    ]
    assert [row["approved"] for row in money["rows"]] == ["92,100.00", "96,200.00"]
    assert [row["all"] for row in money["rows"]] == ["104,898.50", "Not reported"]
    whole = with_money(of_two(), CN=MoneyRow(Decimal(5), Decimal(0), None, Decimal(3), Decimal(0)))
    assert [row["spent"] for row in context_of(whole)["money"]["rows"]] == ["104,848.50", "3.00"]


@pytest.mark.parametrize(
    ("spent", "place"),
    [
        pytest.param(80_000, "in its bar", id="long enough for its figure"),
        pytest.param(3_500, "behind its bar", id="too short: not at the end of what was approved"),
        pytest.param(0, "behind its bar", id="nothing spent"),
    ],
)
def test_a_figure_of_spending_stands_by_its_own_bar(spent, place):
    amounts = (Decimal(88_000), Decimal(0), Decimal(100_000), Decimal(spent), Decimal(0))

    chart = money_chart(with_money(sample_2009(1), KH=MoneyRow(*amounts)), slice(1), "Money")

    (figure,) = (
        float(label["x"]) for label in chart.labels if (label["text"], label["y"]) == (f"{spent:,}", "15.3")
    )
    filled = 34 + spent * (168 - 34 - 10) / 100_000
    assert (figure < filled) is (place == "in its bar")
    assert figure < filled + 1.01


def test_what_grants_pay_has_a_bar_with_its_words_between_spent_and_partners():
    dataset = sample_2009(2)
    amounts = map(Decimal, (88_000, 1_000, 100_000, 50_000))
    row = MoneyRow(*amounts, spent_accepted=Decimal(900), secured=Decimal(60_000))

    drawn = money_chart(with_money(dataset, KH=row), slice(2), "Money")
    without = money_chart(dataset, slice(2), "Money")

    heights = {label["text"]: float(label["y"]) for label in drawn.labels}
    figures = ("50,000", "60,000 secured", "900", "0 secured")
    assert sorted(figures, key=heights.__getitem__) == list(figures)
    assert {"Secured by grants", "Not yet secured"} < heights.keys()
    assert [box["width"] for box in drawn.boxes if box["fill"] == Paint.GOOD_FILL] == ["4", "74.4"]
    assert not [label["text"] for label in without.labels if "ecured" in label["text"]]


def test_a_plan_before_approval_has_an_empty_bar_up_to_its_ceiling_with_its_status(tmp_path):
    hidden = without_release(sample_2009(2), "CN")
    dataset = replace(hidden, money=replace(hidden.money, unapproved_ceilings=(None, Decimal(80_000))))
    said = "1 national workplan is not approved yet. Its ceiling allows up to US$80,000."

    drawn = money_chart(dataset, slice(2), "Money", {"China": "Submitted"})
    bars = [(box["width"], box["fill"]) for box in drawn.boxes if box["dash"] != "none"]
    words = {label["text"] for label in drawn.labels}

    assert bars == [("4", Paint.RAISED), ("99.2", Paint.RAISED)]
    assert {"Not approved yet (ceiling)", "Submitted"} < words
    assert not [box for box in money_chart(hidden, slice(2), "Money").boxes if box["dash"] != "none"]
    assert context_of(dataset)["money"]["partial"].startswith(said)
    book = report_samples.book_of(dataset, tmp_path)
    assert ("Ceilings", None, "Workplans that are not approved", 80_000) in {
        row[:4] for row in book["Money"].iter_rows(values_only=True)
    }


def test_a_report_of_a_year_that_is_under_way_speaks_of_its_plans_and_not_of_what_they_carried():
    page = context_of(unanswered())

    assert "carried" not in str(page)
    assert page["year_steps"]["runs"] == ["January 2009", "December 2009"]
    assert page["counts"]["lead"].startswith(
        "Each country chooses its own activities. The national workplans of 2009 have 139 activities."
    )


def test_the_workbook_says_over_whom_its_sums_of_spending_are(tmp_path):
    dataset = sample_2009()
    first, *others = dataset.money.by_country
    silent = replace(first, spent_secretariat=None, spent_partners=None)
    partly = replace(dataset, money=replace(dataset.money, by_country=(silent, *others)))

    about = report_samples.book_of(partly, tmp_path)["About"].iter_rows(values_only=True)

    (said,) = (words for what, words in about if what == "Note" and "spending" in str(words))
    assert said == (
        "Workplans that did not report any spending: Cambodia. Totals of spending "
        "include only the workplans that reported their spending."
    )


def test_the_summary_begins_with_what_countries_answered_and_how_many_answers_are_missing():
    dataset = sample_2009()

    said = lead_of_summary(dataset, tally_of(dataset.targets))

    counts = tally_of(dataset.targets)
    everything = sum(counts.values())
    assert said.startswith(
        f"The countries answered at SOM 7: {counts[CellStatus.ACHIEVED]} “achieved”, "
        f"{counts[CellStatus.IN_PROGRESS]} “in progress” and {counts[CellStatus.NO_ACTIVITY]} “no activity yet”. "
        f"Missing: {counts[CellStatus.NOT_REPORTED]} of {everything} answers."
    )
    assert everything > counts[CellStatus.NOT_REPORTED] > 1


def test_the_secretariat_behind_a_country_has_a_small_letter_and_alone_a_capital():
    asked = (Addressee("China", FollowUp.UNDER_WAY), Addressee("", FollowUp.UNDER_WAY), Addressee(""))
    one = replace(sample_2009().recommendations[0], addressees=asked)

    row = recommendation_row(one, on=date(2010, 1, 22))

    assert [str(answer["names"]) for answer in row["answers"]] == [
        "China and the Secretariat",
        "The Secretariat",
    ]


def test_a_total_over_the_years_is_of_all_countries_and_stands_before_the_region():
    years = (without_release(sample_2009(), "KH"), sample_2009())

    counts = [row.values for row in count_rows(years) if row.part == "All countries"]
    money = [row for row in money_rows(years, {"country": money_by_country}) if row.part.startswith("Ceil")]

    assert counts[-1] == ("5 of 6 countries", 139)
    assert [row.name for row in money[-2:]] == ["All countries", "Regional"]
    assert money[-2].values[0] == "5 of 6 countries"
    assert money[0].head == "Country"


def test_secured_amounts_stand_over_the_years_where_grants_pay_for_something():
    paid = with_money(sample_2009(2), KH=MoneyRow(Decimal(9), accepted=Decimal(0), secured=Decimal(7)))

    rows = money_rows((sample_2009(2), paid), {"country": money_by_country})

    told = {row.name: row.values for row in rows if row.part == "Secured by grants: by country"}
    assert told == {"Cambodia": (0, 7), "China": (0, 0), "All countries": (0, 7), "Regional": (0, 0)}
    assert "ecured" not in str([*money_rows((sample_2009(2),), {"country": money_by_country})])


def test_spending_of_accepted_support_is_a_dash_over_the_years_where_nothing_was_accepted():
    year = with_money(sample_2009(), KH=MoneyRow(Decimal(1), accepted=Decimal(0)))

    rows = money_rows([year], {"country": money_by_country})

    told = {row.part: row.values for row in rows if row.name == "Cambodia"}
    assert told["Accepted support that was spent: by country"] == ("–",)
    assert told["Other spending of partners: by country"] == ("Not reported",)


def test_chapters_of_a_mid_year_edition_say_its_review_its_day_and_whose_answers_moved():
    dataset = several_years()
    dataset = replace(dataset, facts=replace(dataset.facts, state_at=note("state_at.mid_year")))
    chapters: Any = print_context(dataset, Imprint(1, "", AS_OF.replace(2009, 7, 2)))

    due, running = chapters["progress"]["due_caption"].text, chapters["running"]["rows"]
    assert due.endswith("countries in each status, as reported at the mid-year review")
    for row in (row for row in running if row["kind"] == "actual" and row["cells"]):
        assert [cell["text"] == "–" for cell in row["cells"]] == [False] * 7 + [True] * 5
    counted, *parts = (int(value) for value, _words in chapters["years"]["figures"])
    assert counted == sum(parts)
