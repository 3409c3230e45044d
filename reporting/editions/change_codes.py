"""Which code says a change of which path of the dataset, and which sentences hold for which values."""

# Where each of these stands in a dataset.
CELLS = ("areas.targets.cells", "areas.targets.regional")
LINES = ("chapters.activities", "regional.activities")
RECOMMENDATIONS, MONEY = ("recommendations", "followed_up"), ("money.by_country", "money.regional")
# US dollars of a workplan.
AMOUNTS = (
    "approved",
    "accepted",
    "ceiling",
    "spent_secretariat",
    "spent_partners",
    "spent_accepted",
    "spent_outside",
)


def _under(roots: tuple[str, ...], codes: dict[str, str]) -> dict[str, str]:
    """The codes of paths under each of these roots."""
    return {f"{root}.{path}".rstrip("."): f"changes.{code}" for path, code in codes.items() for root in roots}


def _named(kind: str, *fields: str) -> dict[str, str]:
    """The codes of fields whose code has their own name."""
    return {field: f"{kind}_{field.replace('.', '_')}" for field in fields}


# By path the code of a change, the first told first. Of a table it is followed by "_came" or "_left", of a yes or no
# by "_now" or "_no_more".
CODES: dict[str, str] = {
    **_under(CELLS, {"status": "state"}),
    "chapters.released": "changes.released",
    "regional.released": "changes.regional_released",
    **_under(LINES, {"": "line", **_named("line", "result", "withdrawn")}),
    **_under(
        RECOMMENDATIONS,
        {
            "": "recommendation",
            "addressees.result": "recommendation_result",
            "addressees.follow_up": "recommendation_follow_up",
            "addressees": "recommendation_addressee",
            **_named("recommendation", "text", "about"),
            "due_on": "recommendation_due",
        },
    ),
    **_under(MONEY, {**_named("money", *AMOUNTS), "": "money_shown"}),
    "types.by_country": "changes.count",
    **_under(
        LINES,
        {
            **_named("line", "title", "targets", "planned", "actual", "accepted"),
            **_named("line", "spent_secretariat", "spent_partners", "partners", "support"),
            **_named("line", "support.accepted", "support.spent", "support.in_kind", "support.delivered"),
            **_named("line", "answer_withdrawn", "evidence"),
            "area_code": "line_area",
            "type_code": "line_type",
            "texts": "line_text",
            "texts.words": "line_text",
            "secretariat_cost": "line_cost",
            "ended_spending": "line_spending_ended",
            "narrative": "line_words",
            "shared_with": "line_countries",
        },
    ),
    **_under(
        CELLS,
        {
            **_named("state", "activities", "achieved_on", "withdrawn", "evidence", "source"),
            "narrative": "state_words",
        },
    ),
    "areas.targets.regional": "changes.target_regional",
    **_under(
        ("areas.targets",),
        {
            "": "target",
            **_named("target", "text", "scope"),
            "printed_number": "target_printed",
            "due_on": "target_due",
            "continues": "target_descent",
            "origin": "target_descent",
            "further": "target_descent",
        },
    ),
    **_under(("areas",), {"": "area", **_named("area", "title", "objective")}),
    **_under(("money.by_area",), {"": "area_money", **_named("area", "activities", "covered")}),
    **_under(("money.by_area.money",), dict.fromkeys(AMOUNTS, "area_amounts")),
    **_under(
        ("chapters",),
        {
            "version": "version",
            **_named("chapter", "shared", "lead_body", "needs", "late"),
            "agreed_on": "chapter_agreed",
            "agreed_by": "chapter_agreed",
        },
    ),
    "regional.version": "changes.regional_version",
    **_under(
        ("meetings",),
        {"": "meeting", **_named("meeting", "planned", "actual", "planned_place", "actual_place")},
    ),
    **_under(("steps",), {"": "step", **_named("step", "planned", "actual")}),
    **_under(("types",), {"": "type", "name": "type_name", "short": "type_name"}),
    **_under(("countries",), {"": "country", "name": "country_name"}),
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
    "facts.loaded": "changes.notes",
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
        *(f"changes.money_{name}" for name in AMOUNTS),
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
