"""Evidence as it is read: what it is, what was checked, and the places that look personal."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import Sentence, say
from commit_portal.workflow.views import Values
from reporting.models import Evidence
from reporting.report_text.values import size
from reporting.statuses import EvidenceKind, PersonalData

_WHAT: dict[str, Sentence] = {
    "birth": gettext_lazy("a date of birth beside a name"),
    "passport": gettext_lazy("looks like a passport number"),
    "case": gettext_lazy("looks like the number of a case"),
    "phone": gettext_lazy("looks like a telephone number"),
    "email": gettext_lazy("an e-mail address"),
}
_PLACES: dict[str, Sentence] = {
    "row": gettext_lazy("Sheet “%(part)s”, row %(number)s"),
    "page": gettext_lazy("Page %(number)s"),
    "slide": gettext_lazy("Slide %(number)s"),
    "paragraph": gettext_lazy("Paragraph %(number)s"),
}


def evidence_rows(rows: Iterable[Evidence], at: Values, *, removes: bool) -> list[Values]:
    """A row for each file and link; `at` has the parts of the address of its answer."""
    return [
        {
            "row": row,
            "url": row.url or reverse("evidence_file", kwargs={**at, "pk": row.pk}),
            "kind": _kind(row),
            "added": day(row.at),
            "by": str(row.by),
            "check": _check(row),
            "question_url": reverse("evidence_question", kwargs={**at, "pk": row.pk}) if row.is_asked else "",
            "places": places_counted(row),
            "remove_url": reverse("evidence_remove", kwargs={**at, "pk": row.pk}) if removes else "",
        }
        for row in rows
    ]


def places_of(row: Evidence) -> Iterator[Values]:
    """Each place that looks personal: where it is, what it looks like, and the masked value."""
    for found in row.found:
        yield {
            "place": say(_PLACES[found["kind"]], part=found["part"], number=found["number"]),
            "what": _WHAT[found["what"]],
            "shown": found["shown"],
            "more": _more(found["more"]),
        }


def places_counted(row: Evidence) -> str:
    """ "3 places look like personal data"; the ones that are not named one by one are counted too."""
    count = _count(row)
    said = ngettext(
        "%(count)s place looks like personal data", "%(count)s places look like personal data", count
    )
    return said % {"count": count} if count else ""


def _count(row: Evidence) -> int:
    return sum(1 + found["more"] for found in row.found)


def _more(count: int) -> str:
    return ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count} if count else ""


def _kind(row: Evidence) -> str:
    label = EvidenceKind(row.kind).label
    if row.kind == EvidenceKind.LINK:
        return str(label)
    return _("%(kind)s, %(size)s") % {"kind": label, "size": size(row.size)}


def _check(row: Evidence) -> list[Any]:
    """What the checks did, and what the taskforce answered."""
    if row.kind == EvidenceKind.LINK:
        return [_("The portal keeps no copy.")]
    if row.kind in (EvidenceKind.JPEG, EvidenceKind.PNG):
        return [_("Passed. Data of the place and the camera were removed.")]
    if not row.answer:
        return [_("Passed. Nothing was found.")]
    return [_("Passed."), places_counted(row), PersonalData(row.answer).label, row.reason]
