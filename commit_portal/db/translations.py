"""Texts of reference data in other languages. The row itself keeps the English text, which stands in for a missing one."""

import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import get_language

from commit_portal.db.model_parts import InnerRow, check, unique

# Seconds for which a process keeps what it has read: only a load of the reference data writes translations.
KEPT_SECONDS = 60
type Key = tuple[str, int, str]
_read: dict[str, tuple[float, Mapping[Key, str]]] = {}


class Translation(InnerRow):
    """The text of one column of one row in one language."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveBigIntegerField()
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    text = models.TextField()

    class Meta:
        app_label = "commit_portal"
        constraints = (
            unique("one_text_a_field_and_language", ("content_type", "row", "field", "language")),
            check("translation_has_a_text", ~models.Q(text="")),
        )


def translated(row: models.Model, field: str) -> str:
    """The text of a column in the language of the moment, else the stored one."""
    return translation_of(type(row), row.pk, field, getattr(row, field))


def translation_of(model: type[models.Model], key: Any, field: str, stored: str) -> str:
    """The same of a row that was read as values. No query where the portal has one language."""
    if not is_translated():
        return stored
    return _texts_in(get_language() or "").get((model._meta.label_lower, key, field), stored)


def is_translated() -> bool:
    """Whether somebody reads in a language that is not that of the stored texts."""
    return len(settings.LANGUAGES) > 1 and get_language() not in (None, settings.LANGUAGE_CODE)


def put_translation(row: models.Model, field: str, language: str, text: str) -> bool:
    """Write a text in a language; whether it is a new one."""
    kind = ContentType.objects.get_for_model(row)
    own = Translation.objects.filter(content_type=kind, row=row.pk, field=field, language=language)
    if own.filter(text=text).exists():
        return False
    if not own.update(text=text):
        own.create(content_type=kind, row=row.pk, field=field, language=language, text=text)
    forget()
    return True


def forget() -> None:
    """Read all translations anew when the next one is wanted."""
    _read.clear()


def _texts_in(language: str) -> Mapping[Key, str]:
    """Every text in a language: one query."""
    at, texts = _read.get(language, (0.0, {}))
    if not at or time.monotonic() - at > KEPT_SECONDS:
        rows = Translation.objects.filter(language=language).values_list(
            "content_type__app_label", "content_type__model", "row", "field", "text"
        )
        texts = {(f"{app}.{model}", row, field): text for app, model, row, field, text in rows}
        _read[language] = time.monotonic(), texts
    return texts
