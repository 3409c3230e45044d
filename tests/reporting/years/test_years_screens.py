"""The pages of several years in a browser: no barrier, nothing beside the edge of a phone, the same without scripts."""

import pytest

from reporting.report.context import chapters_in_order
from reporting.report.numbering import Contents, Imprint
from tests import browsing, cast, report_rows, report_samples
from tests.reporting.editions.test_words import made
from tests.reporting.years.sample import make_two_years
from tests.spa.test_revisions import adopt, draft

pytestmark = [pytest.mark.browser, pytest.mark.once]
PAGES = {
    "/comparison/2011-2012/": "moved back, was: achieved",
    "/comparison/2011-2012/?show=back": "words KH 2012 1.T1",
    "/2012/comparison/coverage/": "With activities",
    "/2012/comparison/timeline/": "Activities later than planned",
    "/comparison/2011-2012/time/": "Due later",
    "/comparison/2011-2012/money/": "Secretariat funding, approved: by country",
    "/comparison/2011-2012/taskforces/": "All types",
    "/comparison/2011-2012/partners/": "All partners",
}

# Of each chart whether it is shown, and how many of its texts have the colour of what is behind them.
CHARTS = """() => [...document.querySelectorAll(".chart svg")].map(svg => {
    const ground = matchMedia("print").matches ? "rgb(255, 255, 255)" : getComputedStyle(document.body).backgroundColor;
    const colour = shape => getComputedStyle(shape).fill;
    const boxes = [...svg.querySelectorAll("rect")].filter(box => colour(box) !== "none");
    const lost = [...svg.querySelectorAll("text")].filter(text => {
        const {x, y, width, height} = text.getBBox();
        const behind = boxes.filter(box => box.isPointInFill({x: x + width / 2, y: y + height / 2})).at(-1);
        return colour(text) === (behind ? colour(behind) : ground);
    });
    return [svg.getBoundingClientRect().height > 20, lost.length];
})"""


def test_the_pages_have_no_barrier_fit_a_phone_and_need_no_scripts(visit):
    world = cast.make_world()
    make_two_years(world)
    lead = world.seats["kh_lead"]

    charts = list[int]()
    page, plain = (visit("/", lead, java_script_enabled=scripts) for scripts in (True, False))
    for path, said in PAGES.items():
        for shown in (page, plain):
            shown.goto(path)
            assert said in shown.content(), path
        page.emulate_media(forced_colors="active")
        charts += [lost for is_shown, lost in page.evaluate(CHARTS) if is_shown]
        page.emulate_media(forced_colors="none")
        assert browsing.barriers(page, dark=(1280,)) == [], path
    # In forced colours no text of a chart is lost.
    assert len(charts) >= 2
    assert not any(charts)
    office = world.seats["regional_office"]
    adopt(draft(world.plan, office), office, world.seats["regional_manager"])
    page = visit("/plans/spa-test/", office)
    assert "Earlier targets" in page.content()
    assert browsing.barriers(page) == []


def test_chapters_of_an_edition_are_short_and_charts_are_read_in_print_and_colours(visit):
    world, dataset = cast.make_world(), report_samples.several_years()
    made(report_rows.make_edition(world.cycle, of=dataset))
    page, charts = visit("/", world.seats["kh_desk"]), 0
    for printed in chapters_in_order(dataset, Imprint(1, "0" * 64, report_samples.AS_OF), Contents()):
        page.goto(f"/2011/report/secretariat/1/{printed.chapter['heading'].anchor}/")
        assert page.evaluate("document.documentElement.scrollHeight") <= 4000, page.url
        assert browsing.barriers(page, (1280, 1920, 800, 700, 360, 320)) == [], page.url
        page.emulate_media(media="print")
        on_paper = page.evaluate(CHARTS)
        page.emulate_media(media="screen", forced_colors="active")
        on_screen = [lost for is_shown, lost in page.evaluate(CHARTS) if is_shown]
        assert (on_paper, on_screen) == ([[True, 0]] * len(on_paper), [0] * len(on_screen)), page.url
        page.emulate_media(forced_colors="none")
        charts += len(on_screen)
    assert charts >= 4
