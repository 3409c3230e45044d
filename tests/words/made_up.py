"""A made-up language: each marked sentence in double brackets and a third longer, and a walk for what stands outside.

The brackets close around parameters and tags, so that an English part cannot hide inside the brackets of another
sentence. Whatever has an ASCII letter outside of them is data, or a sentence that nobody marked. So that the two are
told apart, the typed texts of the test database are set full-width (`set_full_width`). The brackets are such as the
name of a sheet may have in Excel.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polib
from django.apps import apps
from django.db import connection, models
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from commit_portal.models import Event
from tests.made_once import made_once
from tests.modules import APPS
from tests.words.catalogue import Marked, marked
from tests.words.data import CODES, NAMES, NOT_PROSE, TYPES
from workplans.models import Comment

LANGUAGE = "xx"
PLURALS = {1: "nplurals=1; plural=0;", 2: "nplurals=2; plural=(n != 1);"}
# What is left as it is: a parameter, a tag of HTML or an entity.
ATOM = re.compile(r"(%\(\w+\)[a-z]|%[sd]|%%|\{\w*\}|<[^>]*>|&#?\w+;)")
BRACKETED = re.compile(r"««[^«»]*»»")
ASCII_WORD = re.compile(r"[A-Za-z]")
TEXT_ATTRIBUTES = {"title", "aria-label", "aria-valuetext", "alt", "placeholder", "label"}
# Elements whose end is not written.
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# What is printed on a key is the keyboard's own.
UNREAD = {"script", "style", "kbd"}


def made_up_words(sentence: str) -> str:
    """The sentence in the made-up language."""
    return "".join(
        part if index % 2 or not part.strip() else _bracketed(part)
        for index, part in enumerate(ATOM.split(sentence))
    )


def _bracketed(part: str) -> str:
    # A text that begins or ends with a line end goes on doing so.
    start, end = part[: len(part) - len(part.lstrip("\n"))], part[len(part.rstrip("\n")) :]
    inner = part.strip("\n")
    more = len(inner) // 3
    # In pieces, so that a line may end in it as it may between words.
    longer = " ".join("~" * min(10, more - done) for done in range(0, more, 10))
    return f"{start}««{inner}{longer}»»{end}"


def language_in(folder: Path, forms: int) -> Path:
    """The made-up language as a catalogue that Django reads: a folder for `LOCALE_PATHS`, in `folder`.

    The first process of a run that asks writes it: all the code is read for it. With one form, as Khmer, Lao, Burmese,
    Thai, Vietnamese and Chinese have, only the plural of a sentence is said.
    """
    return made_once(folder / f"language_{forms}", partial(_write_language, forms=forms))


def _write_language(folder: Path, forms: int) -> None:
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": LANGUAGE,
        "Plural-Forms": PLURALS[forms],
    }
    for sentence in dict.fromkeys([*marked(), *_of_libraries()]):
        entry = polib.POEntry(msgid=sentence.sentence, msgctxt=sentence.context or None)
        if sentence.plural:
            entry.msgid_plural = sentence.plural
            both = (sentence.sentence, sentence.plural)
            entry.msgstr_plural = {form: made_up_words(text) for form, text in enumerate(both[-forms:])}
        else:
            entry.msgstr = made_up_words(sentence.sentence)
        catalogue.append(entry)
    target = folder / LANGUAGE / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    catalogue.save_as_mofile(str(target / "django.mo"))


def _of_libraries() -> Iterator[Marked]:
    """The sentences of Django and of the apps that are installed beside ours, by their English catalogues."""
    django = Path(str(models.__file__)).parents[2] / "conf"
    for app in (
        django,
        *(Path(config.path) for config in apps.get_app_configs() if config.label not in APPS),
    ):
        path = app / "locale" / "en" / "LC_MESSAGES" / "django.po"
        for entry in polib.pofile(str(path)) if path.exists() else ():
            yield Marked(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "")


@contextmanager
def made_up(folder: Path) -> Iterator[None]:
    """Everything that is said inside is said in the made-up language; `folder` is what `write_language` wrote."""
    languages = [("en", "English"), (LANGUAGE, made_up_words("Made up"))]
    # Where either setting is another one, Django forgets all catalogues: it would read those of English at every page.
    read = trans_real._translations
    with override_settings(LOCALE_PATHS=[folder], LANGUAGES=languages):
        # It remembers the languages that it has read by their code alone.
        trans_real._translations = {**read, LANGUAGE: _catalogue_in(folder)}
        with translation.override(LANGUAGE):
            yield
    trans_real._translations = read


@cache
def _catalogue_in(folder: Path) -> trans_real.DjangoTranslation:
    """Of the first `LOCALE_PATHS`, which is the folder."""
    return trans_real.DjangoTranslation(LANGUAGE)


def full_width(text: str) -> str:
    """The text with full-width letters: a reader can read it, and it is nobody's sentence."""
    return "".join(chr(ord(letter) + 0xFEE0) if ASCII_WORD.match(letter) else letter for letter in text)


def set_full_width() -> None:
    """Set what people typed in the whole database full-width; codes, addresses and keys stay."""
    for model in apps.get_models():
        if model._meta.app_label not in APPS:
            continue
        columns = [
            column
            for column in model._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField)
            and not column.choices
            and column.name not in NOT_PROSE
            and not isinstance(column, models.SlugField | models.EmailField | models.FileField)
        ]
        if columns:
            _set_full_width(model, [column.column for column in columns])
    for comment in Comment.objects.all():
        Comment.objects.filter(pk=comment.pk).update(seat=_wide_message(comment.seat))
    for event in Event.objects.all():
        models.QuerySet(Event).filter(pk=event.pk).update(
            facts=_wide_message(event.facts), seat=_wide_message(event.seat)
        )


