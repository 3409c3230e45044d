"""What a taskforce shows for an answer: files and links, which the round freezes with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commit_portal.db.constraints import check, paired, row_or_none
from commit_portal.models import person_or_none
from reporting.models.reviews import CountryReview, OfOneAnswer
from reporting.statuses import EvidenceKind, PersonalData
from spa.models import Target
from workplans.models import Activity


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def kept(self) -> "EvidenceQuerySet":
        """What is shown: neither removed, nor waiting for an answer about personal data."""
        return self.filter(removed_at__isnull=True, awaits_answer=False)


class Evidence(OfOneAnswer, models.Model):
    """A file or a link for one answer of one round. Reopened answers have rows of their own; the file is the same.

    - `path` is the file's name in the store "evidence"; a removed file has none where no other round shows it.
    - `awaits_answer`: something in it looks personal (`found`, masked), and nobody has answered yet. `answer` is what they said.
    - `shown_to`: the audiences for whom the lead ticked it (`Audience`). `sha256` is of the file as it is stored.
    - `is_read`: the portal has looked through all of its text; it reads none in a picture, nor in a page that is one.
    """

    sheet = models.ForeignKey(CountryReview, on_delete=models.PROTECT, related_name="evidence")
    activity = row_or_none(Activity, "evidence")
    target = row_or_none(Target, "evidence")
    kind = models.CharField(max_length=4, choices=EvidenceKind.choices)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    path = models.CharField(max_length=200, blank=True)
    name = models.CharField(_("the file's own name"), max_length=200, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    shown_to = models.JSONField(default=list, blank=True)
    found = models.JSONField(default=list, blank=True)
    is_read = models.BooleanField(default=False)
    awaits_answer = models.BooleanField(default=False)
    answer = models.CharField(max_length=8, choices=PersonalData.choices, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = person_or_none()
    removed_because = models.TextField(blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("sheet", "at", "pk")
        constraints = (
            check(
                "evidence_is_about_one_answer",
                Q(activity__isnull=False, target__isnull=True)
                | Q(activity__isnull=True, target__isnull=False),
                _("Evidence belongs to one activity or to one target."),
            ),
            check(
                "evidence_is_a_file_or_a_link",
                (Q(kind=EvidenceKind.LINK, path="") & ~Q(url=""))
                | (~Q(kind=EvidenceKind.LINK) & Q(url="") & (~Q(path="") | Q(removed_at__isnull=False))),
                _("Give a file or a link."),
            ),
            paired("removed_at", "removed_by", name="evidence_removed_when_and_by_whom"),
            check(
                "removed_evidence_says_why",
                Q(removed_at__isnull=True) | ~Q(removed_because=""),
                _("Give a reason."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def name_in_history(self) -> str:
        """Its kind and the beginning of its digest: a title may name somebody, and the history keeps it for ever."""
        return f"{self.kind.upper()} {self.sha256[:8]}" if self.sha256 else self.kind

    @property
    def code(self) -> str:
        """The code of its activity or target. Reads it."""
        return self.activity.code if self.activity is not None else self.target.code if self.target else ""
