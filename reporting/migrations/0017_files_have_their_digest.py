"""Give each file of evidence that was stored before its SHA-256; one that the store has lost stays without, a store that is away stops it."""

import hashlib

from django.apps.registry import Apps
from django.core.files.storage import storages
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("reporting", "Evidence").objects.exclude(path=""):
        try:
            with storages["evidence"].open(row.path) as file:
                row.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            continue
        row.save(update_fields=["sha256"])


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0016_evidence_has_readers"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
