"""The office keeps its own book: rows are added, renamed from a day on and ended. The past keeps its names."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains

from commit_portal import clock
from commit_portal.models import User
from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster
from commit_portal.workflow import events_about
from reporting.dataset import Dataset
from reporting.dataset_queries.printed_forms import figures_of_draft
from reporting.dataset_queries.shared_datasets import asked_for, dataset_of
from reporting.models import Meeting
from reporting.report.pdf import render_pdf, report_html
from tests import cast, workbooks
from tests.cast import NOW
from tests.papers import text_of
from tests.report_samples import imprint_of
from tests.workplans.years.test_pages import year_form
from workplans import models
from workplans.book import rules
from workplans.book.actions import add_to_book, change_in_book, rename, with_namesakes
from workplans.book.lists import COUNTRIES, MEMBERS, MINISTRIES, PARTNERS, SIGNING_BODIES, list_of
from workplans.book.permissions import may_keep_book
from workplans.consultation.actions.ask import ask_partner, write_requests
from workplans.consultation.rules import SupportDraft, goes_on
from workplans.models.names import Named, names_of
from workplans.people.forms import SeatMinistryForm
from workplans.statuses import Audience, PartnerKind

FROM, BEGUN = date(2011, 7, 1), date(2011, 1, 1)


@pytest.fixture
def kh(kh_plan: models.Workplan) -> models.Taskforce:
    return kh_plan.taskforce


@pytest.fixture
def women(kh: models.Taskforce, regional_office: models.Seat) -> models.Ministry:
    values = {"taskforce": kh, "name": "Ministry of Women's Affairs"}
    return add_to_book(MINISTRIES, values, by=regional_office, now=NOW)


def address_of(row: Named) -> str:
    return f"/book/{list_of(row).code}/{row.pk}/change/"


def change(client, row: Named, led_by="", **typed):
    """Type over what the page of a row shows, and send it."""
    shown = {field.name: field.value() for field in client.get(address_of(row)).context["form"]}
    values = {name: value for name, value in (shown | typed).items() if value is not None}
    return client.post(address_of(row) + led_by, values)


def said_by(client, address: str) -> str:
    """The text of a page, of a CSV, or of every cell of a workbook."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    if "spreadsheetml" not in answer["Content-Type"]:
        return str(answer.text)
    sheets = workbooks.opened(answer.content).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)


def printed(dataset: Dataset) -> str:
    """The text of a new edition's PDF."""
    print_out = report_html(dataset, imprint_of(dataset, as_of=NOW))
    return " ".join(text_of(render_pdf(print_out, identifier="x").content, "-layout").split())


def read(cycle: models.AnnualCycle) -> Dataset:
    cycle.refresh_from_db()
    return dataset_of(asked_for(Audience.SECRETARIAT, cycle, compared=None, on=timezone.localdate()))


def test_the_office_renames_a_ministry_from_a_day_and_the_past_keeps_its_name(
    world, women, regional_office, client_of
):
    world.open_year(2010)
    office, officer = client_of(regional_office), client_of(world.seats["kh_officer"])
    page = f"/book/ministry/{women.pk}/"
    assert f'href="{page}"' in office.get("/taskforces/").text
    typed = {"name": "Ministry of Family Affairs", "begins": "1 Jul 2011", "reason": "Decree 12"}
    answer = office.post(f"{page}rename/", typed)

    assert answer.url == page
    for query, shown in (
        ("?year=2010", women.name),
        ("?year=2011", typed["name"]),
        ("?year=x", typed["name"]),
    ):
        assertContains(office.get(f"/taskforces/{query}"), f">{escape(shown)}</a>")
    world.open_year(2009)
    for query, shown in (("?year=2010", "2010"), ("?year=2009", "2009"), ("", "today")):
        links = re.findall(
            r"year=(\d+)",
            names := office.get(f"/taskforces/{query}").text.split("Names of:")[1].split("</p>")[0],
        )
        assert (links, re.findall(r'aria-current="true">(\w+)', names)) == (["2009", "2010", "2011"], [shown])
    assert 'href="/taskforces/?year=2010"' in office.get("/people/?year=2010").text
    # The way there from a draft that the office cannot read.
    assert 'href="/taskforces/?year=2011#kh"' in office.get("/2011/kh/").text
    said = office.get(page).text
    for words in (
        "Renamed “Ministry of Women&#x27;s Affairs” to “Ministry of Family Affairs” from 1 Jul 2011 on",
        "Decree 12",
        "Before 1 Jul 2011",
    ):
        assert words in said
    assert "Decree 12" not in officer.get("/people/").text
    lead = f"/book/taskforce/{women.taskforce_id}/rename/"
    assert office.post(lead, {"lead_body": "Another body", "begins": "1 Jul 2011"}).status_code == 302
    then = [officer.get(f"/{year}/kh/").text for year in (2010, 2011)]
    assert ["Cambodia lead body" in text for text in then] == [True, False]
    assert ["Another body" in text for text in then] == [False, True]
    women.refresh_from_db()
    with names_of(2010):
        assert str(women) == "Ministry of Women's Affairs"


