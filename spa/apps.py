from django.apps import AppConfig


class SpaConfig(AppConfig):
    name = "spa"
    verbose_name = "Plans of action"
    default_auto_field = "django.db.models.BigAutoField"
