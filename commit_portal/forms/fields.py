"""Form fields that every app uses: names of people, and rows of the database."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.parsing import read_number

# They turn the letters that follow, so that a name reads as another one: "sok\u202egro.elpmaxe".
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class PersonNameField(forms.CharField):
    """The name of a person on one line: it stands in lists, in the history and in the head of mails."""

    def clean(self, value: object) -> str:
        """Refuse characters that change the direction of a text."""
        name = str(super().clean(value))
        if _TURNING.search(name):
            raise ValidationError(
                _("A hidden character in this name changes the direction of the text. Type the name again."),
                code="turning",
            )
        return " ".join(name.split())


class RowKeysField(forms.ModelMultipleChoiceField):
    """Rows of the database, chosen by their keys. A key that no row can have is refused as an unknown one is."""

    def clean(self, value: object) -> QuerySet[Any]:
        """Refuse before the database is asked: it cannot hold a number of 40 digits."""
        for key in value or ():
            if read_number(str(key)) < 0:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super().clean(value)