def test_a_country_has_the_name_of_each_year_on_every_page_and_in_the_dataset(
    world, regional_office, client_of, forget
):
    before, client = world.open_year(2010), client_of(regional_office)
    old = read(before)
    vietnam = models.Country.objects.get(code="VN")

    rename(vietnam, name="Vietland", begins=FROM, by=regional_office, now=NOW)
    # Else a process answers from what it remembers.
    forget()

    names = [[country.name for country in read(cycle).countries] for cycle in (before, world.cycle)]
    assert [names[0][-1], names[1][-1]] == ["Viet Nam", "Vietland"]
    assert read(before) == old
    pages = ("", "vn/", "comparison/", "comparison/money/", "comparison/counts/", "vn/history/", "report/")
    pages += ("comparison/1.T1/vn/", "comparison/coverage/", "comparison/timeline/")
    files = ("workplans.xlsx", "workplans.csv", "comparison/xlsx/")
    for slug, day in (("past", date(2010, 5, 4)), ("coming", date(2011, 9, 1))):
        Meeting.objects.create(slug=slug, planned_host=vietnam, planned_from=day, planned_until=day)
    texts = [said_by(client, f"/meetings/{slug}") for slug in ("past/", "coming/", "")]
    assert [("Viet Nam" in text, "Vietland" in text) for text in texts] == [
        (True, False),
        (False, True),
        (True, True),
    ]
    for cycle, shown, not_shown in ((before, "Viet Nam", "Vietland"), (world.cycle, "Vietland", "Viet Nam")):
        for page in (*pages, *files):
            assert not_shown not in said_by(client, f"/{cycle.year}/{page}"), (cycle, page)
        for page in ("vn/", *files):
            assert shown in said_by(client, f"/{cycle.year}/{page}"), (cycle, page)
        in_print = printed(read(cycle))
        with names_of(cycle.year):
            plan = cycle.workplans.get(taskforce__slug="vn")
            form = figures_of_draft(plan, regional_office, on=FROM, ministries=())
        assert form.place.name == shown
        assert (shown in in_print, not_shown in in_print) == (True, False)


def test_a_name_begins_after_the_one_before_and_is_another_one(women, regional_office, client_of):
    rename(women, name="Family Affairs", begins=BEGUN, by=regional_office, now=NOW)
    client, page = client_of(regional_office), f"/book/ministry/{women.pk}/rename/"

    earlier = client.post(page, {"name": "Social Affairs", "begins": "1 Jan 2011"})
    same = client.post(page, {"name": "Family Affairs", "begins": "1 Jul 2012"})

    assert earlier.status_code == same.status_code == 422
    assert earlier.context["form"].errors == {
        "begins": [
            "The newest name begins on 1 Jan 2011. Enter a later day, or correct that day under “Correct this entry”."
        ]
    }
    assert same.context["form"].errors == {"name": ["You entered the present name. Enter the new name."]}
    women.refresh_from_db()
    assert women.name == "Family Affairs"
    assert len(list(rules.name_begins(women, {"name": "Family Affairs"}, BEGUN))) == 2
    assert not list(rules.name_begins(women, {"name": "Social Affairs"}, date(2011, 1, 2)))


