"""Rules about seats and the bodies that sign, without a number of their own."""

from collections.abc import Iterator, Sequence

from commit_portal.i18n.messages import message
from commit_portal.refusals import Violation
from workplans.models import Ministry, Taskforce
from workplans.models.countries import SIGNING_LIMIT
from workplans.statuses import TASKFORCE_ROLES

# With the taskforce and the Secretariat two rows of signatures: more do not fit beside the last area.
MOST_BODIES = 4
SIGNING = "SIGNING"
# The code of what is wrong with a seat or a person.
PEOPLE = "PEOPLE"


def ministry_fits_the_seat(
    role: str, taskforce: Taskforce | None, ministry: Ministry | None
) -> Violation | None:
    """Refuse a ministry for a seat that is not of a taskforce, and one of another taskforce."""
    if ministry is None:
        return None
    if role not in TASKFORCE_ROLES:
        return Violation(PEOPLE, message("seat.names_no_ministry"), field="ministry")
    if taskforce is None or ministry.taskforce_id != taskforce.pk:
        return Violation(PEOPLE, message("seat.ministry_of_other_country"), field="ministry")
    return None


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
