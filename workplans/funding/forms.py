"""Forms of grants and of what they pay for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import read_number, say
from commit_portal.sheets.fields import MoneyField
from spa.statuses import BudgetHeading
from workplans.book.forms import BookForm, WhyForm, field_of
from workplans.funding.queries import places
from workplans.models import Grant, Partner, VersionLine

HEADINGS = _("Tick nothing if the grant may pay for everything. For activities, tick “All areas together”.")
ALL = _("If you tick nothing here, all choices are allowed.")


class BoxesField(forms.MultipleChoiceField):
    """Choices to tick, or none of them."""

    widget = forms.CheckboxSelectMultiple


class GrantForm(BookForm):
    """A grant with what it may pay for. Its page offers the areas of the plan of action."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    partner = forms.ModelChoiceField(Partner.objects.all(), label=_("Donor"), empty_label=_("Choose a donor"))
    amount = MoneyField(label=_("Amount promised"))
    received = MoneyField(label=_("Received until now"), required=False)
    countries = BoxesField(
        label=_("May pay for work in these countries"), choices=places, required=False, help_text=ALL
    )
    areas = BoxesField(label=_("May pay for these areas"), required=False, help_text=ALL)
    headings = BoxesField(
        label=_("May pay for these budget headings"),
        choices=BudgetHeading,
        required=False,
        help_text=HEADINGS,
    )
    no_countries = BoxesField(
        label=_("May not pay for work in these countries"), choices=places, required=False
    )
    no_areas = BoxesField(label=_("May not pay for these areas"), required=False)

    class Meta:
        model, formfield_callback = Grant, field_of
        error_messages = {"title": {"required": _("Write the title of the grant.")}}
        fields = (
            *("partner", "title", "amount", "original", "starts_on", "ends_on", "received", "received_on"),
            *("countries", "areas", "headings", "no_countries", "no_areas"),
        )


class RemoveGrantForm(WhyForm):
    """The reason, and the mark of the grant that the page showed."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ApprovedLineField(forms.ModelChoiceField):
    """An approved activity by its key."""

    def to_python(self, value: str | None) -> VersionLine | None:
        """Read no number that is longer than a key."""
        return super().to_python(value and str(read_number(value)))


class GrantField(forms.ModelChoiceField):
    """A grant by what is left of it, its donor and title: a long title is cut off on the screen."""

    def label_from_instance(self, obj: Grant) -> str:
        """Two grants of one title have different donors; the amount left is in US dollars."""
        return say(_("US$%(left)s left: %(grant)s"), grant=obj.called, left=obj.left)


class AllotForm(WhyForm):
    """What a grant pays of an activity. Its page offers both."""

    field_order = ("line", "grant", "amount", "spent", "reason")

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)
    line = ApprovedLineField(
        VersionLine.objects.none(),
        to_field_name="activity",
        label=_("Activity"),
        empty_label=_("Choose an activity"),
    )
    grant = GrantField(Grant.objects.none(), label=_("Grant"), empty_label=_("Choose a grant"))
    amount = MoneyField(
        label=_("Amount to allot"),
        help_text=_("It replaces the amount that is allotted now. 0 cancels the allotment."),
    )
    spent = MoneyField(
        label=_("Spent of this amount"),
        required=False,
        help_text=_("If you leave it empty, the portal shares the reported spending among the grants."),
    )
