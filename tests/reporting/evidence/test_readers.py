"""Who reads evidence beside those who read the answers: nobody before the lead ticks it, then these readers and no others."""

from datetime import date
from importlib import import_module
from itertools import product

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from commit_portal.db.guards import guards_lifted
from commit_portal.workflow import StaleRow, events_about
from reporting.dataset import EvidenceFacts
from reporting.dataset.build import build_dataset
from reporting.dataset.serialization import to_json
from reporting.dataset.totals import evidence_in
from reporting.dataset_queries.rows import report_rows
from reporting.editions.actions import ask_for_edition
from reporting.evidence.actions import remove_evidence, show_evidence
from reporting.models import ActivityProgress, AnnualReport, CountryReview, Evidence, TargetStatus
from reporting.report.pdf import report_html
from reporting.reviews.actions import reopen_sheet, submit_sheet
from reporting.statuses import ProgressStatus
from tests import authz_matrix, cast, report_samples
from tests.answers import submitted_and_closed
from tests.reporting.evidence import files
from tests.reporting.evidence.test_pages import BASE, NOW, send, take
from workplans.statuses import RELEASE_AUDIENCES, Audience

pytestmark = pytest.mark.slow

CONTENT = files.pdf(text="Twenty officials took part.")
TICKS = "/2011/kh/readers/evidence/"
CLOSED_AT = ("status", "submitted_at", "submitted_by", "answered_on", "closed_at")
READERS = {"lao_desk": "secretariat", "lao_officer": "taskforces", "ilo": "partners", "observer": "observers"}


@pytest.fixture
def shown(officer, review, sheet, kh_line):
    """A file and a link of a closed answer, in a plan that is released to everybody."""
    send(officer, "report.pdf", CONTENT, title="Planted-title")
    send(officer, url="https://planted.example/page", title="Planted-link")
    ActivityProgress.objects.create(sheet=sheet, activity=kh_line, status=ProgressStatus.DONE)
    submitted_and_closed(sheet, now=NOW)
    cast.released(kh_line.workplan, *RELEASE_AUDIENCES)
    return Evidence.objects.get(kind="pdf")


def figures(cycle, audience, **more):
    cycle.refresh_from_db()
    return build_dataset(report_rows(cycle, audience, on=NOW.date(), **more))


def readers_of(row, request, client_of):
    """The seats of other readers that are given the file at its address of the figures."""
    address = f"/2011/kh/evidence/{row.sha256}/"
    found = set()
    for name in READERS:
        answer = client_of(request.getfixturevalue(name)).get(address)
        assert answer.status_code in (200, 404)
        if answer.status_code == 200 and b"".join(answer.streaming_content) == CONTENT:
            found.add(name)
        authz_matrix.let_go(answer)
    return found


def test_no_title_and_no_file_reaches_anybody_before_it_is_ticked(shown, cycle, request, client_of):
    for audience in Audience:
        assert "lanted-" not in to_json(figures(cycle, audience))
    assert readers_of(shown, request, client_of) == set()


@pytest.mark.parametrize(("name", "audience"), READERS.items())
def test_what_is_ticked_reaches_its_audience_and_no_other(
    name, audience, shown, cycle, kh_lead, request, client_of
):
    page = client_of(kh_lead).get(TICKS)
    assert all(words in page.text for words in (page.context["seen"], "Cambodia, workplan 2011."))
    assert 'href=""' not in page.text

    sent = {"seen": page.context["seen"], "shown": [f"{shown.pk}-{audience}"]}
    client_of(kh_lead).post(TICKS, sent)

    found = {one: evidence_in(figures(cycle, one)) for one in Audience}
    assert {one for one in Audience if found[one]} == {audience}
    assert [(one.title, one.digest) for one in found[audience]["KH-2011-001"]] == [
        ("Planted-title", shown.sha256)
    ]
    assert "Planted-link" not in to_json(figures(cycle, audience))
    assert readers_of(shown, request, client_of) == {name}
    assert (
        client_of(request.getfixturevalue(name)).get(f"/2011/th/evidence/{shown.sha256}/").status_code == 404
    )
    (event,) = events_about(shown.sheet).filter(verb="show_evidence")
    file = f"KH-2011-001, PDF {shown.sha256[:8]}"
    said = f"Chose the other readers of the evidence for {file}: {Audience(audience).label}"
    assert str(event.message) == said


