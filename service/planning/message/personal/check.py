"""Whether a personal line may be kept: short, whole in the merge language, and without a word about food."""

from __future__ import annotations

from typing import Final

from renderers.errors import ProofFailed, TemplateError
from renderers.merge import MERGE_FIELDS, merge, parse
from renderers.proof import require_copy
from service.dietary.detect import detect
from service.errors import InvalidInput
from service.planning.message.diet_in_copy import FIELD
from service.recipients.lines.length import LONGEST
from service.written import is_plain, one_line

PARAM: Final = "personal_line"
SOMEBODY: Final = "Somebody"


def read_line(words: str) -> str:
    """The line as it is kept. Raises InvalidInput with what is wrong and what to do; `param` is `personal_line`."""
    line = one_line(words)
    if not line or not is_plain(words):
        raise InvalidInput("Write one line of plain text.", param=PARAM)
    if len(line) > LONGEST:
        raise InvalidInput(
            f"The line has {len(line)} characters; {LONGEST} fit in the letter and the film. Shorten it.",
            param=PARAM,
        )
    try:
        parse(line)
        require_copy(merge(line, dict.fromkeys(MERGE_FIELDS, SOMEBODY)), (SOMEBODY,), "")
    except (TemplateError, ProofFailed) as error:
        raise InvalidInput(f"{error.sentence}{f' ({error.where})' if error.where else ''}", param=PARAM) from None
    if (found := detect(FIELD.sub(" ", line))) is not None:
        said = ", ".join(f"“{word}”" for word in found.words)
        raise InvalidInput(
            f"The line mentions what someone eats or avoids ({said}). That never goes into a letter or a film: put it in the "
            "dietary column instead, so that it counts for their safety.",
            param=PARAM,
        )
    return line
