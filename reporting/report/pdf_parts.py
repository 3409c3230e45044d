"""Parts of the PDF libraries that are replaced where a report pays for what it does not use (docs/adr/0005)."""

from __future__ import annotations

import zlib
from types import SimpleNamespace
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint import draw
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import TableCellBox
from weasyprint.pdf import fonts
from weasyprint.text.ffi import ffi, harfbuzz

COMPRESSION = 6
# A face above this size (in bytes) is not copied: that saves 4 MB beside the 19 of Chinese.
LARGE_FACE = 100_000

_draw_border = draw.draw_border
_object_data = fonts.get_hb_object_data


def replace_parts() -> None:
    """Replace the parts in the whole process; `reporting.report.pdf` calls this once."""
    pydyf.PDF.page_references = property(page_references)
    # pydyf asks for level 9, which takes a tenth of the whole rendering for two percent of the size.
    pydyf.zlib = SimpleNamespace(
        compress=zlib.compress, compressobj=lambda level: zlib.compressobj(COMPRESSION)
    )
    draw.draw_border = draw_border
    fonts.get_hb_object_data = object_data


def page_references(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    """`pydyf.PDF.page_references`, kept until a page is added.

    WeasyPrint asks for it once a tag, and each answer lists every page anew: the time of a tagged report
    grows with the square of its pages (a sixth of it at 440 pages).
    """
    kids = pdf.pages["Kids"]
    known: tuple[int, tuple[bytes, ...]] = pdf.__dict__.get("known_references", (0, ()))
    if known[0] != len(kids):
        known = (len(kids), tuple(f"{number} 0 R".encode("ascii") for number in kids[::3]))
        pdf.__dict__["known_references"] = known
    return known[1]


def draw_border(stream: Any, box: Any) -> None:
    """`weasyprint.draw.draw_border`; the rule under a cell is one rectangle.

    WeasyPrint clips a segment and fills a ring in it, as for any border: a twelfth of the report's time.
    """
    if not (isinstance(box, TableCellBox) and _has_only_a_rule_below(box)):
        _draw_border(stream, box)
        return
    with stream.artifact(), stream.stacked():
        stream.set_color(get_color(box.style, "border_bottom_color"))
        top = box.position_y + box.border_height() - box.border_bottom_width
        stream.rectangle(box.position_x, top, box.border_width(), box.border_bottom_width)
        stream.fill()


def _has_only_a_rule_below(box: Any) -> bool:
    others = box.border_top_width + box.border_left_width + box.border_right_width
    return (
        box.border_bottom_width > 0
        and others == 0
        and box.style["border_bottom_style"] == "solid"
        and box.style["visibility"] == "visible"
    )


def object_data(hb_object: Any, ot_color: str | None = None, glyph: int | None = None) -> Any:
    """`weasyprint.pdf.fonts.get_hb_object_data`; a large face stays in its file, which is mapped.

    WeasyPrint copies every face before it takes the few glyphs that the report prints: for the name of China that is
    19 MB read and 19 MB held. Small faces are copied as before, and so is what is taken of a face.
    """
    if ot_color is None:
        blob, data, length = _blob_of(hb_object)
        if length > LARGE_FACE and _is_in_its_file(hb_object, data):
            # The blob is never destroyed: the face stays as long as the process.
            return ffi.buffer(data, length)
        harfbuzz.hb_blob_destroy(blob)
    return _object_data(hb_object, ot_color, glyph)


def _is_in_its_file(hb_face: Any, data: Any) -> bool:
    """Whether a face is mapped: what is taken of a face has no file, and HarfBuzz writes it anew for each blob."""
    blob, again, _length = _blob_of(hb_face)
    harfbuzz.hb_blob_destroy(blob)
    return bool(again == data)


def _blob_of(hb_face: Any) -> tuple[Any, Any, int]:
    """A face as a blob, with its place in memory and its length in bytes."""
    blob = harfbuzz.hb_face_reference_blob(hb_face)
    length = ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(blob, length)
    return blob, data, length[0]
