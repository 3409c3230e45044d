"""The search finds answers by their words, as they are folded."""

from django.db import migrations

from commit_portal.db.search_fields import FoldedField


class Migration(migrations.Migration):
    dependencies = [("reporting", "0010_evidence")]

    operations = [
        migrations.AddField(model_name=name, name="folded", field=FoldedField(of=("narrative",)))
        for name in ("activityprogress", "targetstatus")
    ]
