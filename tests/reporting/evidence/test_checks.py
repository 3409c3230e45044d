"""What is refused before it is stored, with its sentence, and what passes."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commit_portal.refusals import RuleBroken
from reporting.evidence.checks import checked
from tests.reporting.evidence import files

YEAR = 2011


def check(name, content):
    with checked(SimpleUploadedFile(name, content), year=YEAR) as file:
        return file, file.path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "make", "sentence"), files.HOSTILE, ids=[row[0] for row in files.HOSTILE])
def test_a_hostile_file_is_refused_with_its_sentence(name, make, sentence):
    with pytest.raises(RuleBroken) as refused:
        check(name, make())

    assert str(refused.value) == f"{name} {sentence}"


def test_at_least_30_hostile_files_are_refused():
    assert len({name for name, _make, _sentence in files.HOSTILE}) >= 30


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", files.pdf(text="Twenty officials took part.")),
        ("hand-out.docx", files.office()),
        ("web.docx", files.office(links=files.leading_out("hyperlink", "https://moj.example/"))),
        ("budget.xlsx", files.workbook(("Activity", "US$"), ("Course", 1200))),
        ("slides.pptx", files.office("pptx")),
    ],
)
def test_a_document_is_stored_as_it_is(name, content):
    file, stored = check(name, content)

    assert (stored, file.size, file.found) == (content, len(content), [])


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
