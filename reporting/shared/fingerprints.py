"""The fingerprint of an answer or a draft that a form showed."""

from commit_portal.workflow.optimistic_locking import fingerprint


def seen(answer: object) -> str:
    """A fingerprint of what a page showed, to detect a stale form.

    Not the row version: desk and taskforce fill in parts of the same row at the same time.
    """
    return fingerprint(answer)
