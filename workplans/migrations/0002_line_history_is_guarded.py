"""Once put the triggers that guard a line's history. Now `manage.py migrate` itself does (commit_portal.db.guards)."""

from django.db import migrations


class Migration(migrations.Migration):
    replaces = [("workplans", "0017_line_history_is_guarded")]
    dependencies = [
        ("workplans", "0001_the_year"),
    ]
