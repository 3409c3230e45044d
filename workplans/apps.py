from importlib import import_module

from django.apps import AppConfig

from commit_portal.i18n import load_messages


class WorkplansConfig(AppConfig):
    name = "workplans"
    verbose_name = "Workplans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the sentences of every wing, and those of events and notices."""
        load_messages(self.name)
        import_module(f"{self.name}.events")