def test_the_first_day_of_a_name_is_corrected_and_the_years_between_have_the_right_one(women, secretariat):
    renaming, first = f"/book/ministry/{women.pk}/rename/", women.name
    assert "begins" not in secretariat.get(address_of(women)).context["form"].fields
    for name, begins in (("Family Affairs", "1 Mar 2009"), ("Families", "1 Feb 2011")):
        secretariat.post(renaming, {"name": name, "begins": begins, "sure": "on"})
    women.refresh_from_db()

    early = change(secretariat, women, begins="1 Mar 2009").context["form"].errors
    assert early == {"begins": ["An earlier name begins on 1 Mar 2009. Enter a later day."]}
    assert change(secretariat, women, begins="1 Jan 2010", reason="Typed wrong").status_code == 302

    women.refresh_from_db()
    with names_of(2010):
        assert str(women) == "Families"
    with names_of(2009):
        assert str(women) == "Family Affairs"
    latest = events_about(women.taskforce)[0]
    assert f"{latest} {latest.note}" == "Corrected Families: 1 Jan 2010 (before: 1 Feb 2011) Typed wrong"
    # A name that was a mistake goes: without its first day, or by the name before it.
    for typed, left in (({"begins": ""}, "Family Affairs"), ({"name": first}, first)):
        change(secretariat, women, **typed)
        women.refresh_from_db()
        assert str(events_about(women.taskforce)[0]).endswith(f"Name now: “{left}”")
    assert (women.name, women.earlier) == (first, [])
    assert not rules.removes_newest(women, {"begins": None})


def test_one_name_on_two_lists_is_renamed_and_corrected_once(women, kh, secretariat):
    signer = models.SigningBody.objects.create(taskforce=kh, name="Justice", position=1)
    models.Taskforce.objects.update(lead_body=women.name)
    page = f"/book/taskforce/{kh.pk}/rename/"
    form = secretariat.get(page).context["form"]
    assert (form["also"].value(), [code for code, _title in form.fields["also"].choices]) == (
        ["ministry"],
    ) * 2
    empty = secretariat.post(page, {"lead_body": "", "begins": "1 Jul 2011"})
    assert empty.context["form"].errors == {"lead_body": ["Enter the new name."]}
    renamed = {"lead_body": "Justice", "begins": "1 Jul 2011", "reason": "Decree", "also": "ministry"}

    assert secretariat.post(page, renamed).status_code == 302

    women.refresh_from_db()
    assert (women.name, women.begins, kh.ministries.get()) == ("Justice", FROM, women)
    labels = [(event.label, event.note) for event in events_about(kh)][:2]
    assert labels == [(f"ministry-{women.pk}", "Decree"), (f"taskforce-{kh.pk}", "Decree")]
    assert change(secretariat, signer, name="x" * 120, also=["taskforce"]).status_code == 302
    women.refresh_from_db()
    assert (women.name, models.Taskforce.objects.get(pk=kh.pk).lead_body) == ("Justice", "x" * 120)
    long = change(secretariat, models.Taskforce.objects.get(pk=kh.pk), lead_body="x" * 121)
    said = "In the list “Bodies that sign”: Make the name shorter. It can have 120 characters at most."
    assert said in long.text
    assert models.Taskforce.objects.exclude(pk=kh.pk).filter(lead_body="Ministry of Women's Affairs").exists()


def test_who_read_a_name_before_another_change_gives_the_new_one_to_all_its_lists(women, kh, regional_office):
    models.Taskforce.objects.filter(pk=kh.pk).update(lead_body=women.name)
    read_before, how = models.Ministry.objects.get(pk=women.pk), {"by": regional_office, "now": NOW}
    with_namesakes(rename, women, name="Justice", begins=FROM, **how)

    with_namesakes(rename, read_before, name="Interior", begins=date(2011, 8, 1), **how)
    corrected = {"name": "Home Affairs", "begins": date(2011, 9, 1)}
    with_namesakes(change_in_book, models.Ministry.objects.get(pk=women.pk), **corrected, **how)

    found = models.Ministry.objects.get(pk=women.pk), models.Taskforce.objects.get(pk=kh.pk)
    assert [one.begins for one in found] == [date(2011, 9, 1)] * 2
    assert (found[0].name, found[1].lead_body) == ("Home Affairs", "Home Affairs")


def test_the_menu_of_the_regional_workplan_leads_the_office_alone_to_its_bodies(
    world, client_of, secretariat
):
    link = f'href="{reverse("taskforces")}?year=2011#regional"'

    assertContains(secretariat.get("/2011/regional/"), link)
    assertNotContains(client_of(world.seats["kh_lead"]).get("/2011/regional/"), link)


