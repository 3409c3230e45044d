"""Keep what was typed for all partners together as spending of partners that are not named.

Sheets that were opened before take the version that they have as the one that they were opened with.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import F


def name_nobody(apps: Any, _schema_editor: Any) -> None:
    progress = apps.get_model("reporting", "ActivityProgress")
    spending = apps.get_model("reporting", "PartnerSpending")
    typed = progress.objects.filter(spent_partners__isnull=False).values_list("pk", "spent_partners")
    spending.objects.bulk_create(
        (spending(progress_id=key, amount=amount) for key, amount in typed.iterator()), batch_size=500
    )
    apps.get_model("reporting", "CountryReview").objects.update(opened_with=F("version"))


def forget_names(apps: Any, _schema_editor: Any) -> None:
    """The sums stay in their column."""
    apps.get_model("reporting", "PartnerSpending").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_partners_spend_by_name")]

    operations = [migrations.RunPython(name_nobody, forget_names)]
