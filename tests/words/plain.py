"""What plain words forbid (docs/words.md): listed phrases, and sentences of more than 25 words."""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.modules import BASE
from tests.words.catalogue import Marked, marked, sources

MOST_WORDS = 25

# On screen, in print and in mail: not the first, but the second.
ON_SCREEN = {
    r"\bCounted\b|\bNot counted\b": "Ask the Secretariat to pay / ...",
    r"never exceeds the country ceiling": "US$... too much. You have US$... left.",
    r"its number is never given again": "Give a title.",
    r"speaks of what has happened": "... is in the future. Leave it empty.",
    r"it is marked as withdrawn there": "It leaves the approved plan with the next decisions.",
    r"is not possible now: it is": "say what to do first",
    r"[Ss]omebody else was faster|somebody was faster": "Someone changed this just now.",
    r"What others owe": "Tasks of other people",
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
    r"\bby (?:the|your own) clock\b": "in ... time, in the time zone of ...",
    r"stands? beside\b": "does not count under ..., is in addition to ...",
    r"answers are asked for|[Nn]obody is asked\b": "please answer; no partner is asked",
    r"stops its kind": "stops mails of that kind",
    r", and (?:never a no|not with how much)": "but not ...",
}
# One word for one thing. A lookahead or a lookbehind names the context in which the word is right.
ONE_WORD = {
    r"(?<!on one )(?<!own )(?<!command )\b[Ll]ines?\b(?! breaks?| are joined)|\b[Ii]tems?\b": "activity; row in a table or file",
    r"(?<!countries )(?<!year, )(?<!taskforces )\b[Pp]lans?\b(?! of [Aa]ction| version\Z)": "workplan, or plan of action",
    r"\b[Mm]enu (?:and|of|for)\b|[’']s menu\b|\b[Pp]ick\b": "activity areas; choose",
    r"Secretariat(?:[’']s)? (?:money|cost|part)\b|Secretariat-supported|COMMIT(?:[’']s)? support": "Secretariat funding",
    r"(?<!Secretariat )(?<![Kk]ind of )\b[Ff]unding\b": "Secretariat funding",
    # A rule of the database holds for both amounts.
    r"(?<![Tt]otal )(?<!\AA )\b[Cc]osts?\b": "total cost, or Secretariat funding",
    r"\b[Rr]oom\b": "amount left",
    r"\b[Aa]skings?\b|\b[Aa]sked (?:of|in this round|in the round)\b": "request",
    r"\b[Gg]ifts?\b|\b[Cc]ontributions?\b": "offer, accepted support",
    r"\b[Tt]echnical support\b": "technical need",
    r"\b[Hh]elp (?:in kind|from|that)\b|\b(?:needs?|offers?|gives?|of) help\b": "technical need, support",
    r"(?<!or )(?<!and )(?<!or a )\b[Tt]hings?\b": "task, or point; people or things are a technical need",
    r"\b(?:follows?|moves? to) (?:this|the|another) text\b|\btext of today\b": "plan of action",
    r"\b[Ww]aits? for (?:you|your|room|a|an)\b|\b[Ww]hat waits\b": "task",
    r"\b(?:[Tt]ake|[Tt]akes|[Tt]ook|[Tt]aken|[Pp]ut|[Bb]ring|[Bb]rings|[Bb]rought)(?: \w+){0,3} back\b": "cancel, restore",
    r"\b[Dd]rop(?:s|ped)?\b|\b[Ss]top(?:s|ped)?(?: \w+)? (?:access|requests?|offers?|support|roles?)\b": "cancel, end",
    # Of a saved or pasted cell, of rows just carried over, and of a text just deleted.
    r"\b[Uu]ndo(?!\Z|: | typing| this paste)|\b[Uu]nd(?:id|one)\b": "cancel",
    r"(?<!you )\b(?:came|comes?) back\b(?! to this page)|\bsent back\b|\bgoes back to\b": "returned",
    r"\bin force\b|\bof record\b": "approved",
    r"\b[Ss]tates?\b(?! when)": "status",
    r"(?<![Ee]-)\b[Mm]ails?\b(?! server)|\b[Ee]mails?\b": "e-mail",
    r"\b[Dd]igests?\b": "check number",
    r"\b[Ss]ay(?:s|ing)?\b(?! …)|\b[Ss]aid\b": "give, write, enter, choose",
}
# What was read twice: metaphors, telegrams, a verb used as a noun.
READ_TWICE = {
    r"\bat once\b": "immediately, or together",
    r"\b[Mm]eanwhile\b": "before you, after that",
    r"\b(?:[Yy]our|[Mm]y|[Tt]hese|[Tt]hose|[Ii]ts|[Tt]heir|plan[’']s|approved) words\b|\b[Ww]hose words\b": "text",
    r"\b[Tt]hrow|\b[Ll]ock nothing\b|\branks? nobody\b|\bfor good\b": "delete; does not stop; no ranking; permanently",
    r"\b[Aa] (?:yes|no) (?:to|is|does|needs)\b|\b[Ee]ach yes\b|\b[Nn]eeded for a no\b": "if you answer “no”; agree",
    r"\b[Ww]ays? out\b": "option",
    r"\ball the same\b": "still",
    r"\bis looked for\b|\blook for support\b": "activities that need support",
    r"\b[Ss]ettled?\b": "close",
    r"\b[Ff]r[eo]ze\b|\bfrozen\b": "cannot be changed",
    r"\bbecame of\b|\b[Ll]ook back\b": "results, follow-up, review of last year",
    r"\b[Ss]ix governments, one\b|\bis on its way\b|\b[Bb]egin at the start\b": "we have sent a link, open the home page",
    r"\b[Rr]ecord(?:ed)? (?:what|and go)\b|\bwhat I (?:chose|ticked)\b": "save my decisions, show the total",
    r"\bin a word\b|\b[Aa] word to\b": "short reason, message",
    r"\b[Nn]obody meets\b|\bhas taken up\b": "without support",
    r"\bmore than fits\b|\b[Ii]t does not all fit\b": "above the ceiling",
    r"\b[Ee]mpty (?:the|that) cell\b|\bempties\b": "clear the cell, deletes the value",
    r"\b(?:[Yy]our|[Aa]nother|[Nn]o|[Nn]ew|own|[Pp]eople and) seats?\b": "role",
    r"\bTurn:|\b[Ii]t is your turn\b": "Your task now; Next: ...",
    r"(?<![Bb]e )\b[Rr]ead by:|\bPost to\b|\bAnswer to (?:%|the|taskforce)(?! desk)": "Can be read by; Send (readers: ...)",
    r"\b[Cc]ounts? under the ceiling\b|\bveto\b": "is part of the ceiling; cannot stop",
    r"\b[Ll]ower or end\b|\bBring in, take\b": "change or end; import, download",
    r"\bBodies of\b|\b[Ii]n the sums\b|\bSums\b": "ministries and agencies; total",
    r"\bis a new edition\b|\bNot begun\b": "make a new edition; not started yet",
}
ON_SCREEN |= ONE_WORD | READ_TWICE
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
            for why in _wrong_with(as_read(text), ON_SCREEN):
                yield Unplain(", ".join(files), why, text)
            for part in sentences_of(text):
                if (words := len(part.split())) > MOST_WORDS:
                    yield Unplain(", ".join(files), f"{words} words; at most {MOST_WORDS}", part)


