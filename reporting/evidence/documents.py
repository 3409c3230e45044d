"""What a file really is, in the limited process: PDF, pictures and Office files, each checked by its content.

Whatever is not as it should be raises `Unfit` with a code (`reporting.evidence.upload_checks.SENTENCES`). A PDF and an Office
file stay as they are, for they may be signed; a picture is made anew.
"""

import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import pikepdf
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image, ImageOps

from commit_portal.files.packages import Unfit, unpacked

MOST_PIXELS, MOST_UNPACKED, MOST_PARTS = 40_000_000, 100 * 1024 * 1024, 5_000

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
# The main part of each kind: where `_rels/.rels` leads to, and what `[Content_Types].xml` says that it is.
_MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
_MACROS = re.compile(r"macroenabled|vbaproject|macrosheet|xl/macrosheets/", re.IGNORECASE)
_EMBEDDED = re.compile(r"oleobject|activex|/embeddings/|/package\Z|/control\Z", re.IGNORECASE)
_OTHER_FILES = re.compile(r"externallink", re.IGNORECASE)
# Where a link may lead that somebody follows: the web, a mailbox, a place in the same document.
_WEB = re.compile(r"https?://|mailto:|#", re.IGNORECASE)
# Fields of Word that fetch what they show from another program or file. The others' words may hold a "link".
_FETCHING = re.compile(
    r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b|\n\s*(?:LINK|INCLUDE|IMPORT|DATABASE|RD)\b",
    re.IGNORECASE,
)

# Actions of a PDF that do more than follow a link, by their name; keys and annotations that hold what may act.
_ACTIONS = re.compile(
    r"/(?:JavaScript|Launch|SubmitForm|ImportData|GoToR|GoToE|Rendition|Movie|Sound|RichMediaExecute|ResetForm|Hide|"
    r"Thread|Trans)\Z"
)
_KEYS = {
    **dict.fromkeys(("/JS", "/JavaScript", "/AA", "/XFA", "/RichMediaContent"), "acts"),
    **dict.fromkeys(("/EF", "/EmbeddedFiles"), "attached"),
}
_ANNOTATIONS = {
    "/FileAttachment": "attached",
    **dict.fromkeys(("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"), "acts"),
}


def check_pdf(path: Path) -> None:
    """Refuse what is no whole PDF, is locked, or holds what may act or carry other files."""
    data = path.read_bytes()
    if not data.startswith(b"%PDF-"):
        raise Unfit("other_kind")
    if not data.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF"):
        raise Unfit("behind" if b"%%EOF" in data else "damaged")
    try:
        # What only a repair can read, another program repairs in another way.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Unfit("locked")
            for held in pdf.objects:
                _check_object(held)
    except pikepdf.PasswordError:
        raise Unfit("locked") from None
    except pikepdf.PdfError:
        raise Unfit("damaged") from None


def _check_object(held: pikepdf.Object) -> None:
    """One object with all that is written inside it; what it only points to has its own turn."""
    todo = [held]
    while todo:
        one = todo.pop()
        if isinstance(one, pikepdf.Array):
            todo += [inner for inner in one if not getattr(inner, "is_indirect", False)]
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key, value in one.items():
            name = str(value) if isinstance(value, pikepdf.Name) else ""
            code = _KEYS.get(key) or (_ANNOTATIONS.get(name) if key == "/Subtype" else None)
            if (key == "/S" and _ACTIONS.match(name)) or (key == "/OpenAction" and not _opens_a_page(value)):
                code = "acts"
            if key == "/F" and isinstance(one, pikepdf.Stream):
                # The content lies in another file.
                code = "links"
            if code:
                raise Unfit(code)
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                todo.append(value)


def _opens_a_page(action: object) -> bool:
    """Whether what a PDF does when it is opened is to show one of its own pages, and nothing after that."""
    if isinstance(action, pikepdf.Dictionary):
        return action.get("/S") == pikepdf.Name.GoTo and "/Next" not in action
    return isinstance(action, pikepdf.Array)


