"""The password of the demonstration accounts, kept in the data folder."""

import secrets
from pathlib import Path

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def kept_password(folder: Path, given: str = "") -> str:
    """The password that the accounts were made with, for they outlive the run; else the given one, or a new one.

    Only its owner reads the file.
    """
    path = folder / "demo-password"
    if path.exists():
        return path.read_text().strip()
    readable = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return keep_password(folder, given or readable)


def keep_password(folder: Path, password: str) -> str:
    """Keep the password of accounts that are made now in place of an older one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "demo-password"
    path.touch(mode=0o600)
    path.write_text(password)
    return password
