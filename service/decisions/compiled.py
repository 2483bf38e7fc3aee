"""How much of the solver is compiled: on a new machine that takes most of the first plan's time."""

from __future__ import annotations

from service.decisions import auction, paths


def compiled_share() -> tuple[int, int]:
    """(compiled functions, all of them). A plan may need only some of them."""
    functions = [
        one
        for module in (auction, paths)
        for one in vars(module).values()
        if hasattr(one, "signatures") and one.__module__ == module.__name__
    ]
    return sum(bool(one.signatures) for one in functions), len(functions)
