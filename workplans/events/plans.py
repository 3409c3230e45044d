"""The verbs of plans and their years, of activities, ministries and comments."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import ngettext_lazy
from commit_portal.statuses import NoticeKind
from commit_portal.workflow.events import COUNTRY, Said, Still, Tell, Verb, Verbs, Who

WAITS, OTHERS = NoticeKind.WAITS, NoticeKind.OTHERS
to_desk = partial(Tell, who=(Who.DESK,), kind=WAITS, informs=(Who.REGIONAL_OFFICE, Who.OFFICERS))
to_drafters = partial(Tell, who=(Who.OFFICERS, Who.LEADS), kind=WAITS, informs=(Who.MEMBERS,))
to_office = partial(Tell, who=(Who.REGIONAL_OFFICE,), kind=WAITS)
to_country = partial(Tell, who=COUNTRY, kind=OTHERS)
to_lead = partial(Tell, who=(Who.LEADS,), kind=OTHERS, page="ministries")
to_writers = partial(Tell, who=(Who.WRITERS,), kind=NoticeKind.COMMENTS, still=Still.THREAD)

COUNTRY_ASKED = Tell(
    "country_asked",
    _("Regional workplan %(year)s: answer whether your country takes part in activity %(number)s"),
    (Who.ASKED_COUNTRIES,),
    WAITS,
    once_a_day=True,
    several=ngettext_lazy(
        "Regional workplan %(year)s: answer whether your country takes part in %(count)s activity",
        "Regional workplan %(year)s: answer whether your country takes part in %(count)s activities",
    ),
)

MOVED = _("%(place)s %(year)s: the workplan now follows another revision of the plan of action")
CEILING = Said("year.ceiling", _("Announced a ceiling of US$%(ceiling)s from %(day)s on"))
STEPS: Verbs = {
    "change_ceiling": Verb(
        CEILING,
        to_country("ceiling_changed", _("%(place)s %(year)s: the ceiling of the workplan changes")),
    ),
    "submit": Verb(
        Said("workplan.submitted", _("Submitted the workplan to the Secretariat")),
        to_desk("submitted", _("%(place)s %(year)s: the workplan was submitted")),
        Tell(
            "needs_unmet",
            _("%(place)s %(year)s: technical needs are not met yet"),
            (Who.DESK_WITH_NEEDS,),
            OTHERS,
        ),
    ),
    "take_back": Verb(
        Said("workplan.taken_back", _("Cancelled the submission")),
        to_desk("taken_back", _("%(place)s %(year)s: a draft again (submission cancelled)")),
    ),
    "decide": Verb(
        Said("decision.recorded_approve", _("Decided to approve %(code)s")),
        Said("decision.recorded_return", _("Decided to return %(code)s")),
        Said("decision.recorded_note", _("Decided to note %(code)s")),
        Said("decision.cleared", _("Cancelled the decision on %(code)s")),
        Said(
            "decision.rest_approved",
            ngettext_lazy(
                "Approved the %(count)s activity that had no decision yet",
                "Approved the %(count)s activities that had no decision yet",
            ),
        ),
    ),
    "send_decisions": Verb(
        Said("workplan.decisions_sent", _("Sent the decisions (activities returned: %(count)s)")),
        to_drafters("decided", _("%(place)s %(year)s: the Secretariat sent its decisions")),
    ),
    "amend": Verb(
        Said(
            "workplan.amended",
            _("Opened an amendment. The approved version stays valid until the next decisions"),
        ),
        to_country("amended", _("%(place)s %(year)s: an amendment of the workplan was started")),
    ),
    "drop_amendment": Verb(
        Said("workplan.amendment_dropped", _("Cancelled the amendment. The approved version stays valid")),
        to_country("amendment_dropped", _("%(place)s %(year)s: the amendment was cancelled")),
    ),
    "close": Verb(
        Said("workplan.closed", _("Closed the workplan")),
        to_country("closed", _("%(place)s %(year)s: the workplan was closed")),
    ),
    "set_aside": Verb(Said("workplan.amendment_set_aside", _("Closed the open amendment without decisions"))),
    "reopen": Verb(
        Said("workplan.reopened", _("Reopened the workplan")),
        to_country("reopened", _("%(place)s %(year)s: the workplan was opened again")),
    ),
    "release": Verb(
        Said("release.made_taskforces", _("Released version %(number)s to the other taskforces")),
        Said("release.made_partners", _("Released version %(number)s to partners")),
        Said("release.made_observers", _("Released version %(number)s to observers")),
        Tell(
            "released",
            _("%(place)s %(year)s: the workplan was released to you"),
            (Who.AUDIENCE,),
            OTHERS,
            still=Still.VERSION,
        ),
    ),
    "end_release": Verb(
        Said("release.ended_taskforces", _("Ended the release to the other taskforces")),
        Said("release.ended_partners", _("Ended the release to partners")),
        Said("release.ended_observers", _("Ended the release to observers")),
    ),
    "ask_for_targets": Verb(
        Said(
            "workplan.targets_asked",
            _("Asked to change activities. Without target or area in revision %(number)s: %(count)s"),
        ),
        Tell(
            "targets_asked",
            _("%(place)s %(year)s: choose other targets for activities"),
            (Who.OFFICERS, Who.LEADS),
            WAITS,
            naming=_(
                "%(place)s %(year)s: choose other targets for these activities: %(activities)s. Not in the new revision: "
                "%(targets)s"
            ),
            page="activity",
        ),
    ),
    "move_year": Verb(
        Said("workplan.moved", _("Moved the year to revision %(number)s of the plan of action")),
        Said(
            "workplan.moved_without",
            _(
                "Moved the year to revision %(number)s of the plan of action. The revision does not have these "
                "targets: %(targets)s. Activities with these targets: %(activities)s"
            ),
        ),
        Tell(
            "workplan_moved",
            MOVED,
            (Who.OFFICERS, Who.LEADS),
            OTHERS,
            naming=_(
                "%(place)s %(year)s: check the targets of %(activities)s. Not in the new revision: %(targets)s"
            ),
            page="activity",
        ),
        # The desk may not read the draft: it learns no number of an activity.
        Tell("workplan_moved_desk", MOVED, (Who.DESK,), OTHERS),
    ),
    "propose_regional": Verb(
        Said("workplan.proposed", _("Proposed the regional workplan")),
        to_office(
            "proposed",
            _(
                "Regional workplan %(year)s: a colleague proposed it. A second person must check and approve it"
            ),
        ),
    ),
    "put_in_force": Verb(
        Said("workplan.put_in_force", _("Approved the regional workplan")),
        Tell("in_force", _("The regional workplan %(year)s is approved"), (Who.AUDIENCE,), OTHERS),
    ),
}
# What people do inside their own part has no notice, before they hand it over.
LINES: Verbs = {
    "add": Verb(Said("line.added", _("Added %(code)s")), COUNTRY_ASKED),
    "carry": Verb(Said("line.carried", _("Carried over %(code)s from %(earlier)s")), COUNTRY_ASKED),
    "remove": Verb(
        Said(
            "line.removed",
            ngettext_lazy(
                "Removed %(count)s activity that was just carried over: %(codes)s",
                "Removed %(count)s activities that were just carried over: %(codes)s",
            ),
        )
    ),
    "change": Verb(Said("line.changed", _("Changed %(code)s")), COUNTRY_ASKED),
    "withdraw": Verb(Said("line.withdrawn", _("Withdrew %(code)s"))),
    "restore": Verb(Said("line.restored", _("Restored %(code)s"))),
    "undo": Verb(Said("line.undone", _("Restored the text of %(code)s from before the amendment"))),
    "unlock": Verb(Said("line.unlocked", _("Allowed changes to %(code)s"))),
    "answer_return": Verb(Said("line.return_answered", _("Answered the desk on %(code)s"))),
    "finish_return": Verb(Said("line.return_done", _("Marked %(code)s as done"))),
    "reopen_return": Verb(Said("line.return_reopened", _("Marked %(code)s as not done"))),
    "keep": Verb(Said("line.kept", _("Kept %(code)s without Secretariat funding"))),
    "needs": Verb(Said("plan.needs_written", _("Wrote the opportunities, gaps and needs"))),
    "confirm": Verb(
        Said("participation.confirmed", _("%(country)s takes part in %(code)s")),
        to_office(
            "country_confirmed",
            _("Regional workplan %(year)s: a country confirmed that it takes part in activity %(number)s"),
            kind=OTHERS,
            page="activity",
        ),
    ),
    "decline": Verb(
        Said("participation.declined", _("%(country)s does not take part in %(code)s")),
        to_office(
            "country_declined",
            _("Regional workplan %(year)s: a country does not take part in activity %(number)s"),
            page="activity",
        ),
    ),
}
MINISTRIES: Verbs = {
    "ask_ministries": Verb(
        Said("ministry.asked", _("Asked these ministries whether they agree: %(ministries)s")),
        Tell(
            "ministry_asked",
            _("%(place)s %(year)s: answer whether your ministry agrees to the workplan"),
            (Who.ASKED_MINISTRIES,),
            WAITS,
            page="ministry_answer",
        ),
    ),
    "answer_for_ministry": Verb(
        Said("ministry.said_yes", _("%(ministry)s agreed")),
        Said("ministry.said_no", _("%(ministry)s did not agree")),
        to_lead("ministry_answered", _("%(place)s %(year)s: a ministry answered whether it agrees")),
    ),
    "record_for_ministry": Verb(
        Said("ministry.paper_yes", _("Entered an answer that came on paper: %(ministry)s agreed")),
        Said("ministry.paper_no", _("Entered an answer that came on paper: %(ministry)s did not agree")),
        to_lead(
            "ministry_recorded",
            _("%(place)s %(year)s: an answer of a ministry that came on paper was entered"),
        ),
    ),
}
# The trail never holds the words of a comment.
COMMENTS: Verbs = {
    "comment": Verb(
        Said("comment.started", _("Started a thread of comments.")),
        Said("comment.answered", _("Answered in a thread of comments.")),
        Tell(
            "comment_for_you",
            _("%(place)s %(year)s: new comment for you"),
            (Who.CALLED,),
            WAITS,
            still=Still.WORDS,
            numbered=_("%(place)s %(year)s: new comment for you on activity %(number)s"),
        ),
        Tell(
            "commented",
            _("%(place)s %(year)s: new comment"),
            (Who.WRITERS, Who.ADDRESSED),
            NoticeKind.COMMENTS,
            still=Still.WORDS,
            numbered=_("%(place)s %(year)s: new comment on activity %(number)s"),
        ),
    ),
    "comment_settled": Verb(
        Said("comment.settled", _("Closed a thread of comments.")),
        to_writers(
            "thread_settled",
            _("%(place)s %(year)s: a thread of comments was closed"),
            numbered=_("%(place)s %(year)s: a thread of comments on activity %(number)s was closed"),
        ),
    ),
    "comment_reopened": Verb(
        Said("comment.opened_again", _("Opened a thread of comments again.")),
        to_writers(
            "thread_reopened",
            _("%(place)s %(year)s: a thread of comments was opened again"),
            numbered=_("%(place)s %(year)s: a thread of comments on activity %(number)s was opened again"),
        ),
    ),
    "comment_taken_back": Verb(Said("comment.taken_back", _("Removed a comment."))),
}
# The page of the year shows them.
YEARS: Verbs = {
    "open_year": Verb(Said("year.opened", _("Opened %(year)s with this plan of action: %(plan)s"))),
    "remove_year": Verb(Said("year.removed", _("Removed the year %(year)s, which was opened by mistake"))),
    "choose_countries": Verb(
        Said("year.countries", _("Chose the countries that take part in the year: %(countries)s"))
    ),
    "change_ceiling": Verb(CEILING),
    "extend_year": Verb(Said("year.extended", _("Set the dates of the year: %(days)s"))),
    "move_year": Verb(
        Said("year.moved", _("Moved the year to revision %(number)s of this plan of action: %(plan)s"))
    ),
    "ask_for_targets": Verb(
        Said("year.targets_asked", _("Asked the taskforces to choose targets that revision %(number)s has")),
        Said("year.targets_not_asked", _("Ended the request to choose other targets")),
    ),
    "set_step": Verb(
        Said("step.dates_set", _("Set the dates of step %(step)s. Planned: %(planned)s. Actual: %(actual)s")),
        # The days inside these two.
        Said("days.both", _("%(first)s to %(last)s")),
        Said("days.first", _("from %(first)s")),
        Said("days.last", _("until %(last)s")),
        Said("days.none", _("no dates")),
    ),
}
