from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from workplans.statuses import ReviewStage as ReviewStage


class PaperKind(models.TextChoices):
    """What a file of a meeting is."""

    AGENDA = "agenda", _("Agenda")
    MINUTES = "minutes", _("Minutes")
    OTHER = "other", _("Another paper")


class MeetingKind(models.TextChoices):
    REGIONAL_TASKFORCE = "rtf", _("Regional Taskforce meeting")
    SOM = "som", _("Senior Officials Meeting")
    IMM = "imm", _("Inter-Ministerial Meeting")


class Attendance(models.TextChoices):
    """Whether a delegate took part. Of who was not asked yet the column is empty."""

    CAME = "came", pgettext_lazy("took part", "Yes")
    ABSENT = "absent", pgettext_lazy("took part", "No")
    UNANNOUNCED = "unannounced", _("Yes, not announced")


class RowKind(StrEnum):
    """The kinds of rows on a review's sheet. The desk's spending is typed in the row of its activity."""

    ACTIVITY = "a"
    SPENDING = "s"
    TARGET = "t"

    def of(self, key: int) -> str:
        """The name of one row, "a7": its form, its address on the page, and where a broken rule points."""
        return f"{self}{key}"

    @classmethod
    def parts(cls, name: str) -> tuple["RowKind", int]:
        """The kind and the key in the name of a row."""
        return cls(name[0]), int(name[1:])


class KeptDays(models.TextChoices):
    """Whose days are kept where a review is joined to a meeting that has others."""

    MEETING = "meeting", _("The days of the meeting")
    STEP = "step", _("The days of the step")


class ReviewStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", pgettext_lazy("state", "Open")
    CLOSED = "closed", _("Closed")


class CountryReviewStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("state", "Open")
    SUBMITTED = "submitted", _("Submitted")
    CLOSED = "closed", _("Closed")


class ProgressStatus(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")
    TAKEN_BACK = "taken_back", _("Answer withdrawn")


class Delivered(models.TextChoices):
    """Whether the help in kind that a partner agreed to has come."""

    YES = "yes", pgettext_lazy("help", "Delivered")
    PARTLY = "partly", _("Delivered in part")
    NO = "no", _("Not delivered")


class TargetProgress(models.TextChoices):
    """What a taskforce answers for a target. No row is "not reported", which is not an answer.

    Taken back: it ends what the taskforce said before (RV-11), and counts as not reported.
    """

    ACHIEVED = "achieved", _("Achieved")
    IN_PROGRESS = "in_progress", _("In progress")
    NO_ACTIVITY = "no_activity", _("No activity yet")
    TAKEN_BACK = "taken_back", _("Answer withdrawn")


class PastKind(models.TextChoices):
    """What a row of a past year tells: the status of a target, activities, or the money of a workplan."""

    STATUS = "status", _("Status")
    ACTIVITY = "activity", _("Activity")
    MONEY = "money", _("Money")


class EvidenceKind(models.TextChoices):
    """What is shown as evidence: a link, or a file of one of these kinds."""

    LINK = "link", _("Link")
    PDF = "pdf", _("PDF")
    JPEG = "jpeg", _("JPEG")
    PNG = "png", _("PNG")
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel workbook")
    PPTX = "pptx", _("PowerPoint presentation")


class PersonalData(models.TextChoices):
    """What a taskforce answers where a file looks as if it held data of persons."""

    TAKE_OUT = "take_out", _("Victims, or people who did not agree: delete the file")
    AGREED = "agreed", _("They are officials or trainers, and they agreed")
    NONE = "none", _("It is no personal data")


class FollowUpStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("state", "Open")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    NOT_FOLLOWED = "not_followed", _("Not followed")


# A recommendation asks nothing more of an addressee that has done it or does not follow it.
FINISHED = (FollowUpStatus.DONE, FollowUpStatus.NOT_FOLLOWED)


class ReportStatus(models.TextChoices):
    """The state of an edition. Ready, released and replaced ones have their files for good (AR-2)."""

    QUEUED = "queued", _("Waiting")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    RELEASED = "released", _("Released")
    REPLACED = "replaced", _("Replaced")


FINISHED_REPORTS = (ReportStatus.READY, ReportStatus.RELEASED, ReportStatus.REPLACED)


class ReportStep(models.IntegerChoices):
    """What is being done to an edition, in this order."""

    WAITING = 0, _("waiting in the queue")
    FONTS = 1, _("checking the fonts")
    CHAPTERS = 2, _("writing the chapters")
    PAGES = 3, _("laying out the pages")
    PDF = 4, _("writing the PDF")
    WORKBOOK = 5, _("writing the workbook")
    STORING = 6, _("checking and storing the files")
