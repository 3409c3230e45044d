from django.apps import AppConfig


class CommitPortalConfig(AppConfig):
    name = "commit_portal"
    verbose_name = "COMMIT Portal"
    default_auto_field = "django.db.models.BigAutoField"
