"""An Office file is a package, a zip: its parts, unpacked for real up to limits. No Django: a limited process reads it."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

# Honest files shrink to a tenth or so; a bomb of zeros to a thousandth. Small parts shrink well by their nature.
MOST_RATIO, RATIO_COUNTS_FROM = 100, 1024 * 1024
# Office only deflates; the other methods of zip are not tried on strangers' bytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Unfit(Exception):
    """The file is not taken. `code` says why; here "parts" (too many), "locked", "damaged" or "unpacked" (too large)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def unpacked(data: bytes, *, most: int, most_parts: int) -> dict[str, bytes]:
    """Every part of a package by its name, `most` bytes in all. Raises `Unfit`."""
    parts: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > most_parts:
                raise Unfit("parts")
            for entry in entries:
                name = entry.filename
                if entry.flag_bits & 0x1:
                    raise Unfit("locked")
                is_strange = ".." in PurePosixPath(name).parts or name.startswith("/")
                if is_strange or name in parts or entry.compress_type not in _METHODS:
                    raise Unfit("damaged")
                with package.open(entry) as part:
                    content = part.read(most - total + 1)
                total += len(content)
                if total > most or (total > RATIO_COUNTS_FROM and total > MOST_RATIO * len(data)):
                    raise Unfit("unpacked")
                parts[name] = content
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError, ValueError, zlib.error):
        raise Unfit("damaged") from None
    return parts
