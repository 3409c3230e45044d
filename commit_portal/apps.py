from django.apps import AppConfig

from commit_portal import sentences as sentences
from commit_portal import sessions as sessions
from commit_portal.forms import use_plain_words


class CommitPortalConfig(AppConfig):
    name = "commit_portal"
    verbose_name = "COMMIT Portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Set the words of every form."""
        use_plain_words()
