"""The status and the words of an addressee are those of its latest answer."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0014_recommendations_keep_their_answers"),
    ]

    operations = [
        migrations.RemoveField(model_name="recommendationaddressee", name="status"),
        migrations.RemoveField(model_name="recommendationaddressee", name="follow_up"),
    ]
