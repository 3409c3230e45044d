"""The forms of an edition: for whom it is, and what the regional office writes for the next one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.forms.base import ParagraphsField, needed_at_times
from commit_portal.i18n import say
from commit_portal.sheets.fields import TextField
from reporting.dataset import HIGHLIGHTS, Dataset
from reporting.report.cells import area_name
from reporting.report_text.figures import Figure
from workplans.statuses import Audience

READERS: dict[str, Promise] = {**dict(Audience.choices), Audience.TASKFORCES: _("All taskforces")}


class EditionForm(forms.Form):
    """For whom an edition is, and why another one."""

    audience = forms.TypedChoiceField(
        label=_("Who will read it?"),
        coerce=Audience,
        choices=list(READERS.items()),
        initial=Audience.SECRETARIAT,
        widget=forms.RadioSelect,
        help_text=_(
            "The edition shows only what these readers may see. If a country released nothing to these "
            "readers, the edition shows “Not released” for this country."
        ),
    )
    why = needed_at_times(
        ParagraphsField(
            label=_("Why do these readers need another edition?"),
            required=False,
            max_length=1000,
            help_text=_(
                "Give a reason if there is already an edition for these readers. Readers of the old edition "
                "can see the reason."
            ),
        )
    )


class WordsForm(forms.Form):
    """A foreword, highlights with the figures they rest on, a note for each area, and why there is a new edition."""

    hide_optional = True

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    foreword = TextField(
        label=_("Foreword"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Press Enter twice to begin a paragraph. Type “- ” before each point of a list. Words between two pairs "
            "of stars, **like this**, are bold."
        ),
    )
    why = EditionForm.base_fields["why"]

    def __init__(
        self, *args: Any, dataset: Dataset, figures: Sequence[Figure], saved: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.figures = figures
        offered = {"": gettext("No figure")}
        for figure in self.figures:
            offered[figure.told] = say(gettext("%(table)s, %(words)s: %(value)s"), **figure._asdict())
        for number in HIGHLIGHTS:
            # The figure that the highlight told when it was saved, where that is another one now.
            told = saved.get(f"figure_{number}", "")
            before = say(gettext("The figure before: %(value)s"), value=told.partition("=")[2])
            self.fields[f"highlight_{number}"] = _text(
                say(_("Highlight %(number)s"), number=number), rows=2, max_length=600
            )
            self.fields[f"figure_{number}"] = forms.ChoiceField(
                label=say(_("Figure of highlight %(number)s"), number=number),
                required=False,
                choices=({told: before} | offered).items(),
            )
        for area in dataset.areas:
            label = say(_("Note on %(area)s"), area=area_name(area.code, area.title))
            self.fields[f"note_{area.code}"] = _text(label, rows=4, max_length=4000)

    @property
    def highlights(self) -> list[BoundField]:
        """The fields of each highlight and its figure."""
        return [self[f"{part}_{number}"] for number in HIGHLIGHTS for part in ("highlight", "figure")]

    @property
    def notes(self) -> list[BoundField]:
        return [field for field in self if field.name.startswith("note_")]

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by the names of the fields. A figure without its highlight is none."""
        typed = {name: text for name, text in self.cleaned_data.items() if name != "row_version" and text}
        for number in HIGHLIGHTS:
            if f"highlight_{number}" not in typed:
                typed.pop(f"figure_{number}", None)
        return typed


def _text(label: str, *, rows: int, max_length: int) -> TextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, required=False, max_length=max_length, widget=widget)
