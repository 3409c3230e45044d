"""A revision of a plan of action: drafted unseen, adopted by a second person, read by the years that follow it."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commit_portal.i18n import day
from commit_portal.models import Notice
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import events_about
from reporting.notices.dispatch import tell_all
from reporting.shared.years import may_be_compared
from spa import rules
from spa.actions import stages, texts
from spa.actions.texts import set_descent
from spa.forms import AreaForm, MenuForm, TargetForm
from spa.models import ActionPlan, Area, Descent, MenuActivity, PlanRevision, Target
from spa.permissions import may_endorse_plan
from spa.queries import changes_between, lineage_of, plan_outline, text_in_force
from tests import cast
from tests.plan_texts import new_area, new_menu, new_target
from workplans.models import AnnualCycle, Seat
from workplans.years.actions import move_year

NOW = datetime(2012, 2, 20, 9, 0, tzinfo=UTC)
HANOI = {"adopted_at": "IMM 3, Hanoi (made up for this test)", "adopted_on": date(2012, 2, 16)}
SECRET = "Secretword of the draft"


@pytest.fixture
def office(world: cast.World) -> Seat:
    return world.seats["regional_office"]


@pytest.fixture
def manager(world: cast.World) -> Seat:
    return world.seats["regional_manager"]


@pytest.fixture
def plan(world: cast.World) -> ActionPlan:
    return world.plan


def of(plan: ActionPlan, code: str) -> Target:
    return Target.objects.select_related("plan", "area").get(plan=plan, code=code)


def begin(plan: ActionPlan, by: Seat) -> PlanRevision:
    return stages.begin_revision(plan, reason="The text adopted at IMM 3", source="Made up", by=by, now=NOW)


def draft(plan: ActionPlan, by: Seat) -> PlanRevision:
    """A revision with one target added, one reworded, one dropped and one split. All of it is made up."""
    revision = begin(plan, by)
    policy, law = plan.areas.order_by("position")
    texts.add_text(plan, new_target(policy, "1.T3", SECRET, scope="regional"), by=by, now=NOW)
    reworded = of(plan, "1.T2")
    texts.change_text(
        reworded, new_target(policy, "1.T2", "Target 2, reworded"), seen=reworded.row_version, by=by, now=NOW
    )
    texts.remove_text(of(plan, "2.T2"), by=by, now=NOW)
    for code in ("2.T3", "2.T4"):
        part = texts.add_text(plan, new_target(law, code, f"Part {code}"), by=by, now=NOW)
        set_descent(part, [of(plan, "2.T1")], is_same=False, reason="Split", by=by, now=NOW)
    texts.remove_text(of(plan, "2.T1"), by=by, now=NOW)
    return revision


def adopt(revision: PlanRevision, office: Seat, manager: Seat) -> None:
    stages.agree_plan(revision.plan, by=office, now=NOW)
    stages.endorse_plan(revision.plan, **HANOI, by=manager, now=NOW)


def earlier_year(office: Seat) -> AnnualCycle:
    """The year 2010 of an earlier plan of action with four targets. All of it is made up."""
    plan = cast.another_plan(98, 2008, 2010, targets=4, status="agreed")
    return cast.whole_year(2010, plan, by=office, now=datetime(2010, 1, 5, tzinfo=UTC))


def codes(plan: ActionPlan, revision: int) -> list[str]:
    return [line.code for area in plan_outline(plan, NOW.date(), revision) for line in area.targets.all()]


def test_revision_adds_rewords_and_drops_and_the_adopted_text_stays(plan, office):
    draft(plan, office)

    assert codes(plan, 1) == ["1.T1", "1.T2", "2.T1", "2.T2"]
    assert codes(plan, 2) == ["1.T1", "1.T2", "1.T3", "2.T3", "2.T4"]
    reworded = of(plan, "1.T2")
    assert text_in_force(reworded, NOW.date(), 1) == "Target 2 of policy"
    assert text_in_force(reworded, NOW.date(), 2) == "Target 2, reworded"
    assert [(one.code, one.change) for one in changes_between(plan, 1, 2)] == [
        ("1.T2", "reworded"), ("1.T3", "new"), ("2.T1", "dropped"), ("2.T2", "dropped"), ("2.T3", "new"),
        ("2.T4", "new"),
    ]  # fmt: skip


def test_what_a_revision_undoes_it_does_not_change(plan, office):
    begin(plan, office)
    target, policy = of(plan, "1.T1"), plan.areas.get(code="1")
    for text in ("Another text", "Target 1 of policy"):
        seen = of(plan, "1.T1").row_version
        texts.change_text(target, new_target(policy, "1.T1", text), seen=seen, by=office, now=NOW)
    texts.remove_text(target, by=office, now=NOW)
    target.refresh_from_db()
    texts.change_text(
        target, new_target(policy, "1.T1", "Target 1 of policy"), seen=target.row_version, by=office, now=NOW
    )
    added = texts.add_text(plan, new_area("3", "Added"), by=office, now=NOW)
    texts.remove_text(added, by=office, now=NOW)

    assert changes_between(plan, 1, 2) == []
    with pytest.raises(RuleBroken, match="changes no text yet"):
        stages.agree_plan(plan, by=office, now=NOW)


def test_revision_changes_nothing_but_the_text_of_an_adopted_target(plan, office):
    begin(plan, office)
    target = of(plan, "1.T1")
    changed = new_target(target.area, "1.T1", "Text", due_on=date(2012, 1, 1))
    with pytest.raises(RuleBroken, match="changes only the text"):
        texts.change_text(target, changed, seen=1, by=office, now=NOW)
    with pytest.raises(RuleBroken, match="still has targets"):
        texts.remove_text(target.area, by=office, now=NOW)


def test_a_second_person_adopts_and_no_year_moves(plan, office, manager, cycle):
    revision = draft(plan, office)
    with pytest.raises(Refused, match="agreed in principle"):
        stages.endorse_plan(plan, **HANOI, by=manager, now=NOW)
    stages.agree_plan(plan, by=manager, now=NOW)
    assert not may_endorse_plan(manager, plan.revisions.get())
    with pytest.raises(Refused, match="Another person"):
        stages.endorse_plan(plan, **HANOI, by=manager, now=NOW)
    texts.add_text(plan, new_area("3", "Changed after the proposal"), by=office, now=NOW)
    with pytest.raises(Refused, match="agreed in principle"):
        stages.endorse_plan(plan, **HANOI, by=office, now=NOW)
    adopt(revision, office, manager)

    plan.refresh_from_db()
    assert (plan.status, plan.revision, plan.adopted_at) == ("endorsed", 2, HANOI["adopted_at"])
    assert [(one.number, one.status) for one in plan.revisions.all()] == [(1, "agreed"), (2, "endorsed")]
    cycle.refresh_from_db()
    assert cycle.plan_revision == 1
    assert str(events_about(plan)[0]) == "Recorded that revision 2 is endorsed"
    begin(plan, office)
    assert "already has an open revision" in str(rules.revision_begins(plan))


def test_revision_is_adopted_after_the_plan_begins_and_after_the_text_before(plan, office, manager):
    adoption = {"adopted_at": "Hanoi", "by": manager, "now": NOW}
    for code, early, earliest in (
        ("3", date(2005, 2, 16), plan.starts_on),
        ("4", date(2012, 2, 15), HANOI["adopted_on"]),
    ):
        begin(plan, office)
        texts.add_text(plan, new_area(code, "Added"), by=office, now=NOW)
        stages.agree_plan(plan, by=office, now=NOW)
        with pytest.raises(RuleBroken, match=f"cannot be adopted before {day(earliest)}"):
            stages.endorse_plan(plan, **adoption, adopted_on=early)
        stages.endorse_plan(plan, **HANOI, by=manager, now=NOW)


def test_revision_extends_its_plan_when_a_second_person_endorses_it(plan, office, manager, cycle, client_of):
    ends, extended = plan.runs_until, {"extended_to": "31 Dec 2015", "reason": "SOM 10"}
    client = client_of(office)
    assert client.post("/plans/spa-test/extend/", extended).status_code == 409
    revision = begin(plan, office)
    assert client.post("/plans/spa-test/extend/", extended).status_code == 302
    stages.agree_plan(plan, by=office, now=NOW)
    page = client_of(manager).get("/plans/number/99/endorse/", follow=True).text
    assert "This revision extends the plan of action to 31 Dec 2015." in page
    plan.refresh_from_db()
    assert plan.runs_until == ends
    later = cast.another_plan(100, 2014, 2020, targets=1)
    set_descent(of(later, "1.T1"), [of(plan, "1.T1")], reason="Goes on", by=office, now=NOW)
    later.refresh_from_db()
    stages.endorse_plan(revision.plan, **HANOI, by=manager, now=NOW)
    plan.refresh_from_db()
    assert plan.runs_until == date(2015, 12, 31)
    # Years of the later plan look back on the new text: what was made of them is out of date.
    assert ActionPlan.objects.get(pk=later.pk).row_version == later.row_version + 1


def test_cancelled_revision_leaves_the_text_as_it_was(plan, office, client_of):
    draft(plan, office)
    assert "Keep the revision</a>" in client_of(office).get("/plans/spa-test/revision/cancel/").text
    stages.cancel_revision(plan, by=office, now=NOW)

    assert codes(plan, 2) == codes(plan, 1) == ["1.T1", "1.T2", "2.T1", "2.T2"]
    assert not plan.revisions.exists()
    assert not Descent.objects.exists()


def test_misprint_is_corrected_in_the_revisions_with_its_wording(plan, office, manager):
    adopt(draft(plan, office), office, manager)
    plan.refresh_from_db()
    for code in ("1.T1", "1.T2"):
        cast.correct(of(plan, code), f"{code}, corrected", date(2012, 3, 1), by=office, now=NOW)

    after = date(2012, 4, 1)
    found = {(code, n): text_in_force(of(plan, code), after, n) for code in ("1.T1", "1.T2") for n in (1, 2)}
    assert found == {
        ("1.T1", 1): "1.T1, corrected",
        ("1.T1", 2): "1.T1, corrected",
        ("1.T2", 1): "Target 2 of policy",
        ("1.T2", 2): "1.T2, corrected",
    }


def test_missing_text_is_added_with_its_source_until_the_text_is_complete(plan, office, cycle, client_of):
    ActionPlan.objects.filter(pk=plan.pk).update(is_complete=False)
    page = client_of(office).post("/plans/spa-test/areas/1/targets/new/", {"code": "1.T9"}).text
    assert str(rules.NO_SOURCE) in page
    assert not re.search(r"Source\s*(<span[^>]*>)?\(optional\)", page)
    area = plan.areas.get(code="1")
    with pytest.raises(RuleBroken, match="Give the document"):
        texts.add_text(plan, new_menu(area, "1.A2", "Missing"), by=office, now=NOW)
    texts.add_text(plan, new_target(area, "1.T9", "Missing", source="Page 4"), by=office, now=NOW)
    with pytest.raises(RuleBroken, match="use this plan of action"):
        texts.remove_text(of(plan, "1.T9"), by=office, now=NOW)

    assert codes(plan, 1) == ["1.T1", "1.T2", "1.T9", "2.T1", "2.T2"]
    stages.complete_text(plan, by=office, now=NOW)
    with pytest.raises(RuleBroken, match="already complete"):
        stages.complete_text(plan, by=office, now=NOW)
    plan.refresh_from_db()
    assert rules.text_is_closed(plan) == rules.spa_1(plan, adding=True)
    assert rules.text_is_incomplete(plan) is not None


def test_target_continues_only_an_earlier_one(plan, office):
    begin(plan, office)
    area = plan.areas.get(code="1")
    new = texts.add_text(plan, new_target(area, "1.T3", "New"), by=office, now=NOW)
    set_descent(new, [of(plan, "1.T1")], reason="Goes on", by=office, now=NOW)
    for target, earlier in ((of(plan, "1.T1"), new), (new, new), (of(plan, "1.T2"), of(plan, "1.T1"))):
        with pytest.raises(RuleBroken, match="can only continue an earlier target"):
            set_descent(target, [earlier], reason="A circle", by=office, now=NOW)
    assert rules.descent_goes_back(new, of(plan, "1.T2")) is None
    with pytest.raises(RuleBroken):
        set_descent(new, [], reason="", by=office, now=NOW)

    assert [one.earlier.code for one in new.continues.all()] == ["1.T1"]


def test_dropped_target_splits_nothing_but_what_is_reached_through_it(plan, office, manager):
    old = earlier_year(office).plan
    for code, earlier in (("1.T1", ["1.T1", "1.T2"]), ("2.T1", ["1.T1"]), ("2.T2", ["1.T2"])):
        set_descent(of(plan, code), [of(old, one) for one in earlier], reason="Read", by=office, now=NOW)
    adopt(draft(plan, office), office, manager)
    plan.refresh_from_db()

    before, now = (lineage_of(plan.pk, plan.row_version, revision) for revision in (1, 2))
    both, dropped = {of(old, "1.T1").pk, of(old, "1.T2").pk}, of(plan, "2.T1").pk
    assert before.split == both
    assert now.split == {of(old, "1.T1").pk, dropped}
    assert [one.earlier.code for one in now.descents[dropped]] == ["1.T1"]


def test_revision_is_read_with_its_reason_its_day_and_what_comes_next(
    world, plan, office, manager, cycle, client_of
):
    ActionPlan.objects.filter(pk=plan.pk).update(text_note="About the first text")
    draft(plan, office)
    reader, colleague = client_of(world.seats["ilo"]), client_of(manager)
    stages.agree_plan(plan, by=office, now=NOW)
    page = colleague.get("/plans/spa-test/endorse/").text
    for words in ("The text adopted at IMM 3", "target 2.T1 of SPA 99</a>", "Split", "For the region only."):
        assert words in page
    stages.endorse_plan(plan, **HANOI, note="Two spoke against it", by=manager, now=NOW)

    assert (
        "Next: move the years that use an earlier revision (2011)" in colleague.get("/plans/spa-test/").text
    )
    page = reader.get("/plans/spa-test/?revision=2").text
    assert "Text changed in revision 2: see the earlier text and the reason" in page
    assert "<strong>About this text.</strong> The text adopted at IMM 3" in page
    assert "This note is about the text of revision 1.</strong> About the first text" in page
    page = reader.get("/plans/spa-test/?revision=2&on=2012-02-15").text
    assert "Revision 2 was not adopted yet on 15 Feb 2012." in page
    assert "Read revision 1, which was valid on 15 Feb 2012" in page
    assert "Target 2 of policy" in reader.get("/plans/spa-test/?on=2012-02-15").text

    plan.refresh_from_db()
    set_descent(of(plan, "1.T3"), [of(plan, "1.T1")], reason="Read again", by=office, now=NOW)
    tell_all(now=NOW)
    told = Notice.objects.filter(facts__verb="descent_changed")
    assert [one.user_id for one in told] == [manager.user_id]
    assert "Read again" in reader.get("/plans/spa-test/").text
    read_by = {
        seat.role
        for seat in world.seats.values()
        if "Two spoke against it" in client_of(seat).get("/plans/spa-test/").text
    }
    assert read_by == {"desk", "regional"}


@pytest.mark.usefixtures("cycle")
def test_each_year_moves_by_itself_and_a_closed_one_after_a_second_look(plan, office, manager, client_of):
    later = cast.whole_year(2012, plan, by=office, now=NOW)
    later.workplans.update(status="closed", closed_at=NOW, closed_by=office.user)
    adopt(draft(plan, office), office, manager)
    plan.refresh_from_db()
    client = client_of(office)
    page = client.get("/plans/spa-test/").text
    assert re.findall(r'href="(/\d+/revision/2/)"', page) == ["/2012/revision/2/", "/2011/revision/2/"]

    sent: dict[str, Any] = {"row_version": plan.row_version}
    client.post("/2011/revision/2/", sent)
    assert [one.plan_revision for one in plan.cycles.all()] == [1, 2]
    for typed, refusal in (
        ({"reason": "Agreed at IMM 3"}, "Read what changes, then tick this field."),
        ({"looked": "on"}, "The year 2012 is closed. Give the reason for the move."),
    ):
        assert refusal in client.post("/2012/revision/2/", sent | typed).text
    client.post("/2012/revision/2/", sent | {"reason": "Agreed at IMM 3", "looked": "on"})
    assert {one.plan_revision for one in plan.cycles.all()} == {2}
    page = client.get("/2011/revision/1/").text
    for words in ("uses revision 1.", "<strong>Comes back<", "<strong>Not in revision 1<"):
        assert words in page


def test_forms_of_a_text_show_the_words_of_the_revision(plan, office, manager, client_of):
    adopt(draft(plan, office), office, manager)
    for step in ("correct", "continues"):
        page = client_of(office).get(f"/plans/spa-test/targets/1.T2/{step}/").text
        assert "<h2>Text of revision 2</h2>" in page
        assert "<p>Target 2, reworded</p>" in page


def test_form_of_an_adopted_target_lets_nobody_type_what_a_revision_does_not_change(plan, office, client_of):
    begin(plan, office)
    client, address = client_of(office), "/plans/spa-test/targets/1.T1/edit/"
    form = client.get(address).context["form"]
    assert [one.name for one in form.visible_fields()] == ["text", "source"]
    assert "<dt>Code</dt><dd>1.T1</dd>" in client.get(address).text


def test_plan_with_an_open_revision_is_not_replaced(plan, office, manager):
    adopt(draft(plan, office), office, manager)
    plan.refresh_from_db()
    assert rules.no_revision_is_open(plan) is None
    begin(plan, office)
    with pytest.raises(RuleBroken, match="A revision is open"):
        stages.supersede_plan(plan, by=office, now=NOW)


def test_text_of_a_draft_is_not_corrected(plan, office, client_of):
    draft(plan, office)
    with pytest.raises(RuleBroken, match="not adopted yet"):
        cast.correct(of(plan, "1.T3"), "Corrected", date(2012, 3, 1), by=office, now=NOW)
    assert client_of(office).get("/plans/spa-test/targets/1.T3/correct/").status_code == 404


def test_nobody_endorses_cancels_or_links_past_what_somebody_else_did(plan, office, manager, client_of):
    draft(plan, office)
    stages.agree_plan(plan, by=office, now=NOW)
    plan.refresh_from_db()
    set_descent(of(plan, "1.T3"), [of(plan, "1.T1")], reason="Goes on", by=office, now=NOW)
    old = {
        "row_version": plan.row_version,
        "adopted_at": "Hanoi",
        "adopted_on": "1 Feb 2011",
        "reason": "None",
    }
    for address in ("endorse/", "revision/cancel/", "targets/1.T3/continues/"):
        assert client_of(manager).post(f"/plans/spa-test/{address}", old).status_code == 409, address
    assert plan.revisions.get().status == "agreed"
    assert of(plan, "1.T3").earlier_codes == "spa-test:1.T1"

    cast.correct(of(plan, "1.T1"), "Corrected", date(2012, 3, 1), by=office, now=NOW)
    assert plan.revisions.get().status == "draft"
    new = {"row_version": plan.row_version + 2}
    assert client_of(manager).post("/plans/spa-test/revision/cancel/", new).status_code == 302


def test_rewording_keeps_the_source_that_was_typed(plan, office, client_of):
    begin(plan, office)
    for text in ("One", "Two"):
        target = of(plan, "1.T1")
        wanted = new_target(target.area, "1.T1", text, source="Page 9")
        texts.change_text(target, wanted, seen=target.row_version, by=office, now=NOW)
    assert [(one.text, one.source) for one in target.corrections.all()] == [("Two", "Page 9")]
    assert 'value="Page 9"' in client_of(office).get("/plans/spa-test/targets/1.T1/edit/").text


@pytest.mark.parametrize(
    ("form", "model"), [(AreaForm, Area), (TargetForm, Target), (MenuForm, MenuActivity)]
)
def test_no_form_takes_a_longer_code_than_its_column(form, model, plan):
    assert form(plan=plan).fields["code"].max_length == model._meta.get_field("code").max_length


PAGES = (
    *("/plans/", "/plans/spa-test/", "/search/?q=Secretword", "/2011/kh/", "/"),
    *("/comparison/2011/", "/comparison/2011/1.T1/kh/", "/comparison/2010-2011/"),
)


def told(client: Client) -> dict[str, str]:
    """What somebody reads on each page, without the marks of the page itself."""
    found = {address: client.get(address, follow=True).text for address in PAGES}
    return {address: re.sub(r"<[^>]+>", " ", text) for address, text in found.items()}


@pytest.mark.parametrize("seat", ["kh_officer", "kh_desk", "ilo", "observer"])
def test_nobody_else_reads_a_draft_revision(seat, world, plan, office, client_of):
    client: Client = client_of(world.seats[seat])
    earlier, before = earlier_year(office), told(client)
    draft(plan, office)
    old = Target.objects.filter(plan=earlier.plan)
    set_descent(of(plan, "1.T3"), old, reason="Goes on", by=office, now=NOW)
    stages.agree_plan(plan, by=office, now=NOW)
    assert told(client) == before
    for suffix in ("", "plan.csv"):
        assert client.get(f"/plans/spa-test/{suffix}?revision=2").status_code == 404
    assert SECRET not in client.get("/plans/spa-test/plan.csv").text
    assert SECRET in client_of(office).get("/plans/spa-test/?revision=2").text


def test_years_are_joined_only_by_targets_of_the_revision_that_they_follow(plan, office, manager, cycle):
    earlier, revision = earlier_year(office), draft(plan, office)
    old = Target.objects.filter(plan=earlier.plan)
    set_descent(of(plan, "1.T3"), old, reason="Goes on", by=office, now=NOW)
    adopt(revision, office, manager)
    stays = AnnualCycle.objects.get(pk=cycle.pk)
    assert not may_be_compared(earlier, stays)
    assert may_be_compared(earlier, move_year(stays, 2, reason="", by=office, now=NOW))


def test_every_read_of_texts_outside_the_plans_of_action_names_a_revision():
    """Of draft revisions too, `area.targets` is read through `targets_of` and `menu_of`, which ask each row."""
    start = r"\b(?:(?:Area|Target|MenuActivity)\.(?:objects|_default_manager)|plan\.(?:areas|targets))\b"
    root = Path(__file__).parents[2]
    sources = {
        path.relative_to(root): path.read_text()
        for app in ("workplans", "reporting")
        for path in (root / app).rglob("*.py")
        # The demonstration makes the plans that it reads.
        if not {"demo", "migrations"} & {*path.parts}
    }
    assert [path for path, text in sources.items() if re.search(rf"{start}(?!\.in_revision\()", text)] == []
    assert sum(len(re.findall(rf"{start}\.in_revision\(", text)) for text in sources.values()) >= 5
