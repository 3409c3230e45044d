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
            (TASKFORCE, (_("Can read it."), _("Officers and the lead can change it."))),
            (DESK, (_("Can read the draft of its own country. The lead can end this access."),)),
            (
                REGION,
                (
                    _("Sees its status and dates, but no activities and no amounts."),
                    _("Reads it once it is submitted."),
                ),
            ),
            (
                PARTNERS,
                (
                    _("Read it until the last day, if the lead has opened it to them."),
                    _("After that they read only the activities that they support."),
                ),
            ),
            (OTHERS_AND_OBSERVERS, (_("See nothing of it: no status, no number of activities, no amount."),)),
            (
                _("An activity withdrawn before it was submitted"),
                (_("The taskforce can still see it, in a closed list."), _("Nobody else can see it.")),
            ),
        ),
    ),
    Thing(
        _("Requests to partners, their offers and accepted support"),
        (
            (
                TASKFORCE,
                (
                    _("Read all of it for their own country."),
                    _("Officers and the lead ask partners."),
                    _("The lead accepts, or declines and gives a reason."),
                ),
            ),
            (SECRETARIAT, (_("Can read this as long as they can read the draft."),)),
            (
                PARTNERS,
                (
                    _("Offer support for activities that are open or released to them."),
                    _("Read only the requests to them, their own offers and the answers."),
                    _("Read which other partners support a released activity, but no amounts."),
                ),
            ),
            (
                OTHERS,
                (_("Read the accepted support of an activity after the workplan is released to them."),),
            ),
            (
                _("Observers"),
                (_("Read which partners support a released activity, but no amounts."),),
            ),
        ),
    ),
    Thing(
        _("Comments on a workplan, its activities and its answers"),
        (
            (
                TASKFORCE,
                (
                    _(
                        "Can read and write comments for the taskforce, and comments for the taskforce "
                        "and the Secretariat."
                    ),
                    _(
                        "Officers and the lead can also write to one partner. Members cannot read these "
                        "comments."
                    ),
                ),
            ),
            (
                SECRETARIAT,
                (
                    _(
                        "Read and write those with the taskforce, and their own, while they can read the workplan."
                    ),
                    _("The regional office alone writes to partners about the regional workplan."),
                ),
            ),
            (
                PARTNERS,
                (
                    _(
                        "Read and write their own comments on what they can read. No partner reads the comments of another."
                    ),
                ),
            ),
            (OTHERS_AND_OBSERVERS, (_("See none of them, even after the workplan is released."),)),
        ),
    ),
    Thing(
        _("Submitting, amending, opening and releasing a workplan"),
        ((_("Taskforce lead"), (_("Does all of these for their own country."), _("Nobody else does."))),),
    ),
    Thing(
        _("Answers of the ministries of a taskforce"),
        (
            (
                _("Everybody else"),
                (
                    _("Sees no answer of a ministry."),
                    _("A submitted workplan lists the ministries that agreed."),
                ),
            ),
        ),
    ),
    Thing(
        _("The printed form of a workplan"),
        (
            (_("Whoever reads a version"), (_("Can print that version."),)),
            (_("Whoever reads the draft"), (_("Can print the draft. Nobody else can open that file."),)),
            (PARTNERS_AND_OBSERVERS, (_("Read which partners support an activity, but no amounts."),)),
        ),
    ),
    Thing(
        _("Deciding on the activities of a submitted workplan"),
        (
            (
                DESK,
                (
                    _("Decides on the workplan of its own country."),
                    _("Only the Secretariat can see the decisions before they are sent."),
                ),
            ),
            (REGION, (_("Can decide on the workplan of every country."),)),
            (
                _("Who entered or submitted an activity"),
                (
                    _("Does not decide on it."),
                    _("The Secretariat decides on Secretariat funding."),
                    _("It cannot refuse the workplan of a government."),
                ),
            ),
        ),
    ),
    Thing(
        _("The approved version"),
        (
            (TASKFORCE, (_("Read their own, with all decisions and reasons."),)),
            (SECRETARIAT, (_("Read it."),)),
            (
                OUTSIDE,
                (
                    _("Read it once the lead has released it to them."),
                    _("They see no decisions, reasons, comments, activities in reserve or declined offers."),
                    _("Until then the page shows \u201cNot released\u201d."),
                ),
            ),
            (
                _("A partner who supports an activity"),
                (
                    _("Can always read that activity."),
                    _("Reads its progress after the review is closed."),
                    _("Never reads the offer of another partner."),
                ),
            ),
        ),
    ),
    Thing(
        _("The regional workplan"),
        (
            (REGION, (_("Drafts it."), _("A second person of the office approves it."))),
            (
                _("Taskforce officers and leads"),
                (
                    _("Read the activities that name their country."),
                    _("The lead confirms it."),
                    _("Before that, the other countries do not see its name."),
                ),
            ),
            (_("All taskforces and the Secretariat"), (_("Read it after it is approved."),)),
            (PARTNERS_AND_OBSERVERS, (_("Read it if it is released to them."),)),
            (PARTNERS, (_("Read its draft while the regional office has opened it to them."),)),
        ),
    ),
    Thing(
        _("Answers to the mid-year review and to the review at the Senior Officials Meeting"),
        (
            (
                TASKFORCE,
                (
                    _("Officers and the lead give the answers of their country."),
                    _("The lead submits the answers."),
                    _("Members can read the answers."),
                ),
            ),
            (
                DESK,
                (
                    _("Can read the answers of its own country."),
                    _("Enters the spending of the Secretariat."),
                ),
            ),
            (REGION, (_("Opens and closes the reviews."), _("Answers for the regional workplan."))),
            (
                OTHERS,
                (
                    _("See statuses, counts and totals after the review is closed."),
                    _("See activities, comments and amounts of partners after the workplan is released."),
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
                    _("Can read the comparison of closed answers."),
                    _("Can read the editions that are released to taskforces."),
                ),
            ),
            (SECRETARIAT, (_("Can read all of it."), _("The regional office makes and releases editions."))),
            (
                PARTNERS_AND_OBSERVERS,
                (
                    _("Can read the editions that are released to them."),
                    _("Can see which partners support an activity, but no amounts."),
                ),
            ),
        ),
    ),
    Thing(
        _("Plans of action, people and roles"),
        (
            (
                _("Everybody with a role"),
                (_("Reads the plans of action."), _("The regional office edits them.")),
            ),
            (_("Taskforces"), (_("Can see the people of their own country and of the Secretariat."),)),
            (
                SECRETARIAT,
                (_("See everybody."), _("The regional office invites people and gives roles.")),
            ),
            (PARTNERS_AND_OBSERVERS, (_("Can see only themselves."),)),
        ),
    ),
    Thing(
        _("Notices, e-mails and calendars"),
        (
            (
                _("Everybody with a role"),
                (
                    _("Reads only their own notices."),
                    _("E-mails and calendars contain dates, numbers and links, but no text of a workplan."),
                ),
            ),
            (REGION, (_("Sees which e-mails could not be sent, and why."),)),
        ),
    ),
)
