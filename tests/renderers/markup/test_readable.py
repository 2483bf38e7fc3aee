"""What is read of a page."""

from __future__ import annotations

import pytest

from renderers.errors import ProofFailed
from renderers.markup.readable import readable


def test_blocks_are_lines_and_inline_words_stay_together() -> None:
    html = "<h1>Jana, we <b>picked</b>\n one thing.</h1><ul><li>Not food<li>Worth <bdi>€38</bdi>, whole</ul>"
    assert readable(html) == "Jana, we picked one thing.\nNot food\nWorth €38, whole"


def test_what_is_only_spoken_is_read_too() -> None:
    html = '<img src="/a.webp" alt="A tin"><nav aria-label="Your page"><a href="/x">Back</a></nav>'
    html += '<td data-label="Used for:">Choosing</td>'
    assert readable(html) == "A tin\nYour page\nBack\nUsed for:\nChoosing"


def test_styles_scripts_drawings_and_comments_are_not_read() -> None:
    html = "<style>p{x:y}</style><script>{{ x }}</script><svg><text>{{ y }}</text></svg><!--slot:film--><p>Here</p>"
    assert readable(html) == "Here"


def test_typed_values_are_read_and_hidden_ones_are_not() -> None:
    html = '<label>Town<input name="city" value="Praha"></label><input type="hidden" name="nonce" value="n">'
    assert readable(html) == "Town\nPraha"


def test_spaces_left_by_a_missing_value_are_not_hidden() -> None:
    assert readable("<p>Dear  , hello</p>") == "Dear  , hello"


@pytest.mark.parametrize(
    "html",
    [
        "<p></p>",
        "<h1> </h1>",
        "<ul><li></li></ul>",
        '<a href="/x"></a>',
        "<button>\n</button>",
        "<p><bdi></bdi>!</p>",
        "<title></title>",
    ],
)
def test_an_element_with_nothing_in_it_is_a_hole(html: str) -> None:
    with pytest.raises(ProofFailed, match="An empty <"):
        readable(html)


@pytest.mark.parametrize(
    "html", ['<a href="">x</a>', '<img src=" " alt="x">', '<form action="">x</form>', '<video poster="">x</video>']
)
def test_an_empty_address_is_a_hole(html: str) -> None:
    with pytest.raises(ProofFailed, match="has an empty"):
        readable(html)


def test_a_link_around_a_picture_is_read_by_its_words() -> None:
    assert readable('<a href="/x"><img src="/a" alt="Play the film"></a>') == "Play the film"
