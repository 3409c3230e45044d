from django.apps import AppConfig

from reporting import home_messages as home_messages


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Reviews and reports"
    default_auto_field = "django.db.models.BigAutoField"
