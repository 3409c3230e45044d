"""Countries, their taskforces and bodies, and the partners beside them."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import check, in_order, unique
from commit_portal.db.search_fields import FoldedField
from commit_portal.db.translations import translation_of
from commit_portal.i18n import Message, message
from commit_portal.models import KeptRows
from workplans.models.names import Named, RunsQuerySet, name_then
from workplans.statuses import PartnerKind

TWO_CAPITALS = RegexValidator("^[A-Z]{2}$", _("Enter two capital letters, for example MY."))


def validate_time_zone(name: str) -> None:
    """Refuse a name that the time zone database does not have."""
    if name not in available_timezones():
        raise ValidationError(_("This time zone is not known. Write it like this: Asia/Phnom_Penh."))


class Country(Named):
    """A COMMIT country. Always listed in protocol order, never ranked."""

    code = models.CharField(_("ISO 3166 code"), max_length=2, unique=True, validators=[TWO_CAPITALS])
    name = models.CharField(_("name"), max_length=60, unique=True)
    own_name = models.CharField(_("name in its own script"), max_length=60, blank=True)
    own_language = models.CharField(_("language tag of that name"), max_length=10, blank=True)
    time_zone = models.CharField(
        _("name of its time zone"), max_length=40, blank=True, validators=[validate_time_zone]
    )
    position = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ("position",)
        verbose_name_plural = _("countries")

    @property
    def all_names(self) -> list[str]:
        """With those that papers print."""
        others = self.other_names.all() if self.pk else ()
        return [*super().all_names, *(other.name for other in others)]

    def __str__(self) -> str:
        return country_name(self.pk, self.name, self.earlier)


def country_name(key: int | None, name: str, earlier: Sequence[Mapping[str, str]]) -> str:
    """The name of a country in the year of the moment. The newest one is in the reader's language."""
    then = name_then(name, earlier)
    return translation_of(Country, key, "name", name) if then == name else then


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


class Taskforce(Named):
    """A country's COMMIT Taskforce. The one without a country is the regional taskforce."""

    words = ("lead_body",)

    country = models.OneToOneField(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="taskforce"
    )
    slug = models.SlugField(_("in addresses"), max_length=10, unique=True)
    lead_body = models.CharField(_("lead body of the taskforce"), max_length=200, blank=True)
    starts_on = models.DateField(_("First day in COMMIT"), null=True, blank=True)
    ends_on = models.DateField(_("Last day in COMMIT"), null=True, blank=True)
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
            check(
                "taskforce_ends_after_it_starts",
                in_order("starts_on", "ends_on"),
                _("A taskforce ends after it starts."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_regional(self) -> bool:
        return self.country_id is None

    @property
    def name(self) -> str:
        """The country's name, or "Regional", in the reader's language."""
        return str(self.country or self.called)

    @property
    def called(self) -> Message | str:
        """Its name as a parameter that can be stored: the country's name, or a message for the region."""
        return message("taskforce.regional") if self.country is None else self.country.called_then()

    @property
    def led_by(self) -> str:
        """Its lead body in the year of the moment."""
        return self.called_then("lead_body")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of its country; the offices' for the region, and where a country's is not known."""
        own = self.country.time_zone if self.country else ""
        return ZoneInfo(own or settings.TIME_ZONE)

    @property
    def code(self) -> str:
        """The first part of an activity's code: "KH", or "RG" for the region."""
        return "RG" if self.country is None else self.country.code


class Ministry(Named):
    """A body named in a taskforce: a ministry, a committee, an office."""

    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="ministries")
    name = models.CharField(_("name"), max_length=200)
    sector = models.CharField(_("sector"), max_length=80, blank=True)
    source = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = RunsQuerySet["Ministry"].as_manager()

    class Meta:
        ordering = ("taskforce", "position")
        verbose_name_plural = _("ministries")
        constraints = (
            unique(
                "ministry_stands_once_in_its_taskforce",
                ("taskforce", "name"),
                _("This body is already in the list."),
            ),
        )


class SigningBody(Named):
    """A body that signs the printed workplan of a taskforce, beside the taskforce and the Secretariat.

    `name` is printed after "For": "the National Committee". `position` is its place among those who sign.
    """

    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="signing_bodies")
    name = models.CharField(_("name, printed after “For”"), max_length=120)
    position = models.PositiveSmallIntegerField()
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = RunsQuerySet["SigningBody"].as_manager()

    class Meta:
        ordering = ("taskforce", "position")
        verbose_name_plural = _("signing bodies")
        constraints = (
            unique(
                "body_signs_once_for_its_taskforce",
                ("taskforce", "name"),
                _("This body is already in the list."),
            ),
            unique(
                "bodies_sign_one_after_the_other",
                ("taskforce", "position"),
                _("Two bodies cannot sign at the same place."),
            ),
        )


class Partner(Named):
    words = ("name", "acronym")

    name = models.CharField(_("name"), max_length=200, unique=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=PartnerKind.choices)
    source = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    folded = FoldedField(of=("name", "acronym"))

    objects = RunsQuerySet["Partner"].as_manager()

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.called_then("acronym") or self.called_then()

    @property
    def slug(self) -> str:
        """Its first name in addresses: "ilo"; its place in the list where that has no Latin letter. It never changes."""
        first = self.earlier[0] if self.earlier else {"acronym": self.acronym, "name": self.name}
        return slugify(first["acronym"] or first["name"]) or f"partner-{self.position}"


class BookImport(KeptRows):
    """Rows of a spreadsheet of a list of the book (`workplans.book.lists`, by its code), until their sender confirms them."""

    listed = models.CharField(max_length=12)


class TaskforceMember(Named):
    """Somebody who sits in a taskforce; 10 to 20 is the guide. Not an account: seats are."""

    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(_("name"), max_length=120)
    post = models.CharField(_("post"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=120, blank=True)
    ministry = models.ForeignKey(
        Ministry, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("ministry")
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("partner")
    )
    role = models.CharField(_("role in the taskforce"), max_length=80, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    folded = FoldedField(of=("name", "post"))

    class Meta:
        ordering = ("taskforce", "name")
        constraints = (
            check(
                "member_leaves_after_joining",
                Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                _("Somebody leaves a taskforce after joining it."),
            ),
        )

    def is_member_on(self, day: date) -> bool:
        return self.starts_on <= day <= (self.ends_on or day)
