"""What a file is by its first bytes, whatever it is called."""

from __future__ import annotations

from typing import Final, Literal

Taken = Literal["JPEG", "PNG", "WEBP"]
NAMES: Final[dict[Taken, str]] = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WebP"}
ENDINGS: Final[dict[Taken, frozenset[str]]] = {
    "JPEG": frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    "PNG": frozenset({"png"}),
    "WEBP": frozenset({"webp"}),
}
_HEAD: Final = 512
_WEBP_HEAD: Final = 10
_BEGINS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF", "This is a PDF, not a picture."),
    (b"GIF8", "This is a GIF, which we don’t take."),
    (b"BM", "This is a BMP, which we don’t take."),
    (b"II*\0", "This is a TIFF or a camera’s raw file, which we don’t take."),
    (b"MM\0*", "This is a TIFF or a camera’s raw file, which we don’t take."),
    (b"8BPS", "This is a Photoshop file, which we don’t take."),
    (b"PK\3\4", "This is a ZIP or an office document, not a picture."),
    (b"\xd0\xcf\x11\xe0", "This is an office document, not a picture."),
    (b"\0\0\1\0", "This is an icon file, which we don’t take."),
    (b"\xff\x0a", "This is a JPEG XL, which we don’t take."),
    (b"RIFF", "This is a sound or a film, not a picture."),
    (b"\x1aE\xdf\xa3", "This is a film, not a picture."),
)
_BRANDS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"hei", "This is a HEIC, as telephones write them, which we don’t take."),
    (b"hev", "This is a HEIC, as telephones write them, which we don’t take."),
    (b"mif1", "This is a HEIC, as telephones write them, which we don’t take."),
    (b"avi", "This is an AVIF, which we don’t take."),
)


def kind_of(data: bytes) -> Taken | None:
    """The kind of a picture that we take, or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return None


def stranger_of(data: bytes) -> str:
    """A sentence that says what a file is that we don't take."""
    if not data.strip(b"\0 \r\n\t"):
        return "This file is empty."
    for begin, sentence in _BEGINS:
        if data.startswith(begin):
            return sentence
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        return next((said for name, said in _BRANDS if brand.startswith(name)), "This is a film, not a picture.")
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<svg", b"<?xml")) or b"<svg" in head:
        return "This is an SVG drawing, which we don’t take."
    if head.startswith((b"<!doctype html", b"<html")):
        return "This is a web page, not a picture."
    return "This isn’t a picture we know."


def is_called_so(filename: str, kind: Taken) -> bool:
    """Whether a file's name ends as such a picture's does; a name without an ending says nothing else."""
    _, dot, ending = filename.rpartition(".")
    return not dot or ending.lower() in ENDINGS[kind]


def webp_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels as the header of a WebP says; None where it says none."""
    form, head = data[12:16], data[20:30]
    if len(head) < _WEBP_HEAD:
        return None
    if form == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    return None
