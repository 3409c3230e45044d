"""Forms of the table: a row, an empty row, the answer to a return. They clean; `saving` and the actions write."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from commit_portal.forms.base import Values
from commit_portal.i18n import Words
from commit_portal.sheets.fields import TextField
from spa.models import Area
from workplans.fields import COLUMNS, OPENED
from workplans.lines.forms import LineForm, face, field_of
from workplans.lines.options import LineOptions
from workplans.statuses import Funding

# How a line is paid, in one column of the table.
MONEY_WORDS: Mapping[str, Words] = {
    Funding.COUNTED: _("Secretariat"),
    Funding.RESERVE: _("In reserve"),
    Funding.NONE: pgettext_lazy("kind of funding", "None"),
}


class SeveralInput(forms.TextInput):
    """Targets, typed into one field or ticked: the codes of all of them, with spaces between."""

    def value_from_datadict(self, data: object, files: object, name: str) -> str:
        return " ".join(data.getlist(name)) if hasattr(data, "getlist") else data.get(name, "")


@face
class RowForm(LineForm):
    """One row. Only the fields that were sent are cleaned; `sent` names them.

    A field that cannot be read leaves the others as they are: each has its own error.
    """

    kind = "r"
    hide_optional = True
    names, by_words = (*COLUMNS, *OPENED), ("targets",)

    targets = field_of("targets", widget=SeveralInput)
    funding = field_of("funding", choices=MONEY_WORDS, also=Funding.choices)

    def __init__(self, data: Any, *, options: LineOptions, area: Area | None, **kwargs: Any) -> None:
        super().__init__(data, options=options, area=area, **kwargs)
        self.sent = tuple(name for name in self.fields if self.add_prefix(name) in data)
        self.fields = {name: self.fields[name] for name in self.sent}

    @staticmethod
    def row_called(key: str) -> str:
        """What a row is called where what was typed into it is shown again (`commit_portal.http.resubmission`)."""
        return key

    @property
    def is_typed(self) -> bool:
        """Whether anything was typed into an empty row. How it is paid is chosen beforehand."""
        return any(str(self[name].value() or "").strip() for name in self.sent if name != "funding")

    @property
    def readable(self) -> Values:
        """The values of the fields that could be read, by name."""
        return {name: self.cleaned_data[name] for name in self.sent if name in self.cleaned_data}

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong with the fields that could not be read, by name."""
        return {name: " ".join(map(str, said)) for name, said in self.errors.items()}


@face
class NewRowForm(RowForm):
    """An empty row at the end of an area: a title makes it a line."""

    kind = "n"

    # A field of its own: only here it is chosen beforehand.
    funding = field_of(
        "funding", choices=MONEY_WORDS, also=Funding.choices, chosen_beforehand=str(Funding.COUNTED)
    )

    @staticmethod
    def row_called(key: str) -> str:
        return gettext("New activity")


class ReturnAnswerForm(forms.Form):
    """What the taskforce answers to the desk on a returned line. `shown` is the answer that the page showed."""

    kind = "r"
    answer = TextField(label=_("Answer to the desk"), required=False, max_length=4000)
    shown = TextField(required=False, widget=forms.HiddenInput)

    @property
    def is_unchanged(self) -> bool:
        return self.is_valid() and self.cleaned_data["answer"] == self.cleaned_data["shown"]
