"""Forget forms of drafts that said nothing of partners: their reader is told of its own support now."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def forget_forms_without_partners(apps: Any, _schema_editor: Any) -> None:
    """They were read by their asker alone, who can make them again. The sweep removes their files."""
    apps.get_model("reporting", "PrintedForm").objects.filter(partners="nothing").delete()


def forget_forms_with_own_support(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("reporting", "PrintedForm").objects.filter(partners="own").delete()


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_forms_are_printed")]

    operations = [
        migrations.RunPython(forget_forms_without_partners, forget_forms_with_own_support),
        migrations.AlterField(
            model_name="printedform",
            name="partners",
            field=models.CharField(
                choices=[("amounts", "amounts"), ("names", "names"), ("own", "own")], max_length=8
            ),
        ),
    ]
