"""The parts that the forms of all apps share."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commit_portal.refusals import RuleBroken

# Values by their names, for a template or a form.
type Values = dict[str, Any]

# What a field says where its form has no words of its own, by Django's class and code.
PLAIN_WORDS = {
    forms.Field: {"required": _("Fill in this field.")},
    forms.CharField: {
        "max_length": _(
            "Write at most %(limit_value)s characters. Your text has %(show_value)s. Make the text shorter."
        ),
        "null_characters_not_allowed": _("The text has a character that cannot be saved. Type it again."),
    },
    forms.EmailField: {"invalid": _("Give an e-mail address, for example name@ministry.example.")},
    forms.URLField: {"invalid": _("Give the whole address, beginning with https://")},
    forms.IntegerField: {
        "invalid": _("Give a whole number, for example 12."),
        "min_value": _("Give %(limit_value)s or a larger number."),
        "max_value": _("Give %(limit_value)s or a smaller number."),
    },
    forms.UUIDField: {
        "invalid": _("This page is out of date. Copy your text, load the page again, and paste it.")
    },
    forms.FileField: {
        "required": _("Choose a file."),
        "missing": _("Choose a file."),
        "invalid": _("Choose a file."),
        "empty": _("The file is empty. Choose another file."),
        "max_length": _(
            "The name of the file has %(length)d characters. At most %(max)d are allowed. Make the name shorter."
        ),
    },
    forms.ChoiceField: {
        "required": _("Choose one."),
        "invalid_choice": _("“%(value)s” is not in the list. Choose again."),
    },
    forms.ModelChoiceField: {
        "required": _("Choose one."),
        "invalid_choice": _("Your choice is not in the list any more. Choose again."),
    },
    forms.MultipleChoiceField: {
        "required": _("Choose at least one."),
        "invalid_choice": _("“%(value)s” is not in the list. Choose again."),
        "invalid_list": _("Your choice cannot be read. Choose again."),
    },
    forms.ModelMultipleChoiceField: {
        "required": _("Choose at least one."),
        "invalid_choice": _("Your choice is not in the list any more. Choose again."),
        "invalid_list": _("Your choice cannot be read. Choose again."),
        "invalid_pk_value": _("Your choice is not in the list any more. Choose again."),
    },
}


class ParagraphsField(forms.CharField):
    """A text of some lines, as it is typed."""

    widget = forms.Textarea(attrs={"rows": 3})


def use_plain_words() -> None:
    """Give Django's fields the portal's words, also in the forms of libraries; a form's own come before them."""
    for field, words in PLAIN_WORDS.items():
        own = vars(field).get("default_error_messages", {})
        field.default_error_messages = {**own, **words}


def needed_at_times[FieldT: forms.Field](field: FieldT) -> FieldT:
    """The field, without "(optional)" at its label: after some choices its form needs it. Its help says when."""
    vars(field)["is_needed_at_times"] = True
    return field


class KeepsWhatIsTyped(DjangoTemplates):
    """Renders fields without `maxlength`: a browser cuts a longer text silently; the form refuses it in words."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """One field; whatever limit it has is asked when the form is read."""
        if widget := context.get("widget"):
            widget["attrs"].pop("maxlength", None)
        return super().render(template_name, context, request)


def show_broken_rules(form: forms.Form, broken: RuleBroken) -> None:
    """Put every broken rule beside the field it names, or above the form."""
    for violation in broken.violations:
        form.add_error(violation.field if violation.field in form.fields else None, str(violation))


def keep_typed(request: HttpRequest, key: str, form: forms.Form) -> None:
    """Keep what was typed for the check page, in the session of who typed it: nobody else reads it there."""
    request.session[key] = {
        form.add_prefix(name): field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        or ""
        for name, field in form.fields.items()
    }
