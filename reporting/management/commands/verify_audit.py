"""Says whether the past is as it was written: the chain of events, its head in each edition, guards, sums, traces of rows."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from commit_portal.db.event_chain import head_of_chain, links, unlinked
from commit_portal.db.guards import missing_guards, refusal, unsettled_plans
from commit_portal.db.row_traces import untraced
from commit_portal.i18n import say
from reporting.models import AnnualReport
from reporting.report_text.editions import edition_name
from workplans.models import Workplan


class Command(BaseCommand):
    help = "Proves that the past is as it was written. Names the first broken link and row, and ends with 1."

    def handle(self, *args: object, **options: object) -> None:
        """Print what was counted and found."""
        chain, missing = list(links()), missing_guards()
        found = [say(_("Events in the chain: %(count)s."), count=len(chain))]
        found.append(refusal(missing) if missing else _("All guards of the history are in the database."))
        faults = list(_faults(chain))
        if faults or missing:
            raise CommandError("\n".join([*found, *faults]))
        number, digest = head_of_chain()
        said = _("No link of the chain is broken. The last link is number %(number)s: %(digest)s.")
        rest = _("All Secretariat totals of workplans are right. Traced rows are as they were saved.")
        self.stdout.write("\n".join([*found, rest, say(said, number=str(number), digest=digest)]))


def _faults(chain: list[tuple[int, str, str]]) -> Iterator[str]:
    """The first broken link, and what does not fit the chain: its head, events without a link, editions."""
    if broken := [words for _number, _digest, words in chain if words]:
        said = _("%(what)s The links after the broken link prove nothing. Broken links: %(count)s.")
        yield say(said, what=broken[0], count=len(broken))
    last = chain[-1][:2] if chain else (0, "")
    if head_of_chain() != last:
        said = _("The last link is number %(number)s, but the chain should end with a different link.")
        yield say(said, number=str(last[0]))
    if left := unlinked():
        said = _("Events without a link: %(count)s. The first is event %(event)s.")
        yield say(said, count=len(left), event=str(left[0]))
    for plan in Workplan.objects.filter(pk__in=unsettled_plans()).select_related("cycle", "taskforce"):
        said = _("%(workplan)s: the Secretariat funding is not the total of its activities.")
        yield say(said, workplan=str(plan))
    if strays := untraced():
        table, key = strays[0]
        said = _("Row %(row)s of %(table)s was changed outside the portal. Number of such rows: %(count)s.")
        yield say(said, row=str(key), table=table, count=len(strays))
    digests = {number: digest for number, digest, _words in chain}
    for edition in AnnualReport.objects.editions().light().exclude(trail_digest="").select_related("cycle"):
        if digests.get(edition.trail_number) != edition.trail_digest:
            said = _("%(edition)s: link %(number)s of the chain has changed since this edition was made.")
            named = edition_name(edition.cycle.year, edition.edition, edition.audience)
            yield say(said, edition=named, number=str(edition.trail_number))
