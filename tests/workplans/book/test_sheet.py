"""A list of the book goes out as a workbook and comes back: row by row, through the actions of its pages."""

from datetime import date
from html import unescape

import pytest

from commit_portal.refusals import Refused
from commit_portal.workflow import events_about
from tests import cast
from tests.cast import NOW
from tests.resaving import resaved
from tests.workbooks import confirm, download, file_of, paste, upload, with_cells
from workplans.book.actions import add_to_book, change_in_book, import_book, rename
from workplans.book.lists import BOOK, MEMBERS, MINISTRIES, PARTNERS, SIGNING_BODIES
from workplans.book.rules import looks_like, may_add
from workplans.models import BookImport, Country, Ministry, Partner, Seat, Taskforce, TaskforceMember

JULY, LAST = date(2011, 7, 1), date(2012, 12, 31)
USUAL: dict[str, dict[str, str]] = {
    "partner": {"Name": "A fund", "Kind": "Donor"},
    "ministry": {"Name": "Justice", "Country": "Cambodia"},
    "member": {"Name": "A", "Country": "Cambodia"},
    "country": {"Name": "Malaysia"},
    "taskforce": {},
}
SENT, FIRST, SIGNS = "/book/{}/import/", "First day of the new name", "Name, printed after “For”"


@pytest.fixture
def women(world: cast.World, regional_office: Seat) -> Ministry:
    """A ministry that has its name from 1 Feb 2011 on."""
    values = {"taskforce": Taskforce.objects.get(slug="kh"), "name": "Women's Affairs"}
    row = add_to_book(MINISTRIES, values, by=regional_office, now=NOW)
    named = rename(row, name="Women", begins=date(2011, 2, 1), by=regional_office, now=NOW)
    assert isinstance(named, Ministry)
    return named


@pytest.mark.parametrize("code", BOOK)
def test_a_list_comes_back_as_it_went_out(women, regional_office, secretariat, code, soffice, tmp_path):
    kh, by = women.taskforce, {"by": regional_office, "now": NOW}
    add_to_book(MEMBERS, {"taskforce": kh, "name": "A", "ministry": women, "starts_on": JULY}, **by)
    add_to_book(SIGNING_BODIES, {"taskforce": kh, "name": "Justice"}, **by)
    for row in (kh, kh.country, Partner.objects.get(acronym="ILO")):
        rename(row, begins=LAST, sure=True, **by, **dict.fromkeys(row.words, "Another name"))
    book = file_of(download(secretariat, f"/book/{code}/list.xlsx"))

    for body in (book, resaved(soffice, tmp_path, {"list": book})["list"]):
        page = upload(secretariat, body, SENT.format(code))

        assert f"New: 0 · Changed: 0 · Unchanged: {BOOK[code].rows().count()} · Refused: 0" in page.text
        assert "There is nothing to save." in page.text


def test_a_workbook_renames_ends_and_adds_with_who_when_and_why(women, secretariat, soffice, tmp_path):
    book = download(secretariat, "/book/ministry/list.xlsx")
    heads = ["Number", "Country", "Name", "Sector", FIRST, "Last day", "Reason for the change"]
    assert [[cell.value for cell in row] for row in book.worksheets[0]] == [
        heads, [women.pk, "Cambodia", "Women", None, book.worksheets[0]["E2"].value, None, None]
    ]  # fmt: skip
    assert (book.worksheets[0]["E2"].is_date, len(book.worksheets[0].data_validations.dataValidation)) == (
        True,
        1,
    )
    mine = {"Name": "Families", FIRST: JULY, "Last day": LAST, "Reason for the change": "Decree 12"}
    new = {"Country": "Lao PDR", "Name": "Justice", "Sector": "Law", "Reason for the change": "Joined"}
    cells = {(at, head): value for at, row in enumerate((mine, new), start=2) for head, value in row.items()}
    [body] = resaved(soffice, tmp_path, {"mine": with_cells(file_of(book), cells)}).values()

    Taskforce.objects.filter(pk=women.taskforce_id).update(lead_body=women.name)

    page = upload(secretariat, body, SENT.format("ministry"))

    for words in (
        "New: 1 · Changed: 1 · Unchanged: 0",
        "was Women, becomes Families",
        "was (empty), becomes 31 Dec 2012",
    ):
        assert words in page.text
    assert confirm(secretariat, page).redirect_chain == [("/taskforces/", 302)]
    women.refresh_from_db()
    made, leads = Ministry.objects.get(name="Justice"), Taskforce.objects.get(pk=women.taskforce_id)
    assert leads.lead_body == women.name
    assert (women.name, women.ends_on, women.earlier[-1]) == (
        "Families",
        LAST,
        {"name": "Women", "until": "2011-07-01"},
    )
    assert (made.taskforce.slug, made.sector) == ("la", "Law")
    told = [(event.verb, event.note) for event in events_about(women.taskforce) if event.note]
    assert sorted(told) == [("end_in_book", "Decree 12"), *[("rename", "Decree 12")] * 2]
    assert [event.note for event in events_about(made.taskforce)] == ["Joined"]
    assert "There is no file to confirm." in confirm(secretariat, page).text