def test_a_taskforce_reads_its_own_and_a_release_that_ends_takes_the_rest(shown, cycle, kh_line, kh_lead):
    tick_all(kh_line.workplan, kh_lead)
    cycle.workplans.get(taskforce__slug="kh").of_record.releases.update(ended_at=NOW, ended_by=kh_lead.user)

    assert [evidence_in(figures(cycle, audience)) for audience in RELEASE_AUDIENCES] == [{}, {}, {}]
    own = figures(cycle, Audience.TASKFORCES, own=kh_lead.taskforce_id)
    assert [one.title for one in evidence_in(own)["KH-2011-001"]] == ["Planted-title", "Planted-link"]


def copied(row: Model, **changes):
    """A row like this one, beside it."""
    copy = type(row).objects.get(pk=row.pk)
    for name, value in {"pk": None, **changes}.items():
        setattr(copy, name, value)
    copy._state.adding = True
    copy.save()
    return copy


def test_ticks_of_a_year_leave_the_same_link_of_another_year(shown, cycle, kh_line, kh_lead):
    before = copied(cycle, year=2010, starts_on=date(2010, 1, 1), ends_on=date(2010, 12, 31))
    sheet = copied(shown.sheet, review=copied(shown.sheet.review, cycle=before))
    older = copied(Evidence.objects.get(kind="link"), sheet=sheet)

    tick_all(kh_line.workplan, kh_lead)

    older.refresh_from_db()
    assert older.shown_to == []


def test_the_same_link_of_both_reviews_is_one_row_and_one_tick(shown, kh_lead, client_of):
    link = Evidence.objects.get(kind="link")
    som = copied(shown.sheet, review=copied(shown.sheet.review, stage="som"))
    again, other = copied(link, sheet=som), copied(link, sheet=som, title="Another title")
    shown_once = client_of(kh_lead).get(TICKS).context
    client_of(kh_lead).post(TICKS, {"seen": shown_once["seen"], "shown": [f"{link.pk}-partners"]})

    assert {row.pk for row, _ticks in shown_once["rows"]} == {shown.pk, link.pk, other.pk}
    readers = [Evidence.objects.get(pk=row.pk).shown_to for row in (link, again, other)]
    assert readers == [["partners"], ["partners"], []]


def test_a_copy_that_was_not_ticked_is_shown_with_the_one_that_was(shown, kh_lead, client_of):
    link = Evidence.objects.get(kind="link")
    som = copied(shown.sheet, review=copied(shown.sheet.review, stage="som"))
    again = copied(link, sheet=som)
    Evidence.objects.filter(pk=link.pk).update(shown_to=["partners"])
    page = client_of(kh_lead).get(TICKS).context
    sent = {
        "seen": page["seen"],
        "shown": [f"{row.pk}-{one}" for row, _ in page["rows"] for one in row.shown_to],
    }

    for _time in range(2):
        client_of(kh_lead).post(TICKS, sent)

    assert [Evidence.objects.get(pk=row.pk).shown_to for row in (link, again)] == [["partners"]] * 2
    events = events_about(shown.sheet) | events_about(som)
    assert events.filter(verb="show_evidence").count() == 1


def test_a_tick_opens_no_file_of_the_same_content_that_is_not_released(
    shown, kh_line, kh_lead, lao_plan, ilo, client_of
):
    target = kh_line.target_links.get().target
    closed = {name: getattr(CountryReview.objects.get(pk=shown.sheet_id), name) for name in CLOSED_AT}
    CountryReview.objects.filter(taskforce=lao_plan.taskforce).update(**closed)
    sheet = CountryReview.objects.get(taskforce=lao_plan.taskforce)
    TargetStatus.objects.create(sheet=sheet, target=target, status="in_progress")
    copied(shown, sheet=sheet, activity=None, target=target, name="victim.pdf")
    tick_all(kh_line.workplan, kh_lead)
    Evidence.objects.filter(sheet=sheet).update(shown_to=list(Audience.values))

    other, own = (client_of(ilo).get(f"/2011/{at}/evidence/{shown.sha256}/") for at in ("la", "kh"))

    authz_matrix.let_go(own)
    assert (other.status_code, own.status_code) == (404, 200)


