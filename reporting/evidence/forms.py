"""Adding a file or a link, and what somebody answers about what looks personal."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import Values, needed_at_times
from commit_portal.sheets.fields import LineField
from reporting.evidence.upload_checks import ENDINGS
from reporting.statuses import PaperKind, PersonalData

# Somebody has read the file before it is stored.
LOOKED_THROUGH = forms.BooleanField(
    label=_("I have looked through it: it does not identify any victim"),
    error_messages={"required": _("Look through it first, then tick this box.")},
)


def _file_field(**given: Any) -> forms.FileField:
    return forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG, Word, Excel or PowerPoint, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        **given,
    )


class TitleForm(forms.Form):
    """What a file or a link shows."""

    title = LineField(
        label=_("What it shows"),
        max_length=200,
        help_text=_("A reader sees this in place of the file name."),
        error_messages={"required": _("Write what it shows.")},
    )


class EvidenceForm(TitleForm):
    """A file or a link, with what it shows."""

    file = _file_field(required=False)
    url = forms.URLField(
        label=_("Or a link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("A page that others can open, beginning with https://"),
    )
    looked = LOOKED_THROUGH

    field_order = ("file", "url", "title", "looked")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].validators = [URLValidator(schemes=["https"])]
        for name in ("file", "url"):
            needed_at_times(self.fields[name])

    def clean(self) -> Values | None:
        """Ask for one of the two, never both: what is said of one would be said of the other."""
        values = self.cleaned_data
        if "file" in values and "url" in values and bool(values["file"]) == bool(values["url"]):
            self.add_error("file", _("Choose a file or give a link. Add a second one after that."))
        return super().clean()


class PaperForm(forms.Form):
    """A file of a meeting, and what it is."""

    file = _file_field(error_messages={"required": _("Choose a file.")})
    what = forms.ChoiceField(label=_("What it is"), choices=PaperKind.choices, widget=forms.RadioSelect)
    looked = LOOKED_THROUGH


class PersonalDataForm(forms.Form):
    """What the places are that look personal. Nothing is chosen beforehand."""

    personal_data = forms.ChoiceField(
        label=_("What are they?"), choices=PersonalData.choices, widget=forms.RadioSelect
    )
    reason = needed_at_times(
        LineField(
            label=_("Reason"),
            required=False,
            max_length=1000,
            help_text=_("Needed if they agreed. The reason is kept with the file."),
        )
    )


class RemoveForm(forms.Form):
    """Why it is shown no more."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Give the reason.")},
    )
