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


class TextKind(models.TextChoices):
    """What a row of the plan's spreadsheet is, in the order in which rows are written."""

    AREA = "area", "Area"
    TARGET = "target", "Target"
    ACTIVITY_AREA = "menu", "Activity area"
