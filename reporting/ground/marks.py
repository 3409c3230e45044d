"""The fingerprint of an answer or a draft that a form showed."""

from __future__ import annotations

from commit_portal.marks import fingerprint


def seen(answer: object) -> str:
    """A short mark of what stood there when a page was shown, by which a stale form is noticed.

    Not the row version: the desk's spending stands in the same row, and the desk and the taskforce fill in
    their parts at the same time without disturbing each other.
    """
    return fingerprint(answer)
