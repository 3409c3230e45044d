"""Mail that a portal on one machine keeps instead of sending it. Its links set passwords, so one account reads it."""

from pathlib import Path
from typing import Any

from django.core.mail.backends.filebased import EmailBackend


class OwnersFileBackend(EmailBackend):
    """Django's backend, with a folder that only the account of the portal may open."""

    def __init__(self, file_path: str, **options: Any) -> None:
        Path(file_path).mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(file_path=file_path, **options)