@pytest.mark.parametrize("known_by", ["name", "email"])
def test_a_role_that_goes_on_after_the_last_day_of_a_member_is_told(known_by, kh, world, secretariat):
    seat, today = world.seats["kh_officer"], clock.today()
    who = {"name": "Other", known_by: getattr(seat.user, known_by)}
    member = models.TaskforceMember.objects.create(taskforce=kh, starts_on=FROM, **who)
    row, link = f"/book/member/{member.pk}/", f"/people/seats/{seat.pk}/end/"
    assertNotContains(secretariat.get(row), link)

    members = models.TaskforceMember.objects.filter(pk=member.pk)
    members.update(ends_on=today, name=seat.user.name, email="another@kh.example")
    assertNotContains(secretariat.get(row), link)
    members.update(**{"email": ""} | who)
    assertContains(secretariat.get(row), link, count=1)

    models.Seat.objects.filter(pk=seat.pk).update(ends_on=today)
    assertNotContains(secretariat.get(row), link)


def test_a_name_that_has_not_begun_is_replaced_with_its_day(women, regional_office, secretariat):
    first, page = women.name, f"/book/ministry/{women.pk}/rename/"
    assert "If you save another one" not in secretariat.get(page).text
    for name, begins in (("Family Affairs", cast.LATER), ("Families", FROM)):
        renamed = rename(women, name=name, begins=begins, sure=True, by=regional_office, now=NOW)
        assert (renamed.name, renamed.earlier) == (name, [{"name": first, "until": begins.isoformat()}])
        # Said while it is true alone.
        assert ("If you save another one" in secretariat.get(page).text) is (begins == cast.LATER)
    kept = rename(women, name=first, begins=FROM, by=regional_office, now=NOW)
    assert (kept.name, kept.earlier) == (first, [])
    assert "until" not in vars(kept)
    *_, undone = sorted(events_about(women.taskforce), key=lambda event: event.pk)
    assert str(undone) == f"Removed the name “Families”, planned from 1 Jul 2011 on. Name now: “{first}”"


@pytest.mark.parametrize(
    ("typed", "is_asked"),
    [
        ("Int. Labour Organization", True),
        ("The International Labor Organisation", True),
        ("iloo", True),
        ("International Organization for Migrations", True),
        ("Asia Foundation", False),
    ],
)
def test_a_name_that_looks_like_another_is_asked_about(world, regional_office, client_of, typed, is_asked):
    client, values = client_of(regional_office), {"name": typed, "kind": "ngo", "reason": ""}
    assert "a different one" not in client.get("/book/partner/add/").text

    first = client.post("/book/partner/add/", values)

    assert first.status_code == (422 if is_asked else 302)
    if is_asked:
        assert "is already on the list" in first.context["form"].errors["sure"][0]
        assert models.Partner.objects.count() == 2
        assert client.post("/book/partner/add/", values | {"sure": "on"}).status_code == 302
    made = models.Partner.objects.get(name=typed)
    assert bool(rules.another_one({"name": typed}, models.Partner.objects.exclude(pk=made.pk))) is is_asked
    assert (made.kind, made.position) == (PartnerKind.NGO, 3)
    assert [str(event) for event in events_about(made)] == [f"Added to the list: {typed}"]
    # No tick makes two rows of one name.
    again = client.post("/book/partner/add/", values).context["form"].errors
    assert again == {"name": [f"“{typed}” is already on the list. Enter a different name."]}


def test_a_name_that_another_row_has_is_refused(women, kh, regional_office):
    with pytest.raises(SomebodyWasFaster, match="is already on the list"):
        add_to_book(MINISTRIES, {"taskforce": kh, "name": women.name}, sure=True, by=regional_office, now=NOW)
    other = add_to_book(MINISTRIES, {"taskforce": kh, "name": "Justice"}, by=regional_office, now=NOW)
    with pytest.raises(SomebodyWasFaster, match="is already on the list"):
        rename(other, name=women.name, begins=FROM, sure=True, by=regional_office, now=NOW)
    assert other.position == women.position + 1


