from importlib import import_module

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Reviews and reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the sentences known by their codes."""
        for name in ("words_messages", "editions_messages", "reviews_messages", "meetings_messages"):
            import_module(f"reporting.{name}")
