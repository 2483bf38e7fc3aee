"""Phrases of scripts written without spaces."""

from __future__ import annotations

import pytest

from renderers.lettering.phrases import phrases


@pytest.mark.parametrize(
    ("text", "locale", "pieces"),
    [
        ("それに合うものを探しました。", "ja", ("それに", "合う", "ものを", "探しました。")),
        ("またお会いできて", "en", ("また", "お会いできて")),
        ("田中美咲", "en", ("田中美咲",)),
        ("我们为您挑选了一份礼物", "zh-CN", ("我们", "为", "您", "挑选", "了", "一", "份", "礼物")),
        ("我們為您挑選了一份禮物", "zh-TW", ("我們", "為", "您挑選", "了", "一份", "禮物")),
        ("ของขวัญสำหรับคุณ", "en", ("ของ", "ขวัญ", "สำหรับ", "คุณ")),
        ("Jana Nováková", "ja", ("Jana Nováková",)),
        ("김민준", "ko", ("김민준",)),
    ],
)
def test_a_text_is_cut_where_a_reader_pauses(text: str, locale: str, pieces: tuple[str, ...]) -> None:
    assert phrases(text, locale) == pieces
    assert "".join(pieces) == text
