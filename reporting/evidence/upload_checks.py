"""Check a file before it is stored: its name, its size, the virus scanner, and its content in a limited process."""

import json
import logging
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n import Param, Sentence, say
from commit_portal.refusals import RuleBroken, Violation
from reporting.queue.process import bare_environment
from reporting.statuses import EvidenceKind

logger = logging.getLogger(__name__)

MOST_BYTES = 10 * 1024 * 1024
# Of one check, in bytes and seconds; of one process of the portal, in checks at a time.
MEMORY_BYTES = 1024**3
CPU_SECONDS, WALL_SECONDS, SCAN_SECONDS, TURN_SECONDS = 20, 30, 10, 5
_at_a_time = BoundedSemaphore(2)

ENDINGS = {f".{kind}": kind for kind in EvidenceKind if kind != "link"} | {".jpg": EvidenceKind.JPEG}
# What to save an old file, or one with macros, as.
_OLD = {f".{old}": f".{new}x" for new in ("doc", "xls", "ppt") for old in (new, f"{new}b")}
_OLD |= {".rtf": ".docx", ".odt": ".docx", ".ods": ".xlsx", ".odp": ".pptx"}
_MACROS = {f".{new}m": f".{new}x" for new in ("doc", "xls", "ppt")}

SENTENCES: dict[str, Sentence] = {
    "type": _("Files like %(name)s cannot be uploaded. Save the file as PDF first, or put it on a website."),
    "old": _("%(name)s is an old or other kind of Office file. Save it as %(ending)s and upload it again."),
    "macros": _("%(name)s holds macros. Save it as %(ending)s and upload it again."),
    "other_kind": _("The content of %(name)s is not of the kind “%(kind)s”. Save it as this kind."),
    "size": _("%(name)s has %(size)s MB; 10 MB is the limit."),
    "made": _("%(name)s has %(size)s MB when it is saved without hidden data. Make the picture smaller."),
    "locked": _("%(name)s is locked with a password. Save it without one."),
    "links": _("%(name)s links to other files. Break the links and save it again."),
    "embedded": _("%(name)s holds other files inside. Remove them, or paste them as pictures."),
    "acts": _("%(name)s does something by itself. Print it to a new PDF and upload the new file."),
    "attached": _("%(name)s has other files attached. Remove them, and upload each one by itself."),
    "behind": _("%(name)s has hidden data after its end. Save it again and upload the new file."),
    "damaged": _("%(name)s is damaged. Open it, save it again, and upload the new file."),
    "pixels": _("%(name)s has more than 40 million pixels. Make the picture smaller."),
    "parts": _("%(name)s has too many parts. Save it in several files."),
    "unpacked": _("%(name)s is too large when it is opened. Save it in parts."),
    "heavy": _("%(name)s is too complex for the check. Save it as a simpler or smaller file."),
    "virus": _("%(name)s holds a virus (%(virus)s). Delete the file."),
    "away": _("The virus check does not answer now. Nothing was stored. Try again later."),
    "busy": _("The portal is checking other files. Nothing was stored. Try again later."),
}


@contextmanager
def checked(upload: "File[Any]", *, year: int) -> Iterator[tuple[Path, Values]]:
    """The upload, checked, in a folder that goes afterwards, with the columns of its row that are known.

    Raises `RuleBroken` with the sentence of what is wrong.

    `year` is that of the review. Costs a second or two of one processor. At most it lasts 5 seconds for its turn, 10
    for each of the scanner's three steps, and 30 for the content; storing comes on top. Two are checked at a time.
    """
    name = PurePath(upload.name or "").name
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        code = "macros" if ending in _MACROS else "old" if ending in _OLD else "type"
        raise _broken(code, name=name, ending=(_MACROS | _OLD).get(ending, ""))
    kind = ENDINGS[ending]
    _limit("size", name, upload.size)
    if not _at_a_time.acquire(timeout=TURN_SECONDS):
        raise _broken("busy")
    with ExitStack() as turn:
        turn.callback(_at_a_time.release)
        folder = turn.enter_context(tempfile.TemporaryDirectory(prefix="commit-evidence-"))
        path, made = Path(folder) / "upload", Path(folder) / "made"
        with path.open("wb") as copy:
            copy.writelines(upload.chunks())
        _scan(path, name)
        said = _inspected(path, made, kind, year)
        if "unfit" in said:
            raise _broken(said["unfit"], name=name, kind=str(kind.label), ending=f".{kind}")
        kept = made if made.exists() else path
        size = kept.stat().st_size
        _limit("made", name, size)
        found = {"found": said["found"], "awaits_answer": bool(said["found"]), "is_read": said["is_read"]}
        yield kept, {"kind": kind, "name": name[-200:], "size": size, **found}


def _limit(code: str, name: str, size: int) -> None:
    if size > MOST_BYTES:
        raise _broken(code, name=name, size=f"{size / 1024**2:.1f}")


def _broken(code: str, **params: Param) -> RuleBroken:
    return RuleBroken(Violation(code, say(SENTENCES[code], **params), field="file"))


def _inspected(path: Path, made: Path, kind: EvidenceKind, year: int) -> dict[str, Any]:
    """What the limited process says. One that was stopped, or fell over a file, has met one that is too complex."""
    asked = {"upload": str(path), "made": str(made), "kind": str(kind), "year": year}
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"{__package__}.checking_process", str(MEMORY_BYTES), str(CPU_SECONDS)],
            input=json.dumps(asked).encode() + b"\n",
            cwd=settings.BASE_DIR,
            env=bare_environment(),
            capture_output=True,
            timeout=WALL_SECONDS,
            check=True,
        )
        said: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as problem:
        logger.warning("A file could not be checked: %s", (getattr(problem, "stderr", b"") or b"")[-2000:])
        return {"unfit": "heavy"}
    return said


def _scan(path: Path, name: str) -> None:
    """Refuse the file where clamd finds a virus or does not answer; without a scanner in the settings nothing is asked."""
    if not settings.CLAMD_URL:
        return
    try:
        answer = _scanned(urlsplit(settings.CLAMD_URL), path)
    except (OSError, UnicodeDecodeError):
        answer = ""
    if answer.endswith(" FOUND"):
        raise _broken("virus", name=name, virus=answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if answer != "stream: OK":
        raise _broken("away")


def _scanned(url: Any, path: Path) -> str:
    """Ask clamd by INSTREAM: the file behind its length, then a length of zero."""
    if url.scheme == "unix":
        scanner = socket.socket(socket.AF_UNIX)
        scanner.settimeout(SCAN_SECONDS)
        scanner.connect(url.path)
    else:
        scanner = socket.create_connection((url.hostname, url.port or 3310), timeout=SCAN_SECONDS)
    with scanner, path.open("rb") as file:
        content = file.read()
        # In one piece, for the limit of seconds is that of one call.
        scanner.sendall(b"zINSTREAM\0" + len(content).to_bytes(4, "big") + content + bytes(4))
        return scanner.recv(4096).rstrip(b"\0").decode()
