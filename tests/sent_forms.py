"""The forms of a page as a browser without JavaScript reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Form:
    """Where a form is sent, the names of all its fields and buttons, and what is sent of them, every field as it is."""

    address: str = ""
    names: set[str] = field(default_factory=set)
    fields: dict[str, list[str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page. The first one has the fields that stand in none."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms = [Form()]
        self._form, self._text, self._select = self.forms[0], "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._form = Form(given.get("action", ""))
            self.forms.append(self._form)
        elif name and tag in ("input", "select", "textarea", "button"):
            self._form.names.add(name)
        if tag == "input" and name:
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
            self._form.fields[self._text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "form":
            self._form = self.forms[0]

    def _keep(self, name: str, value: str) -> None:
        self._form.fields.setdefault(name, []).append(value)


def content_form(page: str) -> Form:
    """The last form in the content of a page; one without fields where there is none."""
    return Forms(page[page.index('class="content"') :]).forms[-1]


def sent_by(page: str) -> dict[str, Any]:
    """What a browser without JavaScript sends of the longest form of a page, every field as it is."""
    fields = max((form.fields for form in Forms(page).forms), key=len)
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
