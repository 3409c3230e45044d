"""Which edition a file is: by the SHA-256 of the files as they were made, and by the check numbers that it holds."""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.i18n import say
from reporting.models import AnnualReport
from reporting.models.jobs import DRAFT
from reporting.report_text.editions import edition_name
from reporting.report_text.values import moment
from reporting.statuses import FINISHED_REPORTS

UNCHANGED = _("This file was not changed after it was made.")
CHANGED = _("This file was changed after it was made. It has the check number of:")
NOT_OURS = _("This file is not an annual report of this portal.")
A_DRAFT = _("This file is a draft of an annual report. It is not an edition, and it has no check number.")
NOT_A_REPORT = _("This file is not a PDF or an Excel file. Give the PDF or the Excel file of an edition.")

_CHECK_NUMBER = re.compile(rb"[0-9a-f]{64}")
# As the identifier of a PDF: the letters of a check number, each as two hexadecimal digits.
_IDENTIFIER = re.compile(rb"(?:3[0-9]|6[1-6]){64}")
_PART, _WORKBOOK = b"PK\x03\x04", b"xl/workbook.xml"
_DEFLATED = 8
# Octets of one part of a workbook: ten times what thirty countries need.
_MOST_UNPACKED = 64 * 1024**2


def verify(content: bytes) -> tuple[Promise, list[AnnualReport]]:
    """Whether a file is as it was made, in words, and the edition that it is; else those whose check number it has."""
    digest = hashlib.sha256(content).hexdigest()
    editions = AnnualReport.objects.editions().filter(status__in=FINISHED_REPORTS)
    finished = editions.light().select_related("cycle")
    is_file = Q(pdf_sha256=digest) | Q(workbook_sha256=digest)
    made = list(finished.filter(is_file))
    if not made:
        named = list(finished.filter(digest__in=set(_check_numbers(content))).order_by("asked_at", "pk"))
        made = [one for one in named if digest in _digests_of(one)]
        if named and not made:
            return CHANGED, named
    if made:
        return UNCHANGED, made
    if AnnualReport.objects.filter(is_file, edition=DRAFT).exists():
        return A_DRAFT, []
    has_our_kind = b"%PDF-" in content[:1024] or _WORKBOOK in content
    return NOT_OURS if has_our_kind else NOT_A_REPORT, []


def edition_line(found: AnnualReport) -> str:
    """An edition with its language, the moment of its figures and its check number, for the command line."""
    line = gettext("%(report)s. Language: %(language)s. Figures of %(moment)s. Check number: %(digest)s.")
    said = say(
        line,
        report=edition_name(found.cycle.year, found.edition, found.audience),
        language=dict(settings.LANGUAGES).get(found.language, found.language),
        moment=moment(found.as_of),
        digest=found.digest,
    )
    if not found.trail_digest:
        return said
    trail = gettext("%(edition)s Last event before this edition: link %(number)s, %(digest)s.")
    return say(trail, edition=said, number=str(found.trail_number), digest=found.trail_digest)


def _digests_of(report: AnnualReport) -> Iterator[str]:
    """Of the stored files, where none was kept when they were made."""
    stored: tuple[FieldFile, ...] = () if report.pdf_sha256 else (report.pdf, report.workbook)
    for one in stored:
        with suppress(FileNotFoundError), one.open("rb") as file:
            yield hashlib.file_digest(file, "sha256").hexdigest()


def _check_numbers(content: bytes) -> Iterator[str]:
    """What could be one: an identifier of a PDF, or in a part of a workbook. A damaged part stops no other."""
    for found in _IDENTIFIER.findall(content):
        yield bytes.fromhex(found.decode()).decode()
    if _WORKBOOK not in content:
        return
    for part in re.finditer(_PART, content):
        with suppress(struct.error, zlib.error):
            (method,) = struct.unpack_from("<H", content, part.start() + 8)
            name, extra = struct.unpack_from("<HH", content, part.start() + 26)
            text = memoryview(content)[part.start() + 30 + name + extra :]
            unpacked = (
                zlib.decompressobj(-15).decompress(text, _MOST_UNPACKED) if method == _DEFLATED else text
            )
            for number in _CHECK_NUMBER.findall(unpacked):
                yield number.decode()
