"""What a saved row answers, read as the page reads it."""

import re

from django.http import HttpResponse

from tests.sent_forms import Forms


class RowAnswer(Forms):
    """`marked`: the fields at fault; `unsaved`, `theirs`: as the row names them; `texts`: what is said, by its place."""

    def __init__(self, answer: HttpResponse) -> None:
        self.row = self.tone = ""
        self.marked: list[str] = []
        self.unsaved: list[str] = []
        self.theirs: list[str] = []
        self.ways: list[str] = []
        self.texts: dict[str, str] = {}
        self._open: list[str] = []
        super().__init__(answer.text)
        self.texts = {name: re.sub(r"\s+", " ", text).strip() for name, text in self.texts.items()}

    @property
    def values(self) -> dict[str, str]:
        """What the fields hold."""
        sent = {name.partition("-")[2]: words[-1] for name, words in self.forms[0].fields.items()}
        return {name: words for name, words in sent.items() if name not in ("", "v", "key", "partner")}

    @property
    def version(self) -> int:
        return int(self.forms[0].fields[f"r{self.row}-v"][0])

    @property
    def said(self) -> str:
        return self.texts["said"]

    @property
    def note(self) -> str:
        """What stands under the row."""
        return self.texts.get("note", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        sent = {name: value or "" for name, value in attrs}
        if tag == "tr" and ("data-row" in sent or sent.get("class") == "new"):
            self.row, self.tone = sent["id"][1:] if "data-row" in sent else "", sent.get("data-tone", "")
            self.unsaved, self.theirs = (
                sent.get(f"data-{name}", "").split() for name in ("unsaved", "theirs")
            )
        if "aria-invalid" in sent:
            self.marked.append(sent["name"].partition("-")[2])
        if sent.get("name") == "way":
            self.ways.append(sent["value"].partition(":")[2])
        if tag not in ("input", "br"):
            self._open.append(sent.get("data-sum") or self._kind(sent))

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self._open.pop()

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        for kind in filter(None, self._open):
            self.texts[kind] = f"{self.texts.get(kind, '')}{data}"

    @staticmethod
    def _kind(sent: dict[str, str]) -> str:
        look = sent.get("class", "")
        kinds = {
            "said": "data-said" in sent,
            "closed": "data-closed" in sent,
            "state": look == "c-state",
            "time": "data-state" in sent,
            "beside": "beside" in look,
            "note": look == "row-note",
        }
        return next((kind for kind, is_it in kinds.items() if is_it), "")
