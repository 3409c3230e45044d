"""The tests read the rule book: every rule, transition and permission is named by a test."""

import ast
import inspect
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from django.urls import get_resolver

from commit_portal.refusals import Violation
from commit_portal.workflow import Transition
from reporting.queue import lifecycle as queue_lifecycle
from spa import rules as spa_rules
from spa.models import ActionPlan, Area, Correction, MenuActivity, Target
from spa.statuses import PlanStage, Scope
from tests import cast, writers
from tests.modules import APPS, BASE, found, modules_called, sources
from workplans.deciding.rules import wp_8
from workplans.drafting.actions import withdraw_activity
from workplans.models import Activity, AnnualCycle, Workplan
from workplans.plan import lifecycle as workplan_lifecycle, rules as workplan_rules
from workplans.plan.queries import targets_of
from workplans.plan.rules import wp_1, wp_2, wp_4, wp_5, wp_6, wp_11, wp_12, wp_13, wp_14
from workplans.statuses import Funding


def functions_of(module: ModuleType, start: str = "") -> list[str]:
    """The public functions that a module itself defines."""
    return [
        name
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and name.startswith(start) and not name.startswith("_")
    ]


def rules_of(module: ModuleType) -> list[str]:
    """Functions that answer with a violation, or with several."""
    return [
        name
        for name in functions_of(module)
        if Violation.__name__ in str(inspect.signature(getattr(module, name)).return_annotation)
    ]


RULES = sorted(
    {
        name
        for module in modules_called("rules")
        for name in rules_of(module)
        # Beside them lie halves and sets of the numbered ones.
        if module is not workplan_rules or re.fullmatch(r"wp_\d+", name)
    }
)
TRANSITIONS = sorted(
    {
        constant
        for module in modules_called("lifecycle")
        # What the machine alone does, no action walks.
        if module is not queue_lifecycle
        for constant, value in vars(module).items()
        if isinstance(value, Transition)
    }
)
PERMISSIONS = sorted(
    {name for module in modules_called("permissions") for name in functions_of(module, "may_")}
)


def functions_in(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef))


@cache
def named_by_actions() -> dict[str, set[str]]:
    """The names that stand in each public function which writes."""
    found: dict[str, set[str]] = {}
    for path in writers.modules_that_write():
        for function in functions_in(path):
            if not function.name.startswith("_"):
                names = {
                    getattr(node, "id", getattr(node, "attr", ""))
                    for node in ast.walk(function)
                    if isinstance(node, ast.Name | ast.Attribute)
                }
                found.setdefault(function.name, set()).update(names)
    return found


def walked_by(transition: str) -> set[str]:
    """The actions that walk a transition: those that name it."""
    return {action for action, names in named_by_actions().items() if transition in names}


@cache
def called_by_tests() -> set[str]:
    return {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for path in found("tests/**/*.py", at_least=350)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }


RULE_BOOK = dict(
    re.findall(
        r"^\| ((?:SPA|WP|CO|RV|AR)-\d+) \| (.*?)(?: \(A warning\.\))? \|$",
        (BASE / "docs" / "rules.md").read_text(),
        flags=re.MULTILINE,
    )
)


@cache
def named_by_tests() -> set[str]:
    """Each word of the tests, and each number of a rule."""
    files = found("tests/**/test_*.py", "tests/race*.py", "docs/authorization.toml", at_least=280)
    texts = [path.read_text() for path in files]
    return {word for text in texts for kind in (r"\w+", r"\b[A-Z]+-\d+\b") for word in re.findall(kind, text)}


def test_the_tables_are_read():
    """Were a table read as empty, the tests below would be content with nothing."""
    assert set(RULES) >= {f"wp_{number}" for number in range(1, 19)} | {"spa_1", "spa_2"}
    assert set(TRANSITIONS) >= {row.name.upper() for row in workplan_lifecycle.WORKPLAN_LIFECYCLE}
    assert len(PERMISSIONS) > 30


def test_every_rule_is_exercised_by_name():
    assert [rule for rule in RULES if not {rule, rule.upper().replace("_", "-")} & named_by_tests()] == []


