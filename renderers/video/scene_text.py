"""What a scene says, chosen before a pixel is drawn. Frames, captions, transcript and proof all read it.

A scene's words are all it knows of a story, so two people with the same words share its pictures. Each scene keeps its own words
beside its drawing. Facts about a person appear in one scene only (`scenes/why.py`), and never a diet.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

Lines = tuple[str, ...]
UNSEEN: Final[dict[str, Any]] = {"unseen": True}
"""Metadata of a field that changes the picture but is not read as text: the link inside a code."""


class Words(ABC):
    """What one scene says. Each scene has its own frozen dataclass of strings and tuples of strings, its fields what it draws."""

    @abstractmethod
    def spoken(self) -> Lines:
        """The scene's sentences in order, for captions, transcript and voice."""

    def shown(self) -> Lines:
        """Every text a frame of the scene shows, from its fields, so that none can be left out of the proof."""
        return tuple(line for _, lines in self.texts() for line in lines)

    def texts(self) -> Iterator[tuple[str, Lines]]:
        """Each field that is read, with its texts; one that is None has none."""
        for each in fields(self):  # type: ignore[arg-type]  # every subclass is a dataclass
            value = getattr(self, each.name)
            if value is not None and not each.metadata.get("unseen"):
                yield each.name, (value,) if isinstance(value, str) else value
