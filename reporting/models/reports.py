"""The editions of the annual report: the job's own record, and the queue of record."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When

from commit_portal.db.constraints import check, paired, unique
from commit_portal.i18n.messages import ReadableEncoder
from commit_portal.models import RowVersion, person_or_none
from reporting.dataset.schema import Dataset
from reporting.dataset.serialization import from_json
from reporting.models.jobs import FileJob, job_constraints
from reporting.statuses import FINISHED_REPORTS, ReportStatus
from workplans.models import AnnualCycle, Seat
from workplans.plan.visibility import Reader, audience_of
from workplans.statuses import SECRETARIAT_ROLES, Audience, Role

# The number of a draft in place of an edition's: for each audience the last one is kept.
DRAFT = 0


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

    def __str__(self) -> str:
        return f"{self.cycle.year}, {self.audience}, {self.edition}"

    @classmethod
    def known_stems(cls) -> set[str]:
        named = cls.objects.values_list("cycle__year", "audience", "edition")
        return {_stem(year, audience, edition) for year, audience, edition in named}

    @property
    def is_draft(self) -> bool:
        return self.edition == DRAFT

    @property
    def stem(self) -> str:
        return _stem(self.cycle.year, self.audience, self.edition)

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

    def __str__(self) -> str:
        return f"{self.cycle.year}, {self.audience}"


def _stem(year: int, audience: str, edition: int) -> str:
    return f"{AnnualReport.FOLDER}/{year}/{audience}/edition-{edition}"


def _newer() -> AnnualReportQuerySet:
    """Finished editions for the same readers in the same language with a higher number, inside a query of editions."""
    return AnnualReport.objects.filter(
        cycle=OuterRef("cycle"),
        audience=OuterRef("audience"),
        language=OuterRef("language"),
        edition__gt=OuterRef("edition"),
        status__in=FINISHED_REPORTS,
    )