def test_what_has_ended_can_no_longer_be_chosen_and_goes_on_when_its_last_day_is_taken_away(
    women, regional_office, secretariat, officer
):
    ilo = models.Partner.objects.get(acronym="ILO")
    member = add_to_book(
        MEMBERS,
        {"taskforce": women.taskforce, "name": "A member", "starts_on": date(2011, 3, 1)},
        by=regional_office,
        now=NOW,
    )
    assert not [wrong for wrong in rules.may_change(member) if wrong]
    early = change(secretariat, member, ends_on="1 Feb 2011")
    assert early.context["form"].errors == {
        "ends_on": ["The first day of “A member” is 1 Mar 2011. Enter this day or a later day."]
    }

    for row in (women, ilo):
        change(secretariat, row, ends_on="1 Feb 2011", reason="Merged")

    lists = [officer.get(page).text for page in ("/taskforces/", "/partners/")]
    kept = [secretariat.get(page).text for page in ("/taskforces/", "/partners/")]
    form = officer.get("/2011/kh/activities/add/").text
    assert "Women" not in lists[0] + form
    assert "International Labour" not in lists[1]
    # Who keeps the book still finds them, to take a wrong last day away.
    assert f'href="/book/ministry/{women.pk}/"' in kept[0]
    assert ", last day 1 Feb 2011" in kept[0]
    assert f'href="/book/partner/{ilo.pk}/"' in kept[1]
    assert "Last day: 1 Feb 2011." in kept[1]
    assert "For example 1 Mar 2011." in secretariat.get("/book/member/add/?place=kh").text
    joined = {"name": "Another", "starts_on": "1 Mar 2011", "ends_on": "1 Feb 2011"}
    wrong = secretariat.post("/book/member/add/?place=kh", joined).context["form"].errors
    assert wrong == {"ends_on": ["The first day of “Another” is 1 Mar 2011. Enter this day or a later day."]}
    assert "1 member now. Usually there are 10 to 20." in kept[0]
    for _twice in range(2):
        change(secretariat, ilo, ends_on="")
    assert "International Labour" in officer.get("/partners/").text
    assert [str(event) for event in events_about(ilo)] == [
        "Removed the last day of ILO",
        "Set the last day of ILO: 1 Feb 2011",
    ]


def test_a_slip_is_corrected_with_who_when_and_why_and_the_name_stays(
    women, kh, regional_office, secretariat
):
    named = {"taskforce": kh, "name": "Sok Dara", "starts_on": BEGUN}
    member = add_to_book(MEMBERS, named, by=regional_office, now=NOW)
    stale = secretariat.get(address_of(member)).context["form"]["seen"].value()

    typed = {"post": "Director", "email": "dara@example.org", "ministry": women.pk}
    led = change(secretariat, member, "?meeting=som-8", **typed, reason="Typed wrong")
    assert led["Location"] == "/meetings/som-8/"
    change(secretariat, women, sector="Social affairs")
    change(secretariat, models.Partner.objects.get(acronym="ILO"), kind=PartnerKind.DONOR)
    change(secretariat, kh.country, time_zone="Asia/Vientiane")

    member.refresh_from_db()
    found = (member.name, member.post, member.email, member.ministry, member.starts_on)
    assert found == ("Sok Dara", "Director", "dara@example.org", women, BEGUN)
    said = [(str(event), event.note) for event in events_about(kh)][:3]
    assert said[1:] == [
        ("Corrected Ministry of Women's Affairs: Social affairs (before: –)", ""),
        (f"Corrected Sok Dara: e-mail address; {women}; Director (before: –; –; –)", "Typed wrong"),
    ]
    assert said[0][0] == "Corrected Cambodia: Asia/Vientiane (before: –)"
    assert models.Partner.objects.get(acronym="ILO").kind == PartnerKind.DONOR
    change(secretariat, member, name="Sok Darah")
    member.refresh_from_db()
    assert (member.name, member.earlier) == ("Sok Darah", [])
    assert rules.keeps_address(member, member, ()) is None
    bare = add_to_book(PARTNERS, {"name": "A fund", "kind": "donor"}, by=regional_office, now=NOW)
    taken = change(secretariat, bare, name="ILO").context["form"].errors["name"]
    assert "ILO has ilo in its codes and addresses" in str(taken)
    assert change(secretariat, bare, name="The fund", acronym="TF").status_code == 302
    bare.refresh_from_db()
    assert (bare.acronym, bare.slug) == ("TF", "tf")
    fund = User.objects.create_user("fund@commit.example", "Fund")
    models.Seat.objects.create(user=fund, role="partner", partner=bare, starts_on=BEGUN)
    refused = change(secretariat, bare, acronym="AF")
    assert [*refused.context["form"].errors] == ["acronym"]
    assert "Addresses of pages use this name." in str(refused.context["form"].errors)
    late = change(secretariat, member, post="Deputy", seen=stale)
    member.refresh_from_db()
    assert "You saved this page in another window." in unescape(late.text)
    found = late.context["attempt"].differences
    assert [(row.label, row.saved, row.yours) for row in found] == [("Post", "Director", "Deputy")]
    assert member.post == "Director"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "dara"}, "Give an e-mail address, for example"),
        ({"post": "+855 12 345 678"}, "Telephone numbers are not allowed."),
        ({"starts_on": "1 Mar 2011", "ends_on": "1 Feb 2011"}, "The first day of “Sok Dara” is 1 Mar 2011."),
        ({"starts_on": ""}, "Enter a day"),
        ({"name": "CHAN Sina "}, "tick “This is a different one”"),
    ],
)
def test_a_wrong_correction_says_at_which_field(kh, regional_office, secretariat, typed, said):
    named = {"taskforce": kh, "name": "Sok Dara", "starts_on": BEGUN}
    member = add_to_book(MEMBERS, named, by=regional_office, now=NOW)

    add_to_book(MEMBERS, named | {"name": "Chan Sina"}, by=regional_office, now=NOW)
    errors = change(secretariat, member, **typed).context["form"].errors
    # Two people of a taskforce may have one name: that is asked, not refused.
    namesake = {"name": "Sok Dara", "starts_on": "1 Mar 2011"}
    assert [*secretariat.post("/book/member/add/?place=kh", namesake).context["form"].errors] == ["sure"]

    assert [*errors] == (["sure"] if "tick" in said else [[*typed][-1]])
    assert said in str(errors)


