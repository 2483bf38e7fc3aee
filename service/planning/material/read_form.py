"""The form of a campaign's own film material: what was chosen and typed, checked all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from renderers.errors import FontMissing
from renderers.lettering.fonts import require_letters
from renderers.video.timeline.captions import frames_needed
from renderers.video.timeline.opened import LONGEST, RATE, opening_frames
from service.content.material.models import PAPERS, TUNES, CampaignMaterial
from service.errors import InvalidInput
from service.planning.message.diet_in_copy import require_no_diet
from service.planning.message.form.read_form import LANGUAGES

LONGEST_CAPTION: Final = 80
LONGEST_SAID: Final = 200


@dataclass(frozen=True, slots=True)
class MaterialForm:
    """What stands on the form beside its files. `part`: the seconds of the clip that are used; None where nothing was typed."""

    paper: str | None
    music: str | None
    caption: Mapping[str, str]
    said: Mapping[str, str]
    part: tuple[float, float] | None
    has_rights: bool


def read_material(form: Mapping[str, str]) -> MaterialForm:
    """The form's values. Raises InvalidInput that names the field."""
    paper, music = form.get("paper", ""), form.get("music", "")
    if paper and paper not in PAPERS:
        raise InvalidInput("Choose one of the papers.", param="paper")
    if music and music not in TUNES:
        raise InvalidInput("Choose one of the pieces of music.", param="music")
    caption = _texts(form, "caption", LONGEST_CAPTION)
    said = _texts(form, "said", LONGEST_SAID)
    require_no_diet({"words under your footage": caption, "text of your voice note": said})
    return MaterialForm(paper or None, music or None, caption, said, _part(form), form.get("rights") == "yes")


def require_readable(row: CampaignMaterial) -> None:
    """Raises InvalidInput where the captions cannot be read while the opening is shown."""
    moving = row.clip_to - row.clip_from if row.clip_key else 0.0
    frames = opening_frames(moving, row.voice_seconds or 0.0)
    for locale in {"en", *row.caption, *row.said} if frames else ():
        lines = tuple(words for words in (row.said.get(locale), row.caption.get(locale)) if words)
        needed = frames_needed(lines, locale, RATE)
        if lines and needed > frames:
            raise InvalidInput(
                f"In {LANGUAGES[locale]} these words take {needed / RATE:.0f} seconds to read, and the opening lasts "
                f"{frames / RATE:.0f}. Shorten them.",
                param=f"said_{locale}" if row.said.get(locale) else f"caption_{locale}",
            )


def part_of(row: CampaignMaterial, part: tuple[float, float] | None) -> tuple[float, float]:
    """The seconds of the clip that are used: those typed, else its first ten. Raises InvalidInput for a part that is not in it, or
    too long or short."""
    seconds = float(row.clip["seconds"])
    if part is None:
        return 0.0, min(seconds, LONGEST)
    begin, end = part
    if end > seconds + 0.05:
        raise InvalidInput(f"Your footage ends at {seconds:.1f} seconds. Choose an earlier end.", param="clip_to")
    if end - begin > LONGEST:
        raise InvalidInput(
            f"That’s {end - begin:.1f} seconds; an opening can have {LONGEST:.0f}. Choose a shorter part.",
            param="clip_to",
        )
    if end - begin < 1:
        raise InvalidInput("That’s less than a second. Choose a longer part.", param="clip_to")
    return begin, min(end, seconds)


def _texts(form: Mapping[str, str], name: str, longest: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for locale, title in LANGUAGES.items():
        words = " ".join(form.get(f"{name}_{locale}", "").split())
        if not words:
            continue
        if len(words) > longest:
            raise InvalidInput(
                f"{title}: at most {longest} characters; these are {len(words)}.", param=f"{name}_{locale}"
            )
        try:
            require_letters(words, name)
        except FontMissing as error:
            raise InvalidInput(error.sentence, param=f"{name}_{locale}") from None
        found[locale] = words
    if found and "en" not in found:
        raise InvalidInput(
            "Write it in English too: readers of languages you leave empty see that.", param=f"{name}_en"
        )
    return found


def _part(form: Mapping[str, str]) -> tuple[float, float] | None:
    begin, end = form.get("clip_from", "").strip(), form.get("clip_to", "").strip()
    if not begin and not end:
        return None
    return _second(begin or "0", "clip_from"), _second(end, "clip_to")


def _second(typed: str, param: str) -> float:
    try:
        second = float(typed.replace(",", "."))
    except ValueError:
        second = -1.0
    if not 0 <= second <= 3600:
        raise InvalidInput("Write seconds, such as 2 or 2.5.", param=param)
    return round(second, 2)
