"""Draws a sample to a file: what `handpicked render <kind> --sample <name>` does."""

from __future__ import annotations

from pathlib import Path

from renderers.errors import ContextError
from renderers.microsite.live import splice
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES, sample_live


def preview(kind: str, sample_name: str, out: Path) -> tuple[Path, ...]:
    """Writes every file of the rendition into the folder `out` and returns their paths, the body first.

    The gift page is written as its reader would see it, with its live parts. Raises ContextError for an unknown sample or kind,
    other RenderErrors from the drawing, OSError where the folder cannot be written.
    """
    if sample_name not in SAMPLE_STORIES:
        raise ContextError(f"There is no sample {sample_name!r}; there are {', '.join(SAMPLE_STORIES)}.")
    story = SAMPLE_STORIES[sample_name]
    rendition = render(kind, story)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (media_type, data) in sorted(rendition.files.items(), key=lambda file: (file[0] != "body", file[0])):
        is_page = kind == "microsite" and name == "body"
        path = out / f"{sample_name}-{kind}{'' if name == 'body' else '-' + name}{ending(media_type)}"
        path.write_bytes(splice(data, sample_live(story), lambda: story) if is_page else data)
        written.append(path)
    return tuple(written)


def ending(media_type: str) -> str:
    """The file ending of a media type a renderer makes."""
    kind = media_type.split(";", maxsplit=1)[0]
    return {
        "text/html": ".html",
        "text/plain": ".txt",
        "text/vtt": ".vtt",
        "application/pdf": ".pdf",
        "video/mp4": ".mp4",
        "image/webp": ".webp",
    }.get(kind, ".bin")
