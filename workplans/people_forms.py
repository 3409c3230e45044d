"""What the regional office fills in about people: invitations, seats and their dates."""

from __future__ import annotations

from django import forms

from commit_portal.fields import DayField
from workplans.models import Partner, Taskforce
from workplans.statuses import Role


class SeatForm(forms.Form):
    """A role, what it is for, and from when to when. Whether they fit is the action's answer."""

    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *Role.choices],
        error_messages={"required": "Choose a role."},
    )
    taskforce = forms.ModelChoiceField(
        Taskforce.objects.national().select_related("country"),
        label="Country",
        required=False,
        empty_label="No country",
        help_text="For the seats of a taskforce, and for a country desk.",
    )
    partner = forms.ModelChoiceField(
        Partner.objects.all(),
        label="Partner",
        required=False,
        empty_label="No partner",
        help_text="For a partner’s seat.",
    )
    starts_on = DayField(
        label="First day",
        error_messages={"required": "Give the first day."},
        help_text="For example 1 Jul 2011.",
    )
    ends_on = DayField(label="Last day", required=False, help_text="Leave empty while it is open.")


class InviteForm(SeatForm):
    """Somebody new, with the seat they are invited to."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give a name."})
    email = forms.EmailField(
        label="E-mail address", max_length=254, error_messages={"required": "Give an e-mail address."}
    )

    field_order = ("name", "email", "role", "taskforce", "partner", "starts_on", "ends_on")


class EndSeatForm(forms.Form):
    ends_on = DayField(
        label="Last day of the seat",
        error_messages={"required": "Give the last day."},
        help_text="For example 1 Jul 2011.",
    )
