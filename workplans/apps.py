from django.apps import AppConfig

from workplans import models_messages as models_messages


class WorkplansConfig(AppConfig):
    name = "workplans"
    verbose_name = "Workplans"
    default_auto_field = "django.db.models.BigAutoField"
