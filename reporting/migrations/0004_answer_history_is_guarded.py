"""Once put the triggers that guard an answer's history. Now `manage.py migrate` itself does (commit_portal.db.guards)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_history_of_answers"),
    ]
