"""The forms of the book: made of the columns of a list, with the reason and the question about a name that looks alike."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import CharField, DateField, EmailField, Field, Model
from django.forms import modelform_factory
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import PLAIN_WORDS, needed_at_times
from commit_portal.sheets.fields import DayField, LineField
from workplans.book.lists import COUNTRIES, OF_COUNTRY, BookList, namesakes_of
from workplans.models import Taskforce

if TYPE_CHECKING:
    AnyModelForm = forms.ModelForm[Model]
else:
    AnyModelForm = forms.ModelForm


# How to write what has a fixed form, by the column.
HINTS = {
    "code": _("Two letters, for example MY."),
    "own_language": _("For example, km for Khmer."),
    "email": _("Invitations to meetings go to this address."),
    "starts_on": _("For example 1 Mar 2011."),
    "ends_on": _("Leave this field empty if there is no last day."),
}


class WhyForm(forms.Form):
    """Ends with the reason of the change. Who reads the history of the row reads it."""

    reason = LineField(label=_("Reason for the change"), required=False, max_length=500)


class BookForm(AnyModelForm, WhyForm):
    """The columns of a row. The other lists with its name are ticked: it changes there too (`namesakes_of`)."""

    also = needed_at_times(
        forms.MultipleChoiceField(
            label=_("Change the name in these lists too"), widget=forms.CheckboxSelectMultiple, required=False
        )
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(listed.code, listed.title) for listed, _row in namesakes_of(self.instance)]
        self.fields["also"].choices, self.initial["also"] = offered, [code for code, _title in offered]
        if not offered:
            del self.fields["also"]
        if self.instance.pk is None:
            self.fields["reason"].label = _("Reason")

    def validate_unique(self) -> None:
        """Leave it to the action, which says at which field what to do."""

    validate_constraints = validate_unique


class NameForm(BookForm):
    """A row of a list. `sure` answers the question about a name that looks like another one (`rules.another_one`)."""

    sure = needed_at_times(forms.BooleanField(label=_("This is a different one"), required=False))


class CountryForm(NameForm):
    """A country with its taskforce. Its code may be typed in small letters."""

    field_order = (*OF_COUNTRY, "lead_body", "before", "starts_on")

    lead_body = LineField(label=_("Lead body of the taskforce"), required=False, max_length=200)
    before = forms.ModelChoiceField(
        Taskforce.objects.select_related("country"),
        label=_("In lists, show this country before"),
        required=False,
        empty_label=None,
        help_text=_("The regional workplan is always last."),
    )
    starts_on = DayField(
        label=_("First day in COMMIT"),
        required=False,
        help_text=_("When you open a new year that ends after this day, the country gets a workplan."),
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper()


class RenameForm(NameForm):
    """Another name from a day on."""

    field_order = ("name", "lead_body", "acronym", "begins", "also")

    begins = DayField(
        label=_("First day of the new name"),
        help_text=_(
            "The year of this day and all later years show the new name. Earlier years and the texts of activities keep "
            "the old name."
        ),
    )


class ChangeForm(NameForm):
    """The columns of a row that can be corrected, the first day of a name after others, and the mark of what the page showed."""

    begins = DayField(
        label=_("First day of the newest name"),
        required=False,
        help_text=_(
            "If the newest name was a mistake, empty this field. The name before it is then used again."
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = self.fields.pop("reason")
        if not self.instance.begins:
            del self.fields["begins"]


def adding_form(listed: BookList) -> type[NameForm]:
    """The form of a new row; of a taskforce, which comes with its country, its words alone."""
    form = CountryForm if listed is COUNTRIES else NameForm
    return form_of(listed, listed.fields or listed.model.words, form)


def form_of[FormT: BookForm](listed: BookList, columns: tuple[str, ...], form: type[FormT]) -> type[FormT]:
    """A form with these columns of a list."""
    made = modelform_factory(listed.model, form=form, fields=columns, formfield_callback=field_of)
    return cast(type[FormT], made)


def field_of(column: "Field[object, object]", **how: Any) -> forms.Field | None:
    """The field that reads what people write into a column."""
    is_text, is_day = isinstance(column, CharField), isinstance(column, DateField)
    if isinstance(column, EmailField):
        how["error_messages"] = PLAIN_WORDS[forms.EmailField]
    reads = {"form_class": LineField if is_text else DayField} if is_text or is_day else {}
    needed = column.name == "ends_on" and not column.blank
    how["help_text"] = "" if needed else HINTS.get(column.name, "")
    return column.formfield(**how | reads)
