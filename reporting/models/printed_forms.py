"""The forms that ministries sign: a job of the queue for each, with the figures that it prints."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commit_portal.db.constraints import check, row_or_none, unique
from reporting.dataset.printed_form import PartnersShown, SignedForm
from reporting.dataset.serialization import form_from_json
from reporting.models.jobs import FileJob, job_constraints
from reporting.statuses import ReportStatus
from workplans.models import Seat, Workplan, WorkplanVersion
from workplans.plan.visibility import Reader, drafts_visible_to, versions_visible_to
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, Role

# In the canonical JSON; text that somebody typed has a backslash before each quote.
TELLS_MINISTRIES = '"tells_ministries":true'
TELLS_ORIGINS = '"came_from":"'
TELLS_RETURNED = '"returned":["'
TELLS_AGREEMENT = '"ministry_count":'


def partners_shown_to(seat: Seat | Reader, *, in_draft: bool) -> PartnersShown:
    """What a form says of partners to this reader: partners and observers learn no amount of anybody else.

    Of a draft they learn only of their own support (CO-12).
    """
    if seat.role in TASKFORCE_ROLES or seat.role in SECRETARIAT_ROLES:
        return PartnersShown.AMOUNTS
    return PartnersShown.OWN if in_draft else PartnersShown.NAMES


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
        versions = Q(version__in=versions_visible_to(seat), partners=partners_shown_to(seat, in_draft=False))
        drafts = Q(
            version__isnull=True,
            workplan__in=drafts_visible_to(seat),
            asked_by=seat.user_id,
            partners=partners_shown_to(seat, in_draft=True),
        )
        drafts &= ~Q(dataset__contains=TELLS_MINISTRIES) | _of_own(seat)
        returned = ~Q(dataset__contains=TELLS_RETURNED) | _of_own(seat, Role.DESK)
        found = self.filter(versions | drafts, Q() if seat.role == Role.REGIONAL_OFFICE else returned)
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
                _("This form already exists."),
                condition=Q(version__isnull=False),
            ),
            unique(
                "form_of_a_draft_is_made_once_for_a_person",
                ("workplan", "asked_by", "partners", "language", "digest"),
                _("This form already exists."),
                condition=Q(version__isnull=True),
            ),
            check(
                "form_is_not_released",
                ~Q(status__in=(ReportStatus.RELEASED, ReportStatus.REPLACED)),
                _("A form cannot be released. Release its version."),
            ),
            *job_constraints("form", finished=_("The form is ready only with its PDF and its workbook.")),
        )

    def __str__(self) -> str:
        return f"{self.workplan.cycle.year}, {self.workplan.taskforce.slug}, {self.what}"

    @classmethod
    def known_stems(cls) -> set[str]:
        """Of all plans and versions, also where a form of the draft has made room for a newer one."""
        drafts = Workplan.objects.values_list("cycle__year", "taskforce__slug")
        versions = WorkplanVersion.objects.values_list(
            "workplan__cycle__year", "workplan__taskforce__slug", "number"
        )
        return {
            *(_stem(year, slug, None) for year, slug in drafts),
            *(_stem(year, slug, number) for year, slug, number in versions),
        }

    @property
    def stem(self) -> str:
        number = None if self.version is None else self.version.number
        return _stem(self.workplan.cycle.year, self.workplan.taskforce.slug, number)

    @property
    def what(self) -> str:
        """What it prints, as addresses write it: "2", or "draft"."""
        return "draft" if self.version is None else str(self.version.number)

    def frozen(self) -> SignedForm:
        """The figures as they were frozen."""
        return form_from_json(self.dataset)


def _of_own(seat: Seat | Reader, *others: Role) -> Q:
    """The condition of the forms of the taskforce that the seat sits in, or is of in another role."""
    sits = seat.role in (*TASKFORCE_ROLES, *others) and seat.taskforce_id is not None
    return Q(workplan__taskforce=seat.taskforce_id) if sits else Q(pk__in=())


def _stem(year: int, slug: str, number: int | None) -> str:
    return f"{PrintedForm.FOLDER}/{year}/{slug}/" + ("draft" if number is None else f"version-{number}")
