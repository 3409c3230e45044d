from django.apps import AppConfig

from reporting import editions_messages as editions_messages
from reporting import home_messages as home_messages
from reporting import meetings_messages as meetings_messages
from reporting import queue_messages as queue_messages
from reporting import reviews_messages as reviews_messages
from reporting import words_messages as words_messages


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Reviews and reports"
    default_auto_field = "django.db.models.BigAutoField"
