"""Which code says a change of which path of the dataset, and which sentences hold for which values."""

_CELL = {
    "activities": "changes.state_activities",
    "achieved_on": "changes.state_achieved_on",
    "narrative": "changes.state_words",
    "withdrawn": "changes.state_withdrawn",
    "evidence": "changes.state_evidence",
}
_MONEY = {
    "approved": "changes.money_approved",
    "accepted": "changes.money_accepted",
    "ceiling": "changes.money_ceiling",
    "spent_secretariat": "changes.money_spent_secretariat",
    "spent_partners": "changes.money_spent_partners",
    "spent_accepted": "changes.money_spent_accepted",
    "spent_outside": "changes.money_spent_outside",
}
_LINE = {
    "title": "changes.line_title",
    "area_code": "changes.line_area",
    "type_code": "changes.line_type",
    "texts": "changes.line_text",
    "texts.words": "changes.line_text",
    "targets": "changes.line_targets",
    "planned": "changes.line_planned",
    "actual": "changes.line_actual",
    "secretariat_cost": "changes.line_cost",
    "accepted": "changes.line_accepted",
    "spent_secretariat": "changes.line_spent_secretariat",
    "spent_partners": "changes.line_spent_partners",
    "partners": "changes.line_partners",
    "ended_spending": "changes.line_spending_ended",
    "support": "changes.line_support",
    "support.accepted": "changes.line_support_accepted",
    "support.spent": "changes.line_support_spent",
    "support.in_kind": "changes.line_support_in_kind",
    "support.delivered": "changes.line_support_delivered",
    "narrative": "changes.line_words",
    "answer_withdrawn": "changes.line_answer_withdrawn",
    "evidence": "changes.line_evidence",
    "shared_with": "changes.line_countries",
}
_RECOMMENDATION = {
    "": "changes.recommendation",
    "addressees.result": "changes.recommendation_result",
    "addressees.follow_up": "changes.recommendation_follow_up",
    "addressees": "changes.recommendation_addressee",
    "text": "changes.recommendation_text",
    "about": "changes.recommendation_about",
    "due_on": "changes.recommendation_due",
}


# Where each of these stands in a dataset.
CELLS = ("areas.targets.cells", "areas.targets.regional")
LINES = ("chapters.activities", "regional.activities")
RECOMMENDATIONS, MONEY = ("recommendations", "followed_up"), ("money.by_country", "money.regional")


def _under(roots: tuple[str, ...], codes: dict[str, str]) -> dict[str, str]:
    """The codes of paths under each of these roots."""
    return {f"{root}.{path}".rstrip("."): code for path, code in codes.items() for root in roots}


# By path the code of a change, the first told first. Of a table it is followed by "_came" or "_left", of a yes or no
# by "_now" or "_no_more".
CODES: dict[str, str] = {
    **_under(CELLS, {"status": "changes.state"}),
    "chapters.released": "changes.released",
    "regional.released": "changes.regional_released",
    **_under(
        LINES,
        {
            "": "changes.line",
            "result": "changes.line_result",
            "withdrawn": "changes.line_withdrawn",
        },
    ),
    **_under(RECOMMENDATIONS, _RECOMMENDATION),
    **_under(MONEY, _MONEY | {"": "changes.money_shown"}),
    "types.by_country": "changes.count",
    **_under(LINES, _LINE),
    **_under(CELLS, _CELL),
    "areas.targets.regional": "changes.target_regional",
    "areas.targets": "changes.target",
    "areas.targets.text": "changes.target_text",
    "areas.targets.scope": "changes.target_scope",
    "areas.targets.printed_number": "changes.target_printed",
    "areas.targets.due_on": "changes.target_due",
    "areas.targets.continues": "changes.target_descent",
    "areas.targets.origin": "changes.target_descent",
    "areas": "changes.area",
    "areas.title": "changes.area_title",
    "areas.objective": "changes.area_objective",
    "money.by_area": "changes.area_money",
    "money.by_area.activities": "changes.area_activities",
    "money.by_area.covered": "changes.area_covered",
    **{f"money.by_area.money.{path}": "changes.area_amounts" for path in _MONEY},
    "chapters.version": "changes.version",
    "chapters.shared": "changes.chapter_shared",
    "chapters.lead_body": "changes.chapter_lead_body",
    "chapters.needs": "changes.chapter_needs",
    "chapters.agreed_on": "changes.chapter_agreed",
    "chapters.agreed_by": "changes.chapter_agreed",
    "chapters.late": "changes.chapter_late",
    "regional.version": "changes.regional_version",
    "meetings": "changes.meeting",
    "meetings.planned": "changes.meeting_planned",
    "meetings.actual": "changes.meeting_actual",
    "meetings.planned_place": "changes.meeting_planned_place",
    "meetings.actual_place": "changes.meeting_actual_place",
    "steps": "changes.step",
    "steps.planned": "changes.step_planned",
    "steps.actual": "changes.step_actual",
    "types": "changes.type",
    "types.name": "changes.type_name",
    "types.short": "changes.type_name",
    "countries": "changes.country",
    "countries.name": "changes.country_name",
    "facts.state_at": "changes.review_shown",
    "facts.provisional": "changes.provisional",
    "facts.previous_year": "changes.year_compared",
    "facts.plan.code": "changes.plan_name",
    "facts.plan.title": "changes.plan_name",
    "facts.plan.starts_on": "changes.plan_dates",
    "facts.plan.ends_on": "changes.plan_dates",
    "facts.plan.extended_to": "changes.plan_dates",
    "facts.plan.stage": "changes.plan_stage",
    "facts.implementation": "changes.year_dates",
    "facts.guide_min": "changes.guide",
    "facts.guide_max": "changes.guide",
    "facts.demonstration": "changes.demonstration",
    "notes": "changes.notes",
    "words": "changes.words",
}
# Changes that say both values; of texts and dates it is enough to say that they changed.
FIGURES = frozenset(
    {
        "changes.state",
        "changes.state_activities",
        "changes.count",
        "changes.line_result",
        "changes.line_cost",
        "changes.line_accepted",
        "changes.line_spent_secretariat",
        "changes.line_spent_partners",
        "changes.line_support_accepted",
        "changes.line_support_spent",
        "changes.recommendation_result",
        "changes.money_approved",
        "changes.money_accepted",
        "changes.money_ceiling",
        "changes.money_spent_secretariat",
        "changes.money_spent_partners",
        "changes.money_spent_accepted",
        "changes.money_spent_outside",
        "changes.area_activities",
        "changes.area_covered",
    }
)
# Facts of the edition that have come or gone where one of their values is None.
MAY_COME = ("facts.state_at", "facts.previous_year")
# What no value means in a figure, where it is not that nobody knows it.
NO_VALUE = {
    "changes.line_cost": "amount.none",
    "changes.money_ceiling": "amount.none",
    "changes.line_spent_secretariat": "amount.not_reported",
    "changes.line_spent_partners": "amount.not_reported",
    "changes.money_spent_secretariat": "amount.not_reported",
    "changes.money_spent_partners": "amount.not_reported",
}
# The Secretariat is withheld nothing: a plan that it does not read is not approved.
RELEASED = {"secretariat": "changes.approved"}
ORDER = {path: place for place, path in enumerate(CODES)}
