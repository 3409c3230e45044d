"""The evidence of an answer, walked without JavaScript: adding, the question, the file, removing, who reads what."""

import os
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.signals import post_delete
from django.test.utils import CaptureQueriesContext

from commit_portal.workflow import events_about
from reporting.answers.sheet_data import SheetData
from reporting.evidence.actions import add_file, add_link, sweep_evidence
from reporting.evidence.upload_checks import checked
from reporting.models import Evidence
from reporting.questions.actions import ask_question
from reporting.reviews.actions import close_review, open_review, reopen_sheet, submit_sheet
from tests import authz_matrix, workbooks
from tests.answers import NOW, activity_answer, answer_sheet, submitted_and_closed
from tests.reporting.evidence import files
from tests.reporting.queue.test_claiming import small_files

pytestmark = [pytest.mark.slow, pytest.mark.asvs("V1.2.2 V3.2.1 V5.3.1 V5.3.2 V5.4.1 V5.4.2 B46")]

BASE = "/2011/reviews/mid-year/kh/evidence/001/"
LIST = workbooks.workbook(("Name", "Born"), ("Sok Dara", "12/03/1984"))


def send(client, name="", content=b"", *, title="Course report", **more):
    data = {"title": title, "looked": "on", **more}
    if name:
        data["file"] = SimpleUploadedFile(name, content)
    return client.post(f"{BASE}add/", data)


def take(client, row):
    """The answer at the address of a file, and the file."""
    served = client.get(f"{BASE}{row.pk}/")
    taken = b"".join(served.streaming_content) if served.streaming else b""
    authz_matrix.let_go(served)
    return served, taken


def stored_files(media):
    return sorted(path.relative_to(media) for path in media.rglob("*") if path.is_file())


def test_a_file_is_stored_listed_and_served_to_be_saved_and_never_shown(officer, media):
    content = files.pdf(text="Twenty officials took part.")

    assert send(officer, "ក; report.pdf", content).headers["Location"] == BASE
    row = Evidence.objects.get()
    page = officer.get(BASE).text
    served, taken = take(officer, row)

    assert page.index("Never put personal data of victims in the portal") < page.index(f"{BASE}{row.pk}/")
    assert taken == content
    assert {
        name: served.headers[name] for name in ("Content-Disposition", "Content-Type", "Cache-Control")
    } == {
        "Content-Disposition": "attachment; filename*=utf-8''%E1%9E%80%3B%20report.pdf",
        "Content-Type": "application/octet-stream",
        "Cache-Control": "no-store, private",
    }
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert [str(path) for path in stored_files(media)] == [row.path]
    assert "report" not in row.path.rpartition("/")[2]


def test_a_file_that_waits_for_an_answer_is_named_before_submitting_which_it_does_not_prevent(
    officer, kh_lead, client_of
):
    send(officer, "list.xlsx", LIST)
    lead, check = client_of(kh_lead), "/2011/reviews/mid-year/kh/submit/"
    said = f'<a href="{BASE}">Evidence for 001: answer the question about 1 file</a>'

    page = lead.get(check)
    assert said in page.text
    assert page.text.index("Do this first") < page.text.index(said) < page.text.index("Submit the answers")
    assert said in officer.get("/2011/reviews/mid-year/kh/areas/1/").text
    assert lead.post(check, {"row_version": page.context["sheet"].row_version}).status_code == 302

    Evidence.objects.update(awaits_answer=False, answer="agreed", reason="They agreed in writing")
    assert "answer the question about" not in officer.get("/2011/reviews/mid-year/kh/").text


def test_a_refused_file_leaves_nothing_and_its_sentence_stands_at_the_field(officer, media):
    page = send(officer, "case-list.docm", files.office(main_type=files.MACRO_TYPE))

    assert page.status_code == 422
    assert page.context["form"].errors["file"] == [
        "case-list.docm holds macros. Save it as .docx and upload it again."
    ]
    assert (Evidence.objects.count(), stored_files(media)) == (0, [])


def test_a_file_above_the_limit_is_named_although_it_is_longer_than_any_other_request(officer):
    page = send(officer, "scan.pdf", files.pdf() + bytes(14_890_000) + b"%%EOF")

    assert page.context["form"].errors["file"] == ["scan.pdf has 14.2 MB; 10 MB is the limit."]