@pytest.mark.parametrize(
    ("code", "row", "said"),
    [
        ("partner", {"Kind": "Bank"}, "Row 2, Kind: “Bank” is not on the list. Use one of: United"),
        ("partner", {"Number": "999"}, "Row 2, Number: The list has no row with this number."),
        ("partner", {"Acronym": "ILO"}, "Row 2, Acronym: ILO has ilo in its codes"),
        ("partner", {FIRST: "1 Jul 2011"}, f"Row 2, {FIRST}: Only a saved row can get a new name."),
        ("partner", {"Name": "x" * 201}, "Row 2, Name: Write at most 200 characters. Your text has 201."),
        ("ministry", {"Country": "Atlantis"}, "Row 2, Country: “Atlantis” is not on the list."),
        ("ministry", {"Country": ""}, "Row 2, Country: Choose one."),
        ("ministry", {"Number": "@", FIRST: ""}, f"Row 2, {FIRST}: Write the first day of the new name."),
        ("ministry", {"Number": "@"}, f"Row 2, {FIRST}: The newest name begins on 1 Feb 2011. Enter a later day, "
            "or correct that day under “Correct this entry”."),
        ("ministry", {"Number": "@", "Country": "Thailand"}, "Row 2, Country: You cannot change this value in a file."),
        ("member", {"First day": "1 Jul 2011", "E-mail address": "dara"}, "Row 2, E-mail address: Enter a valid"),
        ("ministry", {"Number": "@", "Last day": "soon"}, "Row 2, Last day: “soon” is not a date"),
        ("member", {"Country": "Thailand", "First day": "1 Jul 2011", "Ministry": "Women"}, "“Women” is not on the list"),
        ("member", {"First day": "1 Jul 2011", "Last day": "1 Jun 2011"}, "is 1 Jul 2011. Enter this day or"),
        ("member", {"First day": "1 Jul 2011", "Post": "+855 12 345 678"}, "Row 2, Post: Telephone numbers are not"),
        ("country", {"ISO 3166 code": "M1"}, "Row 2, ISO 3166 code: Enter two capital letters"),
        ("country", {"ISO 3166 code": "rg"}, "Row 2, ISO 3166 code: Regional has RG in its codes"),
        ("taskforce", {"Lead body of the taskforce": "Interior"}, "Row 2: You cannot add a lead body here."),
    ],
)  # fmt: skip
def test_the_row_the_cell_and_the_sentence(women, secretariat, code, row, said):
    row = {head: typed.replace("@", str(women.pk)) for head, typed in (USUAL[code] | row).items()}

    page = paste(secretariat, SENT.format(code), row)

    assert said in unescape(page.text)
    assert not page.context["preview"].may_be_confirmed


