"""What is refused before it is stored, with its sentence, and what passes."""

import io
import socketserver
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commit_portal.refusals import RuleBroken
from reporting.evidence import checking_process, upload_checks
from tests.reporting.evidence import files
from tests.workbooks import workbook

YEAR = 2011


def check(name, content):
    with upload_checks.checked(SimpleUploadedFile(name, content), year=YEAR) as (path, facts):
        return facts, path.read_bytes()


@pytest.mark.asvs("V1.3.4 V5.2.2 B39")
@pytest.mark.slow
@pytest.mark.parametrize(("name", "make", "sentence"), files.HOSTILE, ids=[row[0] for row in files.HOSTILE])
def test_a_hostile_file_is_refused_with_its_sentence(name, make, sentence):
    with pytest.raises(RuleBroken) as refused:
        check(name, make())

    assert str(refused.value) == (sentence % name if "%s" in sentence else f"{name} {sentence}")


def test_at_least_30_hostile_files_are_refused():
    assert len({name for name, _make, _sentence in files.HOSTILE}) >= 30


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", files.pdf(text="Twenty officials took part.")),
        ("hand-out.docx", files.office()),
        ("web.docx", files.office(links=files.leading_out("hyperlink", "https://moj.example/"))),
        ("budget.xlsx", workbook(("Activity", "US$"), ("Course", 1200))),
        ("slides.pptx", files.office("pptx")),
    ],
)
def test_a_document_is_stored_as_it_is(name, content):
    facts, stored = check(name, content)

    assert (stored, facts["size"], facts["found"], facts["is_read"]) == (content, len(content), [], True)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "kind"), [("room.jpg", "JPEG"), ("room.png", "PNG")])
def test_no_byte_of_place_data_is_left_in_a_picture(name, kind):
    original = files.picture(kind)
    assert files.PLACE in original

    _file, stored = check(name, original)

    assert not any(
        word in stored for word in (files.PLACE, b"CAMERA", b"Exif", b"eXIf", b"tEXt", b"iCCP", b"ICC_")
    )
    with Image.open(io.BytesIO(stored)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == (kind, (64, 48), {})


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        lambda: files.pdf(),
        lambda: files.picture(),
    ],
    ids=["scan.pdf", "room.jpg"],
)
def test_text_that_nobody_could_read_is_not_called_read(make, request):
    assert not check(request.node.callspec.id, make())[0]["is_read"]


def test_what_comes_after_the_time_for_reading_is_not_called_read(monkeypatch, tmp_path):
    (tmp_path / "upload").write_bytes(files.office())
    monkeypatch.setattr(checking_process, "READING_SECONDS", 0)

    said = checking_process.inspect(tmp_path / "upload", tmp_path / "made", "docx", YEAR)

    assert said == {"found": [], "is_read": False}


BORN = "Sok Dara, born 12/03/1984"
BOX = f'<x:wsDr xmlns:x="http://x.example/x"><x:p><x:r><x:t>{BORN}</x:t></x:r></x:p></x:wsDr>'
SLIDE_COMMENT = f'<p:cmLst xmlns:p="http://x.example/p"><p:cm><p:text>{BORN}</p:text></p:cm></p:cmLst>'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("people.xlsx", lambda: files.commented(BORN)),
        ("people.pptx", lambda: files.office("pptx", ppt__comments__comment1_dot_xml=SLIDE_COMMENT)),
        ("box.xlsx", lambda: files.office("xlsx", xl__drawings__drawing1_dot_xml=BOX)),
        ("note.pdf", lambda: files.pdf(files.noted(Contents=BORN), text="Course")),
        ("form.pdf", lambda: files.pdf(files.noted(T="Date of birth", V="12/03/1984"), text="Course")),
        (
            "parent.pdf",
            lambda: files.pdf(files.noted(Parent={"T": "Born", "V": "12/03/1984"}), text="Course"),
        ),
    ],
)
def test_comments_text_boxes_and_forms_are_looked_through(name, make):
    place = {"people": "comment", "box": "box"}.get(name.partition(".")[0], "page")
    found = check(name, make())[0]["found"]

    assert [(one["what"], one["kind"], one["number"]) for one in found] == [("birth", place, 1)]


@pytest.mark.slow
def test_a_picture_that_grows_when_it_is_drawn_anew_is_refused():
    with pytest.raises(RuleBroken, match=r"^map\.png has \d\d\.\d MB when it is saved without hidden data\."):
        check("map.png", files.growing_png())


def test_who_waits_too_long_for_a_check_is_told_to_come_later(monkeypatch):
    monkeypatch.setattr(upload_checks, "TURN_SECONDS", 0)
    with upload_checks._at_a_time, upload_checks._at_a_time, pytest.raises(RuleBroken) as refused:
        check("notes.pdf", files.pdf())

    assert str(refused.value) == "The portal is checking other files. Nothing was stored. Try again later."


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.StreamRequestHandler):
    """Speaks clamd's INSTREAM: a virus is whatever holds the test word of the scanners' makers."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        heard = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            heard += self.rfile.read(length)
        self.wfile.write(b"stream: Eicar FOUND\0" if EICAR in heard else b"stream: OK\0")


@pytest.fixture
def clamd(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


@pytest.mark.slow
def test_a_scanner_refuses_a_virus_and_lets_the_rest_pass(clamd):
    with pytest.raises(RuleBroken, match=r"^notes\.pdf holds a virus \(Eicar\)\. Delete the file\.$"):
        check("notes.pdf", files.pdf().replace(b"\n", b"\n%" + EICAR + b"\n", 1))

    assert check("notes.pdf", files.pdf())[0]["kind"] == "pdf"


def test_a_scanner_that_is_away_stores_nothing(settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"

    with pytest.raises(RuleBroken) as refused:
        check("notes.pdf", files.pdf())

    assert str(refused.value) == ("The virus check does not answer now. Nothing was stored. Try again later.")