def test_a_request_above_16_mb_is_refused_before_it_is_read(officer):
    page = officer.post(f"{BASE}add/", CONTENT_LENGTH=str(17 * 1024 * 1024))

    assert page.status_code == 413
    assert "A file may have at most 10 MB." in page.text


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({}, "file", "Choose a file or give a link. Add a second one after that."),
        ({"url": "javascript:alert(1)"}, "url", "Give the whole address, beginning with https://"),
        ({"url": "https://moj.example/", "title": ""}, "title", "Write what it shows."),
        ({"url": "http://moj.example/"}, "url", "Give the whole address, beginning with https://"),
        (
            {"url": "https://moj.example/", "looked": ""},
            "looked",
            "Look through it first, then tick this box.",
        ),
    ],
)
def test_what_is_missing_is_said_at_its_field(officer, sent, field, sentence):
    page = send(officer, **sent)

    assert (page.status_code, page.context["form"].errors) == (422, {field: [sentence]})


def test_a_link_is_listed_and_the_21st_is_refused(officer, sheet, kh_officer):
    for number in range(19):
        add_link(
            SheetData(sheet).row("001"), f"https://moj.example/{number}", title="News", by=kh_officer, now=NOW
        )

    assert send(officer, url="https://moj.example/last").status_code == 302
    page = send(officer, url="https://moj.example/more")

    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == [
        "There are already 20 files and links here. Remove one first."
    ]
    assert Evidence.objects.count() == 20


def asked(client):
    """A file that looks personal, sent; its row."""
    answer = send(client, "people.xlsx", LIST)
    row = Evidence.objects.get(awaits_answer=True)
    assert answer.headers["Location"] == f"{BASE}{row.pk}/question/"
    return row


def test_what_looks_personal_awaits_answer_by_place_and_masked_and_shown_to_nobody(officer, desk):
    row = asked(officer)

    page = officer.get(f"{BASE}{row.pk}/question/").text

    assert "Sheet “Nov”, row 2: a date of birth beside a name <code>12••••••84</code>" in page
    assert "1984" not in page
    assert "checked" not in page
    assert officer.get(f"{BASE}{row.pk}/").status_code == 404
    assert "Course report" not in desk.get(BASE).text
    assert desk.get(f"{BASE}{row.pk}/question/").status_code == 404


def test_officials_who_agreed_need_a_sentence(officer):
    row = asked(officer)
    url = f"{BASE}{row.pk}/question/"

    refused = officer.post(url, {"personal_data": "agreed"})
    officer.post(url, {"personal_data": "agreed", "reason": "The two trainers agreed on 3 June."})

    assert refused.context["form"].errors == {
        "reason": ["Write a sentence: who are they, and when did they agree?"]
    }
    row.refresh_from_db()
    assert (row.awaits_answer, row.answer, row.reason) == (
        False,
        "agreed",
        "The two trainers agreed on 3 June.",
    )
    assert take(officer, row)[1] == LIST


def test_what_is_taken_out_is_deleted_with_its_file(officer, media, django_capture_on_commit_callbacks):
    row = asked(officer)

    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"{BASE}{row.pk}/question/", {"personal_data": "take_out"})

    assert (Evidence.objects.count(), stored_files(media)) == (0, [])


def test_a_question_without_an_answer_deletes_the_file_after_a_day(
    officer, media, sheet, django_capture_on_commit_callbacks
):
    row = asked(officer)
    for hours, left in ((23, 1), (25, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            sweep_evidence(now=row.at + timedelta(hours=hours))
        assert (Evidence.objects.count(), len(stored_files(media))) == (left, left)

    assert str(events_about(sheet)[0]) == "Deleted a file, because the question about it had no answer"


def test_what_is_removed_is_gone_with_its_file_and_says_why(
    officer, media, kh_officer, django_capture_on_commit_callbacks
):
    send(officer, "report.pdf", files.pdf())
    row = Evidence.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"{BASE}{row.pk}/remove/", {"note": "Wrong file"})

    row.refresh_from_db()
    assert (row.removed_by, row.removed_because, row.path) == (kh_officer.user, "Wrong file", "")
    assert officer.get(f"{BASE}{row.pk}/").status_code == 404
    assert stored_files(media) == []


def test_a_closed_round_keeps_its_evidence_and_the_next_one_begins_with_the_same_files(
    officer, review, sheet, kh_lead, regional_office, media, client_of, django_capture_on_commit_callbacks
):
    send(officer, "report.pdf", files.pdf())
    submit_sheet(sheet, by=kh_lead, now=NOW)
    assert send(officer, "more.pdf", files.pdf()).status_code == 403
    close_review(review, with_at_least=1, by=regional_office, now=NOW)
    following = reopen_sheet(sheet, note="A correction", by=regional_office, now=NOW)

    first, copy = Evidence.objects.order_by("sheet__round")
    assert (copy.sheet, copy.path, copy.title) == (following, first.path, first.title)
    assert len(stored_files(media)) == 1
    assert "ask the regional office" in officer.get(f"{BASE}{copy.pk}/remove/").text
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"{BASE}{copy.pk}/remove/", {"note": "Wrong file"})
    first.refresh_from_db()
    assert (first.removed_at, len(stored_files(media))) == (None, 1)

    submit_sheet(following, by=kh_lead, now=NOW)


