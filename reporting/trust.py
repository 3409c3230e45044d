"""Who sees and does what, in words, as the page "Who sees what" prints it.

The permissions themselves are functions (`workplans.permissions`, `reporting.permissions`); a test holds
that every role is spoken of here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thing:
    """Something that is read or done, with who may; in words."""

    title: str
    who: tuple[tuple[str, str], ...]


TASKFORCE = "Officers, lead and members of the taskforce"
OTHERS = "Other taskforces"
DESK = "Country desk"
REGION = "Regional office"
PARTNERS = "Partners"
OBSERVERS = "Observers"

TRUST = (
    Thing(
        "The draft of a country's workplan",
        (
            (TASKFORCE, "Read it. Officers and the lead edit it."),
            (DESK, "Reads the draft of its own country, unless the lead ends that."),
            (REGION, "Sees its state and dates, not its lines or figures; reads it once it is submitted."),
            (PARTNERS, "Read it if the lead has opened it to them."),
            (f"{OTHERS}, observers", "See nothing of it: no state, no count, no sum."),
            (
                "An activity withdrawn before it was submitted",
                "Stays with the taskforce, in a folded list. Nobody else sees it any more.",
            ),
        ),
    ),
    Thing(
        "Submitting, taking back, amending, opening and releasing a workplan",
        (("Taskforce lead", "Does all of these for their own country. Nobody else does."),),
    ),
    Thing(
        "Deciding on the lines of a submitted workplan",
        (
            (
                DESK,
                "Decides on its own country. Decisions are seen by the Secretariat alone until they are sent.",
            ),
            (REGION, "May decide on every country."),
            (
                "Who entered or submitted a line",
                "Does not decide on it. The Secretariat decides on COMMIT's support; it has no veto over a "
                "government's own plan.",
            ),
        ),
    ),
    Thing(
        "The version of record: what has been approved",
        (
            (TASKFORCE, "Read their own, with every round and reason."),
            (f"{DESK} and regional office", "Read it."),
            (
                f"{OTHERS}, partners, observers",
                "Read it once the lead has released it to them, without rounds, reasons, comments, reserve "
                'lines or declined offers. Until then it reads "Not released".',
            ),
            ("A partner who supports a line", "Keeps reading that line, and never another partner's offer."),
        ),
    ),
    Thing(
        "The regional workplan",
        (
            (REGION, "Drafts it; a second person of it puts it in force."),
            (
                "Taskforce officers and leads",
                "Read their own part; the lead confirms it. Nobody else sees a country named before.",
            ),
            ("All taskforces and the Secretariat", "Read it once it is in force."),
            (f"{PARTNERS} and observers", "Read it if it is released to them."),
        ),
    ),
    Thing(
        "Answers to the mid-year review and to the review at the Senior Officials Meeting",
        (
            (TASKFORCE, "Officers and the lead answer for their country; the lead submits; members read."),
            (DESK, "Reads its own country's and enters the Secretariat's spending."),
            (REGION, "Opens and closes the reviews and answers the Regional column."),
            (
                OTHERS,
                "See statuses, counts and totals once the review is closed; activities, narratives and partners' "
                "amounts only once the plan is released.",
            ),
        ),
    ),
    Thing(
        "The comparison and the annual report",
        (
            ("Taskforces", "Read the comparison of closed answers, and editions released to taskforces."),
            (
                f"{DESK} and regional office",
                "Read all of it; the regional office makes and releases editions.",
            ),
            (f"{PARTNERS} and observers", "Read the editions that are released to them."),
        ),
    ),
    Thing(
        "Plans of action, people and seats",
        (
            ("Everybody with a seat", "Reads the plans of action; the regional office edits them."),
            ("Taskforces", "See the people of their own country and of the Secretariat."),
            (
                f"{DESK} and regional office",
                "See everybody; the regional office invites people and gives seats.",
            ),
            (f"{PARTNERS} and observers", "See only themselves."),
        ),
    ),
)