def test_no_form_offers_what_has_ended_and_no_ended_partner_is_asked(
    world, women, regional_office, client_of
):
    seat, ilo = world.seats["kh_officer"], models.Partner.objects.get(acronym="ILO")
    line, last = cast.complete_line(world.workplan("kh"), by=seat), date(2011, 1, 31)
    office, officer = client_of(regional_office), client_of(seat)
    forms = [
        (office, "/people/invite/", "partner", ilo),
        (office, "/people/invite/", "ministry", women),
        (office, "/book/member/add/?place=kh", "partner", ilo),
        (office, "/book/member/add/?place=kh", "ministry", women),
        (officer, f"/2011/kh/{line.number:03d}/ask/", "partner", ilo),
    ]

    def offered() -> list[bool]:
        shown = [(client.get(page).context["form"].fields[name], row) for client, page, name, row in forms]
        return [row in field.queryset for field, row in shown]

    assert all(offered())

    for row in (women, ilo):
        change_in_book(row, ends_on=last, by=regional_office, now=NOW)

    assert not any(offered())
    ilo.refresh_from_db()
    assert goes_on(ilo, today=last) is None
    draft = SupportDraft(amount=Decimal(100))
    with pytest.raises(RuleBroken, match="The last day of ILO was 31 Jan 2011"):
        ask_partner(line, ilo, draft, by=seat, now=NOW)
    with pytest.raises(RuleBroken, match="The last day of ILO was 31 Jan 2011"):
        write_requests(line.workplan, [(line, ilo, draft)], by=seat, now=NOW)
    assert not line.contributions.exists()


def test_a_seat_keeps_its_ministry_that_has_ended(women, regional_office):
    change_in_book(women, ends_on=date(2011, 1, 31), by=regional_office, now=NOW)
    seat = cast.make_seat("kh_other", "officer", women.taskforce)
    offered = []
    for seat.ministry in (None, women):
        offered.append(SeatMinistryForm(seat=seat).fields["ministry"].queryset)
    assert [women in rows for rows in offered] == [False, True]


def test_a_lead_body_that_nobody_knew_stays_unknown_in_earlier_years(kh, regional_office):
    models.Taskforce.objects.filter(pk=kh.pk).update(lead_body="")

    named = rename(kh, lead_body="Ministry of Interior", begins=FROM, by=regional_office, now=NOW)

    said = []
    for year in (2010, 2011):
        with names_of(year):
            said.append(named.led_by)
    assert said == ["", "Ministry of Interior"]


