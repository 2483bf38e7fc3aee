"""What every scene's words have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from renderers.video.scene_text import UNSEEN, Lines, Words


@dataclass(frozen=True, slots=True)
class Note(Words):
    title: str
    names: Lines
    aside: str | None
    link: str = field(metadata=UNSEEN)

    def spoken(self) -> Lines:
        return (self.title,)


def test_every_field_that_is_read_is_shown_and_a_link_in_a_code_is_not() -> None:
    note = Note("Hello", ("Ada", "Eva"), None, "https://example.com/g/1")
    assert note.shown() == ("Hello", "Ada", "Eva")
    assert dict(note.texts()) == {"title": ("Hello",), "names": ("Ada", "Eva")}
