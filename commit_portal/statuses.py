from django.db import models
from django.utils.translation import gettext_lazy as _


class EventAudience(models.TextChoices):
    """The readers of an event, among those who may read its object."""

    TASKFORCE = "taskforce", _("The taskforce")
    BOTH = "both", _("The taskforce and the Secretariat")
    SECRETARIAT = "secretariat", _("The Secretariat")
    READERS = "readers", _("Every reader")
