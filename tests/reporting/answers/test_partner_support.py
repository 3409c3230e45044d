"""Partners' support in a sheet: which is asked about (RV-10), and what is said of it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from commit_portal.refusals import RuleBroken
from reporting.answers.answer_content import answers_in, content_of, partner_fields, partners_in
from reporting.answers.queries import activities_under_review, workplan_of_sheet
from reporting.answers.sheet_data import PartnerAsked, SheetData, support_asked
from reporting.answers.sheet_forms import ActivityAnswerForm
from reporting.dataset import PartnerAnswer
from reporting.models import ActivityProgress, PartnerSpending
from reporting.reviews.actions import open_review, reopen_sheet
from reporting.statuses import RowKind
from tests import queries
from tests.answers import activity_answer, answer_sheet, submitted_and_closed
from tests.replayed import replayed
from tests.reporting.reviews.test_pages import form_of
from workplans.consultation.actions.offers import end_support, record_support
from workplans.consultation.rules import SupportDraft
from workplans.models import Partner
from workplans.statuses import PartnerKind

NOW = datetime(2011, 7, 1, 3, tzinfo=UTC)
SHEET = "/2011/reviews/mid-year/kh/"


@pytest.fixture
def unicef(db):
    return Partner.objects.create(name="UNICEF", kind=PartnerKind.UN, position=9)


def agree(line, partner, lead, **said):
    """Record what a partner gives, as the lead was told; after approval it enters the plan by itself (CO-11)."""
    draft = SupportDraft(**said)
    return record_support(line, partner, draft, told_how="By letter", by=lead, now=NOW)


@pytest.fixture
@replayed
def kh_line(line, kh_lead, ilo, unicef):
    """An approved line: the ILO gives US$4,000 and a room, UNICEF an expert."""
    agree(line, ilo.partner, kh_lead, amount=Decimal(4_000))
    agree(line, ilo.partner, kh_lead, kind="in_kind", what="A room in Phnom Penh")
    agree(line, unicef, kh_lead, kind="in_kind", what="An expert for two weeks")
    return line


@pytest.fixture
def sheet(cycle, kh_line, regional_office):
    review = open_review(cycle, "mid-year", by=regional_office, now=NOW)
    return review.sheets.select_related("taskforce__country", "review__cycle__plan").get(taskforce__slug="kh")


def asked_in(sheet):
    plan = workplan_of_sheet(sheet)
    return support_asked(sheet, activities_under_review(sheet, plan), plan)


def test_rv_10_a_sheet_asks_about_the_support_that_was_accepted_when_it_was_opened(
    sheet, kh_line, ilo, unicef, kh_lead
):
    asked = (
        PartnerAsked(ilo.partner_id, "ILO", Decimal(4_000), ("A room in Phnom Penh",)),
        PartnerAsked(unicef.pk, "UNICEF", None, ("An expert for two weeks",)),
    )
    assert asked_in(sheet) == {kh_line.pk: asked}

    agree(kh_line, unicef, kh_lead, amount=Decimal(700))

    assert asked_in(sheet) == {kh_line.pk: asked}, "accepted only after the sheet was opened"


def test_rv_10_a_partner_that_the_sheet_does_not_ask_about_is_refused(sheet, kh_line, kh_officer):
    other = Partner.objects.create(name="IOM", kind=PartnerKind.UN, position=10)
    spent = activity_answer("done", spending=(PartnerAnswer(other.pk, Decimal(5)),))

    with pytest.raises(RuleBroken) as broken:
        answer_sheet(sheet, activities={kh_line.pk: spent}, by=kh_officer, now=NOW)

    assert [found.rule for found in broken.value.violations] == ["RV-10"]
    assert not PartnerSpending.objects.exists()


def test_the_sum_of_partners_follows_each_answer(sheet, kh_line, ilo, unicef, kh_officer):
    def save(*spending):
        answer = activity_answer("under_way", spending=spending)
        answer_sheet(sheet, activities={kh_line.pk: answer}, by=kh_officer, now=NOW)
        row = ActivityProgress.objects.get()
        assert content_of(RowKind.ACTIVITY, row) == answer
        return row.spent_partners

    ours = PartnerAnswer(ilo.partner_id, Decimal("1200.50"), "partly")
    assert save(ours, PartnerAnswer(None, Decimal("0.25"))) == Decimal("1200.75")
    assert save(ours) == Decimal("1200.50")
    assert save(PartnerAnswer(unicef.pk, None, "yes")) is None, "help in kind is no money"
    assert PartnerSpending.objects.count() == 1


def test_an_answer_drops_a_partner_that_it_says_nothing_of():
    said = [PartnerAnswer(3, Decimal(1)), PartnerAnswer(None, Decimal(2)), PartnerAnswer(5)]

    assert partners_in(partner_fields(said)) == said[:2]


def test_each_partner_has_its_row_on_the_page_with_what_was_accepted(sheet, kh_line, ilo, unicef, officer):
    page = officer.get(SHEET, follow=True).text
    assert "Spent by ILO" in page
    assert '<td role="cell" class="number" data-label="Planned">4,000</td>' in page
    assert "An expert for two weeks" in page
    assert f"spent_{unicef.pk}" not in page, "in kind only: no amount is asked"
    row = f"a{kh_line.pk}"
    typed = {
        f"{row}-status": "under_way",
        f"{row}-spent_{ilo.partner_id}": "US$ 1,200.50",
        f"{row}-delivered_{ilo.partner_id}": "no",
        f"{row}-delivered_{unicef.pk}": "yes",
        f"{row}-spent_others": "30",
    }

    assert officer.post(SHEET, form_of(officer, SHEET) | typed).status_code == 302

    said = [(one.partner_id, one.amount, one.delivered) for one in PartnerSpending.objects.all()]
    assert sorted(said, key=str) == sorted(
        [
            (ilo.partner_id, Decimal("1200.50"), "no"),
            (unicef.pk, None, "yes"),
            (None, Decimal(30), ""),
        ],
        key=str,
    )
    again = form_of(officer, SHEET)
    assert again[f"{row}-spent_{ilo.partner_id}"] == "1,200.50"
    assert again[f"{row}-delivered_{unicef.pk}"] == "yes"


def test_an_amount_that_cannot_be_read_is_said_beside_its_partner(sheet, kh_line, ilo, officer):
    field = f"a{kh_line.pk}-spent_{ilo.partner_id}"

    refused = officer.post(SHEET, form_of(officer, SHEET) | {field: "1e3"})

    assert refused.status_code == 422
    assert f'href="#id_{field}"' in refused.text
    assert 'value="1e3"' in refused.text


@pytest.mark.usefixtures("sheet")
def test_what_has_not_started_refuses_the_money_of_the_partner_that_names_it_with_rv_5(kh_line, ilo, officer):
    row = f"a{kh_line.pk}"
    typed = {f"{row}-status": "not_started", f"{row}-spent_{ilo.partner_id}": "5"}

    refused = officer.post(SHEET, form_of(officer, SHEET) | typed)

    assert refused.status_code == 422
    assert f'href="#id_{row}-spent_{ilo.partner_id}"' in refused.text


def test_readers_of_the_sheet_see_who_spent_what(sheet, kh_line, ilo, unicef, kh_officer, member):
    spending = (
        PartnerAnswer(ilo.partner_id, Decimal(900)),
        PartnerAnswer(unicef.pk, None, "partly"),
        PartnerAnswer(None, Decimal(50)),
    )
    answer = {kh_line.pk: activity_answer("under_way", spending=spending)}
    answer_sheet(sheet, activities=answer, by=kh_officer, now=NOW)

    page = member.get(SHEET).text

    for words in ("ILO spent US$900", "In kind from UNICEF: Delivered in part", "Other partners spent US$50"):
        assert words in page
    assert "US$950" in page


def test_a_new_round_begins_with_the_spending_and_asks_about_what_is_accepted_now(
    sheet, kh_line, ilo, kh_officer, kh_lead, regional_office, officer
):
    spent = PartnerAnswer(ilo.partner_id, Decimal(900), "yes")
    answer = {kh_line.pk: activity_answer("under_way", spending=(spent,))}
    answer_sheet(sheet, activities=answer, by=kh_officer, now=NOW)
    submitted_and_closed(sheet, now=NOW)
    for gift in kh_line.contributions.filter(partner=ilo.partner):
        end_support(gift, word="No funds left", seen=gift.row_version, by=kh_lead, now=NOW)

    following = reopen_sheet(sheet, note="A sum is missing", by=regional_office, now=NOW)

    assert [one.name for one in asked_in(following)[kh_line.pk]] == ["UNICEF"]
    assert answers_in(following.progress.get().partner_spending.all()) == (spent,)
    # What was answered of it stays on the page, and may be corrected.
    data = form_of(officer, SHEET)
    assert data[f"a{kh_line.pk}-spent_{ilo.partner_id}"] == "900"
    assert officer.post(SHEET, data | {f"a{kh_line.pk}-spent_{ilo.partner_id}": "901"}).status_code == 302
    assert following.progress.get().spent_partners == Decimal(901)
    assert sheet.progress.get().spent_partners == Decimal(900), "the closed round stays"


def test_the_sheet_costs_the_same_queries_for_one_partner_and_for_four(sheet, kh_line, kh_lead, officer):
    url = reverse("review_area", args=[2011, "mid-year", "kh", 1])
    one = queries.queries_of(officer, url)
    line = sheet.opened_with.lines.get()
    for number in range(3):
        partner = Partner.objects.create(name=f"Partner {number}", kind=PartnerKind.UN, position=20 + number)
        line.supports.create(partner=partner, kind="funds", amount=Decimal(5))

    assert queries.queries_of(officer, url) == one


def test_a_question_has_the_fields_of_the_answer_in_the_order_of_the_sheet(sheet, kh_line, ilo, unicef):
    data = SheetData(sheet)
    form = ActivityAnswerForm(None, data.rows[0])
    money = f"spent_{ilo.partner.pk}"
    of_ilo = f"delivered_{ilo.partner.pk}"
    of_unicef = f"delivered_{unicef.pk}"

    days = ["status", "actual_starts_on", "actual_ends_on"]
    assert [*form.fields] == [*days, money, of_ilo, of_unicef, "spent_others", "narrative"]
