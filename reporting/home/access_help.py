"""The words of the page "Who sees what".

The permissions themselves are functions (`workplans.plan.permissions`, `reporting.reviews.permissions`); a test holds
that every role is spoken of here.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import Words


@dataclass(frozen=True)
class Thing:
    """Something that people read or do, with who may."""

    title: Words
    who: tuple[tuple[Words, tuple[Words, ...]], ...]


TASKFORCE = _("Officers, lead and members of the taskforce")
OTHERS = _("Other taskforces")
OTHERS_AND_OBSERVERS = _("Other taskforces and observers")
OUTSIDE = _("Other taskforces, partners and observers")
DESK = _("Country desk")
REGION = _("Regional office")
SECRETARIAT = _("Country desk and regional office")
PARTNERS = _("Partners")
PARTNERS_AND_OBSERVERS = _("Partners and observers")

THINGS = (
    Thing(
        _("The draft of a country\u2019s workplan"),
        (
            (TASKFORCE, (_("Read it."), _("Officers and the lead edit it."))),
            (DESK, (_("Reads the draft of its own country. The lead can end that."),)),
            (
                REGION,
                (
                    _("Sees its state and dates, but no lines and no figures."),
                    _("Reads it once it is submitted."),
                ),
            ),
            (
                PARTNERS,
                (
                    _("Read it until the last day, if the lead has opened it to them."),
                    _("After that they read only the lines that they support."),
                ),
            ),
            (OTHERS_AND_OBSERVERS, (_("See nothing of it: no state, no count, no sum."),)),
            (
                _("An activity withdrawn before it was submitted"),
                (_("Stays with the taskforce, in a folded list."), _("Nobody else sees it any more.")),
            ),
        ),
    ),
    Thing(
        _("What partners are asked for, offer and give"),
        (
            (
                TASKFORCE,
                (
                    _("Read all of it for their own country."),
                    _("Officers and the lead ask partners."),
                    _("The lead accepts, or declines with a word."),
                ),
            ),
            (SECRETARIAT, (_("Read it with the draft."),)),
            (
                PARTNERS,
                (
                    _("Offer for themselves, on lines that are open or released to them."),
                    _("Read only what they are asked for and offer themselves, with the answers."),
                    _("Read which other partners support a released line, without amounts."),
                ),
            ),
            (OTHERS, (_("Read the support of a line once the plan is released to them."),)),
            (
                _("Observers"),
                (_("Read which partners support a released line, without amounts."),),
            ),
        ),
    ),
    Thing(
        _("Comments on a workplan, its activities and its answers"),
        (
            (
                TASKFORCE,
                (
                    _("Read and write those of the taskforce, and those with the Secretariat."),
                    _("Officers and the lead write to one partner as well. Members do not read that."),
                ),
            ),
            (
                SECRETARIAT,
                (
                    _("Read and write those with the taskforce, and their own, while they read the plan."),
                    _("The regional office alone writes to partners about the regional workplan."),
                ),
            ),
            (
                PARTNERS,
                (
                    _(
                        "Read and write their own, about what they can read. No partner reads the comments of another."
                    ),
                ),
            ),
            (OTHERS_AND_OBSERVERS, (_("See none of them, even after the plan is released."),)),
        ),
    ),
    Thing(
        _("Submitting, taking back, amending, opening and releasing a workplan"),
        ((_("Taskforce lead"), (_("Does all of these for their own country."), _("Nobody else does."))),),
    ),
    Thing(
        _("What the ministries of a taskforce say"),
        (
            (TASKFORCE, (_("Read it."), _("The lead asks. A member answers for one ministry."))),
            (
                _("Everybody else"),
                (_("Sees no answer of a ministry."), _("A submitted plan names the ministries that agreed.")),
            ),
        ),
    ),
    Thing(
        _("The printed form of a workplan"),
        (
            (_("Whoever reads a version"), (_("Prints that version."),)),
            (_("Whoever reads the draft"), (_("Prints the draft. Nobody else reads that print."),)),
            (PARTNERS_AND_OBSERVERS, (_("Read which partners support an activity, but no amounts."),)),
        ),
    ),
    Thing(
        _("Deciding on the lines of a submitted workplan"),
        (
            (
                DESK,
                (
                    _("Decides on its own country."),
                    _("Only the Secretariat sees the decisions until they are sent."),
                ),
            ),
            (REGION, (_("May decide on every country."),)),
            (
                _("Who entered or submitted a line"),
                (
                    _("Does not decide on it."),
                    _("The Secretariat decides on the support of COMMIT."),
                    _("It has no veto over the plan of a government."),
                ),
            ),
        ),
    ),
    Thing(
        _("The approved version"),
        (
            (TASKFORCE, (_("Read their own, with every round and reason."),)),
            (SECRETARIAT, (_("Read it."),)),
            (
                OUTSIDE,
                (
                    _("Read it once the lead has released it to them."),
                    _("They see no rounds, reasons, comments, reserve lines or declined offers."),
                    _("Until then it reads \u201cNot released\u201d."),
                ),
            ),
            (
                _("A partner who supports a line"),
                (
                    _("Keeps reading that line."),
                    _("Reads its progress once the review is closed."),
                    _("Never reads the offer of another partner."),
                ),
            ),
        ),
    ),
    Thing(
        _("The regional workplan"),
        (
            (REGION, (_("Drafts it."), _("A second person of the office puts it in force."))),
            (
                _("Taskforce officers and leads"),
                (
                    _("Read the activities that name their country."),
                    _("The lead confirms it."),
                    _("Before that, nobody else sees the name of the country."),
                ),
            ),
            (_("All taskforces and the Secretariat"), (_("Read it once it is in force."),)),
            (PARTNERS_AND_OBSERVERS, (_("Read it if it is released to them."),)),
            (PARTNERS, (_("Read its draft while the regional office has opened it to them."),)),
        ),
    ),
    Thing(
        _("What partners are asked for and offer"),
        (
            (TASKFORCE, (_("Read all of it. Officers and the lead ask, the lead answers."),)),
            (SECRETARIAT, (_("Reads it with the draft."),)),
            (PARTNERS, (_("Read what concerns them, and nothing of another partner."),)),
            (OTHERS_AND_OBSERVERS, (_("Read what is accepted, once the plan is released to them."),)),
        ),
    ),
    Thing(
        _("Answers to the mid-year review and to the review at the Senior Officials Meeting"),
        (
            (
                TASKFORCE,
                (
                    _("Officers and the lead answer for their country."),
                    _("The lead submits."),
                    _("Members read."),
                ),
            ),
            (
                DESK,
                (
                    _("Reads the answers of its own country."),
                    _("Enters the spending of the Secretariat."),
                ),
            ),
            (REGION, (_("Opens and closes the reviews."), _("Answers the Regional column."))),
            (
                OTHERS,
                (
                    _("See statuses, counts and totals once the review is closed."),
                    _("See activities, narratives and amounts of partners once the plan is released."),
                ),
            ),
        ),
    ),
    Thing(
        _("The comparison and the annual report"),
        (
            (
                _("Taskforces"),
                (
                    _("Read the comparison of closed answers."),
                    _("Read the editions that are released to taskforces."),
                ),
            ),
            (SECRETARIAT, (_("Read all of it."), _("The regional office makes and releases editions."))),
            (
                PARTNERS_AND_OBSERVERS,
                (
                    _("Read the editions that are released to them."),
                    _("Read who supports an activity, but not how much it gives."),
                ),
            ),
        ),
    ),
    Thing(
        _("Plans of action, people and seats"),
        (
            (
                _("Everybody with a seat"),
                (_("Reads the plans of action."), _("The regional office edits them.")),
            ),
            (_("Taskforces"), (_("See the people of their own country and of the Secretariat."),)),
            (
                SECRETARIAT,
                (_("See everybody."), _("The regional office invites people and gives seats.")),
            ),
            (PARTNERS_AND_OBSERVERS, (_("See only themselves."),)),
        ),
    ),
    Thing(
        _("Notices, mails and calendars"),
        (
            (
                _("Everybody with a seat"),
                (
                    _("Reads only their own notices."),
                    _("Mails and calendars hold dates, codes and links, and no word of a plan."),
                ),
            ),
            (REGION, (_("Sees which mails could not be sent, and why."),)),
        ),
    ),
)
