from django.db import models


class EventAudience(models.TextChoices):
    """Who may read an event of something they may read at all."""

    TASKFORCE = "taskforce", "The taskforce"
    BOTH = "both", "The taskforce and the Secretariat"
    SECRETARIAT = "secretariat", "The Secretariat"
    READERS = "readers", "Every reader"
