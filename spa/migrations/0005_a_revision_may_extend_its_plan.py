from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spa", "0004_plans_without_all_texts")]

    operations = [
        migrations.AddField(
            model_name="planrevision",
            name="extended_to",
            field=models.DateField(blank=True, null=True),
        ),
    ]