def _wide_message(plain: dict[str, Any]) -> dict[str, Any]:
    """The stored message with full-width texts among its parameters."""
    return {"code": plain["code"], "params": {name: _wide(value) for name, value in plain["params"].items()}}


def _wide(value: Any) -> Any:
    if isinstance(value, str):
        return value if english_in(value) == "" else full_width(value)
    if isinstance(value, dict) and "code" in value:
        return _wide_message(value)
    return (
        {"list": [_wide(item) for item in value["list"]]}
        if isinstance(value, dict) and "list" in value
        else value
    )


def _set_full_width(model: type[models.Model], columns: list[str]) -> None:
    # Past the models: some of them are never changed by their own ways.
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    names = ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {names} FROM {table}")
        rows = cursor.fetchall()
        sets = ", ".join(f"{quote(column)} = %s" for column in columns)
        for pk, *values in rows:
            wide = [full_width(value) if isinstance(value, str) else value for value in values]
            if wide != values:
                cursor.execute(f"UPDATE {table} SET {sets} WHERE {key} = %s", [*wide, pk])


@dataclass(frozen=True)
class Fault:
    """A text outside the brackets: where it stands (an element, an attribute, a cell), and what it says."""

    where: str
    text: str


@cache
def english_in(text: str, known: tuple[str, ...] = ()) -> str:
    """What is left of a text with ASCII letters in it, once brackets, codes and names are taken out; else nothing."""
    left = text
    while left != (left := BRACKETED.sub(" ", left)):
        pass
    # What follows takes out more and puts nothing in: most texts end here.
    if not ASCII_WORD.search(left):
        return ""
    for said in sorted(known, key=len, reverse=True):
        left = left.replace(said, " ")
    left = CODES.sub(" ", left)
    for name in NAMES:
        left = re.sub(rf"\b{re.escape(name)}(?!\w)", " ", left)
    return " ".join(left.split()) if ASCII_WORD.search(left) else ""


def faults_of_page(page: str, known: tuple[str, ...] = ()) -> list[Fault]:
    """Every text and attribute of a page for people that stands outside the brackets and is not data."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return _faults(reader.found, known)


def faults_of_text(text: str, known: tuple[str, ...] = ()) -> list[Fault]:
    """The same of a mail or of a PDF's text, paragraph by paragraph: a sentence may run over lines."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return _faults(((f"paragraph {number}", part) for number, part in enumerate(parts, start=1)), known)


def faults_of_workbook(content: bytes, known: tuple[str, ...] = ()) -> list[Fault]:
    """The same of every sheet, cell, hint and list of an Excel workbook. The types of activity have a column of codes."""
    return [fault for fault in _faults(_workbook_texts(content), known) if fault.text not in TYPES]


def _workbook_texts(content: bytes) -> Iterator[tuple[str, str]]:
    book = openpyxl.load_workbook(BytesIO(content))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield "sheet", sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    yield f"{sheet.title}!{cell.coordinate}", cell.value
                if cell.comment:
                    yield f"{sheet.title}!{cell.coordinate} comment", cell.comment.text
        yield from _around_the_cells(sheet)


def _around_the_cells(sheet: Any) -> Iterator[tuple[str, str]]:
    """The margins of the printed sheet, and the hints and lists of its cells."""
    for margin in (sheet.oddHeader, sheet.oddFooter):
        for side in (margin.left, margin.center, margin.right):
            yield f"{sheet.title} margin", re.sub(r"&[A-Z]", " ", side.text or "")
    for rule in sheet.data_validations.dataValidation:
        for text in (rule.prompt, rule.promptTitle, rule.error, rule.errorTitle):
            yield f"{sheet.title} hint", text or ""
        if rule.type == "list" and str(rule.formula1).startswith('"'):
            yield f"{sheet.title} list", str(rule.formula1)


def _faults(texts: Iterator[tuple[str, str]] | list[tuple[str, str]], known: tuple[str, ...]) -> list[Fault]:
    found = ((where, english_in(text, known)) for where, text in texts)
    return list(dict.fromkeys(Fault(where, text) for where, text in found if text))


class _Reader(HTMLParser):
    """Gathers what a reader is shown or told by a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        # What is in another language on purpose, the names of the countries in their own say, is data.
        data = tag in UNREAD or ("lang" in attributes and tag != "html")
        for name, value in attributes.items():
            if _is_read(tag, name, attributes):
                self.found.append((f"{tag} {name}", value))
        if tag not in VOID:
            self._open.append((tag, data))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if not any(is_data for _, is_data in self._open):
            self.found.append((self._open[-1][0] if self._open else "page", data))


# Fields and steps by their names in code, for the scripts of a sheet.
LISTS_OF_NAMES = {"data-days", "data-steps", "data-with"}


def _is_read(tag: str, name: str, attributes: dict[str, str]) -> bool:
    """Whether an attribute is a text for people: named so, a button's word, or a `data-` text with several words."""
    if name in TEXT_ATTRIBUTES:
        return True
    if tag == "input" and name == "value":
        return attributes.get("type", "text") in ("submit", "button", "reset", "text")
    if tag == "meta" and name == "content":
        return attributes.get("name") == "description"
    if name in LISTS_OF_NAMES:
        return False
    return name == "data-label" or (name.startswith("data-") and " " in attributes[name].strip())
