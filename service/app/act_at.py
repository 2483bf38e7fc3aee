"""An act by the path of its function, imported at its first call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class At:
    """The function at `module:function`, imported when first called."""

    path: str

    def __call__(self, *arguments: object) -> Any:
        return self.found()(*arguments)

    def found(self) -> Callable[..., Any]:
        """The function itself. Raises ImportError or AttributeError where the path is wrong."""
        module, _, name = self.path.partition(":")
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function
