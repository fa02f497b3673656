"""What is told of one note, or of the store, while the rest goes on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """A note, or the store, and in words what is the matter with it."""

    path: str
    reason: str
