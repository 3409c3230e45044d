"""While an input method composes a letter, every key is its own: the table moves, saves and takes back nothing."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.workplans.table.browsing import KEPT, SAVED, cell
from workplans.models import Activity

pytestmark = [pytest.mark.browser, pytest.mark.once]
# What is composed, step by step, and what it becomes.
SCRIPTS = {
    "khmer": (["ក", "ក្", "ក្រ"], "ក្រសួង"),
    "burmese": (["မ", "မြ", "မြန်"], "မြန်မာ"),
    "chinese": (["n", "ni", "ni hao"], "你好"),
    "vietnamese": (["d", "dd", "đ"], "đào"),
}
# By the name of the key: the number that a browser gives it outside of a composition, and what is held.
KEYS = {
    "Enter": (13, 0),
    "ArrowUp": (38, 0),
    "ArrowDown": (40, 0),
    "Escape": (27, 0),
    "F2": (113, 0),
    "s": (83, 2),
}
NOTE_KEYS = """() => {
    window.noted = [];
    addEventListener("keydown", (event) => noted.push([event.key, event.isComposing, event.defaultPrevented]));
}"""


class Composer:
    """An input method, as Chromium hears of it. Keys that it takes have the number 229."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)

    def compose(self, text: str) -> None:
        self.session.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )

    def commit(self, text: str) -> None:
        self.session.send("Input.insertText", {"text": text})

    def press(self, key: str) -> None:
        number, held = KEYS[key]
        event: dict[str, Any] = {"key": key, "modifiers": held, "windowsVirtualKeyCode": number}
        self.session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
        self.session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})


@pytest.mark.parametrize("script", SCRIPTS)
def test_keys_belong_to_the_input_method_until_the_word_is_there(filled, script):
    page, (steps, word) = filled, SCRIPTS[script]
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    title = cell(page, "002", "title")
    title.focus()
    page.keyboard.press("Control+a")
    page.evaluate(NOTE_KEYS)
    composer = Composer(page)

    for step in steps:
        composer.compose(step)
    for key in KEYS:
        composer.press(key)
    page.wait_for_timeout(2500)
    noted = page.evaluate("noted")
    # Neither moved, nor opened, nor taken back, nor sent; the composition is still there.
    assert noted == [[key, True, False] for key in KEYS]
    expect(title).to_be_focused()
    assert sent == []
    expect(page.locator("#open-002")).to_have_count(0)
    expect(title).to_have_value(steps[-1])
    assert any(steps[-1] in kept for kept in page.evaluate(KEPT))

    composer.commit(word)
    expect(title).to_have_value(word)
    page.keyboard.press("Enter")
    expect(cell(page, "003", "title")).to_be_focused()
    expect(page.locator("#s002 [data-state]")).to_contain_text(SAVED)
    expect(page.locator("[data-said]")).to_contain_text("002 is saved.")
    assert Activity.objects.get(number=2).title == word
