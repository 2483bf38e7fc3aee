"""Signs as a reader counts them."""

from __future__ import annotations

import pytest

from renderers.lettering.clusters import clusters


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ()),
        ("e\u0301a", ("e\u0301", "a")),
        ("👩\u200d👩\u200d👧!", ("👩\u200d👩\u200d👧", "!")),
        ("🇨🇿🇮🇸", ("🇨🇿", "🇮🇸")),
        ("1\ufe0f\u20e3", ("1\ufe0f\u20e3",)),
        ("👍🏽a", ("👍🏽", "a")),
        ("मी", ("मी",)),
        ("क\u200dष", ("क\u200d", "ष")),
    ],
)
def test_what_belongs_together_is_one_cluster(text: str, pieces: tuple[str, ...]) -> None:
    assert clusters(text) == pieces
