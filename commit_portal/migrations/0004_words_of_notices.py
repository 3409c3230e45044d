"""The words of notices and e-mails, in the choices of their fields."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commit_portal", "0003_notices_name_what_they_are_about"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mail",
            name="code",
            field=models.CharField(
                choices=[
                    ("notice", "A notice"),
                    ("digest", "Several notices together"),
                    ("invitation", "An invitation"),
                    ("reset", "A link to set a password"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="mail",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("dropped", "No longer needed"),
                    ("failed", "Not sent"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="mailsettings",
            name="comments",
            field=models.CharField(
                choices=[
                    ("at_once", "Immediately"),
                    ("daily", "Daily"),
                    ("weekly", "Weekly"),
                    ("here", "No e-mail"),
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
                    ("at_once", "Immediately"),
                    ("daily", "Daily"),
                    ("weekly", "Weekly"),
                    ("here", "No e-mail"),
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
                    ("at_once", "Immediately"),
                    ("daily", "Daily"),
                    ("weekly", "Weekly"),
                    ("here", "No e-mail"),
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
                    ("at_once", "Immediately"),
                    ("daily", "Daily"),
                    ("weekly", "Weekly"),
                    ("here", "No e-mail"),
                ],
                default="at_once",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("waits", "Your tasks"),
                    ("comments", "Comments"),
                    ("offers", "Support from partners"),
                    ("others", "News about workplans and reports"),
                ],
                max_length=8,
            ),
        ),
    ]