def test_the_rule_book_prints_every_numbered_rule_in_its_own_words():
    rules = {
        name.upper().replace("_", "-"): str(getattr(module, name.upper()))
        for module in modules_called("rules")
        for name in functions_of(module)
        if re.fullmatch(r"(spa|wp|co|rv|ar)_\d+", name)
    }
    assert rules == RULE_BOOK


@pytest.mark.parametrize("transition", TRANSITIONS)
def test_transition_is_in_the_matrix_and_walked_by_an_action_that_a_test_calls(transition):
    assert transition in named_by_tests(), f"no test names {transition}"
    actions = walked_by(transition)
    assert actions & called_by_tests(), f"no test calls {actions or 'an action'}"


def test_every_permission_is_named():
    assert {*PERMISSIONS} - named_by_tests() == set()


def test_every_view_is_in_a_module_that_the_order_of_a_wing_names_and_its_wing_has_urls():
    """import-linter knows `views`, a module or a folder. The wing `pages` has nothing but views."""
    found = {
        getattr(view, "view_class", view).__module__
        for urls in (None, "spa.urls")
        for view in get_resolver(urls).reverse_dict
        if callable(view)
    }
    views = {name for name in found if name.startswith(APPS)}

    assert len(views) > 25
    assert {name for name in views if not {"views", "pages"} & set(name.split("."))} == set()
    wings = {"/".join(name.split(".")[:2]) for name in views if name.startswith(("workplans", "reporting"))}
    assert {wing for wing in wings if not (BASE / wing / "urls.py").exists()} == set()


# Rules that the tests of the pages meet only in passing: each once kept and once broken.


def test_a_taskforce_has_one_workplan_a_year(world):
    kh = world.workplan("kh").taskforce_id
    assert wp_1(world.cycle, kh) is not None
    empty = AnnualCycle.objects.create(
        year=2012,
        plan=world.plan,
        starts_on=date(2012, 1, 1),
        ends_on=date(2012, 12, 31),
        country_ceiling=world.cycle.country_ceiling,
    )
    assert wp_1(empty, kh) is None


def test_a_line_serves_a_target_of_its_year_s_plan(kh_plan, kh_officer, line):
    without = cast.complete_line(kh_plan, by=kh_officer, targets=())
    assert wp_2(line) is None
    assert wp_2(without).field == "targets"
    line.area = Area(plan=cast.another_plan(100, 2014, 2016), code="9", title="Another")
    assert wp_2(line).field == "area"


@pytest.mark.parametrize("changes", [{"scope": Scope.REGIONAL}, {"in_force_until": date(2010, 12, 31)}])
def test_wp_2_asks_for_no_target_that_wp_12_forbids(kh_plan, changes):
    line = cast.complete_line(kh_plan, targets=())
    line.area.targets.filter(code="1.T1").update(**changes)
    assert wp_2(line) is not None
    line.area.targets.update(**changes)
    assert wp_2(line) is None


@pytest.mark.parametrize(
    ("first", "last", "picked"),
    [
        (None, date(2010, 12, 31), False),
        (None, date(2011, 1, 1), True),
        (date(2011, 12, 31), None, True),
        (date(2012, 1, 1), None, False),
    ],
)
def test_a_line_picks_a_target_while_it_is_in_force_in_the_year(kh_plan, world, first, last, picked):
    area = world.plan.areas.get(code="1")
    area.targets.filter(code="1.T1").update(in_force_from=first, in_force_until=last)
    target = area.targets.get(code="1.T1")

    assert (_picks(kh_plan, area, target) == []) == picked
    assert (target in targets_of(area, kh_plan)) == picked


def test_a_line_runs_inside_the_year_and_ends_after_it_starts(line):
    for starts_on, ends_on, fields in (
        (line.starts_on, line.ends_on, []),
        (date(2011, 5, 1), date(2011, 4, 30), ["ends_on"]),
        (date(2010, 12, 31), date(2011, 1, 1), ["starts_on"]),
        (date(2010, 12, 31), date(2012, 1, 1), ["starts_on", "ends_on"]),
        (date(2011, 12, 31), date(2011, 12, 31), []),
    ):
        line.starts_on, line.ends_on = starts_on, ends_on
        assert [violation.field for violation in wp_4(line)] == fields


