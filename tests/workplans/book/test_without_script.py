"""The office keeps its book, money, meetings and years in a browser without JavaScript."""

import pytest
from playwright.sync_api import expect

from reporting.models import Delegate, Meeting
from spa.models import BudgetFigure
from tests.browsing import Visit
from workplans.models import Allotment, Grant, Partner, TaskforceMember, Workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_the_office_needs_no_script(visit: Visit, line, approved_plan, regional_office):
    page = visit("/partners/", regional_office, java_script_enabled=False)

    def send(link: str, button: str, **typed: str) -> None:
        page.get_by_role("main").get_by_role("link", name=link).first.click()
        fill(button, **typed)

    def fill(button: str, **typed: str) -> None:
        for name, value in typed.items():
            field = page.locator(f"[name={name}]")
            field.select_option(label=value) if field.evaluate(
                "one => one.tagName"
            ) == "SELECT" else field.fill(value)
        page.get_by_role("button", name=button).click()
        expect(page.locator(".error-summary")).to_have_count(0)

    send("Add a partner", "Add to the list", name="A fund", acronym="AF", kind="Donor")
    send("Enter a new name and its first day", "Save the new name", name="The fund", begins="1 Jan 2012")
    send("Correct this entry", "Save the changes", ends_on="31 Dec 2099", reason="A letter")
    fund = Partner.objects.get(acronym="AF")
    assert (fund.name, str(fund.ends_on)) == ("The fund", "2099-12-31")
    page.goto("/taskforces/")
    send("Add a member", "Add to the list", name="Sok Dara", email="dara@example.org", starts_on="1 Jan 2010")
    assert TaskforceMember.objects.get().email == "dara@example.org"

    page.goto("/grants/spa-test/")
    dates = {"starts_on": "1 Jan 2011", "ends_on": "31 Dec 2011"}
    send("Record a grant", "Save the grant", partner="AF", title="A kiwi grant", amount="1,500", **dates)
    grant = Grant.objects.get()
    page.goto(f"/2011/kh/funding/?line={line.pk}&grant={grant.pk}")
    fill("Save the allotment", amount="250")
    assert str(Allotment.objects.get().amount) == "250.00"

    page.goto("/meetings/")
    page.get_by_role("link", name="Add a meeting").first.click()
    page.locator("[name=parts]").first.check()
    fill("Save", planned_from="14 Jul 2011")
    page.get_by_role("link", name="Name the delegates").first.click()
    page.get_by_label("Sok Dara").check()
    fill("Save", others="Chan Vuthy; Judge; chan@example.org")
    assert {one.email for one in Delegate.objects.all()} == {"dara@example.org", "chan@example.org"}
    page.get_by_role("link", name="Change the facts").click()
    page.locator("[name=is_called_off]").check()
    fill("Save")
    assert Meeting.objects.get(delegates__name="Sok Dara").is_called_off

    page.goto("/plans/spa-test/budget/areas/")
    fill("Save", year_2011="1,200", source="A letter")
    page.goto("/years/")
    days = {"starts_on": "1 Jan 2099", "ends_on": "31 Dec 2099"}
    send("Open a year", "Check what you entered", year="2099", country_ceiling="95,000", **days)
    fill("Open the year 2099")
    page.goto("/2099/ceiling/")
    fill("Change the ceiling", amount="90,000", starts_on="1 Jan 2099", reason="Less money")
    assert {plan.next_ceiling for plan in Workplan.objects.filter(cycle__year=2099)} == {90_000, None}
    assert int(BudgetFigure.objects.get().amount) == 1_200
