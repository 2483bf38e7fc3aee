"""Texts that somebody may type, paste or send to break a page, by what they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

INVISIBLE: Final = (
    *range(0x00, 0x0A), *range(0x0B, 0x20), 0x20, *range(0x7F, 0xA1), 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x1680, 0x17B4, 0x17B5,
    *range(0x180B, 0x1810), *range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070), 0x2800, 0x3000, 0x3164,
    *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFFC), 0x1BCA0, 0x1D159, 0x1D173, 0xE0001, 0xE0020, 0xE0041, 0xE007F,
    0xE0100, 0xE01EF,
)  # fmt: skip
"""Code points of which none can be seen, alone or many."""
MARKS: Final = (*range(0x300, 0x330), 0x489, 0x5B0, 0x64B, 0x93C, 0xE31, 0x20D0, 0x20DD, 0x1AB0)
NO_LETTERS: Final = (
    0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0x378, 0x2FE0, 0x8FFFF, 0xE000, 0xF8FF,
    0xF0000, 0x10FFFD, 0xFFFD, 0xFFFC,
)  # fmt: skip
"""Halves, noncharacters, unassigned and private ones, and what stands for a letter that was lost."""
WRAPPED: Final = (0x200B, 0x202E, 0x2066, 0xFEFF, 0xAD, 0x0, 0x1B, 0x3164, 0xE0041, 0xD800, 0xFFFE, 0x200D, 0xFE0F)
SEEN: Final = (
    "None", "null", "nan", "{{ given_name }}", "{% raw %}", "${x}", "%s", "<script>alert(1)</script>", "'; DROP TABLE gift; --",
    "=1+1", "@SUM(A1)", "-", "…", "0", "\u202eevil\u202c", "A" * 301, "Ünïcödé", "क्षितिज", "শ্রী", "ශ්\u200dරී", "می\u200cخواهم",
    "👩\u200d🚀", "❤\ufe0f", "葛\U000e0100", "a" + "\u0301" * 10_000, "x" + "\u0489" * 40, "ﷺ" * 50, "e\u0301", "\u1e9b\u0323",
    "../../etc/passwd", "\r\nBcc: a@example.com", "a\tb", "line\nline", "&#8203;", "_x200B_", "%E2%80%8B", "\\u200b", "Mr Null",
    "𝕁𝕒𝕟𝕖", "Ｊａｎｅ", "J\u0430ne", "\u0600\u0661", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
)  # fmt: skip


def nothing() -> Iterator[str]:
    """Texts that hold no value."""
    yield from ("", " ", "\n", "\t", " \u200b ", "\u200b" * 300, "\u0301" * 10_000, "\u200e\u200f\u202a\u202c")
    for code in (*INVISIBLE, *MARKS, *NO_LETTERS):
        yield chr(code)
        yield chr(code) * 3


def something() -> Iterator[str]:
    """Texts with something to see, alone or around what cannot be seen."""
    yield from SEEN
    for code in (*WRAPPED, *MARKS[:8]):
        yield f"che{chr(code)}ss"
        yield f"{chr(code)}chess{chr(code)}"


HOSTILE: Final = (*nothing(), *something())
