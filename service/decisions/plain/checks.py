"""What the plain values ask of themselves when they are made."""

from __future__ import annotations

from collections.abc import Mapping

from service.errors import InvalidInput


def require_share(value: float, param: str) -> None:
    """A number above 0 and at most 1. Raises InvalidInput."""
    if not 0 < value <= 1:  # a NaN fails this as well
        raise InvalidInput(f"{param} must lie above 0 and at most at 1, not at {value}.", param=param)


def require_weights(weights: Mapping[str, float]) -> None:
    """Interest -> weight from 0 to 1. Raises InvalidInput."""
    if any(not 0 <= weight <= 1 for weight in weights.values()):
        raise InvalidInput("An interest weighs from 0 to 1.", param="interests")


def require_marks(
    name: str, param: str, marks: Mapping[str, str], keys: Mapping[str, object], allowed: tuple[str, ...]
) -> None:
    """Every key is in the vocabulary `keys` and has one of the `allowed` marks. Raises InvalidInput."""
    for key, mark in marks.items():
        if key not in keys or mark not in allowed:
            raise InvalidInput(f"{name}: {key!r} = {mark!r} is not a mark we know.", param=param)


def require_distinct(ids: list[str], param: str) -> None:
    """No id stands there twice. Raises InvalidInput."""
    if len(set(ids)) != len(ids):
        raise InvalidInput(f"The {param} name somebody or something twice.", param=param)
