"""The forms about people: an invitation, a seat, its last day."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.sheets.fields import DayField, LineField
from workplans.lines.forms import RunningField
from workplans.models import Ministry, Partner, Seat, Taskforce
from workplans.models.names import still_runs
from workplans.statuses import Role


class MinistryChoiceField(RunningField):
    """A ministry by its country and name, as the list of all countries needs it."""

    def label_from_instance(self, obj: Ministry) -> str:
        """The name of the country, then of the ministry."""
        return f"{obj.taskforce.name}: {obj}"


class SeatForm(forms.Form):
    """A role, its place and its days. The action says whether they fit together."""

    # Country and partner are needed by some roles, as their hints say.
    hide_optional = True
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *Role.choices],
        error_messages={"required": _("Choose a role.")},
    )
    taskforce = forms.ModelChoiceField(
        Taskforce.objects.national().select_related("country"),
        label=_("Country"),
        required=False,
        empty_label=_("No country"),
        help_text=_("Only for roles of a taskforce or a country desk."),
    )
    partner = RunningField(
        Partner.objects.all(),
        label=_("Partner"),
        required=False,
        empty_label=_("No partner"),
        help_text=_("Fill in this field only if the person works for a partner."),
    )
    ministry = MinistryChoiceField(
        Ministry.objects.select_related("taskforce__country"),
        label=_("Ministry"),
        required=False,
        empty_label=_("No ministry"),
        help_text=_(
            "Only for an officer, a lead or a member of a taskforce. A member answers for this ministry when "
            "the lead asks."
        ),
    )
    starts_on = DayField(
        label=_("First day"),
        initial=lambda: clock.today(),
        error_messages={"required": _("Enter the first day.")},
        help_text=_("For example 1 Jul 2011."),
    )
    ends_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave this field empty if you do not know the day yet."),
    )


class InviteForm(SeatForm):
    """A new person, and the first seat."""

    name = LineField(label=_("Name"), max_length=120, error_messages={"required": _("Enter a name.")})
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, error_messages={"required": _("Enter an e-mail address.")}
    )

    field_order = ("name", "email", "role", "taskforce", "partner", "ministry", "starts_on", "ends_on")


class SeatMinistryForm(forms.Form):
    """The ministry of a seat, of those of its taskforce that have not ended; that of now stays."""

    hide_optional = True

    ministry = forms.ModelChoiceField(
        Ministry.objects.none(),
        label=_("Ministry"),
        required=False,
        empty_label=_("No ministry"),
        help_text=_("A member of the taskforce answers for this ministry when the lead asks."),
    )

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        kwargs["initial"] = {"ministry": seat.ministry_id}
        super().__init__(*args, **kwargs)
        offered = Ministry.objects.filter(still_runs() | Q(pk=seat.ministry_id), taskforce=seat.taskforce_id)
        self.fields["ministry"].queryset = offered


class EndSeatForm(forms.Form):
    """The last day of a seat."""

    ends_on = DayField(
        label=_("Last day of the role"),
        error_messages={"required": _("Enter the last day.")},
        help_text=_("For example 1 Jul 2011."),
    )
