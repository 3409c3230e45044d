"""Two steps of the year have the name of what is done, and not a command. Rows keep the number of their step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workplans", "0007_roles_in_refusals")]

    operations = [
        migrations.AlterField(
            model_name="cyclestep",
            name="step",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "Review of last year"),
                    (2, "Draft"),
                    (3, "Consultation"),
                    (4, "Submit and approve"),
                    (5, "Regional workplan"),
                    (6, "Implementation"),
                    (7, "Mid-year review"),
                    (8, "Senior Officials Meeting"),
                    (9, "Annual report"),
                ]
            ),
        ),
    ]
