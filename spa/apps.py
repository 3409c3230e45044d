from importlib import import_module

from django.apps import AppConfig

from commit_portal.i18n import load_messages


class SpaConfig(AppConfig):
    name = "spa"
    verbose_name = "Plans of action"

    def ready(self) -> None:
        """Register the sentences of its wings and of events."""
        load_messages(self.name)
        import_module(f"{self.name}.events")
