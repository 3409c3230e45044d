"""What is said of a short name or a number that is taken stands with the column. No table changes."""

from django.core.validators import RegexValidator
from django.db import migrations, models

CODE = RegexValidator(
    "^[a-z0-9]+(-[a-z0-9]+)*\\Z", "Use small letters, figures and hyphens, for example spa-5."
)
CODE_IS_TAKEN = "Another plan of action has this short name. Give another short name."
NUMBER_IS_TAKEN = "Another plan of action has this number. Give another number."


class Migration(migrations.Migration):
    dependencies = [("spa", "0006_plans_of_action_have_budgets")]

    operations = [
        migrations.AlterField(
            model_name="actionplan",
            name="code",
            field=models.SlugField(
                error_messages={"unique": CODE_IS_TAKEN}, max_length=20, unique=True, validators=[CODE]
            ),
        ),
        migrations.AlterField(
            model_name="actionplan",
            name="number",
            field=models.PositiveSmallIntegerField(error_messages={"unique": NUMBER_IS_TAKEN}, unique=True),
        ),
    ]