def test_a_name_that_looks_like_another_one_is_asked_about_row_by_row(world, secretariat):
    names = ("Int. Labour Organization", "Asia Fund", "The Asia Fund")
    page = paste(secretariat, SENT.format("partner"), *({"Name": name, "Kind": "Donor"} for name in names))
    asked = [str(choice.asks) for choice in page.context["preview"].choices]
    assert asked == [
        "Row 2: “Int. Labour Organization” looks like “International Labour Organization (ILO)”.",
        "Row 4: “The Asia Fund” looks like “Asia Fund”.",
    ]
    ilo = Partner.objects.get(acronym="ILO")
    assert looks_like(["ilo"], Partner.objects.all()) == ilo
    assert [one.field for one in may_add(Partner(acronym="ILO"), [ilo]) if one] == ["acronym"]

    unanswered = confirm(secretariat, page, **{"alike-2": f"theirs:{ilo.pk}"})

    assert (unanswered.status_code, Partner.objects.count()) == (422, 2)
    assert "Nothing was saved. Choose in 1 place." in unanswered.text
    confirm(secretariat, page, **{"alike-2": f"theirs:{ilo.pk}", "alike-4": "mine:0"})
    assert {*Partner.objects.values_list("name", flat=True)} & {*names} == {"Asia Fund", "The Asia Fund"}


def test_a_name_that_is_on_the_list_is_asked_about_too(women, secretariat):
    page = paste(
        secretariat, SENT.format("ministry"), USUAL["ministry"] | {"Name": "Women"}, USUAL["ministry"]
    )
    assert "Row 2: “Women” looks like “Women”." in page.text

    refused = confirm(secretariat, page, **{"alike-2": f"mine:{women.pk}"})

    assert "Row 2: “Women” is already on the list." in refused.text
    assert not Ministry.objects.exclude(pk=women.pk).exists()
    confirm(secretariat, page, **{"alike-2": f"theirs:{women.pk}"})
    assert Ministry.objects.exclude(pk=women.pk).get().name == "Justice"


def test_what_changed_after_the_download_is_never_undone(women, regional_office, secretariat):
    old = download(secretariat, "/book/ministry/list.xlsx")
    new = paste(
        secretariat,
        SENT.format("ministry"),
        {"Number": str(women.pk), "Name": "Families", FIRST: "1 Aug 2011"},
    )
    change_in_book(women, ends_on=JULY, by=regional_office, now=NOW)

    for page in (confirm(secretariat, new), upload(secretariat, old, SENT.format("ministry"))):
        assert "Row 2: This row was changed after your download. Delete it, or download" in page.text

    women.refresh_from_db()
    assert (women.name, women.ends_on) == ("Women", JULY)
    other = upload(secretariat, old, SENT.format("partner"))
    assert "This file belongs to Ministries and agencies, not to Partners." in other.text


def test_a_file_is_saved_whole_or_not_at_all(women, secretariat):
    names = ("Justice", "Labour", "Planning", "Health", "Interior")
    page = paste(
        secretariat, SENT.format("signer"), *({"Country": "Cambodia", SIGNS: name} for name in names)
    )

    answer = confirm(secretariat, page)

    assert answer.status_code == 422
    assert "Row 6: The form prints 4 bodies at most." in answer.text
    assert not women.taskforce.signing_bodies.exists()


def test_a_country_comes_with_its_taskforce_and_a_member_with_its_ministry(women, secretariat):
    malaysia = {"Name": "Malaysia", "ISO 3166 code": "my", "First day in COMMIT": "1 Jan 2012"}
    member = {
        "Name": "A",
        "Country": "cambodia",
        "Ministry": "Women's Affairs",
        "Partner": "ILO",
        "First day": "1 Jul 2011",
    }
    for code, row in (("country", malaysia), ("member", member)):
        confirm(secretariat, paste(secretariat, SENT.format(code), row))

    assert Taskforce.objects.get(slug="my").starts_on == date(2012, 1, 1)
    assert Country.objects.last() == Country.objects.get(code="MY")
    made = TaskforceMember.objects.get()
    assert (made.ministry, str(made.partner), made.starts_on) == (women, "ILO", JULY)


def test_only_who_sent_a_file_saves_it(world, regional_office):
    kept = {"version": 1, "rows": [], "by": regional_office.user, "now": NOW}
    waiting = BookImport.objects.keep({"listed": "partner"}, **kept)
    for name in ("kh_lead", "regional_manager"):
        with pytest.raises(Refused):
            import_book(waiting, [], seen=PARTNERS.table().row_version, by=world.seats[name], now=NOW)
    assert BookImport.objects.exists()
