"""What the queue renders into files: editions of the annual report, the forms that ministries sign, and lists.
The row is the job, its record, and the name of its files. Beside them `ReportDraft`, the text of the next edition.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Case, CheckConstraint, Exists, F, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import check, paired, row_or_none, unique
from commit_portal.i18n import ReadableEncoder, Sentence
from commit_portal.mail.outbox import Failing
from commit_portal.models import RowVersion, person_or_none
from reporting.dataset import Dataset
from reporting.dataset.printed_form import PartnersShown, SignedForm
from reporting.dataset.serialization import form_from_json, from_json
from reporting.statuses import FINISHED_REPORTS, ReportStatus, ReportStep
from workplans.models import AnnualCycle, Seat, Workplan, WorkplanVersion
from workplans.plan.visibility import Reader, audience_of, drafts_visible_to, versions_visible_to
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, Audience, Role

# The number of a draft in place of an edition's: for each audience the last one is kept.
DRAFT = 0
# In the canonical JSON; text that somebody typed has a backslash before each quote.
TELLS_MINISTRIES = '"tells_ministries":true'
TELLS_ORIGINS = '"came_from":"'
TELLS_RETURNED = '"returned":["'
TELLS_AGREEMENT = '"ministry_count":'


class FileJob(Failing):
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
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)

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
        rows = cls._default_manager.defer("dataset").select_related(*cls.BESIDE)
        return {job.stem for job in rows}

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


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    def visible_to(self, seat: Seat | Reader | None) -> "AnnualReportQuerySet":
        """The Secretariat sees every edition, the regional office drafts as well; other audiences what is released."""
        if seat is None:
            return self.none()
        if seat.role == Role.REGIONAL_OFFICE:
            return self
        if seat.role in SECRETARIAT_ROLES:
            return self.editions()
        return self.filter(audience=audience_of(seat), released_at__isnull=False)

    def editions(self) -> "AnnualReportQuerySet":
        """Without drafts."""
        return self.filter(edition__gt=DRAFT)

    def for_readers_of(self, one: "AnnualReport") -> "AnnualReportQuerySet":
        """The editions of the same year for the same audience in the same language."""
        return self.editions().filter(cycle=one.cycle_id, audience=one.audience, language=one.language)

    def light(self) -> "AnnualReportQuerySet":
        """Without the datasets, its own and its successor's, for lists: each may have a megabyte."""
        return self.defer("dataset", "replaced_by__dataset")

    def with_overtaking(self) -> "AnnualReportQuerySet":
        """Each with `overtaken_by`: the number of the newest finished edition for the same readers, if newer.

        Nothing overtakes a draft.
        """
        newest = Subquery(_newer().order_by("-edition").values("edition")[:1])
        return self.annotate(overtaken_by=Case(When(edition__gt=DRAFT, then=newest)))

    def not_overtaken(self) -> "AnnualReportQuerySet":
        return self.exclude(Exists(_newer()))


