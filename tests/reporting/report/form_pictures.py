"""Pictures of a printed form, with a seal drawn into each place to sign. A place is found in the picture itself."""

import io
import re
import subprocess
from collections.abc import Iterator

from PIL import Image, ImageDraw

from tests.papers import text_of

# Dots an inch, a millimetre and a point.
DOTS = 254
MM = 10
POINT = DOTS / 72
# Lighter than this is paper, or the watermark on it.
PAPER = 225
Word = tuple[str, int, int]
Place = tuple[int, int, int, int]


def words_of(content: bytes) -> list[list[Word]]:
    """The words of each page, each with its left side and its top, in dots."""
    word = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" .*?>(.*?)</word>')
    return [
        [(said, int(float(x) * POINT), int(float(y) * POINT)) for x, y, said in word.findall(page)]
        for page in text_of(content, "-bbox").split("<page ")[1:]
    ]


def pictures_of(content: bytes, *, grey: bool = True) -> Iterator[tuple[Image.Image, list[Place]]]:
    """Each page with its places for a seal: left, top, right and bottom inside the border, in dots."""
    for number, words in enumerate(words_of(content), start=1):
        options = ["-r", str(DOTS), "-f", str(number), "-l", str(number), *(["-gray"] if grey else [])]
        # As dots: to pack them as PNG takes longer than to draw them.
        made = subprocess.run(["pdftoppm", *options, "-"], input=content, capture_output=True, check=True)
        picture = Image.open(io.BytesIO(made.stdout))
        light = picture.convert("L")
        # From a point above the words "Signature and seal", and right of them.
        points = [(x + 40 * MM, y - 5 * MM) for said, x, y in words if said == "Signature"]
        yield picture, [_around(light, x, y) for x, y in points]


def draw_seal(picture: Image.Image, place: Place) -> None:
    """A round seal of 38 mm in the middle of a place, and a signature across it."""
    left, top, right, bottom = place
    x, y, pen = (left + right) // 2, (top + bottom) // 2, ImageDraw.Draw(picture)
    ink: str | int = 90 if picture.mode == "L" else "#b3202c"
    for radius in (19 * MM, 17 * MM, 8 * MM):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=ink, width=6)
    pen.line([(x + at * MM, y + (at % 3 - 1) * 4 * MM) for at in range(-26, 27, 2)], fill=ink, width=5)


def _around(picture: Image.Image, x: int, y: int) -> Place:
    """From a point outwards, as far as there is paper."""

    def reach(across: int, down: int) -> int:
        steps = range(100 * MM)
        return next(at for at in steps if picture.getpixel((x + across * at, y + down * at)) < PAPER)  # type: ignore[operator]

    return x - reach(-1, 0) + 1, y - reach(0, -1) + 1, x + reach(1, 0), y + reach(0, 1)
