from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commit_portal", "0011_account_mails"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountedAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("at", models.FloatField()),
                ("until", models.FloatField(db_index=True)),
            ],
            options={
                "indexes": [models.Index(fields=["key", "at"], name="attempts_of_a_key")],
            },
        ),
    ]
