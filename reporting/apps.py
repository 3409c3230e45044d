from django.apps import AppConfig

from commit_portal.messages import load_messages


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Reviews and reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the sentences of every wing."""
        load_messages(self.name)
