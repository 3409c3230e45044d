"""Files of every kind, made by program: honest ones, and hostile ones that are refused."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from openpyxl import Workbook
from openpyxl.comments import Comment
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from tests.workbooks import file_of

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(change: Callable[[Pdf], object] = lambda _pdf: None, *, text: str = "", **save: object) -> bytes:
    """A PDF of one page with a text in a font that every reader has."""
    document = Pdf.new()
    page = document.add_blank_page(page_size=(300, 300))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=font))
    rows = " ".join(f"({row}) Tj T*" for row in text.split("\n"))
    page.Contents = document.make_stream(f"BT /F1 12 Tf 14 TL 10 280 Td {rows} ET".encode())
    change(document)
    out = io.BytesIO()
    document.save(out, **save)
    return out.getvalue()


def office(kind: str = "docx", *, links: str = "", main_type: str = "", **parts: bytes | str) -> bytes:
    """A package with its main part; `parts` by their names with "__" for a slash and "_dot_" for a dot."""
    main, family = TYPES[kind]
    said = main_type or f"application/vnd.openxmlformats-officedocument.{family}.main+xml"
    found: dict[str, bytes | str] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/{main}" ContentType="{said}"/></Types>'
        ),
        "_rels/.rels": relations(f'<Relationship Id="r1" Type="{REL}/officeDocument" Target="{main}"/>'),
        main: document("Twenty officials took part."),
        f"{main.split('/')[0]}/_rels/{main.split('/')[1]}.rels": relations(links),
    }
    found |= {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return packed(found)


def document(*paragraphs: str) -> str:
    """The main part of a Word document."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def relations(links: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'


def leading_out(kind: str, to: str) -> str:
    return f'<Relationship Id="r9" Type="{REL}/{kind}" Target="{to}" TargetMode="External"/>'


