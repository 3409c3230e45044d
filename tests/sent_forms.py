"""What a browser sends of a page's form, for tests that send it as it came."""

from html.parser import HTMLParser
from typing import Any


class Form(HTMLParser):
    """The fields of each form of a page, with what a browser sends of them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._text = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name:
            is_button = given.get("type") in ("submit", "file")
            is_left = given.get("type") in ("checkbox", "radio") and "checked" not in given
            if not is_button and not is_left:
                self._keep(name, given.get("value", ""))
        elif tag == "textarea":
            self._text = name
            self._keep(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self._keep(self._select, given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._text:
            self.forms[-1][self._text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""

    def _keep(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)


def sent_by(page: str) -> dict[str, Any]:
    """What a browser without JavaScript sends of the longest form of a page, every field as it is."""
    fields = max(Form(page).forms, key=len)
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
