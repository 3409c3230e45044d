from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commit_portal", "0010_chain_the_events_so_far"),
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
                    ("account", "A change in the person’s account"),
                ],
                max_length=10,
            ),
        ),
    ]
