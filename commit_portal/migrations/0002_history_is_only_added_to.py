"""Once put the triggers that guard events. Now `manage.py migrate` itself does (commit_portal.db.guards)."""

from django.db import migrations


class Migration(migrations.Migration):
    replaces = [("commit_portal", "0003_history_is_only_added_to")]
    dependencies = [
        ("commit_portal", "0001_the_year"),
    ]
