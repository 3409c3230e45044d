"""The sentences of the consultation, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "draft.open_already_desk": _("The desk reads the draft already. You need not open it again."),
        "draft.open_already_partner": _("%(partner)s reads the draft already. Choose another partner."),
        "draft.closed_already": _("This has ended already. Look at the page again."),
        "opening.needs_day": _("Give the last day on which the partner reads the draft."),
        "opening.day_has_passed": _("%(day)s has passed. Give today or a later day."),
        "opening.day_too_late": _("%(day)s is too late. The latest day is %(latest)s."),
        "opening.no_day_for_desk": _("The desk reads without a last day. Only a partner has one."),
        "opening.answered_already": _("You have said already that you have nothing to offer."),
        "opening.answer_first": _(
            "An asking or an offer of yours waits in this plan. Answer the asking, or take the offer back, first."
        ),
        "opening.partner_answers": _("Only a partner says that it has nothing to offer."),
        "opening.you_said_nothing": _(
            "The %(country)s taskforce reads that you have nothing to offer. You can still offer."
        ),
        "opening.you_said_nothing_regional": _(
            "The regional office reads that you have nothing to offer. You can still offer."
        ),
        "opening.reads_nothing": _(
            "The %(country)s taskforce reads that you have nothing to offer for its workplan %(year)s."
        ),
        "opening.reads_nothing_regional": _(
            "The regional office reads that you have nothing to offer for the regional workplan %(year)s."
        ),
        "opening.not_open": _("This draft is not open to you any more. Look at your home page."),
        "draft.region_has_no_desk": _("The regional workplan has no desk. Open it to a partner instead."),
        "consultation.not_yours": _(
            "This page is for the taskforce and the Secretariat. Go to the workplan: it shows what concerns you."
        ),
        # What is wrong with an asking, an offer or an answer.
        "support.line_not_open": _(
            "%(code)s is not open to you any more. Ask the %(country)s taskforce to open the draft again."
        ),
        "support.line_not_open_regional": _(
            "%(code)s is not open to you any more. Ask the regional office to open the draft again."
        ),
        "support.not_read_now": _(
            "You no longer read %(code)s. It was withdrawn, or the consultation has ended. Ask the %(country)s taskforce."
        ),
        "support.not_read_now_regional": _(
            "You no longer read %(code)s. It was withdrawn, or the consultation has ended. Ask the regional office."
        ),
        "support.open_already": _(
            "%(partner)s has an open asking or offer for %(code)s already. Change that one, or answer it first."
        ),
        "support.reads_already": _(
            "%(partner)s reads the draft already. Leave this empty. You move its last day in the consultation."
        ),
        "support.needs_amount": _("Write an amount above zero, in US dollars."),
        "support.in_kind_with_amount": _(
            "People and things have no amount. Choose “Money”, or leave the amount empty."
        ),
        "support.needs_what": _("Say what is given in kind: people or things."),
        "support.decline_needs_word": _("Say in a word why you decline."),
        "support.needs_reason": _("Give a reason. The partner reads it."),
        "support.not_lower": _("Write an amount below US$%(amount)s."),
        "support.needs_how_told": _("Say how the partner told you: who, when and by what means."),
        # On the page of a partner's offer.
        "support.you_offered_now": _(
            "You offered %(what)s for %(code)s. The lead of the %(country)s taskforce answers you."
        ),
        "support.you_offered_now_regional": _(
            "You offered %(what)s for %(code)s. The regional office answers you."
        ),
        "support.you_declined_asking": _(
            "You said that you cannot support %(code)s this time. The %(country)s taskforce reads your word."
        ),
        "support.you_declined_asking_regional": _(
            "You said that you cannot support %(code)s this time. The regional office reads your word."
        ),
        "support.reads_taken_back": _("The %(country)s taskforce reads that you took it back."),
        "support.reads_taken_back_regional": _("The regional office reads that you took it back."),
        "support.word_to_asker": _("A word to the %(country)s taskforce"),
        "support.word_to_asker_regional": _("A word to the regional office"),
        "support.asks_you_regional": _("The regional office asks %(partner)s for %(gift)s."),
        "support.asks_you_for_regional": _("The regional office asks %(partner)s for %(gift)s: %(what)s"),
        "support.who_reads_regional": _(
            "Read by the regional office. No other partner sees it. You can take it back until it is accepted."
        ),
        "support.asks_you": _("The %(country)s taskforce asks %(partner)s for %(gift)s."),
        "support.asks_you_for": _("The %(country)s taskforce asks %(partner)s for %(gift)s: %(what)s"),
        "support.who_reads": _(
            "Read by the %(country)s taskforce and the Secretariat. No other partner sees it. You can take it back "
            "until it is accepted."
        ),
        # Who takes a step, and when it is closed.
        "support.taskforce_asks": _(
            "Only the officers and the lead of the %(country)s taskforce ask partners. Ask one of them."
        ),
        "support.lead_answers": _(
            "Only the lead of the %(country)s taskforce answers partners. Ask the lead."
        ),
        "support.regional_office_asks": _(
            "Only the regional office asks partners for the regional workplan."
        ),
        "support.partner_offers": _("Only a partner offers support, each for itself."),
        "support.not_yours": _("Another partner was asked for this, or offers it. Look at your own offers."),
        "support.plan_closed": _("The plan is closed. Ask the regional office to reopen it."),
        "support.line_withdrawn": _(
            "The activity was withdrawn. Nothing more can be asked or offered for it."
        ),
        "support.still_asked": _("The partner has not answered yet. Wait for its offer, or record its word."),
        "support.you_are_asked": _("You are asked for this. Answer with an offer, or say that you cannot."),
        "support.is_offered": _("The partner has made an offer. It waits for an answer."),
        "support.you_offered": _("You have offered this. You can change the offer or take it back."),
        "support.is_accepted": _("This support is accepted. It can be lowered or ended with a reason."),
        "support.is_declined": _("This was declined. You can ask or offer again."),
        "support.has_ended": _("This has ended. You can ask or offer again."),
        # How the answer of a partner without an account was told.
        "support.told_how": _("Told to the lead: %(how)s"),
        "support.told_how_regional": _("Told to the regional office: %(how)s"),
        # Why accepted support ended, on the taskforce's side.
        "support.ended_by_lead": _("Ended by the %(country)s taskforce"),
        "support.ended_by_lead_regional": _("Ended by the regional office"),
        # Technical needs.
        "need.secretariat_meets": _(
            "Only the %(country)s desk and the regional office say what the Secretariat meets. Ask one of them."
        ),
        "need.regional_office_meets": _(
            "Only the regional office says what the Secretariat meets of the regional workplan. Ask it."
        ),
        "need.list_not_yours": _(
            "Only the Secretariat and partners read this list. Look at the technical needs of each activity."
        ),
        "need.is_gone": _("%(code)s no longer has this technical need. Look at the activity again."),
        "need.leaves_two_open": _(
            "%(partner)s would have two open askings or offers for %(code)s. Answer one, or keep the technical need."
        ),
        "need.met": _("%(code)s: the Secretariat meets a technical need"),
        "need.not_met": _("%(code)s: the Secretariat no longer meets a technical need"),
        # Events.
        "draft.opened_to_desk": _("Opened the draft to the desk"),
        # Trails from before the last day have it; now it is `draft.opened_to_partner_until`.
        "draft.opened_to_partner": _("Opened the draft to %(partner)s"),
        "draft.opened_to_partner_until": _("Opened the draft to %(partner)s until %(day)s"),
        "draft.moved_day": _("Moved the last day for %(partner)s to %(day)s"),
        "draft.closed_to_desk": _("Closed the draft to the desk"),
        "draft.closed_to_partner": _("Closed the draft to %(partner)s"),
        "draft.day_has_passed": _("The last day for %(partner)s has passed"),
        "draft.nothing_to_offer": _("%(partner)s has nothing to offer"),
        "support.asked": _("%(code)s: asked %(partner)s for support: %(what)s"),
        # Translators: "code" is the number of an activity; "what" is an amount, or people and things, as somebody wrote it.
        "support.shown": _("%(code)s: %(partner)s can read now that it is asked for %(what)s"),
        "support.asking_changed": _("%(code)s: asks %(partner)s for %(what)s now"),
        "support.asking_taken_back": _("%(code)s: took back the asking to %(partner)s"),
        "support.offered": _("%(code)s: %(partner)s offers %(what)s"),
        "support.offer_changed": _("%(code)s: %(partner)s offers %(what)s now"),
        "support.asking_declined": _("%(code)s: %(partner)s cannot give what it was asked for"),
        "support.offer_taken_back": _("%(code)s: %(partner)s took back its offer"),
        "support.accepted": _("%(code)s: accepted %(what)s from %(partner)s"),
        "support.declined": _("%(code)s: declined %(what)s from %(partner)s"),
        "support.told_accepted": _("%(code)s: recorded support of %(partner)s: %(what)s"),
        "support.told_declined": _("%(code)s: recorded that %(partner)s gives nothing"),
        "support.lowered_from": _("%(code)s: lowered the support of %(partner)s from %(before)s to %(what)s"),
        # Trails from before the amount before have it; now it is `support.lowered_from`.
        "support.lowered": _("%(code)s: lowered the support of %(partner)s to %(what)s"),
        "support.ended": _("%(code)s: ended the support of %(partner)s"),
        "support.ended_with_opening": _("%(code)s: the asking to %(partner)s ended with the consultation"),
        "support.ended_with_line": _("%(code)s: what concerns %(partner)s ended, because it was withdrawn"),
        "support.ended_with_plan": _(
            "%(code)s: what concerns %(partner)s ended, because the plan was closed"
        ),
        "support.now_in_reserve": _(
            "%(code)s: went to reserve. The support of %(partner)s, %(what)s, stays accepted"
        ),
        # What was done, said once to who did it.
        "support.you_asked": _("%(partner)s is asked for %(what)s for %(code)s."),
        "support.you_prepared": _(
            "The asking for %(code)s is prepared. %(partner)s sees it after you open the draft to it."
        ),
        "support.you_changed_asking": _("%(partner)s is now asked for %(what)s for %(code)s."),
        "support.you_took_back": _("%(partner)s is no longer asked for support of %(code)s."),
        "support.you_accepted": _("You accepted %(what)s from %(partner)s for %(code)s."),
        "support.you_declined": _("You declined %(what)s from %(partner)s for %(code)s."),
        "support.you_recorded": _("You recorded what %(partner)s gives for %(code)s: %(what)s"),
        "support.you_recorded_no": _("You recorded that %(partner)s gives nothing for %(code)s."),
        "support.you_lowered": _(
            "The support of %(partner)s for %(code)s is lowered from %(before)s to %(what)s."
        ),
        "support.you_ended": _("The support of %(partner)s for %(code)s has ended."),
        "need.in_force": _("Version %(number)s: what the Secretariat meets was brought up to date"),
        "need.chosen_is_gone": _(
            "The technical need was taken out meanwhile. Choose another one, or none of them."
        ),
        "support.in_force": _("Version %(number)s: the support of partners was brought up to date"),
    }
)
