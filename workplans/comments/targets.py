"""Where a thread hangs: a plan, a line of it, or an answer of a review."""

from dataclasses import dataclass

from django.utils.translation import gettext

from commit_portal.addresses import address
from commit_portal.workflow import Link
from spa.models import Target
from workplans.models import Activity, Comment, Workplan
from workplans.presentation.step_links import address_parts, path_to
from workplans.statuses import ReviewStage


@dataclass(frozen=True)
class CommentTarget:
    """A plan; with `activity` one of its lines; with `stage` the answer of that review for a line or a target."""

    plan: Workplan
    activity: Activity | None = None
    target: Target | None = None
    stage: str = ""

    @classmethod
    def of(cls, comment: Comment) -> "CommentTarget":
        """Where a comment hangs."""
        return cls(comment.workplan, comment.activity, comment.target, comment.stage)

    @property
    def is_absent(self) -> bool:
        """Whether there is no such line: the page only keeps what was typed for it."""
        return self.activity is not None and self.activity.pk is None

    @property
    def here(self) -> dict[str, int | str | None]:
        """What the comments that hang here have in their columns."""
        keys = {"workplan": self.plan, "activity": self.activity, "target": self.target}
        return {name: row.pk if row else None for name, row in keys.items()} | {"stage": self.stage}

    @property
    def name(self) -> str:
        """What the comments are about, as a heading names it."""
        if self.stage:
            about = self.activity or self.target
            named = {"stage": ReviewStage(self.stage).label, "what": about and about.code}
            return gettext("%(stage)s: %(what)s") % named
        return self.activity.code if self.activity else str(self.plan)

    @property
    def page_url(self) -> str:
        """The page with the threads that hang here."""
        return self._address("review_comments", "activity", "comments")

    @property
    def new_url(self) -> str:
        """The page that starts a thread here."""
        return self._address("review_comment", "comment_on_line", "comment_on_plan")

    def _address(self, of_answer: str, of_line: str, of_plan: str) -> str:
        year, place = address_parts(self.plan)
        if self.stage:
            return address(of_answer, year, self.stage, place, self.slug)
        if self.activity:
            return address(of_line, year, place, self.activity.number)
        return address(of_plan, year, place)

    @property
    def slug(self) -> str:
        """What the answer is about, in its address: "003", or the code of a target."""
        if self.activity:
            return self.activity.short_code
        return self.target.code if self.target else ""

    @property
    def path(self) -> list[Link]:
        """The links from the year to the page with the threads."""
        return [*path_to(self.plan), (self.name, self.page_url)]
