"""Says whether the events are as they were written: the chain of their digests, its head in each edition, the guards."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commit_portal.db.event_chain import head_of_chain, links, unlinked
from commit_portal.db.guards import missing_guards
from commit_portal.i18n.messages import say
from reporting.editions.rows import name_of
from reporting.models import AnnualReport


class Command(BaseCommand):
    help = (
        "Proves that no event was changed, removed or swapped. Names the first broken link, and ends with 1."
    )

    def handle(self, *args: object, **options: object) -> None:
        """Print what was counted and found."""
        chain = list(links())
        count = ngettext("The chain has %(count)s event.", "The chain has %(count)s events.", len(chain)) % {
            "count": f"{len(chain):,}"
        }
        missing = missing_guards()
        guards = (
            say(_("The database lacks guards of the past: %(names)s."), names=", ".join(missing))
            if missing
            else _("All guards of the past are in place.")
        )
        faults = list(_faults(chain))
        if faults or missing:
            raise CommandError("\n".join([count, guards, *faults]))
        number, digest = head_of_chain()
        whole = say(
            _("The chain is whole. Its last link is number %(number)s: %(digest)s."),
            number=number,
            digest=digest,
        )
        self.stdout.write("\n".join([count, guards, whole]))


def _faults(chain: list[tuple[int, str, str]]) -> Iterator[str]:
    """The first broken link, and what does not fit to the chain: its head, events without a link, editions."""
    broken = [words for _number, _digest, words in chain if words]
    if broken:
        yield say(
            _("%(what)s The links after it prove nothing. Broken links: %(count)s."),
            what=broken[0],
            count=len(broken),
        )
    last = chain[-1][:2] if chain else (0, "")
    if head_of_chain() != last:
        yield say(
            _("The last link is number %(number)s, but the head of the chain is another one."), number=last[0]
        )
    if left := unlinked():
        yield say(
            _("Events without a link: %(count)s. The first is event %(event)s."),
            count=len(left),
            event=left[0],
        )
    digests = {number: digest for number, digest, _words in chain}
    for edition in AnnualReport.objects.editions().light().exclude(trail_digest="").select_related("cycle"):
        if digests.get(edition.trail_number) != edition.trail_digest:
            yield say(
                _(
                    "%(edition)s: link %(number)s of the chain was another one when this edition was asked for."
                ),
                edition=name_of(edition),
                number=edition.trail_number,
            )
