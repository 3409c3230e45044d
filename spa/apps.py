from django.apps import AppConfig

from spa import messages as messages


class SpaConfig(AppConfig):
    name = "spa"
    verbose_name = "Plans of action"
    default_auto_field = "django.db.models.BigAutoField"