def as_read(text: str) -> str:
    """A text without tags and without the names of its parameters."""
    return re.sub(r"%\(\w+\)[sd]", "…", re.sub(r"<[^>]*>", "", text))


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
                    yield Unplain(f"{path.relative_to(BASE)}:{line}", why, text.strip())


def unplain_fragments(sheet: Path = BASE / "docs" / "look.md") -> Iterator[Unplain]:
    """Listed phrases in the fragments of the component sheet, which pages copy."""
    for number, row in enumerate(sheet.read_text(encoding="utf-8").splitlines(), start=1):
        for code in [row] if row.startswith("    ") else re.findall(r"`(<[^`]*)`", row):
            shown = re.sub(r"\{[#%{].*?[#%}]\}", "", code)
            for text in [
                re.sub(r"<[^>]*>", " ", shown),
                *re.findall(r'(?:aria|data)-label="([^"]*)"', shown),
            ]:
                text = " ".join(text.split())
                for why in _wrong_with(text, ON_SCREEN):
                    yield Unplain(f"{sheet.name}:{number}", why, text)


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
    for fault in sorted([*unplain_sentences(marked()), *unplain_code(), *unplain_fragments()]):
        if any(part.startswith(wanted) for part in fault.where.split(", ")):
            sys.stdout.write(f"{fault.where}\n    {fault.why}\n    {fault.text}\n")
