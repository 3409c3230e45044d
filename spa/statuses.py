from django.db import models


class PlanStage(models.TextChoices):
    DRAFT = "draft", "Draft"
    AGREED = "agreed", "Agreed in principle"
    ENDORSED = "endorsed", "Endorsed"
    SUPERSEDED = "superseded", "Superseded"


class Scope(models.TextChoices):
    """Whom a target or a menu activity speaks of. Where the plan prints none, it is both."""

    NATIONAL = "national", "National"
    REGIONAL = "regional", "Regional"
    BOTH = "both", "National and regional"
