"""The colours of charts, in the PDF and on the screen."""

from enum import StrEnum


class Paint(StrEnum):
    """The colours on paper, by the tokens that a page has for them: it has a dark side, and forced colours.

    Letters on a filled bar are white and ink too, written otherwise than those on paper: on a dark screen they differ.
    """

    INK = "#1F2421"
    MUTED = "#565C56"
    BRAND = "#12485A"
    RULE = "#DDD8CC"
    RULE_STRONG = "#8A867A"
    SUNK = "#F3F0E8"
    MOVING_FILL = "#8FA9B1"
    MOVING_MARK = "#6C8A94"
    GOOD_FILL = "#CBE7DA"
    GOOD_MARK = "#00704F"
    GOOD_INK = "#00543D"
    ACCENT = "#A84A14"
    ACCENT_INK = "#7A350D"
    RAISED = "#FFFFFF"
    ON_BRAND = "#FFF"
    MOVING_INK = "#1f2421"

    @property
    def token(self) -> str:
        return self.name.lower().replace("_", "-")


# What fills a bar, its edge and its figure.
type Colours = tuple[Paint, Paint, Paint]
# Of what is done or the Secretariat's, of what is moving or the partners', and of what grants pay of the Secretariat's.
FIRST = (Paint.BRAND, Paint.BRAND, Paint.ON_BRAND)
SECOND = (Paint.MOVING_FILL, Paint.MOVING_MARK, Paint.MOVING_INK)
SECURED = (Paint.GOOD_FILL, Paint.GOOD_MARK, Paint.GOOD_INK)