class AnnualReport(FileJob):
    """One edition for one audience in one language. A rendered one never changes; a correction is a new edition (AR-2).

    A draft has the number `DRAFT`: the regional office alone reads it, and the next draft takes its place.
    The figures are those of reporting.dataset.schema.
    """

    KIND = "edition"
    FOLDER = "reports"
    BESIDE = ("cycle",)

    cycle = models.ForeignKey(AnnualCycle, on_delete=models.PROTECT, related_name="reports")
    edition = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=12, choices=Audience.choices)
    why = models.TextField("why this edition was asked for", blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = person_or_none()
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    what_changed = models.JSONField(
        "what its successor changed", default=list, blank=True, encoder=ReadableEncoder
    )

    # The last link of the chain of events when it was asked for (`commit_portal.db.event_chain`): beside the figures, so
    # that the same figures are the same edition. Of nothing where it was asked for before there was a chain.
    trail_number = models.PositiveBigIntegerField(default=0, editable=False)
    trail_digest = models.CharField("SHA-256 of that link", max_length=64, blank=True, editable=False)

    # Known of rows that come from `with_overtaking`.
    overtaken_by: int | None

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        ordering = ("cycle", "audience", "-edition")
        indexes = (models.Index(fields=("status", "queued_at"), name="report_queue"),)
        constraints = (
            unique(
                "one_edition_a_year_audience_and_number",
                ("cycle", "audience", "edition"),
                "This edition was asked for already.",
            ),
            unique(
                "one_released_edition_for_the_same_readers",
                ("cycle", "audience", "language"),
                "Another edition for these readers is released: it is replaced first.",
                condition=Q(status=ReportStatus.RELEASED),
            ),
            paired("released_at", "released_by", name="report_released_when_and_by_whom"),
            paired("replaced_at", "replaced_by", name="report_replaced_when_and_by_which"),
            check(
                "secretariat_reads_without_a_release",
                ~Q(audience=Audience.SECRETARIAT) | Q(released_at__isnull=True),
                "The Secretariat reads its edition as soon as it is ready.",
            ),
            *job_constraints("report", finished="A finished edition has its PDF and its workbook."),
            check(
                "draft_of_a_report_stays_a_draft",
                Q(edition__gt=DRAFT) | ~Q(status__in=(ReportStatus.RELEASED, ReportStatus.REPLACED)),
                "A draft is not released. Make an edition.",
            ),
            check("report_does_not_replace_itself", ~Q(replaced_by=F("pk"))),
            check(
                "released_report_says_when",
                Q(status=ReportStatus.RELEASED, released_at__isnull=False) | ~Q(status=ReportStatus.RELEASED),
            ),
            check(
                "replaced_report_names_its_successor",
                Q(status=ReportStatus.REPLACED, replaced_by__isnull=False)
                | (~Q(status=ReportStatus.REPLACED) & Q(replaced_by__isnull=True)),
            ),
        )

    @property
    def is_draft(self) -> bool:
        return self.edition == DRAFT

    @property
    def stem(self) -> str:
        return f"{self.FOLDER}/{self.cycle.year}/{self.audience}/edition-{self.edition}"

    @property
    def imprint(self) -> dict[str, object]:
        return {"edition": self.edition}

    def frozen(self) -> Dataset:
        """The dataset as it was frozen."""
        return from_json(self.dataset)


class ReportDraft(RowVersion):
    """What the regional office has written so far for the next edition of one audience.

    `texts` has what was typed by the names of the form's fields (reporting.editions.forms). Nobody else reads it before
    an edition freezes it.
    """

    cycle = models.ForeignKey(AnnualCycle, on_delete=models.PROTECT, related_name="report_drafts")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    texts = models.JSONField(default=dict, blank=True, encoder=ReadableEncoder)

    class Meta:
        constraints = (
            unique(
                "one_report_draft_a_year_and_audience",
                ("cycle", "audience"),
                "Somebody has just begun to write for these readers.",
            ),
        )


def _newer() -> AnnualReportQuerySet:
    """Finished editions for the same readers in the same language with a higher number, inside a query of editions."""
    return AnnualReport.objects.filter(
        cycle=OuterRef("cycle"),
        audience=OuterRef("audience"),
        language=OuterRef("language"),
        edition__gt=OuterRef("edition"),
        status__in=FINISHED_REPORTS,
    )


def partners_shown_to(seat: Seat | Reader) -> PartnersShown:
    """What a form says of partners to this reader: partners and observers learn no amount, and print no draft (CO-12)."""
    inside = seat.role in TASKFORCE_ROLES or seat.role in SECRETARIAT_ROLES
    return PartnersShown.AMOUNTS if inside else PartnersShown.NAMES


def is_told_origins(seat: Seat, plan: Workplan) -> bool:
    """Whether a form tells this reader where lines were carried over from: the taskforce and the Secretariat alone.

    All of them read the earlier lines: an approved version had them. They alone read the answers of who agreed, too.
    """
    return seat.in_secretariat or seat.sits_in(plan.taskforce_id)


class PrintedFormQuerySet(models.QuerySet["PrintedForm"]):
    def visible_to(self, seat: Seat | Reader | None) -> "PrintedFormQuerySet":
        """Forms of the versions that the seat reads, and its own forms of a draft while it reads the draft.

        A form of a draft holds the draft of its moment: nobody reads what it was before they could read it. One that
        tells the word of ministries is read from a seat of the taskforce alone, also by whoever asked for it. One that
        tells where lines were carried over from, who agreed on which day, or what was returned, by who is told that.
        """
        if seat is None:
            return self.none()
        drafts = Q(version__isnull=True, workplan__in=drafts_visible_to(seat), asked_by=seat.user_id)
        drafts &= ~Q(dataset__contains=TELLS_MINISTRIES) | _of_own(seat)
        returned = ~Q(dataset__contains=TELLS_RETURNED) | _of_own(seat, Role.DESK)
        readable = drafts | Q(version__in=versions_visible_to(seat))
        # A form of a draft has amounts: who reads none reads no such form.
        readable &= Q(partners=partners_shown_to(seat))
        found = self.filter(readable, Q() if seat.role == Role.REGIONAL_OFFICE else returned)
        if seat.in_secretariat:
            return found
        tells = Q(dataset__contains=TELLS_ORIGINS) | Q(dataset__contains=TELLS_AGREEMENT)
        return found.filter(~tells | _of_own(seat))


class PrintedForm(FileJob):
    """One plan as its form, of a version or of the draft at one moment. The same figures are made once.

    Its figures are those of reporting.dataset.printed_form. `partners` says how much of partners' support is in it.
    """

    KIND = "form"
    FOLDER = "forms"
    BESIDE = ("workplan__cycle", "workplan__taskforce__country", "version")

    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="forms")
    version = row_or_none(WorkplanVersion, "forms")
    partners = models.CharField(max_length=8, choices=[(one.value, one.value) for one in PartnersShown])

    objects = PrintedFormQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        indexes = (models.Index(fields=("status", "queued_at"), name="form_queue"),)
        constraints = (
            unique(
                "form_of_a_version_is_made_once",
                ("version", "partners", "language", "digest"),
                condition=Q(version__isnull=False),
            ),
            unique(
                "form_of_a_draft_is_made_once_for_a_person",
                ("workplan", "asked_by", "partners", "language", "digest"),
                condition=Q(version__isnull=True),
            ),
            check("form_is_not_released", ~Q(status__in=(ReportStatus.RELEASED, ReportStatus.REPLACED))),
            *job_constraints("form", finished=_("A form that is ready must have a PDF and an Excel file.")),
        )

    @classmethod
    def known_stems(cls) -> set[str]:
        """Of all plans and versions, also where a form of the draft has made room for a newer one."""
        forms = [cls(workplan=plan) for plan in Workplan.objects.select_related("cycle", "taskforce")]
        versions = WorkplanVersion.objects.select_related("workplan__cycle", "workplan__taskforce")
        forms += [cls(workplan=version.workplan, version=version) for version in versions]
        return {form.stem for form in forms}

    @property
    def stem(self) -> str:
        what = "draft" if self.version is None else f"version-{self.version.number}"
        return f"{self.FOLDER}/{self.workplan.cycle.year}/{self.workplan.taskforce.slug}/{what}"

    @property
    def what(self) -> str:
        """What it prints, as addresses write it: "2", or "draft"."""
        return "draft" if self.version is None else str(self.version.number)

    def frozen(self) -> SignedForm:
        """The figures as they were frozen."""
        return form_from_json(self.dataset)


