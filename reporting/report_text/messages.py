"""Sentences for the codes that a dataset keeps (reporting.dataset.values.Note)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import ngettext_lazy, register
from workplans.statuses import Audience

register(
    {
        "state_at.mid_year": _("the mid-year review"),
        "state_at.som": _("the review at the Senior Officials Meeting"),
        # A meeting's own name: "SOM 7", "SOM 8 and IMM 3".
        "state_at.meeting": "%(name)s",
        "meeting.without_parts": "%(name)s",
        "state_at.taskforce_meeting": _("the %(name)s"),
        # Until the meeting is held: answers for "SOM 8".
        "state_at.meeting_to_come": _("the review for %(name)s"),
        "state_at.taskforce_meeting_to_come": _("the review for the %(name)s"),
        # What the earlier targets were, beside the status of the one that continues them.
        "was.merged": _("was: %(achieved)s of %(count)s targets achieved"),
        "was.part_achieved": _("as part of %(code)s: achieved"),
        "was.part_in_progress": _("as part of %(code)s: in progress"),
        "was.part_no_activity": _("as part of %(code)s: no activity yet"),
        "loaded.year": _("%(year)s was not planned in the portal. Loaded from: %(sources)s."),
        "about.target": _("Target %(code)s"),
        "about.area": "%(name)s",
        "about.all_areas": _("All areas"),
        "missing.secretariat": ngettext_lazy(
            "%(countries)s has no approved workplan yet. Totals cover %(read)s of %(everyone)s countries.",
            "%(countries)s have no approved workplan yet. Totals cover %(read)s of %(everyone)s countries.",
        ),
        "no_totals.secretariat": ngettext_lazy(
            "%(countries)s has no approved workplan yet. There are no totals.",
            "%(countries)s have no approved workplan yet. There are no totals.",
        ),
    }
)
# What is missing for the others: the sentences name the readers (`reporting.report_text.values.message_of`).
WITHHELD = {
    "missing": ngettext_lazy(
        "%(countries)s has not released the workplan to %(readers)s. Totals cover %(read)s of %(everyone)s countries.",
        "%(countries)s have not released the workplan to %(readers)s. Totals cover %(read)s of %(everyone)s countries.",
    ),
    "no_totals": ngettext_lazy(
        "%(countries)s has not released the workplan to %(readers)s. There are no totals.",
        "%(countries)s have not released the workplan to %(readers)s. There are no totals.",
    ),
}
READERS = (Audience.TASKFORCES, Audience.PARTNERS, Audience.OBSERVERS)
register({f"{code}.{readers}": words for code, words in WITHHELD.items() for readers in READERS})
