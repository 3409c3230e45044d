"""What the table says of a row that was sent: its state, what is wrong, the ways out, and what is said aloud."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.workplans.table.answers import RowAnswer
from workplans.drafting.saving import clash_sentence, merged_sentences
from workplans.models import Activity, LineHistory, Seat, Workplan

pytestmark = pytest.mark.django_db
ASKED_ILO = "The activity keeps US$100,000 of Secretariat funding. ILO gets a request for US${}."


@pytest.fixture
def send(officer: Client, kh_officer: Seat) -> Callable[..., RowAnswer]:
    """Sends fields of 001 as a page does that saw its first version; gives the answer."""

    def sent(**values: Any) -> RowAnswer:
        fields = {name if name == "way" else f"r001-{name}": value for name, value in values.items()}
        row = {"person": kh_officer.user_id, "r001-v": 1, **fields}
        return RowAnswer(officer.post("/2011/kh/001/save/", row))

    return sent


@pytest.fixture
def page_sent(officer: Client) -> Callable[..., str]:
    """Sends fields of 001 without scripts; gives the page that comes back."""

    def sent(**values: str) -> str:
        fields = {f"r001-{name}": value for name, value in values.items()}
        return officer.post("/2011/kh/", {"r001-v": 1, **fields}).text

    return sent


def test_cost_over_the_ceiling_says_the_rule_and_counts_the_ways_out(send, line):
    answer = send(secretariat_cost="5,000,000")

    assert answer.note.startswith(
        "001: the amount of US$5,000,000 is US$4,900,000 above the ceiling and was not saved. The saved "
        "amount is still US$1,000. The rest of the row was saved. Options Lower the amount"
    )
    assert len(answer.ways) == 3


def test_with_nothing_left_lowering_the_cost_is_not_offered(send, line, kh_plan, kh_officer):
    Activity.objects.filter(pk=line.pk).update(secretariat_cost=None)
    cast.complete_line(kh_plan, by=kh_officer, secretariat_cost=kh_plan.ceiling)

    assert send(secretariat_cost="500").ways == ["partner", "reserve"]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (
            "lower",
            "001 is saved. You entered US$5,000,000. Only US$100,000 was left under the ceiling, so the amount "
            "is now US$100,000. Amount left: US$0.",
        ),
        (
            "reserve",
            "001 is saved. The activity is in reserve. The ceiling does not include it until you choose another "
            "kind of funding. Amount left: US$100,000.",
        ),
    ],
)
def test_way_out_says_what_became_of_the_row(send, line, way, said):
    answer = send(secretariat_cost="5,000,000", funding="counted", way=f"r001:{way}")

    assert (answer.said, answer.tone) == (said, "")


def test_partner_that_is_not_asked_after_all_is_not_said_to_be(send, line, ilo):
    fits = {"secretariat_cost": "5,000", "way": "r001:partner", "partner": ilo.partner_id}

    assert send(**fits).said == "001 is saved. Amount left: US$95,000."
    too_much = send(**fits | {"v": 2, "secretariat_cost": "5,000,000"}).said
    assert too_much == f"001 is saved. {ASKED_ILO.format('4,900,000')} Amount left: US$0."


def test_plan_without_a_ceiling_says_no_sum_that_is_left(send, line):
    Workplan.objects.update(ceiling=None)

    assert send(secretariat_cost="5,000").said == "001 is saved."


def test_conflict_with_oneself_says_so_and_is_no_error(send, line):
    send(title="First window")

    answer = send(title="Second window")

    assert answer.note.startswith("You changed the title in another window (")
    assert answer.note.startswith(answer.said)
    assert answer.tone == "kept"


def test_what_came_in_of_oneself_is_no_other_person(send, line):
    send(title="First window")

    answer = send(lead_body="Ministry of Justice")

    said = "001 is saved. You changed the title in another window. Amount left: US$99,000."
    assert answer.said == said


def test_who_changed_a_line_is_looked_up_only_where_a_sentence_names_the_person(
    send, line, kh_officer, kh_lead, django_assert_num_queries
):
    send(title="First window")
    last = LineHistory.objects.select_related("by").get()

    with django_assert_num_queries(0):
        own = clash_sentence(["title"], "First window", last, line, kh_officer.user)
        owns = merged_sentences(["title"], {}, last, line, kh_officer.user)
        none = merged_sentences([], {}, last, line, kh_lead.user)
    with django_assert_num_queries(1):
        theirs = merged_sentences(["title"], {}, last, line, kh_lead.user)

    assert own.startswith("You changed the title in another window (")
    assert [owns, none, theirs] == [
        "You changed the title in another window.",
        "",
        "An officer changed the title.",
    ]


def test_last_column_has_the_time_only_and_one_sentence_says_what_is_not_saved(page_sent, line):
    page = page_sent(secretariat_cost="about 7000", title="Larger")

    assert re.search(r"<span data-state>\d\d:\d\d</span>", page)
    assert page.count("Secretariat funding: ") == 2  # In the summary and under the row.


def test_without_scripts_a_conflict_with_oneself_says_so(page_sent, send, line):
    send(title="First window")

    page = page_sent(title="Second window")

    assert re.search(
        r">You changed the title in another window \([^)]*\)\. Your text for 001 is still in the row\.<",
        page,
    )
    assert '<tr role="row" id="r001" data-row data-tone="kept"' in page


@pytest.mark.parametrize("typed", ["31 Feb", "30/2", "Feb 31"])
def test_date_that_is_none_is_named_as_it_was_typed(send, line, typed):
    said = send(starts_on=typed).note

    assert f"“{typed}”" in said
    assert "2011" not in said.split("”")[0]


def test_row_that_asks_a_partner_sends_what_partners_are_asked_for(send, line, ilo):
    answer = send(secretariat_cost="101,000", way="r001:partner", partner=ilo.partner_id)

    assert answer.texts["asked"] == "1,000"
    assert answer.texts["beside"] == "Request to ILO: US$1,000"


def test_partner_that_is_asked_without_scripts_is_said(officer, line, ilo):
    sent = {
        "r001-v": "1",
        "r001-secretariat_cost": "101,000",
        "way": "r001:partner",
        "r001-partner": f"{ilo.partner_id}",
    }

    page = officer.post("/2011/kh/", sent, follow=True).text

    assert f"001 is saved. {ASKED_ILO.format('1,000')}" in page
    assert "1 activity is saved." not in page


@pytest.fixture
def in_reserve(kh_plan: Workplan, kh_officer: Seat) -> Activity:
    """A line in reserve that costs more than fits."""
    return cast.complete_line(kh_plan, by=kh_officer, funding="reserve", secretariat_cost=Decimal(130_000))


def test_line_that_cannot_leave_the_reserve_says_that_it_stays_there(send, in_reserve):
    answer = send(funding="counted")

    assert answer.note.startswith(
        "001: the amount of US$130,000 is US$30,000 above the ceiling, so the activity stays in reserve. "
        "The rest of the row was saved."
    )
    assert answer.marked == ["funding"]
    assert answer.note.startswith(answer.said)


def test_line_that_cannot_leave_the_reserve_marks_the_money_without_scripts(page_sent, in_reserve):
    page = page_sent(funding="counted")

    assert '<a href="#r001-funding">001: the amount' in page
    assert re.search(r'<select[^>]* name="r001-funding"[^>]* aria-invalid="true"', page)
    assert not re.search(r'<input[^>]* name="r001-secretariat_cost"[^>]* aria-invalid="true"', page)


def test_costs_in_all_of_a_closed_row_are_said_to_be_in_the_opened_one(send, line):
    line.cost_in_all = Decimal(1_500)
    line.save()

    closed = send(secretariat_cost="2,000").note
    opened = send(secretariat_cost="2,000", cost_in_all="1,600").note

    assert closed.endswith("leave this field empty. To see the total cost, press the number of the row.")
    assert "Enter a higher total cost, or leave this field empty.Secretariat funding" in opened


def test_what_a_rule_of_another_field_holds_back_is_named(send, line):
    """A day out of the year holds the whole row back: the page must not take its title as saved."""
    Activity.objects.filter(pk=line.pk).update(starts_on=date(2010, 3, 1), ends_on=date(2010, 4, 1))

    answer = send(title="Course")

    line.refresh_from_db()
    assert line.title != "Course"
    assert (answer.marked, answer.unsaved) == (["starts_on", "ends_on"], ["title"])


def test_costs_in_all_typed_beside_a_cost_over_the_ceiling_are_saved(send, line):
    answer = send(secretariat_cost="200,000", cost_in_all="250,000")

    line.refresh_from_db()
    assert (line.secretariat_cost, line.cost_in_all) == (Decimal(1_000), Decimal(250_000))
    assert answer.values["cost_in_all"] == "250,000"
    assert "above the ceiling" in answer.note


def test_lowering_to_nothing_keeps_the_typed_cost(send, line, kh_plan, kh_officer):
    """A colleague took the rest before the button was pressed."""
    Activity.objects.filter(pk=line.pk).update(secretariat_cost=None)
    cast.complete_line(kh_plan, by=kh_officer, secretariat_cost=kh_plan.ceiling)

    answer = send(secretariat_cost="5,000", funding="counted", way="r001:lower")

    line.refresh_from_db()
    assert line.secretariat_cost is None
    assert answer.tone == "error"
    assert "secretariat_cost" in answer.unsaved


def test_row_sent_opened_comes_back_opened_with_what_was_refused(page_sent, line):
    page = page_sent(title="Course", description="Two days", cost_in_all="a lot")

    field = re.search(r'<input[^>]*name="r001-cost_in_all"[^>]*>', page)
    assert 'value="a lot"' in field[0]
    assert 'aria-invalid="true"' in field[0]