def test_no_partner_gets_the_address_of_another_one(world, regional_office):
    ilo = models.Partner.objects.get(acronym="ILO")
    rename(ilo, name="Labour Office", acronym="OIT", begins=FROM, by=regional_office, now=NOW)
    values = {"name": "Institute of Law", "acronym": "ILO", "kind": PartnerKind.NGO}

    with pytest.raises(RuleBroken, match="OIT has ilo in its codes"):
        add_to_book(PARTNERS, values, sure=True, by=regional_office, now=NOW)
    with pytest.raises(RuleBroken, match=r"“Labour Office \(OIT\)” has this acronym"):
        add_to_book(PARTNERS, values | {"acronym": "OIT"}, by=regional_office, now=NOW)

    for year, shown in ((2010, "ILO"), (2011, "OIT")):
        with names_of(year):
            assert str(models.Partner.objects.get(pk=ilo.pk)) == shown
    made = add_to_book(PARTNERS, values | {"acronym": "IoLaw"}, sure=True, by=regional_office, now=NOW)
    assert (made.slug, models.Partner.objects.get(pk=ilo.pk).slug) == ("iolaw", "ilo")
    assert rules.is_free("ilo", {"iolaw": made}, field="acronym") is None


def test_the_form_prints_four_bodies_that_sign_at_most(kh, regional_office):
    def sign(name: str) -> Named:
        return add_to_book(SIGNING_BODIES, {"taskforce": kh, "name": name}, by=regional_office, now=NOW)

    def end(body: Named, day: date | None) -> None:
        change_in_book(body, ends_on=day, by=regional_office, now=NOW)

    bodies = [sign(name) for name in ("Justice", "Labour", "Interior", "Planning")[: rules.MOST_BODIES]]
    with pytest.raises(RuleBroken, match="prints 4 bodies at most"):
        sign("Health")
    # Who ends within the year is still on its form.
    end(bodies[0], date(2011, 3, 1))
    with pytest.raises(RuleBroken, match="a last day before 1 Jan 2011"):
        sign("Health")
    end(bodies[0], date(2010, 12, 31))
    assert sign("Health").position == rules.MOST_BODIES + 1
    for day in (None, date(2011, 3, 1)):
        with pytest.raises(RuleBroken, match="prints 4 bodies at most"):
            end(bodies[0], day)
    end(bodies[0], date(2010, 6, 30))
    assert (
        rules.fits_on_the_form(models.SigningBody.objects.get(name="Labour"), today=date(2011, 2, 1)) is None
    )
    assert rules.fits_on_the_form(models.SigningBody(taskforce=kh), today=date(2011, 2, 1)) is not None
    # One that ends with the year makes room from the next one on; the form of the year still has the first four.
    models.SigningBody.objects.filter(pk=bodies[0].pk).update(ends_on=date(2011, 12, 31))
    kh_plan = models.Workplan.objects.get(taskforce=kh)
    form = figures_of_draft(kh_plan, regional_office, on=date(2012, 2, 1), ministries=())
    assert [one.name for one in form.signatories] == ["Justice", "Labour", "Interior", "Planning"]


