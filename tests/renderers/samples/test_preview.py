"""A renderer can be seen without a database."""

from __future__ import annotations

from pathlib import Path

import pytest

from renderers.errors import ContextError
from renderers.samples.preview import ending, preview


def test_the_page_is_written_as_its_reader_sees_it(tmp_path: Path) -> None:
    (path,) = preview("microsite", "jana", tmp_path / "new")
    html = path.read_text(encoding="utf-8")
    assert path.name == "jana-microsite.html"
    assert "<!--slot:" not in html
    assert "Swap it" in html


def test_a_mail_has_three_files_the_body_first(tmp_path: Path) -> None:
    names = [path.name for path in preview("mail", "darya", tmp_path)]
    assert names == ["darya-mail.html", "darya-mail-subject.txt", "darya-mail-text.txt"]


def test_an_unknown_sample_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ContextError, match="There is no sample 'bob'; there are jana, jana-cs"):
        preview("mail", "bob", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_endings_follow_the_media_type() -> None:
    kinds = ("text/html; charset=utf-8", "video/mp4", "text/vtt", "application/x")
    assert [ending(kind) for kind in kinds] == [".html", ".mp4", ".vtt", ".bin"]
