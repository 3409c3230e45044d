from django.db import models


class MeetingKind(models.TextChoices):
    REGIONAL_TASKFORCE = "rtf", "Regional Taskforce meeting"
    SOM = "som", "Senior Officials Meeting"
    IMM = "imm", "Inter-Ministerial Meeting"


class ReviewStage(models.TextChoices):
    MID_YEAR = "mid-year", "Mid-year review"
    SOM = "som", "Review at the Senior Officials Meeting"


class ReviewStatus(models.TextChoices):
    PLANNED = "planned", "Planned"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class CountryReviewStatus(models.TextChoices):
    OPEN = "open", "Open"
    SUBMITTED = "submitted", "Submitted"
    CLOSED = "closed", "Closed"


class ProgressStatus(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    UNDER_WAY = "under_way", "Under way"
    DONE = "done", "Done"
    POSTPONED = "postponed", "Postponed"
    CANCELLED = "cancelled", "Cancelled"


class TargetProgress(models.TextChoices):
    """What a taskforce answers for a target. No row is "not reported", which is not an answer."""

    ACHIEVED = "achieved", "Achieved"
    IN_PROGRESS = "in_progress", "In progress"
    NO_ACTIVITY = "no_activity", "No activity yet"


class FollowUpStatus(models.TextChoices):
    OPEN = "open", "Open"
    UNDER_WAY = "under_way", "Under way"
    DONE = "done", "Done"
    NOT_FOLLOWED = "not_followed", "Not followed"
