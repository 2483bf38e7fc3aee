"""Say what a picture shows. Needs no kernel, so a web process may ask for it."""

from workshop.pictures.nouns import NOUNS, UNPRINTED
from workshop.pictures.spec import PictureSpec


def describe_picture(spec: PictureSpec) -> str:
    """Alternative text in English, from the same parameters that draw the picture."""
    noun = NOUNS[spec.archetype][spec.arrangement]
    article = "An" if noun[0] in "aeiou" else "A"
    colours = spec.colour if spec.colour == spec.accent else f"{spec.colour} and {spec.accent}"
    unprinted = not spec.words or (spec.archetype, spec.arrangement) in UNPRINTED
    label = "" if unprinted else f", labelled “{' '.join(spec.words)}”"
    return f"{article} {noun}, {colours}{label}."