def test_a_country_joins_before_the_region_and_leaves(world, regional_office, secretariat):
    region = models.Taskforce.objects.get(country=None)
    typed = {"name": "Malaysia", "code": "my", "time_zone": "Asia/Kuala_Lumpur", "starts_on": "1 Jan 2012"}
    typed |= {"before": region.pk, "lead_body": "Ministry of Home Affairs"}
    for field, wrong in (("code", "m1"), ("code", "TH"), ("code", "RG"), ("time_zone", "Kuala Lumpur")):
        assert field in secretariat.post("/book/country/add/", typed | {field: wrong}).context["form"].errors

    assert secretariat.post("/book/country/add/", typed).status_code == 302

    order = list(models.Taskforce.objects.values_list("slug", flat=True))
    assert order == ["kh", "cn", "la", "mm", "th", "vn", "my", "regional"]
    joins = models.Taskforce.objects.get(slug="my")
    country, days = f"/book/country/{joins.country_id}/", f"/book/taskforce/{joins.pk}/"
    assert f'href="{country}">Malaysia</a>' in secretariat.get("/taskforces/").text
    assert f'href="{days}">First and last day of Malaysia in COMMIT</a>' in secretariat.get(country).text
    assert secretariat.post("/years/open/", year_form(world, open="1")).status_code == 302
    joined = models.AnnualCycle.objects.get(year=2012)
    assert [country.name for country in read(joined).countries][-1] == "Malaysia"
    assert [country.name for country in read(world.cycle).countries][-1] == "Viet Nam"
    columns = secretariat.get("/2012/comparison/", follow=True).text
    assert columns.index(">Viet Nam</th>") < columns.index(">Malaysia</th>") < columns.index(">Regional</th>")
    chapters = "Chapter 13 Viet Nam .*Chapter 14 Malaysia .*Chapter 15 The regional workplan"
    assert re.search(chapters, printed(read(joined)))

    malaysia = models.Taskforce.objects.get(slug="my")
    for role in ("officer", "lead", "desk"):
        user = User.objects.create_user(f"my.{role}@commit.example", f"my {role}")
        models.Seat.objects.create(user=user, role=role, taskforce=malaysia, starts_on=BEGUN)
    plan, days = (
        joined.workplans.get(taskforce=malaysia),
        {"starts_on": date(2012, 3, 1), "ends_on": date(2012, 3, 2)},
    )
    cast.complete_line(plan, **days)
    cast.approved(plan)
    # Its column stands behind those of the six: in print the counts of the region are a table of their own.
    assert "Thailand Viet Nam Malaysia Total" in printed(read(joined))
    for column in ("starts_on", "ends_on"):
        with pytest.raises(RuleBroken, match="part of every year"):
            change_in_book(region, **{column: date(2012, 12, 31)}, by=regional_office, now=NOW)
    with pytest.raises(RuleBroken, match="Malaysia takes part in 2012"):
        change_in_book(malaysia, starts_on=date(2013, 1, 1), by=regional_office, now=NOW)
    rename(malaysia, lead_body="Interior", begins=date(2012, 6, 1), by=regional_office, now=NOW)
    malaysia.refresh_from_db()
    malaysia.starts_on = date(2012, 7, 1)
    assert [str(one) for one in rules.may_change(malaysia)] == []
    with pytest.raises(RuleBroken, match="takes part in 2012"):
        change_in_book(malaysia, ends_on=date(2011, 12, 31), by=regional_office, now=NOW)
    malaysia.ends_on = date(2012, 5, 31)
    assert [str(one) for one in rules.may_change(malaysia)] == [
        "The first day of “Interior” is 1 Jun 2012. Enter this day or a later day.",
        "The first day of “Malaysia” is 1 Jul 2012. Enter this day or a later day.",
    ]
    assert change(secretariat, malaysia, ends_on="31 Dec 2012").status_code == 302
    with pytest.raises(RuleBroken, match="The last day of Malaysia is 31 Dec 2012"):
        rename(malaysia, lead_body="Home Affairs", begins=date(2013, 1, 1), by=regional_office, now=NOW)
    left = world.open_year(2013)
    assert not left.workplans.filter(taskforce=malaysia).exists()
    assert joined.workplans.filter(taskforce=malaysia).exists()


def test_another_country_may_stand_between_two(world, regional_office):
    values = {"name": "Malaysia", "code": "MY", "before": models.Taskforce.objects.get(slug="mm")}
    add_to_book(COUNTRIES, values, by=regional_office, now=NOW)

    order = list(models.Taskforce.objects.values_list("slug", flat=True))
    assert order == ["kh", "cn", "la", "my", "mm", "th", "vn", "regional"]
    codes = list(models.Country.objects.values_list("code", flat=True))
    assert codes == [slug.upper() for slug in order[:-1]]


@pytest.mark.parametrize("listed", [COUNTRIES, MINISTRIES, PARTNERS])
def test_only_the_regional_office_keeps_the_book(world, listed):
    assert {name for name, seat in world.seats.items() if may_keep_book(seat)} == {
        "regional_office",
        "regional_manager",
    }
    lead, row = world.seats["kh_lead"], models.Partner.objects.get(acronym="ILO")
    for act in (
        lambda: add_to_book(listed, {"name": "X"}, by=lead, now=NOW),
        lambda: rename(row, name="X", begins=FROM, by=lead, now=NOW),
        lambda: change_in_book(row, ends_on=FROM, by=lead, now=NOW),
    ):
        with pytest.raises(Refused):
            act()
    assert not events_about(row).exists()


@pytest.mark.parametrize("field", ["name", "post", "role"])
def test_no_member_has_a_telephone_number(kh, field):
    member = models.TaskforceMember(taskforce=kh, **{field: "Sok Dara, +855 12 345 678"})
    (refused,) = rules.words_fit(member)

    assert refused.field == field
    assert not list(rules.words_fit(models.TaskforceMember(**{field: "Director since 2010-2011"})))
    assert not list(rules.words_fit(models.Partner(name="Hotline 012 345 678")))
