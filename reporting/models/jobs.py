"""What is rendered into files by the queue: the row is the job, its record, and the name of its files."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q

from commit_portal.db.constraints import check
from commit_portal.i18n.messages import ReadableEncoder, Sentence, from_plain
from commit_portal.models import person_or_none
from reporting.statuses import FINISHED_REPORTS, ReportStatus, ReportStep


class FileJob(models.Model):
    """Frozen figures that a worker makes into a PDF and a workbook.

    `dataset` is canonical JSON as text, so that `digest` is the SHA-256 of exactly this column. `token` fences the
    writes of the worker that holds the lease; `progress` is in percent, sizes in bytes. `asked_by` is empty where
    the command line asked.

    - `KIND`: what the process that renders is told to make.
    - `FOLDER`: where the store keeps the files.
    - `BESIDE`: the rows that are loaded with a job.
    """

    KIND: ClassVar[str]
    FOLDER: ClassVar[str]
    BESIDE: ClassVar[tuple[str, ...]]

    dataset = models.TextField()
    digest = models.CharField(max_length=64)
    as_of = models.DateTimeField("figures as they stood at")
    # That of the request: the files are made later, by a process that has no reader.
    language = models.CharField("language of the files", max_length=15)

    status = models.CharField(max_length=10, choices=ReportStatus.choices, default=ReportStatus.QUEUED)
    step = models.PositiveSmallIntegerField(choices=ReportStep.choices, default=ReportStep.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    # Why it could not be made: a message as JSON keeps it.
    failure = models.JSONField(null=True, blank=True, encoder=ReadableEncoder)

    pdf = models.FileField(upload_to="reports", max_length=200, blank=True)
    workbook = models.FileField(upload_to="reports", max_length=200, blank=True)
    pages = models.PositiveIntegerField(default=0)
    pdf_size = models.PositiveBigIntegerField(default=0)
    workbook_size = models.PositiveBigIntegerField(default=0)
    # Of the files as they were made; empty where they were made before it was kept.
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    workbook_sha256 = models.CharField(max_length=64, blank=True)

    asked_at = models.DateTimeField()
    asked_by = person_or_none()
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def known_stems(cls) -> set[str]:
        """How the names of files begin that rows of this kind may have, up to the token."""
        raise NotImplementedError

    @property
    def stem(self) -> str:
        """How the names of its files begin, in the store."""
        raise NotImplementedError

    @property
    def imprint(self) -> dict[str, object]:
        """What the files say of the job beside its figures, for the process that renders."""
        return {}

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED_REPORTS

    @property
    def is_on_its_way(self) -> bool:
        return self.status in (ReportStatus.QUEUED, ReportStatus.RENDERING)

    @property
    def failure_words(self) -> str:
        """Why it could not be made, in the reader's language; empty where nothing went wrong."""
        return str(from_plain(self.failure)) if self.failure else ""


def job_constraints(noun: str, *, finished: Sentence) -> tuple[CheckConstraint, ...]:
    """What holds for each kind of job; `noun` is part of the names, `finished` says that its files are missing."""
    return (
        check(f"{noun}_progress_is_in_percent", Q(progress__lte=100)),
        check(
            f"finished_{noun}_has_its_files",
            ~Q(status__in=FINISHED_REPORTS) | (~Q(pdf="") & ~Q(workbook="") & Q(made_at__isnull=False)),
            finished,
        ),
        check(
            f"{noun}_being_made_has_a_lease",
            ~Q(status=ReportStatus.RENDERING) | (~Q(token="") & Q(lease_until__isnull=False)),
        ),
        check(f"failed_{noun}_says_why", ~Q(status=ReportStatus.FAILED) | Q(failure__isnull=False)),
    )
