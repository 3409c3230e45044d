"""The last chapter: what the states mean, and what the edition is made of."""

from typing import Any

from django.utils.translation import gettext

from reporting.dataset.schema import Dataset
from reporting.report.cells import state_alone
from reporting.report.imprint import Imprint
from reporting.report.linebreaks import breakable
from reporting.report.numbering import Contents
from reporting.report_text import values
from reporting.report_text.edition import edition_words
from reporting.report_text.targets import codes_words
from reporting.report_text.year import plan_words


def reading(dataset: Dataset, imprint: Imprint, contents: Contents) -> dict[str, Any]:
    numbers = contents.chapter(gettext("How to read this report"), "reading")
    return {
        "heading": numbers.heading,
        "digest": [imprint.digest[start : start + 8] for start in range(0, 64, 8)],
        "edition": edition_words(imprint.edition, dataset.facts.audience, imprint.as_of),
        "states": [
            {"state": state_alone(status), "meaning": meaning}
            for status, meaning in values.CELL_MEANINGS.items()
        ],
        "codes": codes_words(dataset),
        "caption": numbers.table(gettext("The statuses and their meaning")),
        "provisional": dataset.facts.provisional,
        "plan_words": plan_words(dataset),
        "notes": [breakable(values.said(note)) for note in dataset.notes],
    }
