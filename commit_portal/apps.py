from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig

from commit_portal.accounts import sessions as sessions
from commit_portal.db import guards as guards
from commit_portal.forms.base import use_plain_words
from commit_portal.i18n import common_messages as common_messages


class CommitPortalConfig(AppConfig):
    name = "commit_portal"
    verbose_name = "COMMIT Portal"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        """Set the words of every form."""
        use_plain_words()


class StaticFiles(StaticFilesConfig):
    """Pages ask for one file of htmx (templates/base.html); its others are not collected."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "htmax-*", "htmx-4*", "htmx-2.js", "ext"]
