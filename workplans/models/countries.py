"""Countries, their taskforces and bodies, and the partners beside them."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commit_portal.db.search_fields import FoldedField
from commit_portal.i18n.messages import Message, message
from workplans.statuses import PartnerKind

# Characters of the name of a body that signs: it stands above its block on the form.
SIGNING_LIMIT = 120


class Country(models.Model):
    """A COMMIT country. Always listed in protocol order, never ranked."""

    code = models.CharField("ISO 3166 code", max_length=2, unique=True)
    name = models.CharField("UN short name", max_length=60, unique=True)
    own_name = models.CharField(_("name in its own script"), max_length=60, blank=True)
    own_language = models.CharField(_("language tag of that name"), max_length=10, blank=True)
    time_zone = models.CharField(_("name of its time zone"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ("position",)
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name


class CountryName(models.Model):
    """Another name that papers print for a country ("Laos", "Vietnam")."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="other_names")
    name = models.CharField(max_length=60, unique=True)
    source = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


def regional(of: str = "") -> Q:
    """The condition of the regional taskforce. `of` is the path to the taskforce, as in "taskforce__"."""
    return Q(**{f"{of}country__isnull": True})


class TaskforceQuerySet(models.QuerySet["Taskforce"]):
    def national(self) -> "TaskforceQuerySet":
        """Those of countries."""
        return self.exclude(regional())


class Taskforce(models.Model):
    """A country's COMMIT Taskforce. The one without a country is the regional taskforce."""

    country = models.OneToOneField(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="taskforce"
    )
    slug = models.SlugField(_("in addresses"), max_length=10, unique=True)
    lead_body = models.CharField(max_length=200, blank=True)
    active_from = models.DateField(null=True, blank=True)
    active_until = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(unique=True)
    source = models.TextField(blank=True)

    objects = TaskforceQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                models.expressions.Case(models.When(country__isnull=True, then=models.Value(1))),
                name="one_regional_taskforce",
                violation_error_message=_("There is one regional taskforce."),
            ),
            models.CheckConstraint(
                condition=Q(active_until__isnull=True)
                | Q(active_from__isnull=True)
                | Q(active_until__gte=F("active_from")),
                name="taskforce_ends_after_it_starts",
                violation_error_message=_("A taskforce ends after it starts."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_regional(self) -> bool:
        return self.country_id is None

    @property
    def name(self) -> str:
        """The country's name, or "Regional"."""
        return str(self.called)

    @property
    def called(self) -> Message | str:
        """Its name as a parameter that can be stored: the country's name, or a message for the region."""
        return message("taskforce.regional") if self.country is None else self.country.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of its country; the offices' for the region, and where a country's is not known."""
        own = self.country.time_zone if self.country else ""
        return ZoneInfo(own or settings.TIME_ZONE)

    @property
    def code(self) -> str:
        """The first part of an activity's code: "KH", or "RG" for the region."""
        return "RG" if self.country is None else self.country.code


class Ministry(models.Model):
    """A body named in a taskforce: a ministry, a committee, an office."""

    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="ministries")
    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("taskforce", "position")
        verbose_name_plural = _("ministries")
        constraints = (
            models.UniqueConstraint(
                fields=("taskforce", "name"),
                name="ministry_stands_once_in_its_taskforce",
                violation_error_message=_("This body is already in the list."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class SigningBody(models.Model):
    """A body that signs the printed workplan of a taskforce, beside the taskforce and the Secretariat.

    `name` is printed after "For": "the National Committee". `position` is its place among those who sign.
    """

    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="signing_bodies")
    name = models.CharField(max_length=SIGNING_LIMIT)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("taskforce", "position")
        verbose_name_plural = _("signing bodies")
        constraints = (
            models.UniqueConstraint(
                fields=("taskforce", "name"),
                name="body_signs_once_for_its_taskforce",
                violation_error_message=_("This body is already in the list."),
            ),
            models.UniqueConstraint(
                fields=("taskforce", "position"),
                name="bodies_sign_one_after_the_other",
                violation_error_message=_("Two bodies cannot sign at the same place."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    name = models.CharField(max_length=200, unique=True)
    acronym = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=12, choices=PartnerKind.choices)
    source = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()
    folded = FoldedField(of=("name", "acronym"))

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.acronym or self.name

    @property
    def slug(self) -> str:
        """Its name in addresses: "ilo"; its place in the list where the name has no Latin letter."""
        return slugify(str(self)) or f"partner-{self.position}"


class TaskforceMember(models.Model):
    """Somebody who sits in a taskforce; 10 to 20 is the guide. Not an account: seats are."""

    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, null=True, blank=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True)
    role = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    folded = FoldedField(of=("name", "post"))

    class Meta:
        ordering = ("taskforce", "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="member_leaves_after_joining",
                violation_error_message=_("Somebody leaves a taskforce after joining it."),
            ),
        )

    def __str__(self) -> str:
        return self.name
