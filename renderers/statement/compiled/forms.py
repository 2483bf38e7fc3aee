"""The forms this process has compiled, by what decides a layout: which words stand there at all, and how many lines they take.

The first statement of a shape is drawn in full and becomes the form of those that follow. What no form holds is drawn in full.
"""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from renderers.statement.compiled.compile import compile_form
from renderers.statement.compiled.form import Copy, Form, Frame, set_slots
from renderers.statement.compiled.shape import Line, Unset
from renderers.statement.qr_code import code_size

KEPT: Final = 96
"""Forms of a process; one is about 300 KB."""
LONGEST_WORDS: Final = 2_000
"""Characters of one slot that are worth setting line by line."""


_Draft = Callable[[Mapping[str, str]], str]
_Shape = tuple[Hashable, tuple[int, ...]]
"""Which words stand there, and the lines each takes."""


@dataclass(frozen=True, slots=True)
class Made:
    """The files of one statement, by edition. `is_new` where this very statement became a form."""

    files: dict[str, bytes]
    is_new: bool


class Forms:
    """Compiled forms, the least recently used forgotten first."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._forms: OrderedDict[_Shape, Form] = OrderedDict()
        self._frames: dict[Hashable, dict[str, Frame]] = {}

    def make(self, static: Hashable, copy: Copy, paper: _Draft) -> Made | None:
        """The statement from a form, compiled now where there is none of its shape yet; None where only a full drawing can set it.

        `static` is every word of the paper that is neither in a slot nor the language's; `paper` gives the finished document
        with the words of some slots.
        """
        if any(len(words) > LONGEST_WORDS for words in copy.slots.values()):
            return None
        family = (copy.language, static, tuple(copy.slots), code_size(copy.address))
        with _uncollected():
            try:
                found = self._find(family, copy)
                if found is not None:
                    form, lines = found
                    return Made(form.filled(copy, lines), is_new=False) if form.holds(lines) else None
                return Made(self._compile(family, copy, paper), is_new=True)
            except Unset:
                return None

    def _find(self, family: Hashable, copy: Copy) -> tuple[Form, dict[str, tuple[Line, ...]]] | None:
        frames = self._frames.get(family)
        if frames is None:
            return None
        lines = set_slots(frames, copy.slots)
        shape = (family, _counts(frames, lines))
        if shape not in self._forms:
            return None
        self._forms.move_to_end(shape)
        return self._forms[shape], lines

    def _compile(self, family: Hashable, copy: Copy, paper: _Draft) -> dict[str, bytes]:
        short = replace(copy, slots=copy.slots | {slot: _first_word(copy.slots[slot]) for slot in copy.room})
        form = compile_form(paper(short.slots), short)
        lines = set_slots(form.frames, copy.slots)
        if not form.holds(lines):
            raise Unset("This statement does not fit the form it was to become.")
        self._frames[family] = dict(form.frames)
        self._forms[family, _counts(form.frames, lines)] = form
        while len(self._forms) > self._kept:
            (oldest, _), _ = self._forms.popitem(last=False)
            if not any(kept == oldest for kept, _ in self._forms):
                del self._frames[oldest]
        return form.filled(copy, lines)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection for a while: a layout makes many objects, all of them needed, and each pass would visit them all."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _counts(frames: Mapping[str, Frame], lines: Mapping[str, tuple[Line, ...]]) -> tuple[int, ...]:
    """The lines of each slot whose lines decide where the rest stands."""
    return tuple(len(lines[slot]) for slot, frame in frames.items() if not frame.room)


def _first_word(words: str) -> str:
    """What stands on one line for sure, so that a form has one place for the slot and all its lines are set there."""
    return words.split(" ", maxsplit=1)[0]
