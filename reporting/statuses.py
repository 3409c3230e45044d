from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    REGIONAL_TASKFORCE = "rtf", "Regional Taskforce meeting"
    SOM = "som", "Senior Officials Meeting"
    IMM = "imm", "Inter-Ministerial Meeting"


class KeptDays(models.TextChoices):
    """Whose days are kept where a review is joined to a meeting that has others."""

    MEETING = "meeting", _("The days of the meeting")
    STEP = "step", _("The days of the step")


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


class ReportStatus(models.TextChoices):
    """Where an edition stands. Ready, released and replaced ones have their files for good (AR-2)."""

    QUEUED = "queued", "Waiting"
    RENDERING = "rendering", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
    RELEASED = "released", "Released"
    REPLACED = "replaced", "Replaced"


FINISHED_REPORTS = (ReportStatus.READY, ReportStatus.RELEASED, ReportStatus.REPLACED)


class ReportStep(models.IntegerChoices):
    """What is being done to an edition, in this order."""

    WAITING = 0, "waiting for a worker"
    FONTS = 1, "checking the fonts"
    CHAPTERS = 2, "writing the chapters"
    PAGES = 3, "laying out the pages"
    PDF = 4, "writing the PDF"
    WORKBOOK = 5, "writing the workbook"
    STORING = 6, "checking and storing the files"
