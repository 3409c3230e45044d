"""What the forms of all three acts do alike."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, QueryDict

from commit_portal.decisions import RuleBroken


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, an empty one too; None where it is only looked at."""
    return request.POST if request.method == "POST" else None


def show_broken_rules(form: forms.Form, broken: RuleBroken) -> None:
    """Put every broken rule beside the field it names, or above the form."""
    for violation in broken.violations:
        form.add_error(violation.field if violation.field in form.fields else None, str(violation))


def status_of(form: forms.Form, status: int = 200) -> int:
    """The HTTP status of a page with a form: 422 where it is shown again with errors.

    A page that is answered with something else already (409 for a stale form) keeps that.
    """
    return 422 if status == 200 and form.errors else status
