from django.apps import AppConfig

from commit_portal import sentences as sentences
from commit_portal import sessions as sessions
from commit_portal.celery import app
from commit_portal.forms import use_plain_words


class CommitPortalConfig(AppConfig):
    name = "commit_portal"
    verbose_name = "COMMIT Portal"
    default_auto_field = "django.db.models.BigAutoField"
    # Here and not in the package, which the process that renders reads too: it has no use for a broker.
    doorbell = app

    def ready(self) -> None:
        """Set the words of every form."""
        use_plain_words()