def test_the_title_that_stays_keeps_its_readers_and_no_title_is_in_the_history(
    shown, regional_office, officer, kh_lead, kh_line
):
    tick_all(kh_line.workplan, kh_lead)
    following = reopen_sheet(shown.sheet, note="A correction", by=regional_office, now=NOW)
    copy = Evidence.objects.get(sheet=following, kind="pdf")

    for title in ("Planted-title", "Another title"):
        officer.post(f"{BASE}{copy.pk}/title/", {"title": title})
        readers = Evidence.objects.get(pk=copy.pk).shown_to
        assert bool(readers) == (title == copy.title)

    told = events_about(following) | events_about(shown.sheet)
    assert {"rename_evidence", "show_evidence"} <= set(told.values_list("verb", flat=True))
    assert not any("lanted-title" in str(event.facts) for event in told)


def test_the_digest_of_what_the_store_has_lost_stays_empty_and_a_store_that_is_away_is_no_loss(shown, media):
    migration = import_module("reporting.migrations.0017_files_have_their_digest")
    Evidence.objects.update(sha256="")
    lost = copied(shown, path="evidence/lost.pdf")
    with guards_lifted():
        migration.fill(apps, None)
    kept = Evidence.objects.get(pk=shown.pk)
    lost.refresh_from_db()
    assert (len(kept.sha256), lost.sha256) == (64, "")

    # A folder stands for a store that answers with an error.
    Evidence.objects.filter(pk=lost.pk).update(path="evidence")
    with pytest.raises(IsADirectoryError), guards_lifted():
        migration.fill(apps, None)
    facts = [EvidenceFacts("News", *known) for known in ((), ("5f",), ("", "https://x.example"))]
    assert [one.named for one in facts] == ["News", "News (5f)", "News (https://x.example)"]


def tick_all(plan, lead, **more):
    ticked = [f"{row.pk}-{audience}" for row, audience in product(Evidence.objects.all(), Audience)]
    show_evidence(plan, ticked, by=lead, now=NOW, **more)


def test_ticks_on_a_page_that_is_out_of_date_change_nothing(shown, kh_line, kh_lead, client_of):
    page = client_of(kh_lead).get(TICKS)
    tick_all(kh_line.workplan, kh_lead)

    answer = client_of(kh_lead).post(TICKS, {"seen": page.context["seen"]})

    assert answer.status_code == 409
    assert "Nothing of yours was saved." in answer.text
    shown.refresh_from_db()
    assert shown.shown_to == list(Audience.values)
    with pytest.raises(StaleRow):
        tick_all(kh_line.workplan, kh_lead, seen="")


def test_an_answer_that_is_taken_back_and_a_file_that_is_removed_show_nothing(
    shown, cycle, kh_line, kh_lead, regional_office, request, client_of
):
    tick_all(kh_line.workplan, kh_lead)
    assert evidence_in(figures(cycle, Audience.PARTNERS))
    link = Evidence.objects.get(kind="link")
    remove_evidence(link, note="It names a victim", by=regional_office, now=NOW)
    assert [one.title for one in evidence_in(figures(cycle, Audience.PARTNERS))["KH-2011-001"]] == [
        "Planted-title"
    ]

    ActivityProgress.objects.update(status=ProgressStatus.TAKEN_BACK, narrative="An error")

    assert evidence_in(figures(cycle, Audience.PARTNERS)) == {}
    assert readers_of(shown, request, client_of) == set()


