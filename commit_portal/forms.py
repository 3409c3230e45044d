"""What the forms of all three acts do alike."""

from __future__ import annotations

from django import forms

from commit_portal.decisions import RuleBroken


def show_broken_rules(form: forms.Form, broken: RuleBroken) -> None:
    """Put every broken rule beside the field it names, or above the form."""
    for violation in broken.violations:
        form.add_error(violation.field if violation.field in form.fields else None, str(violation))
