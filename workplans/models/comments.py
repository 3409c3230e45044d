"""Comments on a plan, on a line and on an answer of a review: threads, each read by one audience."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import check, paired, row_or_none
from commit_portal.i18n import ReadableEncoder, from_plain
from commit_portal.models import person_or_none
from spa.models import Target
from workplans.fields import TEXT_LIMIT
from workplans.models.activities import Activity, LineDecision
from workplans.models.countries import Partner
from workplans.models.workplans import Workplan
from workplans.statuses import ReviewStage, TalkAudience

# The longest words that a thread is about, in characters.
ABOUT_LIMIT = 120


class Comment(models.Model):
    """One comment. The first of a thread has no `parent` and says who reads all of it; the answers have the same.

    It hangs on the plan, on a line (`activity`), or on an answer of a review (`stage`, and a line or a target). `key`
    is made with the form, so that a form sent twice makes one comment. It is the address of a thread as well, which
    tells nothing of how many there are. `decision`: the return whose reason takes the place of a text. `told`:
    somebody among the readers whom the comment calls. A comment that was taken back has lost its words.
    """

    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="comments")
    activity = row_or_none(Activity, "comments")
    target = row_or_none(Target)
    stage = models.CharField(max_length=8, choices=ReviewStage.choices, blank=True)
    parent: "models.ForeignKey[Comment | None, Comment | None]" = row_or_none("self", "answers")
    audience = models.CharField(max_length=12, choices=TalkAudience.choices)
    partner = row_or_none(Partner)
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    about = models.CharField(max_length=ABOUT_LIMIT, blank=True)
    text = models.CharField(max_length=TEXT_LIMIT, blank=True)
    decision = models.OneToOneField(
        LineDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="thread"
    )
    told = person_or_none()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.JSONField(_("seat of who wrote it, as a message"), encoder=ReadableEncoder)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = person_or_none()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            check(
                "comment_says_something_until_it_is_taken_back",
                Q(taken_back_at__isnull=False, text="", about="", decision__isnull=True)
                | Q(taken_back_at__isnull=True) & (~Q(text="") ^ Q(decision__isnull=False)),
                _("Write a comment."),
            ),
            check(
                "only_a_thread_is_about_something_and_settled",
                Q(parent__isnull=True)
                | Q(about="", decision__isnull=True, settled_at__isnull=True, settled_by__isnull=True),
            ),
            check(
                "comment_to_a_partner_names_it",
                Q(audience=TalkAudience.PARTNER, partner__isnull=False)
                | ~Q(audience=TalkAudience.PARTNER) & Q(partner__isnull=True),
            ),
            check(
                "comment_hangs_on_one_thing",
                Q(stage="", target__isnull=True)
                | ~Q(stage="")
                & ~Q(audience=TalkAudience.PARTNER)
                & (
                    Q(activity__isnull=True, target__isnull=False)
                    | Q(activity__isnull=False, target__isnull=True)
                ),
            ),
            paired("settled_at", "settled_by", name="settled_when_and_by_whom"),
        )

    def __str__(self) -> str:
        return self.about or str(self.key)

    @property
    def thread_id(self) -> int:
        """The key of the first comment of the thread."""
        return self.parent_id or self.pk

    @property
    def seat_words(self) -> str:
        """The seat of who wrote it, in the reader's language."""
        return str(from_plain(self.seat))