def test_fewer_or_more_than_the_guide_is_unusual_for_a_country_only(kh_plan, regional_plan, kh_officer):
    for _ in range(2):
        cast.complete_line(kh_plan, by=kh_officer)
    withdraw_activity(cast.complete_line(kh_plan, by=kh_officer), by=kh_officer, now=cast.NOW)
    unusual = {}
    for guide in ((0, 1), (0, 2), (2, 2), (2, 3), (3, 25)):
        kh_plan.cycle.guide_min, kh_plan.cycle.guide_max = guide
        unusual[guide] = wp_6(kh_plan) is not None
    assert unusual == {(0, 1): True, (0, 2): False, (2, 2): False, (2, 3): False, (3, 25): True}
    assert wp_6(regional_plan) is None


def test_a_submitted_plan_has_a_line_and_every_line_says_all_that_is_asked(kh_plan):
    assert [found.field for found in wp_5(kh_plan)] == ["activities"]
    line = cast.complete_line(kh_plan)
    assert [*wp_5(kh_plan)] == []
    missing = {"type": None, "starts_on": None, "ends_on": None, "lead_body": "", "secretariat_cost": None}
    for field, nothing in missing.items():
        Activity.objects.filter(pk=line.pk).update(**{field: nothing})
        assert [found.field for found in wp_5(kh_plan)] == [field]
        Activity.objects.filter(pk=line.pk).update(**{field: getattr(line, field)})
    Activity.objects.filter(pk=line.pk).update(secretariat_cost=None, funding=Funding.RESERVE)
    assert [found.field for found in wp_5(kh_plan)] == ["secretariat_cost"]
    Activity.objects.filter(pk=line.pk).update(funding=Funding.NONE)
    assert [*wp_5(kh_plan)] == []


@pytest.mark.asvs("V2.3.5 B7")
def test_each_of_the_hands_of_a_line_is_kept_from_deciding_on_it(kh_plan, seats):
    kh_plan.submitted_by = seats["kh_lead"].user
    line = Activity(workplan=kh_plan, entered_by=seats["kh_officer"].user, changed_by=seats["kh_member"].user)
    kept = {name for name, seat in seats.items() if wp_8(line, seat.user_id)}
    assert kept == {"kh_officer", "kh_member", "kh_lead"}


def test_a_submission_says_when_it_was_agreed(kh_plan):
    today = date(2011, 1, 20)
    assert wp_11(kh_plan, today=today).field == "agreed_on"
    kh_plan.agreed_on = date(2011, 1, 20)
    assert wp_11(kh_plan, today=today) is None
    assert wp_11(kh_plan, today=date(2011, 1, 19)).field == "agreed_on"


def test_a_line_picks_in_its_own_area_and_of_its_own_scope(kh_plan, regional_plan, world):
    area = world.plan.areas.get(code="1")
    own, other = area.targets.get(code="1.T1"), Target.objects.get(code="2.T1")
    line = Activity(workplan=kh_plan, area=area, menu_activity=area.menu.get())
    assert list(wp_12(line, [own])) == []
    assert [broken.field for broken in wp_12(line, [own, other])] == ["targets"]
    line.menu_activity = MenuActivity.objects.get(code="2.A1")
    assert [broken.field for broken in wp_12(line, [])] == ["menu_activity"]
    line.menu_activity = None
    for scope, refusing in ((Scope.REGIONAL, kh_plan), (Scope.NATIONAL, regional_plan)):
        own.scope = scope
        refused = [plan for plan in (kh_plan, regional_plan) if _picks(plan, area, own)]
        assert refused == [refusing]


def _picks(plan: Workplan, area: Area, target: Target) -> list[Violation]:
    return list(wp_12(Activity(workplan=plan, area=area), [target]))


def test_the_texts_of_a_line_keep_to_their_length(kh_plan):
    lengths = {"title": 250, "lead_body": 200, "description": 5000, "expected_result": 5000}
    longest = Activity(workplan=kh_plan, **{field: "x" * length for field, length in lengths.items()})
    assert list(wp_13(longest)) == []
    longer = Activity(workplan=kh_plan, **{field: "x" * (length + 1) for field, length in lengths.items()})
    assert {broken.field for broken in wp_13(longer)} == set(lengths)


