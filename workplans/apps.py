from django.apps import AppConfig

from workplans import deciding_messages as deciding_messages
from workplans import drafting_messages as drafting_messages
from workplans import models_messages as models_messages
from workplans import people_messages as people_messages
from workplans import plan_messages as plan_messages
from workplans import regional_messages as regional_messages
from workplans import releasing_messages as releasing_messages
from workplans import submitting_messages as submitting_messages
from workplans import years_messages as years_messages


class WorkplansConfig(AppConfig):
    name = "workplans"
    verbose_name = "Workplans"
    default_auto_field = "django.db.models.BigAutoField"
