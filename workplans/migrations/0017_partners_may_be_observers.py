from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0016_members_have_an_address"),
    ]

    operations = [
        migrations.AlterField(
            model_name="partner",
            name="kind",
            field=models.CharField(
                choices=[
                    ("un", "United Nations"),
                    ("ngo", "Non-governmental organization"),
                    ("donor", "Donor"),
                    ("government", "Government"),
                    ("private", "Private sector"),
                    ("observer", "Observer"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
