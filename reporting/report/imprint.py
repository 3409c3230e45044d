"""What an edition says of itself, without its figures."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Imprint:
    """The edition without its figures: its number, their digest, and the aware moment when they were frozen."""

    edition: int
    digest: str
    as_of: datetime

    @property
    def short_digest(self) -> str:
        return f"{self.digest[:4]} {self.digest[4:8]}"
