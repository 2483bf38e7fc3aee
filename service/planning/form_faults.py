"""Everything that is wrong with a form, told at once and by name: nobody fixes one field only to meet the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from service.errors import InvalidInput

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Fault:
    """One field of a form, and the sentence about it."""

    param: str
    sentence: str


class FormFaults(InvalidInput):
    """A form with at least one fault; as one refusal it speaks of the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].sentence, param=faults[0].param)
        self.faults = tuple(faults)


class FaultList:
    """Gathers what is wrong while a form is read to its end. Of a field the first fault counts: the others may follow from it."""

    def __init__(self) -> None:
        self._by_param: dict[str, Fault] = {}

    def add(self, param: str | None, sentence: str) -> None:
        """One fault; `param` None: of the form as a whole."""
        named = param or "form"
        self._by_param.setdefault(named, Fault(named, sentence))

    @contextmanager
    def noting(self, name: Callable[[str | None], str] = lambda param: param or "form") -> Iterator[None]:
        """Notes a refusal raised inside instead of raising it; `name` turns its param into the field's name."""
        try:
            yield
        except FormFaults as found:
            for fault in found.faults:
                self.add(name(fault.param), fault.sentence)
        except InvalidInput as refused:
            self.add(name(refused.param), refused.sentence)

    def take(self, read: Callable[[], _Read], otherwise: _Read) -> _Read:
        """What `read` gives, or `otherwise` where it refuses, which is noted."""
        try:
            return read()
        except InvalidInput as refused:
            self.add(refused.param, refused.sentence)
            return otherwise

    def require_none(self, order: Sequence[str] = ()) -> None:
        """Raises FormFaults with all of them, in the order of the form's fields, where there are any."""
        places = {name: place for place, name in enumerate(order)}
        found = sorted(self._by_param.values(), key=lambda fault: places.get(fault.param, len(places)))
        if found:
            raise FormFaults(found)


def faults_of(error: InvalidInput | None) -> dict[str, str]:
    """Field -> sentence of whatever a form was refused for."""
    if error is None:
        return {}
    if isinstance(error, FormFaults):
        return {fault.param: fault.sentence for fault in error.faults}
    return {error.param or "form": error.sentence}
