"""Pages whose words are longer, at 360 px: nothing is scrolled sideways, and the top bar keeps all its words."""

import pytest

from commit_portal.models import User
from reporting.reviews.actions import open_review
from tests import browsing, cast
from tests.answers import NOW
from tests.words.made_up import LANGUAGE, made_up

pytestmark = [pytest.mark.browser, pytest.mark.once]
WIDTH = 360


def test_no_page_in_the_made_up_language_is_wider_than_a_phone(live_server, page, client_of, language):
    world = cast.make_world()
    seats, office = world.seats, world.seats["regional_office"]
    for slug, officer in (("kh", "kh_officer"), ("la", "lao_officer")):
        cast.complete_line(world.workplan(slug), by=seats[officer])
    cast.approved(world.workplan("kh"), lead=seats["kh_lead"], desk=seats["kh_desk"])
    open_review(world.cycle, "mid-year", by=office, now=NOW)
    page.set_viewport_size({"width": WIDTH, "height": 900})
    found: dict[str, list[str]] = {}

    def look(name: str, *addresses: str) -> None:
        browsing.sign_in(page.context, live_server.url, client_of(seats[name]))
        for address in addresses:
            answer = page.goto(address)
            assert answer.status == 200
            assert page.evaluate("document.documentElement.lang") == LANGUAGE
            if wide := page.evaluate(browsing.TOO_WIDE, WIDTH):
                found[f"{name} {address}"] = wide

    with made_up(language):
        User.objects.update(language=LANGUAGE)
        look("lao_officer", "/", "/2011/la/", "/2011/la/001/edit/", "/notices/")
        look("lao_lead", "/2011/la/submit/")
        cast.submitted(world.workplan("la"), by=seats["lao_lead"])
        look("lao_desk", "/2011/la/decisions/", "/2011/la/decisions/001/", "/2011/la/decisions/send/")
        look("kh_officer", "/2011/reviews/mid-year/kh/")
        look("regional_office", "/", "/2011/comparison/")

    assert found == {}
