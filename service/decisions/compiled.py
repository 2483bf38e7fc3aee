"""How much of the solver is compiled: on a new machine that takes most of the first plan's time."""

from __future__ import annotations

import sys

_HERE = __name__.rpartition(".")[0] + "."


def compiled_share() -> tuple[int, int]:
    """(compiled functions, all of them) of the parts of the solver that are loaded. A plan may need only some of them."""
    functions = [
        one
        for name, module in sys.modules.copy().items()
        if name.startswith(_HERE)
        for one in list(vars(module).values())
        if hasattr(one, "signatures") and one.__module__ == name
    ]
    return sum(bool(one.signatures) for one in functions), len(functions)
