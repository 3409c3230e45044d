"""Static files as browsers get them: one style sheet, cut to what pages use, compressed and fingerprinted."""

import re
from collections.abc import Iterable, Iterator, Set
from itertools import chain, groupby, pairwise
from pathlib import Path
from typing import Any

import crispy_bootstrap5
import crispy_forms
import tinycss2
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from tinycss2.ast import AtRule, Node, QualifiedRule
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/portal.css"
# How it names the files of Bootstrap. Those are cut: they know ten times the classes that our pages have.
BOOTSTRAP = "../bootstrap/"
_IMPORT = re.compile(r"""\s*url\(["']?(?P<address>[^"')]+)["']?\)\s*layer\((?P<layer>\w+)\)\s*""")
_WORD = re.compile(r"[A-Za-z][\w-]*")


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """Writes `SHEET` with the sheets that it imports in it. Until then (`STATIC_COLLECTED`) it imports them.

    Scripts that are modules import each other by their fingerprinted names.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, object], dry_run: bool = False, **options: object
    ) -> Iterator[Any]:
        """Replace the collected sheet before files are fingerprinted and compressed."""
        if not dry_run and SHEET in paths:
            sheet = one_sheet(words_of_pages())
            self.delete(SHEET)
            self.save(SHEET, ContentFile(sheet))
            paths = {**paths, SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


def one_sheet(words: Set[str]) -> str:
    """`SHEET` with each import as a block of its layer. Of Bootstrap only rules whose classes are among `words`."""
    sheet = settings.BASE_DIR / "static" / SHEET
    parts = []
    for rule in _rules(sheet):
        imported = _imported(rule)
        if imported is None:
            parts.append(rule.serialize())
            continue
        address, layer = imported
        held = (
            _cut(_rules(settings.BOOTSTRAP / address.removeprefix(BOOTSTRAP)), words)
            if address.startswith(BOOTSTRAP)
            else _rules(sheet.parent / address)
        )
        parts.append(f"@layer {layer}{{{''.join(item.serialize() for item in held)}}}")
    return "\n".join(parts)


def words_of_pages() -> frozenset[str]:
    """Every word of our templates, scripts and code and of the template pack: what may name a class on a page."""
    ours = [Path(item.path) for item in apps.get_app_configs() if Path(item.path).parent == settings.BASE_DIR]
    packs = [Path(item.__path__[0]) for item in (crispy_forms, crispy_bootstrap5)]
    sources = chain(
        *(folder.rglob("*.html") for folder in (settings.BASE_DIR / "templates", *packs)),
        *(folder.rglob("*.py") for folder in (*ours, *packs)),
        (settings.BASE_DIR / "static" / "js").rglob("*.js"),
    )
    return frozenset(chain.from_iterable(_WORD.findall(source.read_text()) for source in sources))


def _rules(sheet: Path) -> Iterable[Node]:
    rules = tinycss2.parse_stylesheet(sheet.read_text(), skip_comments=True, skip_whitespace=True)
    return [rule for rule in rules if not (isinstance(rule, AtRule) and rule.lower_at_keyword == "charset")]


def _imported(rule: Node) -> tuple[str, str] | None:
    """Address and layer of an import; None for any other rule."""
    if not (isinstance(rule, AtRule) and rule.lower_at_keyword == "import"):
        return None
    found = _IMPORT.fullmatch(tinycss2.serialize(rule.prelude))
    if found is None:
        raise ValueError(f"{SHEET}: an import without a layer: {rule.serialize()}")
    return found["address"], found["layer"]


def _cut(rules: Iterable[Node], words: Set[str]) -> Iterator[Node]:
    """The rules that may style something: in each only the selectors whose classes are all among `words`."""
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            rule.prelude = _selectors_left(rule.prelude, words)
            if rule.prelude:
                yield rule
        elif isinstance(rule, AtRule) and rule.lower_at_keyword == "media":
            inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            rule.content = list(_cut(inside, words))
            if rule.content:
                yield rule
        else:
            yield rule


def _selectors_left(prelude: Iterable[Node], words: Set[str]) -> list[Node]:
    """A list of selectors without those that name another class. The inside of `:not()` is not looked at."""
    left: list[Node] = []
    parts = groupby(prelude, lambda part: part == ",")
    for selector in (list(found) for is_comma, found in parts if not is_comma):
        classes = {after.value for dot, after in pairwise(selector) if dot == "." and after.type == "ident"}
        if classes <= words:
            left += [tinycss2.ast.LiteralToken(0, 0, ","), *selector] if left else selector
    return left
