"""The small model that compares texts: multilingual-e5-small in 4 bits, whose weights are inside its package (the extra `taste`).

Nothing is downloaded. It is loaded where words are first compared, in a worker's own process, with one thread, so that a process
that forks has none of its threads. Without the package nothing is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from service.planning.people.likeness.installed import PACKAGE

Vectors = NDArray[np.float32]


class TextModel(Protocol):
    """Turns texts into vectors of length one; what is looked for and what is looked through each in its own way."""

    def query(self, texts: list[str]) -> Vectors:
        """(N, D) of words that something is looked for by."""
        ...

    def passage(self, texts: list[str]) -> Vectors:
        """(N, D) of texts that are looked through."""
        ...

    def __hash__(self) -> int: ...


@cache
def text_model() -> TextModel | None:
    """The model, loaded once a process; None where its package is missing or does not run on this machine."""
    try:
        return cast(TextModel, import_module(PACKAGE).E5(num_threads=1))
    except (ImportError, OSError, RuntimeError):
        return None


def looked_for(model: TextModel, texts: Sequence[str]) -> NDArray[np.float64]:
    """(N, D) of words that something is looked for by."""
    return np.asarray(model.query(list(texts)), dtype=np.float64)


def looked_through(model: TextModel, texts: Sequence[str]) -> NDArray[np.float64]:
    """(N, D) of texts that are looked through."""
    return np.asarray(model.passage(list(texts)), dtype=np.float64)
