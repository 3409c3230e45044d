"""The form of a comment: a new thread, or an answer."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from commit_portal.models import User
from commit_portal.sheets.fields import LineField
from workplans.fields import TEXT_LIMIT
from workplans.models import Seat
from workplans.models.comments import ABOUT_LIMIT


class ReplyForm(forms.Form):
    """The words of a comment, and whom it calls among its readers.

    `made_with` is the key of the form: sent twice, it makes one comment.
    """

    hide_optional = True
    # Of readers that hold a seat, by the key of the person.
    _people: dict[str, User]

    made_with = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This page is out of date. Copy your comment, load the page again, and paste it.")
        },
    )
    # Whether the writer saw the thread as settled.
    settled = forms.BooleanField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Comment"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your comment.")},
    )
    told = forms.ChoiceField(
        label=_("Send a notice to"),
        required=False,
        help_text=_("This person gets a notice immediately."),
        error_messages={"invalid_choice": _("Your choice is not in the list any more. Choose again.")},
    )

    def __init__(self, *args: Any, seats: Iterable[Seat] = (), **kwargs: Any) -> None:
        kwargs["initial"] = {"made_with": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        named: dict[str, Seat] = {}
        for seat in seats:
            named.setdefault(str(seat.user_id), seat)
        self._people = {key: seat.user for key, seat in named.items()}
        people = [(key, f"{seat.user}, {seat.words}") for key, seat in named.items()]
        self.fields["told"].choices = [("", _("Nobody")), *people]

    @property
    def person(self) -> User | None:
        """The person whom the comment calls."""
        return self._people.get(self.cleaned_data["told"])


class ThreadForm(ReplyForm):
    """The first comment of a thread says what the thread is about."""

    field_order = ("made_with", "settled", "about", "text", "told")

    def __init__(self, *args: Any, to: str = "", **kwargs: Any) -> None:
        self._to = to
        super().__init__(*args, **kwargs)

    def add_prefix(self, field_name: str) -> str:
        """Each audience (`to`) has a list of its own readers: they stand side by side on one page."""
        return f"told-{self._to}" if field_name == "told" else super().add_prefix(field_name)

    about = LineField(
        label=_("Title of the thread"),
        max_length=ABOUT_LIMIT,
        help_text=_("A short title."),
        error_messages={"required": _("Write a short title.")},
    )
