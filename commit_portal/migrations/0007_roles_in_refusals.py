"""What the database refuses calls a seat a role, as the pages do. No row changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commit_portal", "0006_translation"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="noticeseat",
            name="one_row_a_notice_and_seat",
            constraint=models.UniqueConstraint(
                fields=("notice", "seat"),
                name="one_row_a_notice_and_seat",
                violation_error_message="This role already has this notice.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="user",
            name="nobody_is_a_superuser",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_superuser", False)),
                name="nobody_is_a_superuser",
                violation_error_message="Nobody is a superuser: rights come from roles.",
            ),
        ),
    ]