def test_a_correction_keeps_the_addresses_and_the_readers(
    shown, officer, cycle, kh_line, kh_lead, review, regional_office, request, client_of
):
    tick_all(kh_line.workplan, kh_lead)
    following = reopen_sheet(shown.sheet, note="A correction", by=regional_office, now=NOW)
    assert take(officer, shown)[1] == CONTENT
    assert readers_of(shown, request, client_of) == READERS.keys()

    copy = Evidence.objects.get(sheet=following, kind="pdf")
    officer.post(f"{BASE}{shown.pk}/title/", {"title": "Another title"})
    copy.refresh_from_db()
    assert (copy.title, copy.shown_to) == ("Another title", [])
    assert readers_of(shown, request, client_of) == READERS.keys()

    show_evidence(kh_line.workplan, [], by=kh_lead, now=NOW)
    submit_sheet(following, by=kh_lead, now=NOW)
    assert [evidence_in(figures(cycle, audience)) for audience in Audience] == [{}] * 4
    assert take(officer, shown)[1] == CONTENT
    assert readers_of(shown, request, client_of) == set()


def test_the_cell_and_the_release_of_an_edition_name_the_titles(
    shown, cycle, kh_line, kh_lead, lao_officer, ilo, regional_office, client_of
):
    tick_all(kh_line.workplan, kh_lead)

    target = kh_line.target_links.get().target.code
    cell = client_of(lao_officer).get(f"/2011/comparison/{target}/kh/").text
    assert f'<a href="/2011/kh/evidence/{shown.sha256}/">Planted-title</a>' in cell
    assert 'href="https://planted.example/page"' in cell
    now = timezone.now()
    edition = ask_for_edition(cycle, Audience.PARTNERS, by=regional_office, now=now, ring_the_bell=False)
    ready = {"status": "ready", "pdf": "r.pdf", "workbook": "r.xlsx", "started_at": now, "made_at": now}
    AnnualReport.objects.filter(pk=edition.pk).update(**ready)
    page = client_of(regional_office).get(f"/2011/report/partners/{edition.edition}/release/")
    assert "KH-2011-001: Planted-title" in page.text
    address = f"/2011/report/partners/{edition.edition}/country-kh/"
    title = f'<a href="/2011/kh/evidence/{shown.sha256}/">Planted-title</a>'
    assert title not in client_of(regional_office).get(address).text
    released = {"status": "released", "released_at": now, "released_by": regional_office.user}
    AnnualReport.objects.filter(pk=edition.pk).update(**released)
    page = client_of(ilo).get(address).text
    assert title in page
    assert 'href="https://planted.example/page"' in page


def test_the_pages_say_who_reads_a_title_and_that_a_new_one_hides_it(
    shown, officer, kh_line, kh_lead, kh_member, regional_office, client_of
):
    way = f'<a href="{TICKS}">Choose who can read the evidence</a>'
    assert "Other desks of the Secretariat" in client_of(kh_lead).get(TICKS).text
    show_evidence(kh_line.workplan, [f"{shown.pk}-secretariat", f"{shown.pk}-partners"], by=kh_lead, now=NOW)
    assert officer.get(BASE).text.count("Other readers: Other desks of the Secretariat. Partners.") == 1
    sheet = "/2011/reviews/mid-year/kh/"
    assert way in client_of(kh_lead).get(sheet).text
    assert way not in client_of(kh_member).get(sheet).text
    reopen_sheet(shown.sheet, note="A correction", by=regional_office, now=NOW)

    assert "Other readers lose it when these answers close" in officer.get(f"{BASE}{shown.pk}/title/").text
    officer.post(f"{BASE}{shown.pk}/title/", {"title": "Another title"})
    assert "Other readers" not in officer.get(BASE).text


def test_an_edition_prints_the_title_and_the_digest_on_paper_and_in_its_workbook(tmp_path):
    dataset = report_samples.with_evidence(report_samples.sample_2009(1))
    imprint = report_samples.imprint_of(dataset)
    book = report_samples.book_of(dataset, tmp_path, imprint)
    last = {sheet.title: [row[-1] for row in sheet.iter_rows(values_only=True)] for sheet in book}

    named = f"Report of the course, with photographs ({'5f' * 32})"
    link = "A page of the ministry (https://www.moj.example/course)"
    assert {f"{named}\n{link}"} <= set(last["Activities"]) & set(last["Comparison details"])
    paper = report_html(dataset, imprint)
    assert paper.count(f"Evidence: {named}") == paper.count(f"Evidence: {link}") > 20
