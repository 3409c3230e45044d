"""Rules about the bodies that sign, without a number of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commit_portal.messages import message
from commit_portal.permits import Violation
from workplans.models.countries import SIGNING_LIMIT

# With the taskforce and the Secretariat two rows of signatures: more do not fit beside the last area.
MOST_BODIES = 4
SIGNING = "SIGNING"


def bodies_fit_on_the_form(names: Sequence[str]) -> Iterator[Violation]:
    """Refuse more bodies than the form has room for, a name that is too long, and one that is there twice."""
    if len(names) > MOST_BODIES:
        yield Violation(SIGNING, message("taskforce.too_many_sign", count=MOST_BODIES), field="bodies")
    for name in names:
        if len(name) > SIGNING_LIMIT:
            said = message("taskforce.signing_name_too_long", name=name[:40], count=SIGNING_LIMIT)
            yield Violation(SIGNING, said, field="bodies")
    if len(set(names)) < len(names):
        yield Violation(SIGNING, message("taskforce.signs_twice"), field="bodies")