def packed(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


PLACE = b"11deg 33min north, taken by CAMERA-7"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture with a place, a camera and words in all that a file of its kind can hold beside its points."""
    image = Image.new("RGB", size, (120, 40, 30))
    exif = Image.Exif()
    exif[0x0110] = PLACE.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (11.0, 33.0, 0.0), 3: "E", 4: (104.0, 55.0, 0.0), 0x1B: PLACE})
    out = io.BytesIO()
    if kind == "JPEG":
        image.save(out, "JPEG", exif=exif, comment=PLACE, icc_profile=PLACE, xmp=PLACE)
        return out.getvalue() + PLACE
    image.save(out, "PNG", exif=exif, icc_profile=PLACE)
    data = out.getvalue()
    chunk = b"tEXt" + b"Comment\0" + PLACE
    extra = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return data[:33] + extra + data[33:] + PLACE


def growing_png() -> bytes:
    """A PNG of 6 MB with a palette of its own; three octets a point make more than 10 MB of it."""
    chance = random.Random(1)
    image = Image.frombytes("P", (2_400, 2_400), chance.randbytes(2_400 * 2_400))
    image.putpalette(chance.randbytes(768))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def commented(text: str) -> bytes:
    """A workbook with a comment at a cell."""
    book = Workbook()
    book.active["A1"] = "Course"
    book.active["A1"].comment = Comment(text, "Officer")
    return file_of(book)


def huge_png() -> bytes:
    """A PNG of 50 million points in 60 KB."""
    out = io.BytesIO()
    Image.new("1", (10_000, 5_000)).save(out, "PNG")
    return out.getvalue()


def bomb() -> bytes:
    return office(word__media__a_dot_xml=bytes(60 * 1024 * 1024))


def _root(**keys: object) -> Callable[[Pdf], object]:
    def change(document: Pdf) -> None:
        for key, value in keys.items():
            document.Root[f"/{key}"] = value

    return change


def _annotated(**keys: object) -> Callable[[Pdf], object]:
    def change(document: Pdf) -> None:
        annotation = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **keys)
        document.pages[0].Annots = Array([document.make_indirect(annotation)])

    return change


def noted(**keys: str | dict[str, str]) -> Callable[[Pdf], object]:
    """A comment, or a field of a form, on the page of a PDF."""

    def held(keys: dict[str, Any]) -> dict[str, object]:
        return {
            name: Dictionary(held(said)) if isinstance(said, dict) else String(said)
            for name, said in ((f"/{name}", said) for name, said in keys.items())
        }

    return _annotated(Subtype=Name.Text, **{name[1:]: value for name, value in held(keys).items()})


def _attached(document: Pdf) -> None:
    document.attachments["list.csv"] = b"a,b"


def _outside(document: Pdf) -> None:
    document.Root.Thing = document.make_stream(b"", F=String("//server/share"))


def _action(kind: str, **keys: object) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **keys)


def locked(*, user: str) -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="owner", user=user))


MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
NOT_TAKEN = "Files like %s cannot be uploaded. Save the file as PDF first, or put it on a website."
LOCKED = "is locked with a password. Save it without one."
MACROS = "holds macros. Save it as .docx and upload it again."
DAMAGED = "is damaged. Open it, save it again, and upload the new file."
BEHIND = "has hidden data after its end. Save it again and upload the new file."
ACTS = "does something by itself. Print it to a new PDF and upload the new file."
ATTACHED = "has other files attached. Remove them, and upload each one by itself."
LINKS = "links to other files. Break the links and save it again."
INSIDE = "holds other files inside. Remove them, or paste them as pictures."
OLD = "is an old or other kind of Office file. Save it as .docx and upload it again."
DDE = "<w:instrText>DDEAU</w:instrText><w:instrText>TO c:\\cmd</w:instrText><w:t>a"


def field(code: str) -> bytes:
    """A Word document with a field."""
    return office(
        word__document_dot_xml=document("a").replace("<w:t>", f"<w:instrText>{code}</w:instrText><w:t>")
    )


UNPACKED = "is too large when it is opened. Save it in parts."


def other_kind(kind: str) -> str:
    return f"The content of %s is not of the kind “{kind}”. Save it as this kind."


# In another letter case, encoding or namespace Word reads them all the same.
FETCHING = {
    "lower": field("ddeauto c:\\cmd"),
    "referred": field("&#68;DEAUTO c:\\cmd"),
    "quoted": field("<![CDATA[DDEAUTO c:\\cmd]]>"),
    "wide": office(word__document_dot_xml=document("a").replace("<w:t>a", DDE).encode("utf-16")),
    "default-namespace": office(
        word__document_dot_xml=f'<document xmlns="{W}"><p><r><instrText>DDEAUTO c:\\cmd</instrText></r></p></document>'
    ),
    "simple": office(
        word__document_dot_xml=document("a").replace(
            "<w:r>", '<w:fldSimple w:instr="link Excel.Sheet c:\\b"/><w:r>'
        )
    ),
}
LEADING_OUT = ("ms-msdt:/id", "//server/share", " file:///c:/b.docx", "b.docx", "file:///c:/b.docx")

# Name, content, and the sentence behind the name.
HOSTILE: list[tuple[str, Callable[[], bytes], str]] = [
    ("film.mp4", lambda: b"\0\0\0\x18ftypmp42", NOT_TAKEN),
    ("page.html", lambda: b"<script>alert(1)</script>", NOT_TAKEN),
    ("drawing.svg", lambda: b"<svg onload='alert(1)'/>", NOT_TAKEN),
    ("plan.doc", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), OLD),
    ("case-list.docm", lambda: office(main_type=MACRO_TYPE), MACROS),
    ("renamed.docx", lambda: office(main_type=MACRO_TYPE), MACROS),
    ("hidden-macros.docx", lambda: office(word__vbaProject_dot_bin=b"x"), MACROS),
    ("report.pdf", lambda: office(), other_kind("PDF")),
    ("page.pdf", lambda: b"<html>%PDF-1.7 %%EOF", other_kind("PDF")),
    ("sheet.docx", lambda: office("xlsx"), other_kind("Word document")),
    ("archive.xlsx", lambda: packed({"a.txt": "a"}), other_kind("Excel workbook")),
    ("photo.jpg", lambda: picture("PNG"), other_kind("JPEG")),
    ("photo.png", lambda: b"GIF89a" + bytes(40), other_kind("PNG")),
    ("scan.pdf", lambda: pdf() + bytes(10_500_000) + b"%%EOF", "has 10.0 MB; 10 MB is the limit."),
    ("notes.pdf", lambda: locked(user="secret"), LOCKED),
    ("only-owner.pdf", lambda: locked(user=""), LOCKED),
    ("locked.docx", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), LOCKED),
    ("script.pdf", lambda: pdf(_root(OpenAction=_action("JavaScript", JS=String("app.alert(1)")))), ACTS),
    ("named-script.pdf", lambda: pdf(_root(Names=Dictionary(JavaScript=Dictionary(Names=Array([]))))), ACTS),
    ("launch.pdf", lambda: pdf(_annotated(Subtype=Name.Link, A=_action("Launch", F=String("cmd.exe")))), ACTS),
    ("submit.pdf", lambda: pdf(_annotated(Subtype=Name.Link, A=_action("SubmitForm"))), ACTS),
    ("on-open.pdf", lambda: pdf(_root(AA=Dictionary(WC=_action("GoTo")))), ACTS),
    ("film.pdf", lambda: pdf(_annotated(Subtype=Name.RichMedia)), ACTS),
    ("form.pdf", lambda: pdf(_root(AcroForm=Dictionary(XFA=String("<xdp/>"), Fields=Array([])))), ACTS),
    ("address.pdf", lambda: pdf(_root(OpenAction=_action("URI", URI=String("https://x.example/")))), ACTS),
    ("address-next.pdf", lambda: pdf(_root(OpenAction=_action("GoTo", Next=_action("URI")))), ACTS),
    ("outside.pdf", lambda: pdf(_outside), LINKS),
    ("carrier.pdf", lambda: pdf(_attached), ATTACHED),
    ("pinned.pdf", lambda: pdf(_annotated(Subtype=Name.FileAttachment)), ATTACHED),
    ("two-in-one.pdf", lambda: pdf() + office(), BEHIND),
    ("cut.pdf", lambda: pdf()[:-40], DAMAGED),
    ("no-table.pdf", lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF", DAMAGED),
    ("cut.docx", lambda: office()[:-30], DAMAGED),
    ("entities.docx", lambda: office(word__document_dot_xml='<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'), DAMAGED),
    ("climbing.docx", lambda: packed({"[Content_Types].xml": "<a/>", "../../etc/passwd": "x"}), DAMAGED),
    ("cut.jpg", lambda: picture()[:400], DAMAGED),
    ("zip-behind.docx", lambda: office() + b"tail", BEHIND),
    ("budget.xlsx", lambda: office("xlsx", links=leading_out("externalLinkPath", "file:///c:/b.xlsx")), LINKS),
    ("template.docx", lambda: office(links=leading_out("attachedTemplate", "http://x.example/t.dotm")), LINKS),
    ("server.docx", lambda: office(links=leading_out("hyperlink", "\\\\server\\share")), LINKS),
    ("fetching.docx", lambda: office(word__document_dot_xml=document("a").replace("<w:t>a", DDE)), LINKS),
    ("moved-link.xlsx", lambda: office("xlsx", links=f'<Relationship Id="r2" Type="{REL}/externalLink" Target="a"/>'), LINKS),
    *((f"field-{name}.docx", lambda content=content: content, LINKS) for name, content in FETCHING.items()),
    *((f"to-{n}.docx", lambda to=to: office(links=leading_out("hyperlink", to)), LINKS) for n, to in enumerate(LEADING_OUT)),
    ("object.pptx", lambda: office("pptx", ppt__embeddings__oleObject1_dot_bin=b"x"), INSIDE),
    ("control.docx", lambda: office(word__activeX__activeX1_dot_xml="<a/>"), INSIDE),
    ("bomb.docx", bomb, UNPACKED),
    ("huge.png", huge_png, "has more than 40 million pixels. Make the picture smaller."),
]  # fmt: skip
