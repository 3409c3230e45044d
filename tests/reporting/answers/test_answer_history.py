"""Every change of an answer is kept: the answer as it is, walked back, is the content before."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from commit_portal.sheets.history import sides
from reporting.answers.answer_content import alike, changes_since, content_before
from reporting.answers.sheet_data import SheetData
from reporting.answers.views import history_of
from reporting.models import AnswerHistory, CountryReview, PartnerSpending
from reporting.reviews.actions import reopen_sheet
from reporting.statuses import RowKind
from spa.models import Target
from tests.answers import NOW, activity_answer, answer_sheet, submitted_and_closed, target_answer

STARTED = activity_answer("under_way", actual_starts_on=date(2011, 3, 2), narrative="One\nTwo")
STEPS = (
    STARTED,
    STARTED | {"spent_others": Decimal("10.50")},
    activity_answer(),
    activity_answer("done", actual_ends_on=date(2011, 5, 1), narrative="វគ្គ"),
)


def now_of(sheet: CountryReview, line: Any, target: Target) -> dict[str, dict[str, Any]]:
    data = SheetData(sheet)
    places = RowKind.ACTIVITY.of(line.pk), RowKind.SPENDING.of(line.pk), RowKind.TARGET.of(target.pk)
    return {place: data.saved(place) for place in places}


def test_answers_are_walked_back_to_each_version_through_a_new_round(
    kh_sheet, kh_line, kh_officer, kh_desk, regional_office, target
):
    noted: list[tuple[int, dict[str, Any]]] = []

    def note(at: CountryReview) -> None:
        at.refresh_from_db()
        noted.append((at.row_version, now_of(at, kh_line, target)))

    note(kh_sheet)
    for place, answer in enumerate(STEPS):
        status = (
            target_answer("achieved", achieved_on=date(2011, 6, place + 1)) if place % 2 else target_answer()
        )
        answer_sheet(
            kh_sheet, activities={kh_line.pk: answer}, targets={target.pk: status}, by=kh_officer, now=NOW
        )
        note(kh_sheet)
        answer_sheet(kh_sheet, spent={kh_line.pk: Decimal(place) or None}, by=kh_desk, now=NOW)
        note(kh_sheet)
    submitted_and_closed(kh_sheet, now=NOW)
    again = reopen_sheet(kh_sheet, note="A date", by=regional_office, now=NOW)
    note(again)
    answer_sheet(again, activities={kh_line.pk: STARTED}, by=kh_officer, now=NOW)
    note(again)

    last = noted[-1][1]
    for version, contents in noted:
        later = changes_since(again, version)
        for place, content in contents.items():
            found = content_before(last[place], later.get(place, ())[::-1])
            assert not sides(*alike(found, content))


def test_a_change_says_who_when_and_only_what_it_changed(kh_sheet, kh_line, kh_officer):
    answer_sheet(kh_sheet, activities={kh_line.pk: STARTED}, by=kh_officer, now=NOW)
    answer_sheet(kh_sheet, activities={kh_line.pk: STARTED | {"status": "done"}}, by=kh_officer, now=NOW)
    answer_sheet(kh_sheet, activities={kh_line.pk: STARTED | {"status": "done"}}, by=kh_officer, now=NOW)

    first, second = AnswerHistory.objects.filter(place=RowKind.ACTIVITY.of(kh_line.pk))
    assert (second.before, second.after) == ({"status": "under_way"}, {"status": "done"})
    assert (second.by, second.at, second.sheet_version) == (kh_officer.user, NOW, first.sheet_version + 1)


def test_partner_spending_is_written_anew_only_where_it_changed(kh_sheet, kh_line, kh_officer):
    spent = STARTED | {"spent_others": Decimal("10.50")}
    more = spent | {"spent_others": Decimal(11)}
    kept = []
    for answer in (spent, spent | {"narrative": "Other words"}, more):
        answer_sheet(kh_sheet, activities={kh_line.pk: answer}, by=kh_officer, now=NOW)
        kept.append(PartnerSpending.objects.get())

    assert kept[0] == kept[1] != kept[2]
    assert kept[2].amount == Decimal(11)


def test_what_one_person_saved_on_one_day_is_one_row_with_its_values(
    kh_sheet, kh_line, kh_officer, kh_lead, kh_desk
):
    target, other = Target.objects.get(code="1.T1"), Target.objects.get(code="2.T1")
    answer_sheet(kh_sheet, activities={kh_line.pk: STARTED}, by=kh_officer, now=NOW)
    answer_sheet(kh_sheet, activities={kh_line.pk: STARTED | {"status": "done"}}, by=kh_officer, now=NOW)
    answer_sheet(kh_sheet, targets={target.pk: target_answer("in_progress")}, by=kh_officer, now=NOW)
    answer_sheet(kh_sheet, targets={other.pk: target_answer("in_progress")}, by=kh_lead, now=NOW)
    answer_sheet(kh_sheet, spent={kh_line.pk: Decimal(70)}, by=kh_desk, now=NOW + timedelta(days=1))

    rows = history_of(SheetData(kh_sheet), kh_desk)

    assert [(str(row["said"]), row["note"]) for row in rows] == [
        ("Entered what the Secretariat spent on 1 activity", "Area 1"),
        ("Saved 1 answer", "Area 2"),
        ("Saved 2 answers", "Area 1"),
    ]
    assert [row["saved"] for row in rows] == [
        ["001: The Secretariat spent US$70."],
        ["2.T1: In progress"],
        ["001: Done · Started on 2 Mar 2011 · One\nTwo", "1.T1: In progress"],
    ]


def test_history_tells_a_cleared_answer_a_former_partner_and_a_line_no_longer_asked_about(
    kh_sheet, kh_line, kh_officer, world
):
    place, later = RowKind.ACTIVITY.of(kh_line.pk), NOW + timedelta(days=1)
    spent = {"status": "done", f"spent_{world.seats['ilo'].partner_id}": "12"}
    answer_sheet(
        kh_sheet, activities={kh_line.pk: activity_answer(narrative="Words")}, by=kh_officer, now=NOW
    )
    answer_sheet(kh_sheet, activities={kh_line.pk: activity_answer()}, by=kh_officer, now=later)
    AnswerHistory.objects.create(
        sheet=kh_sheet, place=place, before={}, after=spent, at=NOW, by=kh_officer.user, sheet_version=9
    )
    data = SheetData(kh_sheet)

    assert [row["saved"] for row in history_of(data, kh_officer)] == [
        ["001: nothing"],
        ["001: Done · ILO spent US$12 · Words"],
    ]
    data.rows = []
    assert [(str(row["said"]), row["note"], row["saved"]) for row in history_of(data, kh_officer)] == [
        ("Saved 1 answer", "", [])
    ] * 2
