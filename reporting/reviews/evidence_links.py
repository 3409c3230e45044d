"""The way from each answer of a sheet to its evidence: "2 files, 1 link", one query for the whole sheet."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commit_portal.i18n.formatting import comma_list
from reporting.models import CountryReview, Evidence
from reporting.statuses import EvidenceKind
from workplans.activity_codes import padded


@dataclass(frozen=True)
class EvidenceLinks:
    """How many files and links each answer of a sheet has, by the name in its address."""

    sheet: CountryReview
    files: Counter[str]
    links: Counter[str]

    def is_at(self, slug: str) -> bool:
        return bool(self.files[slug] + self.links[slug])

    def at(self, slug: str) -> dict[str, str]:
        """The link beside the answer for an activity ("003") or a target ("1.T1"), and its words."""
        review = self.sheet.review
        address = (review.cycle.year, review.stage, self.sheet.taskforce.slug, slug)
        files, links = self.files[slug], self.links[slug]
        said = (
            ngettext("%(count)s file", "%(count)s files", files) % {"count": files} if files else "",
            ngettext("%(count)s link", "%(count)s links", links) % {"count": links} if links else "",
        )
        words = comma_list(filter(None, said)) or _("None yet")
        return {"url": reverse("evidence", args=address), "words": words}


def evidence_of_sheet(sheet: CountryReview) -> EvidenceLinks:
    """The evidence of a sheet, counted for who reads the sheet."""
    files, links = Counter[str](), Counter[str]()
    kept = Evidence.objects.kept().filter(sheet=sheet)
    for number, target, kind in kept.values_list("activity__number", "target__code", "kind"):
        slug = target if number is None else padded(number)
        (links if kind == EvidenceKind.LINK else files)[slug] += 1
    return EvidenceLinks(sheet, files, links)