def remake_picture(path: Path, kind: str, made: Path) -> None:
    """Draw the picture anew: what stands beside its points (place, camera, preview, words) is not in the new one."""
    # Pillow warns of many points; here they are refused.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            # MPO is what a phone calls a JPEG with a second picture behind it.
            if {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png"}[picture.format or ""] != kind:
                raise Unfit("other_kind")
            if picture.width * picture.height > MOST_PIXELS:
                raise Unfit("pixels")
            upright = ImageOps.exif_transpose(picture)
            clear = kind == "png" and upright.has_transparency_data
            points = upright.convert("RGBA" if clear else "RGB")
    except Image.UnidentifiedImageError:
        raise Unfit("other_kind") from None
    except (OSError, SyntaxError, ValueError, zlib.error, EOFError, IndexError, TypeError):
        # What Pillow raises over damaged pictures is not one type.
        raise Unfit("damaged") from None
    clean = Image.new(points.mode, points.size)
    clean.paste(points)
    clean.save(made, format=kind.upper(), **({"quality": 90} if kind == "jpeg" else {}))


def check_office(path: Path, kind: str) -> dict[str, bytes]:
    """Refuse what is no plain Office file of this kind; returns its parts, unpacked."""
    parts = _parts(path)
    # What each part is said to be, by its name in lower case; defaults by their ending.
    types = {
        (row.get("PartName") or f"*.{row.get('Extension', '')}").lower(): row.get("ContentType", "")
        for row in _parsed(parts["[Content_Types].xml"])
    }
    relations = [
        (part, link.get("Type", ""), link.get("TargetMode", ""), link.get("Target", ""))
        for part, data in parts.items()
        if part.lower().endswith(".rels")
        for link in _parsed(data)
    ]
    said = [*parts, *types.values(), *(type_ for _part, type_, _mode, _to in relations)]
    if any(map(_MACROS.search, said)):
        raise Unfit("macros")
    mains = [
        to
        for part, type_, _mode, to in relations
        if part == "_rels/.rels" and type_.endswith("/officeDocument")
    ]
    main = mains[0].lstrip("/") if len(mains) == 1 else ""
    if main not in parts or types.get(f"/{main}".lower()) != _MAIN[kind]:
        raise Unfit("other_kind")
    if any(map(_EMBEDDED.search, said)):
        raise Unfit("embedded")
    # A link that somebody follows fetches nothing, if it leads to the web.
    leads_out = any(
        mode.lower() == "external" and not (type_.endswith("/hyperlink") and _WEB.match(to))
        for _part, type_, mode, to in relations
    )
    if leads_out or any(map(_OTHER_FILES.search, said)):
        raise Unfit("links")
    if kind == "docx" and any(_fetches(data) for name, data in parts.items() if _is_xml(name, types)):
        raise Unfit("links")
    return parts


def _parts(path: Path) -> dict[str, bytes]:
    """Every part. The file holds the package and nothing else."""
    data = path.read_bytes()
    if data.startswith(OLD_OFFICE):
        # The wrapping of a document with a password; an old one that was renamed looks the same.
        raise Unfit("locked")
    if not data.startswith(b"PK\x03\x04"):
        raise Unfit("other_kind")
    parts = unpacked(data, most=MOST_UNPACKED, most_parts=MOST_PARTS)
    # No words of the package, and nothing behind them.
    if data[-22:-18] != b"PK\x05\x06":
        raise Unfit("behind")
    if "[Content_Types].xml" not in parts:
        raise Unfit("other_kind")
    return parts


def _is_xml(name: str, types: dict[str, str]) -> bool:
    by_ending = types.get(f"*.{name.rpartition('.')[2]}".lower(), "")
    return types.get(f"/{name}".lower(), by_ending).lower().endswith("xml") or name.lower().endswith(".xml")


def _fetches(part: bytes) -> bool:
    """Whether the fields of a part of Word fetch something; one field may run over many elements."""
    said = "\n"
    for one in _parsed(part).iter():
        name = local_name(one)
        if name in ("instrText", "delInstrText"):
            said += "".join(one.itertext())
        elif name == "fldChar":
            said += "\n"
        said += "".join(f"\n{value}\n" for key, value in one.items() if key.rpartition("}")[2] == "instr")
    return bool(_FETCHING.search(said))


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _parsed(data: bytes) -> Element:
    try:
        return fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unfit("damaged") from None


def texts_of_office(parts: dict[str, bytes], *folders: str) -> Iterator[tuple[str, list[str]]]:
    """The parts in these folders with their texts: a paragraph or a comment each, or a whole row of a table."""
    for name in sorted(parts, key=lambda name: (len(name), name)):
        if name.startswith(folders) and name.endswith(".xml"):
            yield name, list(_paragraphs(_parsed(parts[name])))


def _paragraphs(element: Element) -> Iterator[str]:
    name = local_name(element)
    if name in ("p", "tr"):
        texts = (one.text or "" for one in element.iter() if local_name(one) == "t")
        yield (" " if name == "tr" else "").join(texts)
        return
    if name == "text":
        yield "".join(element.itertext())
        return
    for inner in element:
        yield from _paragraphs(inner)