class PrintedList(FileJob):
    """A list as one seat read it at one moment, for this seat alone. The same figures are made once.

    `page` is the address of the list, and `query` what it asks; a newer list of the page takes its place.
    """

    KIND = "list"
    FOLDER = "lists"
    BESIDE = ("seat",)

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="lists")
    title = models.TextField()
    page = models.CharField(max_length=200)
    query = models.TextField(blank=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        indexes = (models.Index(fields=("status", "queued_at"), name="list_queue"),)
        constraints = (
            unique("list_is_made_once_for_a_seat", ("seat", "page", "language", "digest")),
            check("list_is_not_released", ~Q(status__in=(ReportStatus.RELEASED, ReportStatus.REPLACED))),
            *job_constraints("list", finished=_("A list that is ready must have a PDF and an Excel file.")),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def known_stems(cls) -> set[str]:
        """Of all seats, also where a list has made room for a newer one."""
        return {cls(seat_id=seat).stem for seat in Seat.objects.values_list("pk", flat=True)}

    @property
    def stem(self) -> str:
        return f"{self.FOLDER}/{self.seat_id}/list"


def _of_own(seat: Seat | Reader, *others: Role) -> Q:
    """The condition of the forms of the taskforce that the seat sits in, or is of in another role."""
    sits = seat.role in (*TASKFORCE_ROLES, *others) and seat.taskforce_id is not None
    return Q(workplan__taskforce=seat.taskforce_id) if sits else Q(pk__in=())