def test_the_evidence_of_mid_year_is_named_at_the_som_so_that_nobody_adds_it_twice(
    officer, review, sheet, kh_line, kh_officer, regional_office
):
    said = {kh_line.pk: activity_answer("done", narrative="Held")}
    answer_sheet(sheet, activities=said, by=kh_officer, now=NOW)
    add_link(SheetData(sheet).row("001"), "https://moj.example/", title="News", by=kh_officer, now=NOW)
    submitted_and_closed(sheet, now=NOW)
    open_review(review.cycle, "som", by=regional_office, now=NOW)

    pages = [officer.get(f"/2011/reviews/{at}/kh/evidence/001/").text for at in ("som", "mid-year")]

    named = 'At mid-year: <a href="/2011/reviews/mid-year/kh/evidence/001/">1 link</a>.'
    assert [named in page for page in pages] == [True, False]


def test_the_regional_office_removes_a_file_from_every_round(
    officer, review, sheet, kh_lead, regional_office, media, client_of, django_capture_on_commit_callbacks
):
    send(officer, "report.pdf", files.pdf())
    submitted_and_closed(sheet, now=NOW)
    following = reopen_sheet(sheet, note="A correction", by=regional_office, now=NOW)
    submit_sheet(following, by=kh_lead, now=NOW)
    copy = Evidence.objects.get(sheet=following)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(regional_office).post(f"{BASE}{copy.pk}/remove/", {"note": "It names a victim"})

    assert answer.status_code == 302
    assert (Evidence.objects.kept().count(), stored_files(media)) == (0, [])


def test_a_form_without_a_file_asks_for_none_once_more_and_the_way_leads_back(officer):
    once_more = "Choose the file once more."
    assert once_more not in send(officer, url="http://moj.example/").text
    assert once_more in send(officer, "case-list.docm", files.office(main_type=files.MACRO_TYPE)).text
    back = '<a href="/2011/reviews/mid-year/kh/areas/1/">Back to the answers of Area 1</a>'
    assert back in officer.get(BASE).text


def test_the_regional_office_reads_evidence_and_its_count_from_the_submission_on(
    officer, sheet, kh_lead, regional_office, client_of
):
    send(officer, "report.pdf", files.pdf(), title="Planted-title")
    row, office = Evidence.objects.get(), client_of(regional_office)

    before = office.get(BASE).text
    assert "Planted-title" not in before
    assert ("of 20" in before, "of 20" in officer.get(BASE).text) == (False, True)
    assert "You can see the evidence after the answers are submitted." in before
    assert "Cambodia has not submitted these answers yet." in before
    assert office.get(f"{BASE}{row.pk}/").status_code == 403
    submit_sheet(sheet, by=kh_lead, now=NOW)

    assert "Planted-title" in office.get(BASE).text
    assert take(office, row)[0].status_code == 200


def test_the_file_of_another_country_is_not_found_by_any_address(
    officer, review, client_of, lao_officer, lao_desk, ilo, observer
):
    send(officer, "report.pdf", files.pdf())
    pk = Evidence.objects.get().pk
    ways = [
        f"{base}{end}"
        for base in (BASE, BASE.replace("/kh/", "/la/"), BASE.replace("001", "1.T1"))
        for end in ("", f"{pk}/", f"{pk}/question/", f"{pk}/remove/")
    ]

    for seat in (lao_officer, lao_desk, ilo, observer):
        client = client_of(seat)
        answers = {client.get(way).status_code for way in ways if "/kh/" in way}
        assert answers == {404}
        posts = {
            client.post(way, {"note": "x", "personal_data": "none"}).status_code
            for way in ways
            if f"{pk}/" in way
        }
        assert posts <= {404, 405}
    lao = client_of(lao_officer)
    assert {lao.get(way).status_code for way in ways if "/la/" in way} == {404}
    assert officer.get(f"{BASE.replace('001', '1.T1')}{pk}/").status_code == 404


