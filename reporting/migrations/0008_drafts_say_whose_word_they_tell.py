"""Forget forms of drafts that do not say whether they tell the word of ministries."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def forget_forms_of_drafts(apps: Any, _schema_editor: Any) -> None:
    """They were read by their asker alone, who can make them again. The sweep removes their files."""
    apps.get_model("reporting", "PrintedForm").objects.filter(version=None).delete()


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_texts_are_folded")]

    operations = [migrations.RunPython(forget_forms_of_drafts, migrations.RunPython.noop)]
