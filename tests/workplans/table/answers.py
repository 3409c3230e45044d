"""What a saved row answers, read as the page reads it."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse


@dataclass
class RowAnswer(HTMLParser):
    """`values`: what the fields hold; `marked`: those at fault; `unsaved`, `theirs`: as the row names them."""

    html: str
    row: str = ""
    tone: str = ""
    version: int = 0
    values: dict[str, str] = field(default_factory=dict)
    marked: list[str] = field(default_factory=list)
    unsaved: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.texts = {name: re.sub(r"\s+", " ", text).strip() for name, text in self.texts.items()}

    @property
    def said(self) -> str:
        return self.texts["said"]

    @property
    def note(self) -> str:
        """What stands under the row."""
        return self.texts.get("note", "")

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        sent = {name: value or "" for name, value in found}
        if tag == "tr" and ("data-row" in sent or sent.get("class") == "new"):
            self.row, self.tone = sent["id"][1:] if "data-row" in sent else "", sent.get("data-tone", "")
            self.unsaved, self.theirs = (
                sent.get(f"data-{name}", "").split() for name in ("unsaved", "theirs")
            )
        name = sent.get("name", "").partition("-")[2]
        if name == "v":
            self.version = int(sent["value"])
        elif name and name not in ("key", "partner"):
            self.values[name] = sent.get("value", "")
            self._field = name
            if "aria-invalid" in sent:
                self.marked.append(name)
        if tag == "option" and "selected" in sent and not self._in("note"):
            self.values[self._field] = sent["value"]
        if sent.get("name") == "way":
            self.ways.append(sent["value"].partition(":")[2])
        kind = sent.get("data-sum") or next(
            (kind for kind, is_it in self._kinds(tag, sent).items() if is_it),
            "",
        )
        if tag not in ("input", "br"):
            self._open.append(kind)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for kind in filter(None, self._open):
            self.texts[kind] = f"{self.texts.get(kind, '')}{data}"
        if self._in("text"):
            self.values[self._field] = data

    def _in(self, kind: str) -> bool:
        return kind in self._open

    @staticmethod
    def _kinds(tag: str, sent: dict[str, str]) -> dict[str, bool]:
        look = sent.get("class", "")
        return {
            "said": "data-said" in sent,
            "closed": "data-closed" in sent,
            "state": look == "c-state",
            "time": "data-state" in sent,
            "beside": "beside" in look,
            "note": look == "row-note",
            "text": tag == "textarea",
        }


def read_answer(answer: HttpResponse) -> RowAnswer:
    return RowAnswer(answer.text)