def test_a_line_without_secretariat_money_costs_it_nothing(kh_plan):
    for cost in (None, Decimal(0)):
        assert wp_14(Activity(workplan=kh_plan, funding=Funding.NONE, secretariat_cost=cost)) is None
    line = Activity(workplan=kh_plan, funding=Funding.NONE, secretariat_cost=Decimal("0.01"))
    assert wp_14(line).field == "secretariat_cost"
    line.funding = Funding.RESERVE
    assert wp_14(line) is None


def test_a_plan_of_action_says_something_and_is_superseded_by_a_later_one(world):
    other = cast.another_plan(100, 2014, 2016)
    assert spa_rules.plan_says_something(world.plan) is None
    assert spa_rules.plan_says_something(other) is not None
    assert spa_rules.a_later_plan_is_endorsed(world.plan) is not None
    endorsed = {"status": PlanStage.ENDORSED, "adopted_at": "SOM 9"}
    ActionPlan.objects.filter(pk=other.pk).update(**endorsed)
    assert spa_rules.a_later_plan_is_endorsed(world.plan) is None


def test_codes_of_areas_and_activity_areas_are_free_once(world):
    area = world.plan.areas.get(code="1")
    assert spa_rules.code_is_free(area) is None
    assert spa_rules.code_is_free(Area(plan=world.plan, code="1")) is not None
    assert spa_rules.code_is_free(Area(plan=cast.another_plan(100, 2014, 2016), code="1")) is None
    assert spa_rules.code_is_free(MenuActivity(area=area, code="1.A1")) is not None
    assert spa_rules.code_is_free(MenuActivity(area=area, code="1.A2")) is None


def test_a_correction_changes_a_closed_plan_s_text_from_a_day_of_the_plan(world, target):
    same = Correction(text=target.text, in_force_from=date(2011, 7, 1))
    other = Correction(text="Something else", in_force_from=date(2010, 12, 31))
    assert spa_rules.plan_is_closed(world.plan) is None
    assert spa_rules.plan_is_closed(cast.another_plan(100, 2014, 2016)) is not None
    assert spa_rules.correction_changes_something(same, target) is not None
    assert spa_rules.correction_changes_something(other, target) is None
    assert spa_rules.correction_lies_in_the_plan(same, world.plan) is None
    assert spa_rules.correction_lies_in_the_plan(other, world.plan) is not None


def test_an_extension_goes_on_beyond_the_plan(world):
    assert spa_rules.extension_goes_on(world.plan, date(2013, 12, 31)) is not None
    assert spa_rules.extension_goes_on(world.plan, date(2014, 1, 1)) is None


@pytest.mark.asvs("V1.2.5 V1.3.2 V1.3.7 V1.5.2 V11.4.1")
def test_no_module_runs_a_text_as_code_or_reads_objects():
    """Nor as a command or a template; nothing is hashed by MD5 or SHA-1, and nothing drawn by chance that can be guessed."""
    dangerous = re.compile(
        r"\b(eval|exec|compile)\((?<!re\.compile\()|pickle|marshal|yaml|shell=|os\.(system|popen)|Template\(|\.from_string"
        r"|\b(md5|sha1)\b|^(import|from) random\b",
        re.MULTILINE,
    )
    assert len(dangerous.findall("import random\neval(typed)")) == 2

    assert {str(path): found[0] for path in sources() if (found := dangerous.search(path.read_text()))} == {}


def test_every_file_that_the_documents_name_is_there():
    missing = {
        f"{document.relative_to(BASE)}: {path}"
        for document in found("README.md", "docs/**/*.md", at_least=25)
        if document.name != "CHANGELOG.md"
        for path in re.findall(
            r"(?<![\w/.*])[\w.-]+(?:/[\w-]+)+\.(?:py|md|html|css|js|txt)\b", document.read_text()
        )
        if not any((place / path).exists() for place in (BASE, BASE / "docs", BASE / "templates"))
    }

    assert missing == set()
