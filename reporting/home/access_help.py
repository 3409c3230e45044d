"""The words of the page "Who sees what".

The permissions themselves are functions (`workplans.plan.permissions`, `reporting.reviews.permissions`); a test holds
that every role is spoken of here.
"""

from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n.messages import Words


def _thing(title: Words, *who: tuple[Words, tuple[Words, ...]]) -> Values:
    """Something that people read or do, with who may."""
    return {"title": title, "who": who}


def _who(reader: Words, *says: Words) -> tuple[Words, tuple[Words, ...]]:
    return reader, says


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
    _thing(
        _("The draft of a country\u2019s workplan"),
        _who(TASKFORCE, _("Can read the draft."), _("Officers and the lead can change the draft.")),
        _who(DESK, _("Can read the draft of its own country. The lead can end this access.")),
        _who(
            REGION,
            _("Can see the status and the dates of the draft, but no activities and no figures."),
            _("Can read the workplan after the lead submits it."),
        ),
        _who(
            PARTNERS,
            _(
                "If the lead opens the draft to a partner, this partner can read it until the last day that the "
                "lead chose."
            ),
            _("After that day, this partner can read only the activities that it supports."),
        ),
        _who(
            OTHERS_AND_OBSERVERS,
            _("Cannot see the draft, its status, how many activities it has, or its amounts."),
        ),
        _who(
            _("An activity withdrawn before the workplan was submitted"),
            _(
                "The taskforce can still see this activity in the list of withdrawn activities, on the page of the "
                "workplan."
            ),
            _("Nobody else can see this activity any more."),
        ),
    ),
    _thing(
        _("Requests to partners, their offers, and accepted support"),
        _who(
            TASKFORCE,
            _("Can read all requests and offers of their own country."),
            _("Officers and the lead can send requests to partners."),
            _("The lead accepts an offer, or declines it and gives a reason."),
        ),
        _who(SECRETARIAT, _("Can read requests, offers and support while they can read the draft.")),
        _who(
            PARTNERS,
            _("Can offer support for activities that are opened or released to them."),
            _("Can read only the requests to them, their own offers, and the answers."),
            _("Can see which other partners support a released activity, but no amounts."),
        ),
        _who(OTHERS, _("Can read the support of an activity after the workplan is released to them.")),
        _who(_("Observers"), _("Can see which partners support a released activity, but no amounts.")),
    ),
    _thing(
        _("Comments on a workplan, its activities and its answers"),
        _who(
            TASKFORCE,
            _(
                "Can read and write two kinds of comments: for the taskforce only, and for the taskforce and "
                "the Secretariat."
            ),
            _(
                "Officers and the lead can also write to a partner. Other partners and the members of the "
                "taskforce cannot read comments to a partner."
            ),
        ),
        _who(
            SECRETARIAT,
            _(
                "The desk can read and write comments on the workplan of its own country. The regional office can do this "
                "for every country. Both can do this only while they can read the workplan."
            ),
            _(
                "There are two kinds of comments: for the taskforce and the Secretariat, and for the "
                "Secretariat only."
            ),
            _("Only the regional office can write to partners about the regional workplan."),
        ),
        _who(
            PARTNERS,
            _(
                "Can write comments to the officers and the lead about workplans and activities that the "
                "partner can read. Can read the answers to these comments. Comments on the regional workplan "
                "go to the regional office. A partner cannot read the comments of another partner."
            ),
        ),
        _who(_("Everybody"), _("Cannot write comments after the workplan is closed.")),
        _who(OTHERS_AND_OBSERVERS, _("Cannot see comments, even after the workplan is released.")),
    ),
    _thing(
        _("Actions of the lead: submit, cancel the submission, amend, open and release a workplan"),
        _who(
            _("Taskforce lead"), _("Does all of this for their own country."), _("Nobody else can do this.")
        ),
    ),
    _thing(
        _("Answers of the ministries of a taskforce"),
        _who(
            TASKFORCE,
            _("Can read the answers."),
            _("The lead asks the ministries. Each member answers for one ministry."),
        ),
        _who(
            _("All others"),
            _("Cannot see the answer of a ministry."),
            _("A submitted workplan names the ministries that agreed."),
        ),
    ),
    _thing(
        _("The printed form of a workplan"),
        _who(_("Everybody who can read a version"), _("Can print this version.")),
        _who(
            _("Everybody who can read the draft"),
            _("Can print the draft."),
            _("Only the person who made this form can download its files."),
        ),
        _who(PARTNERS_AND_OBSERVERS, _("Can see which partners support an activity, but no amounts.")),
    ),
    _thing(
        _("Decisions on the activities of a submitted workplan"),
        _who(
            DESK,
            _("Decides on the workplan of its own country."),
            _("Only the Secretariat can see the decisions before they are sent."),
        ),
        _who(REGION, _("Can decide on the workplan of every country.")),
        _who(
            _("A person who entered or submitted an activity"),
            _("Cannot decide on this activity."),
            _("The Secretariat decides only on the Secretariat funding."),
            _("The Secretariat cannot refuse the workplan of a government."),
        ),
    ),
    _thing(
        _("The approved version"),
        _who(
            TASKFORCE,
            _("Can read the approved version of their own country."),
            _("Can read all rounds, and the reasons of all decisions."),
        ),
        _who(SECRETARIAT, _("Can read the approved version of every country.")),
        _who(
            OUTSIDE,
            _("Can read the approved version only after the lead has released it to them."),
            _("They cannot see rounds, reasons, comments, activities in reserve or declined offers."),
            _("Before the release, the page shows \u201cNot released\u201d."),
        ),
        _who(
            _("A partner who supports an activity"),
            _("Can still read this activity."),
            _("Can read the progress of this activity after the review is closed."),
            _("Can never read the offer of another partner."),
        ),
    ),
    _thing(
        _("The regional workplan"),
        _who(REGION, _("Writes the draft."), _("A second person of the office approves the workplan.")),
        _who(
            _("Taskforce officers and leads"),
            _("Can read the activities that name their country."),
            _("The lead confirms that the country takes part."),
            _("Before the lead confirms, nobody else can see the name of the country."),
        ),
        _who(_("All taskforces and the Secretariat"), _("Can read the workplan after it is approved.")),
        _who(PARTNERS_AND_OBSERVERS, _("Can read the approved workplan only if it is released to them.")),
        _who(PARTNERS, _("Can read the draft while it is open to them. The regional office opens it.")),
    ),
    _thing(
        _("Answers to the mid-year review and to the review at the Senior Officials Meeting"),
        _who(
            TASKFORCE,
            _("Officers and the lead give the answers of their country."),
            _("The lead submits the answers. After that, only the regional office can reopen them."),
            _("Members can read the answers."),
            _(
                "Files and links for an answer: officers and the lead add them, the whole taskforce reads them."
            ),
            _("After the review is closed, the lead chooses who else can see files and links."),
        ),
        _who(
            DESK,
            _("Can read the answers of its own country, with their files and links."),
            _("Enters the spending of the Secretariat."),
            _("Can ask the taskforce about an answer. The regional office can read the question too."),
        ),
        _who(
            REGION,
            _("Opens and closes the reviews."),
            _("Gives the answers for the region."),
            _("Can see how much each country has answered. Can read the answers after they are submitted."),
        ),
        _who(
            OTHERS,
            _(
                "After the review is closed, can see statuses, how many activities have each status, and total "
                "amounts."
            ),
            _("Can see the activities and the explanations after the workplan is released to them."),
            _("Then they can also see the amounts of partners."),
        ),
    ),
    _thing(
        _("The comparison and the annual report"),
        _who(
            _("Taskforces"),
            _("Can read the comparison. It shows the answers after the review is closed."),
            _("Can read the editions that are released to taskforces."),
            _("Can read all recommendations. Officers and the lead answer those to their country."),
        ),
        _who(
            SECRETARIAT,
            _("Can read the comparison and all editions."),
            _("The regional office makes and releases editions."),
            _("Can read all recommendations. The regional office enters them."),
        ),
        _who(
            PARTNERS_AND_OBSERVERS,
            _("Can read the editions that are released to them."),
            _("Can see which partners support an activity, but no amounts."),
        ),
    ),
    _thing(
        _("Plans of action, people and roles"),
        _who(
            _("Everybody with a role in the portal"),
            _("Can read the plans of action."),
            _("The regional office edits them."),
        ),
        _who(_("Taskforces"), _("Can see the people of their own country and of the Secretariat.")),
        _who(SECRETARIAT, _("Can see everybody."), _("The regional office invites people and gives roles.")),
        _who(PARTNERS_AND_OBSERVERS, _("Can see only their own name.")),
    ),
    _thing(
        _("Notices, e-mails and calendars"),
        _who(
            _("Everybody with a role in the portal"),
            _("Can read only their own notices."),
            _("E-mails and calendars contain dates, codes and links, but no text of a workplan."),
        ),
        _who(REGION, _("Can see which e-mails could not be sent, and why.")),
    ),
)