def test_who_only_reads_adds_nothing(officer, client_of, kh_member, kh_desk):
    for seat in (kh_member, kh_desk):
        page = client_of(seat).get(BASE)
        assert (page.status_code, page.context["form"]) == (200, None)
        assert send(client_of(seat), url="https://moj.example/").status_code == 403


def test_the_sheet_says_how_much_there_is_in_one_query(officer, sheet, kh_officer):
    answer = SheetData(sheet).row("001")
    add_link(answer, "https://moj.example/", title="News", by=kh_officer, now=NOW)
    with CaptureQueriesContext(connection) as one:
        page = officer.get("/2011/reviews/mid-year/kh/", follow=True).text
    assert "1 link" in page
    send(officer, "report.pdf", files.pdf())
    add_link(SheetData(sheet).row("1.T1"), "https://moj.example/", title="News", by=kh_officer, now=NOW)
    with CaptureQueriesContext(connection) as three:
        page = officer.get("/2011/reviews/mid-year/kh/", follow=True).text

    assert "1 file, 1 link" in page
    assert len(three) == len(one)


def test_a_disk_that_is_full_while_a_file_is_checked_says_so(officer, media):
    with small_files(1_000):
        page = send(officer, "room.png", files.picture("PNG", (1_500, 1_500)))

    assert page.context["form"].errors["file"] == [
        "The server could not store the file. Nothing was stored. Try again later."
    ]
    assert (Evidence.objects.count(), stored_files(media)) == (0, [])


def test_a_disk_that_is_full_while_a_file_is_stored_keeps_neither_row_nor_file(sheet, media, kh_officer):
    upload = SimpleUploadedFile("report.pdf", files.pdf(text="Twenty officials took part." * 40))
    with checked(upload, year=2011) as file, small_files(500), pytest.raises(OSError, match="too large"):
        add_file(SheetData(sheet).row("001"), *file, title="Report", by=kh_officer, now=NOW)

    assert (Evidence.objects.count(), stored_files(media)) == (0, [])


def test_the_page_says_which_files_nobody_read(officer):
    send(officer, "scan.pdf", files.pdf())
    unread = officer.get(BASE).text
    Evidence.objects.update(is_read=True)
    read = officer.get(BASE).text

    said, passed = "The portal could not read all of it", "Nothing in the text looks like personal data."
    assert (said in unread, passed in unread) == (True, False)
    assert (said in read, passed in read) == (False, True)


def test_the_question_is_answered_in_submitted_answers_until_the_review_closes(
    officer, review, sheet, kh_lead, regional_office
):
    first = asked(officer)
    second = Evidence.objects.get()
    second.pk, second.name = None, "more.xlsx"
    second.save()
    submit_sheet(sheet, by=kh_lead, now=NOW)

    assert f"{BASE}{first.pk}/question/" in officer.get(BASE).text
    assert officer.post(f"{BASE}{first.pk}/question/", {"personal_data": "none"}).status_code == 302
    assert list(Evidence.objects.kept()) == [first]
    close_review(review, with_at_least=1, by=regional_office, now=NOW)
    assert officer.post(f"{BASE}{second.pk}/question/", {"personal_data": "none"}).status_code == 404


def test_a_question_of_the_desk_opens_the_evidence_of_that_answer_alone(
    officer, sheet, kh_line, kh_desk, kh_lead, client_of
):
    submit_sheet(sheet, by=kh_lead, now=NOW)
    ask_question(sheet, activity=kh_line, text="Where is the report?", by=kh_desk, now=NOW)

    assert officer.get(BASE).context["form"] is not None
    assert send(officer, url="https://moj.example/").status_code == 302
    row = Evidence.objects.get()
    assert officer.post(f"{BASE}{row.pk}/remove/", {"note": "Wrong"}).status_code == 302
    other = officer.post(f"{BASE.replace('001', '1.T1')}add/", {"url": "https://moj.example/"})
    assert other.status_code == 403


@pytest.mark.usefixtures("media")
def test_what_waits_for_an_answer_is_not_removed_and_what_is_removed_is_not_forgotten(officer, kh_officer):
    row = asked(officer)
    assert officer.post(f"{BASE}{row.pk}/remove/", {"note": "Wrong"}).status_code == 404

    Evidence.objects.update(removed_at=NOW, removed_by=kh_officer.user, removed_because="Wrong", path="")
    sweep_evidence(now=row.at + timedelta(hours=25))

    assert Evidence.objects.get().removed_because == "Wrong"


