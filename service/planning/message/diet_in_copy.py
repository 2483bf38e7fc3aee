"""What a sender writes to everybody is read for dietary words before it is kept: no mail may speak of what somebody eats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from service.dietary.detect import detect
from service.errors import InvalidInput

FIELD: Final = re.compile(r"\{[^{}]*\}")
"""A placeholder of the merge language: its value is a name, and no name is read for dietary words."""


def require_no_diet(copy: Mapping[str, Mapping[str, str]]) -> None:
    """`copy`: field -> locale -> text. Raises InvalidInput naming the words and the field, `param` as in `message.cs`."""
    for name, texts in copy.items():
        for locale, text in texts.items():
            found = detect(FIELD.sub(" ", text))
            if found is not None:
                words = ", ".join(f"“{word}”" for word in found.words)
                raise InvalidInput(
                    f"The {name} mentions what people eat or avoid ({words}). Everyone gets it, and a diet doesn’t "
                    "belong in an email: leave it out.",
                    param=f"{name}.{locale}",
                )
