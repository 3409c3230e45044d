"""The parts that the forms of all apps share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, QueryDict

from commit_portal.permits import RuleBroken


class KeepsWhatIsTyped(DjangoTemplates):
    """Renders fields without `maxlength`: a browser cuts a longer text silently; the form refuses it in words."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """One field; whatever limit it has is asked when the form is read."""
        if widget := context.get("widget"):
            widget["attrs"].pop("maxlength", None)
        return super().render(template_name, context, request)


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a form that was sent, also an empty one; None for GET."""
    return request.POST if request.method == "POST" else None


def show_broken_rules(form: forms.Form, broken: RuleBroken) -> None:
    """Put every broken rule beside the field it names, or above the form."""
    for violation in broken.violations:
        form.add_error(violation.field if violation.field in form.fields else None, str(violation))
