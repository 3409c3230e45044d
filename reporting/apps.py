from importlib import import_module

from django.apps import AppConfig

from commit_portal.i18n import load_messages


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Reviews and reports"

    def ready(self) -> None:
        """Register the sentences of every wing, of events and of notices, and the meetings as keepers of days and advice."""
        load_messages(self.name)
        for module in ("events", "meetings.recommendation_board", "meetings.permissions"):
            import_module(f"{self.name}.{module}")
