"""What plain words forbid (docs/words.md): listed phrases, and sentences of more than 25 words."""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from tests.words.catalogue import ROOT, Marked, marked, sources

MOST_WORDS = 25

# On screen, in print and in mail: not the first, but the second.
ON_SCREEN = {
    r"versions? of record": "approved version",
    r"of record": "approved",
    r"\bCounted\b|\bNot counted\b": "Ask the Secretariat to pay / ...",
    r"never exceeds the country ceiling": "US$... too much. You have US$... left.",
    r"its number is never given again": "Give a title.",
    r"speaks of what has happened": "... is in the future. Leave it empty.",
    r"it is marked as withdrawn there": "It leaves the approved plan with the next decisions.",
    r"is not possible now: it is": "say what to do first",
    r"[Ss]omebody else was faster|somebody was faster": "Someone changed this just now.",
    r"What others owe": "Waiting for others",
    r"really ran": "actual",
    r"Send and look": "Check the file",
    r"Write these changes": "Save these changes",
    r"Mend the rows": "Correct the rows",
    r"End this\b": "Stop access",
    r"only ever added": "Nothing here can be deleted.",
    r"What was saved is as it was": "Your saved work is safe.",
    r"Nothing has changed since edition": "Edition ... is up to date. No new edition was made.",
    r"\bwhat stands\b|\bas it stands\b|\bhow it stands\b|stands? against": "what is saved, as it is",
    r"\bis asked of\b|\bare asked of\b": "who does what",
    r"the matter of": "who decides",
    r"\bbears\b": "has, pays",
    r"[Nn]obody is told": "who gets a message",
    r"\b[Mm]enu activit": "activity area",
    r"\bby (?:the|your own) clock\b": "in ... time, in the time zone of ...",
    r"stands? beside\b": "does not count under ..., is in addition to ...",
    r"answers are asked for|[Nn]obody is asked\b": "please answer; no partner is asked",
    r"Said (?:yes|no) before": "Said yes. 2 lines changed after that",
    r"stops its kind": "stops mails of that kind",
    r", and (?:never a no|not with how much)": "but not ...",
}
# In docstrings and comments.
IN_CODE = {
    r"versions? of record": "approved version",
    r"\b[Mm]enu activit": "activity area",
    r"how that lies to the planned days": "days late against the plan, negative where early",
    r"[Ww]hat stands in": "the current values",
    r"those of its meeting or of the review stand": "falls back to ...",
    r"are still those that somebody looked at": "a fingerprint that detects a stale form",
    r"nobody stands before a closed door": "fails open without Redis",
    r"to a reader it was no round": "not counted as a round",
    r"says nothing beside the spending of one": "compares only countries that reported",
    r"\bis asked of\b|\bare asked of\b": "subject, verb, object",
    r"the matter of": "who decides",
    r"[Nn]obody is told": "who gets a message",
}


@dataclass(frozen=True, order=True)
class Unplain:
    """A text against the rules: where it is, what is wrong with it, and the text."""

    where: str
    why: str
    text: str


def unplain_sentences(sentences: dict[Marked, list[str]]) -> Iterator[Unplain]:
    """What is wrong with marked sentences, by the files in which they stand."""
    for sentence, files in sentences.items():
        for text in filter(None, (sentence.sentence, sentence.plural)):
            for why in _wrong_with(text, ON_SCREEN):
                yield Unplain(", ".join(files), why, text)
            for part in sentences_of(text):
                if (words := len(part.split())) > MOST_WORDS:
                    yield Unplain(", ".join(files), f"{words} words; at most {MOST_WORDS}", part)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, without tags; a parameter is a word."""
    plain = re.sub(r"<[^>]*>", "", text)
    return re.split(r"(?<=[.!?:])\s+", plain)


def unplain_code() -> Iterator[Unplain]:
    """Listed phrases in docstrings and comments."""
    for path, source in sources():
        if path.suffix == ".py":
            for line, text in _prose_of(source):
                for why in _wrong_with(" ".join(text.split()), IN_CODE):
                    yield Unplain(f"{path.relative_to(ROOT)}:{line}", why, text.strip())


def _wrong_with(text: str, phrases: dict[str, str]) -> Iterator[str]:
    for phrase, instead in phrases.items():
        if found := re.search(phrase, text):
            yield f"not “{found.group()}” but: {instead}"


def _prose_of(source: str) -> Iterator[tuple[int, str]]:
    """The docstrings and the comments of a module; comments that follow each other are one text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node, clean=False)
            if docstring:
                yield getattr(node, "lineno", 1), docstring
    block: list[str] = []
    last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if block and token.start[0] != last + 1:
                yield last, " ".join(block)
                block = []
            block.append(token.string.lstrip("# "))
            last = token.start[0]
    if block:
        yield last, " ".join(block)


if __name__ == "__main__":
    wanted = tuple(sys.argv[1:]) or ("",)
    for fault in sorted([*unplain_sentences(marked()), *unplain_code()]):
        if any(part.startswith(wanted) for part in fault.where.split(", ")):
            sys.stdout.write(f"{fault.where}\n    {fault.why}\n    {fault.text}\n")