def test_the_sweep_goes_on_where_somebody_was_faster(officer):
    row = asked(officer)
    for name in ("b.xlsx", "c.xlsx"):
        row.pk, row.name = None, name
        row.save()

    def delete_another(**_named):
        Evidence.objects.filter(name="b.xlsx").delete()

    post_delete.connect(delete_another, sender=Evidence)
    try:
        sweep_evidence(now=row.at + timedelta(hours=25))
    finally:
        post_delete.disconnect(delete_another, sender=Evidence)

    assert Evidence.objects.count() == 0


def test_the_sweep_reads_the_names_of_rows_once(officer, media):
    counts = []
    for number in range(2):
        send(officer, f"report-{number}.pdf", files.pdf())
        row = Evidence.objects.last()
        for path in stored_files(media):
            os.utime(media / path, (0, 0))
        with CaptureQueriesContext(connection) as queries:
            assert sweep_evidence(now=row.at + timedelta(hours=25)) == []
        counts.append(len(queries))

    assert counts[0] == counts[1]


class Full(BaseHTTPRequestHandler):
    """An S3 server without room."""

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(507)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_PUT = do_DELETE = answer

    def log_message(self, *_args):
        pass


class Keeping(Full):
    """An S3 server that keeps what it is sent, by its address."""

    protocol_version = "HTTP/1.1"
    held: ClassVar[dict[str, bytes]] = {}

    def answer(self):
        sent, path = self.rfile.read(int(self.headers.get("Content-Length", 0))), self.path.partition("?")[0]
        if self.command == "PUT":
            self.held[path] = sent
        found = self.held.pop(path, b"") if self.command == "DELETE" else self.held.get(path)
        body = found if found and self.command in ("GET", "HEAD") else b""
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"1"')
        # Else the teardown waits ten seconds for a connection on which nothing comes.
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body if self.command == "GET" else b"")

    do_GET = do_HEAD = do_PUT = do_DELETE = answer


@pytest.fixture(params=["away", "full"])
def broken_store(request, settings, monkeypatch):
    """Gives the files of evidence to an S3 server that takes nothing."""
    yield from served_by(Full, settings, monkeypatch, port=1 if request.param == "away" else None)


@pytest.fixture
def bucket(settings, monkeypatch):
    """Gives the files of evidence to an S3 server, and says what it keeps."""
    Keeping.held.clear()
    yield from served_by(Keeping, settings, monkeypatch)


def served_by(handler, settings, monkeypatch, port=None):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{port or server.server_port}"
        place = {"bucket_name": "evidence", "endpoint_url": address, "region_name": "x"}
        bucket = {
            "BACKEND": "commit_portal.files.bucket.Bucket",
            "OPTIONS": place | {"file_overwrite": False},
        }
        settings.STORAGES = settings.STORAGES | {"evidence": bucket}
        yield getattr(handler, "held", None)
        server.shutdown()


def test_a_file_is_kept_served_and_removed_in_a_bucket(officer, bucket, django_capture_on_commit_callbacks):
    content = files.pdf(text="Twenty officials took part.")
    assert send(officer, "report.pdf", content).status_code == 302
    row = Evidence.objects.get()

    served, taken = take(officer, row)

    assert (list(bucket), taken) == ([f"/evidence/{row.path}"], content)
    assert (served.status_code, served.headers["Cache-Control"]) == (200, "no-store, private")
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"{BASE}{row.pk}/remove/", {"note": "It is the wrong file"})
    assert bucket == {}


@pytest.mark.usefixtures("broken_store", "django_capture_on_commit_callbacks")
def test_a_store_that_is_away_or_full_is_said_on_the_page(officer, sheet, kh_line, kh_officer):
    page = send(officer, "report.pdf", files.pdf())
    facts = {"sheet": sheet, "activity": kh_line, "title": "Report", "by": kh_officer.user, "at": NOW}
    row = Evidence.objects.create(**facts, kind="pdf", path="evidence/2011/kh/a.pdf", name="report.pdf")

    assert page.context["form"].errors["file"] == [
        "The server could not store the file. Nothing was stored. Try again later."
    ]
    assert officer.get(f"{BASE}{row.pk}/").status_code == 503
    with pytest.raises(OSError, match=r"507|Could not connect"):
        sweep_evidence(now=NOW)
