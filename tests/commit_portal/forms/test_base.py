"""What a form says by itself: the portal's words, not Django's."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields import BLANK_CHOICE_LABEL
from django.test import Client

from commit_portal.accounts import forms as account_forms
from commit_portal.forms.base import PLAIN_WORDS
from workplans.people.forms import InviteForm

LIST = "Your choice is not in the list any more. Choose again."


def first_error(field: forms.Field, value: object) -> str:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)
    return refused.value.messages[0]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (forms.CharField(), "", "Fill in this field."),
        (
            forms.CharField(max_length=4),
            "Hanoi",
            "Write at most 4 characters. Your text has 5. Make the text shorter.",
        ),
        (forms.CharField(), "a\0", "The text has a character that cannot be saved. Type it again."),
        (
            forms.EmailField(),
            "nobody",
            "Give an e-mail address, for example name@ministry.example.",
        ),
        (forms.IntegerField(), "ten", "Give a whole number, for example 12."),
        (forms.IntegerField(min_value=3), "2", "Give 3 or a larger number."),
        (forms.IntegerField(max_value=3), "4", "Give 3 or a smaller number."),
        (
            forms.UUIDField(),
            "no key",
            "This page is out of date. Copy your text, load the page again, and paste it.",
        ),
        (forms.FileField(), None, "Choose a file."),
        (
            forms.FileField(),
            SimpleUploadedFile("empty.csv", b""),
            "The file is empty. Choose another file.",
        ),
        (forms.ChoiceField(choices=[("a", "A")]), "", "Choose one."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "“b” is not in the list. Choose again."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), [], "Choose at least one."),
    ],
)
def test_a_field_without_words_of_its_own_says_what_to_do(field, value, said):
    assert first_error(field, value) == said


@pytest.mark.django_db
def test_a_row_that_is_gone_is_chosen_again():
    users = get_user_model().objects.all()
    assert first_error(forms.ModelChoiceField(users), "9") == LIST
    assert first_error(forms.ModelMultipleChoiceField(users), ["9"]) == LIST
    assert first_error(forms.ModelMultipleChoiceField(users), ["x"]) == LIST


def test_the_words_of_a_form_come_before_the_words_of_all():
    form = InviteForm({"role": ""})

    assert form.errors["role"] == ["Choose a role."]


def test_every_field_of_every_form_of_ours_speaks_in_the_words_of_the_portal():
    """No field of a form is of a class of Django's that still has Django's own words."""
    used = {type(field) for form in forms_of_ours() for field in form.base_fields.values()}
    assert forms.IntegerField in used
    django_s = {
        (kind.__name__, code)
        for field in used
        for kind in field.__mro__
        if kind.__module__.startswith("django.forms")
        for code in vars(kind).get("default_error_messages", {})
        if code not in PLAIN_WORDS.get(kind, {})
    }
    # It takes a field for a file that is both chosen and cleared, which none of ours can be.
    assert django_s <= {("FileField", "contradiction")}


def test_every_field_that_is_typed_into_says_itself_what_is_missing():
    """ "Fill in this field." helps nobody: a field of ours names what it wants."""
    said = {
        f"{form.__module__}.{form.__qualname__}.{name}": str(field.error_messages["required"])
        for form in forms_of_ours()
        for name, field in form.base_fields.items()
        if field.required and not field.widget.is_hidden
    }
    assert said["workplans.comments.forms.ReplyForm.text"] == "Write your comment."
    nameless = {name for name, words in said.items() if words == PLAIN_WORDS[forms.Field]["required"]}

    assert nameless == set()


def test_no_empty_choice_of_a_form_of_ours_is_in_the_words_of_django():
    empty = {
        field.empty_label
        for form in forms_of_ours()
        for field in form.base_fields.values()
        if isinstance(field, forms.ModelChoiceField)
    }

    assert "Choose a partner" in empty
    assert BLANK_CHOICE_LABEL not in empty


def forms_of_ours() -> Iterator[type[forms.Form]]:
    # The pages name their forms.
    import_module(settings.ROOT_URLCONF)
    waiting = [forms.Form]
    while waiting:
        for narrower in waiting.pop().__subclasses__():
            waiting.append(narrower)
            ours = narrower.__module__.split(".")[0] in ("workplans", "reporting", "spa", "commit_portal")
            # The fields of these are a library's, and get our words in each form.
            if ours and narrower.__module__ != account_forms.__name__:
                yield narrower


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (account_forms.ResetPasswordForm(data={}), {"Type your e-mail address."}),
        (
            account_forms.ChangePasswordForm(data={}, user=get_user_model()()),
            {"Type your current password.", "Type the new password.", "Type the new password again."},
        ),
        (
            account_forms.ResetPasswordKeyForm(data={}, user=get_user_model()(), temp_key=""),
            {"Type the new password.", "Type the new password again."},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_form_of_passwords_says_itself_what_is_missing(form, said):
    assert {words for errors in form.errors.values() for words in errors} == said


@pytest.mark.django_db
def test_who_signs_in_with_a_wrong_password_reads_what_to_do():
    page = Client().post("/accounts/login/", {"login": "nobody@commit.example", "password": "wrong"})

    assert (
        "The e-mail address or the password is wrong. Type both again, or choose “I forgot my password”."
        in page.text
    )
    assert "email address" not in page.text
    malformed = Client().post("/accounts/login/", {"login": "nobody", "password": ""})
    assert "Give an e-mail address, for example name@ministry.example." in malformed.text
    assert "Fill in this field." in malformed.text
