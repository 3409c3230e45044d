"""Rules about seats and passwords, without a number of their own."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commit_portal.accounts.password_validation import PORTAL_NAMES, holds_any
from commit_portal.models import User
from commit_portal.refusals import Violation
from workplans.models import Country, CountryName, Ministry, Taskforce
from workplans.statuses import TASKFORCE_ROLES

# The code of what is wrong with a seat or a person.
PEOPLE = "PEOPLE"


def ministry_fits_the_seat(
    role: str, taskforce: Taskforce | None, ministry: Ministry | None
) -> Violation | None:
    """Refuse a ministry for a seat that is not of a taskforce, and one of another taskforce."""
    if ministry is None:
        return None
    if role not in TASKFORCE_ROLES:
        said = _(
            "Only a role of a taskforce is for a ministry. Leave the ministry empty, or choose another role."
        )
        return Violation(PEOPLE, said, field="ministry")
    if taskforce is None or ministry.taskforce_id != taskforce.pk:
        said = _("This ministry belongs to another country. Choose a ministry of the country of the role.")
        return Violation(PEOPLE, said, field="ministry")
    return None


class NoPlaceNames:
    """No password holds the portal's name, or a country's in English or its own script: who guesses tries these first."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise `ValidationError` for a password that holds one of the names."""
        countries = Country.objects.values_list("name", "own_name")
        names = [name for pair in countries for name in pair]
        if holds_any(password, [*PORTAL_NAMES, *names, *CountryName.objects.values_list("name", flat=True)]):
            said = _("The password includes the name of the portal or of a country. Choose other words.")
            raise ValidationError(said, code="password_holds_place")

    def get_help_text(self) -> str:
        """Return the line above the field."""
        return _("Do not use the name of the portal or of a country.")
