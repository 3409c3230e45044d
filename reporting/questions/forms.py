"""Forms for the desk's questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import ParagraphsField
from reporting.answers.sheet_page import SheetForms


class QuestionForm(forms.Form):
    """What the desk asks about one answer."""

    text = ParagraphsField(
        label=_("Your question"),
        max_length=4000,
        help_text=_(
            "The taskforce, its desk and the regional office can read the question. It is never printed."
        ),
        error_messages={"required": _("Write the question.")},
    )


class ReplyForm(forms.Form):
    """What a taskforce writes to its desk, below the form of the answer itself (`page`)."""

    reply = ParagraphsField(
        label=_("Your answer to the desk"),
        max_length=4000,
        required=False,
        help_text=_("Change the answer above, or write to the desk, or do both."),
    )

    def __init__(self, *args: Any, page: SheetForms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def clean(self) -> dict[str, Any]:
        """Refuse what is wrong in the answer too: its own fields show where."""
        for _address, words in self.page.errors:
            self.add_error(None, words)
        return super().clean() or self.cleaned_data
