"""How much of the solver is compiled."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from service.decisions.compiled import compiled_share


def test_every_compiled_function_of_the_solver_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    done, of = compiled_share()
    here, there = "service.decisions.made_up", "service.made_up"
    for name in (here, there):
        module = ModuleType(name)
        module.compiled = SimpleNamespace(signatures=["(i8,)"], __module__=here)  # type: ignore[attr-defined]
        module.not_yet = SimpleNamespace(signatures=[], __module__=here)  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, name, module)

    assert compiled_share() == (done + 1, of + 2)
