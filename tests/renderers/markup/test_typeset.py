"""Nothing blank passes the gate of our own templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from markupsafe import Markup

from renderers.errors import ContextError, ProofFailed
from renderers.markup import typeset as module
from renderers.markup.typeset import typeset
from renderers.proof import recording


@pytest.fixture(autouse=True)
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "value.html").write_text("<p>{{ value }}</p>")
    (tmp_path / "value.txt").write_text("{{ value }}")
    (tmp_path / "words.html").write_text('{{ t("mail.by", title=value, company="Fjord & Loom") }}')
    monkeypatch.setattr(module, "TEMPLATES", tmp_path)
    module._environment.cache_clear()
    yield
    module._environment.cache_clear()


def test_a_value_is_escaped_in_html_and_recorded() -> None:
    with recording() as inserted:
        assert typeset("value.html", "en", value="<b>") == "<p>&lt;b&gt;</p>"
    assert inserted == {"<b>"}


def test_plain_text_is_not_escaped() -> None:
    assert typeset("value.txt", "en", value="Fjord & Loom") == "Fjord & Loom"


def test_whole_numbers_and_finished_html_pass() -> None:
    assert typeset("value.html", "en", value=3) == "<p>3</p>"
    assert typeset("value.html", "en", value=Markup("<i>x</i>")) == "<p><i>x</i></p>"


@pytest.mark.parametrize("value", [None, 1.5, True, [], {}])
def test_what_is_not_text_stops_the_drawing(value: object) -> None:
    with pytest.raises(ContextError, match=f"printed a {type(value).__name__} where text is needed"):
        typeset("value.html", "en", value=value)


def test_a_blank_stops_the_drawing() -> None:
    with pytest.raises(ProofFailed, match="An empty value"):
        typeset("value.html", "en", value="  ")


def test_a_name_that_nobody_gave_stops_the_drawing() -> None:
    with pytest.raises(jinja2.UndefinedError):
        typeset("value.html", "en")


def test_sentences_are_in_the_language_of_the_page() -> None:
    assert typeset("words.html", "en", value="AE") == 'AE at <span class="nb">Fjord &amp; Loom</span>'
    assert (
        typeset("words.html", "ar", value="AE") == '<bdi>AE</bdi>، <bdi><span class="nb">Fjord &amp; Loom</span></bdi>'
    )
