"""What a chart is made of: shapes in millimetres, as print/chart.html draws them, in print and on the screen.

WeasyPrint's document CSS does not reach inside SVG, so every shape has its own attributes.
"""

import re
from itertools import count
from typing import Self

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.report.colours import Paint

WIDTH = 168.0
LABELS = 34.0
BAR = 3.0
ROW = 5.2
NONE = "none"
# Millimetres that a character of 2.4 mm type takes on average.
CHARACTER = 1.35
# The faces of the print: a page has its own.
_FACES = re.compile(' font-family="[^"]+"')


class Chart:
    """Shapes as they are added: rules at the back, boxes on them, then ticks, then labels."""

    alternative: str
    height: str

    def __init__(self) -> None:
        self.boxes: list[dict[str, str]] = []
        self.rules: list[dict[str, str]] = []
        self.ticks: list[dict[str, str]] = []
        self.labels: list[dict[str, str]] = []

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, stroke: str = NONE, dash: str = NONE
    ) -> None:
        if width > 0:
            place = {"x": mm(x), "y": mm(y), "width": mm(width), "height": mm(height)}
            self.boxes.append({**place, "fill": fill, "stroke": stroke, "dash": dash})

    def outline(self, x: float, y: float, width: float, height: float, stroke: str) -> None:
        if width > 0:
            self.box(x + 0.1, y + 0.1, max(0.4, width - 0.2), height - 0.2, Paint.RAISED, stroke)

    def across(self, y: float, colour: str = Paint.RULE) -> None:
        self.rules.append(_rule(0.0, y, WIDTH, y, colour))

    def upright(self, x: float, top: float, bottom: float, colour: str, dash: str = NONE) -> None:
        self.rules.append(_rule(x, top, x, bottom, colour, dash=dash))

    def tick(self, x: float, top: float, bottom: float) -> None:
        self.ticks.append(_rule(x, top, x, bottom, Paint.ACCENT, width="0.7"))

    def label(self, x: float, y: float, text: str, **how: str) -> None:
        usual = {"fill": Paint.INK, "size": "2.6", "anchor": "start", "weight": "400"}
        self.labels.append({"x": mm(x), "y": mm(y), "text": text, **usual, **how})

    def small(self, x: float, y: float, text: str, anchor: str = "start", *, fill: str = Paint.MUTED) -> None:
        self.label(x, y, text, fill=fill, size="2.4", anchor=anchor)

    @property
    def on_screen(self) -> SafeString:
        """The chart for a page of the portal, in the colours of its style sheets."""
        drawn = _FACES.sub("", render_to_string("reporting/print/chart.html", {"chart": self}))
        for colour in Paint:
            drawn = drawn.replace(f'"{colour}"', f'"var(--{colour.token})"')
        return SafeString(drawn)

    def done(self, alternative: str, height: float) -> Self:
        """The chart with its alternative text and its height in millimetres."""
        self.alternative, self.height = alternative, mm(height)
        return self


def _rule(x1: float, y1: float, x2: float, y2: float, stroke: str, **how: str) -> dict[str, str]:
    ends = {"x1": mm(x1), "y1": mm(y1), "x2": mm(x2), "y2": mm(y2)}
    return {**ends, "stroke": stroke, "width": "0.15", "dash": NONE, **how}


def mm(length: float) -> str:
    """Millimetres with at most two decimals, as SVG writes them."""
    return f"{length:.2f}".rstrip("0").rstrip(".")


def round_step(most: float) -> int:
    """A round distance between the marks of an axis, for at most five of them."""
    steps = (factor * 10**zeros for zeros in count() for factor in (1, 2, 5))
    return next(step for step in steps if most / step <= 5)
