"""The choice of no mail says where the notices are then."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commit_portal", "0007_faults_are_tried_again"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mailsettings",
            name="comments",
            field=models.CharField(
                choices=[
                    ("at_once", "At once"),
                    ("daily", "Daily"),
                    ("weekly", "Weekly"),
                    ("here", "Only on this page"),
                ],
                default="daily",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="mailsettings",
            name="offers",
            field=models.CharField(
                choices=[
                    ("at_once", "At once"),
                    ("daily", "Daily"),
                    ("weekly", "Weekly"),
                    ("here", "Only on this page"),
                ],
                default="at_once",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="mailsettings",
            name="others",
            field=models.CharField(
                choices=[
                    ("at_once", "At once"),
                    ("daily", "Daily"),
                    ("weekly", "Weekly"),
                    ("here", "Only on this page"),
                ],
                default="daily",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="mailsettings",
            name="waits",
            field=models.CharField(
                choices=[
                    ("at_once", "At once"),
                    ("daily", "Daily"),
                    ("weekly", "Weekly"),
                    ("here", "Only on this page"),
                ],
                default="at_once",
                max_length=8,
            ),
        ),
    ]
