"""No password holds the name of the portal or of a country: whoever guesses tries these first."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from commit_portal.accounts.password_validation import PORTAL_NAMES, holds_any
from workplans.models import Country, CountryName


class NoPlaceNames:
    """None that holds the portal's name, or a country's, in English or in its own script."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise `ValidationError` for a password that holds one of the names."""
        countries = Country.objects.values_list("name", "own_name")
        names = [name for pair in countries for name in pair]
        if holds_any(password, [*PORTAL_NAMES, *names, *CountryName.objects.values_list("name", flat=True)]):
            said = gettext(
                "The password includes the name of the portal or of a country. Choose other words."
            )
            raise ValidationError(said, code="password_holds_place")

    def get_help_text(self) -> str:
        """Return the line above the field."""
        return gettext("Do not use the name of the portal or of a country.")
