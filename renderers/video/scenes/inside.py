"""What the gift is made of, what it is free of and, just as visibly, what it contains: its own facts, never a person's diet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from PIL import Image

from renderers.context import Story
from renderers.language.phrases import suited_diets
from renderers.language.translations import text
from renderers.product.marks import has_no_animal_material, warnings_of
from renderers.proof import verified
from renderers.video.drawing.formats import SQUARE
from renderers.video.drawing.layout import Block, Box, Placed, stack
from renderers.video.drawing.paint import AMBER, INK, PINE, RULE, SOFT
from renderers.video.drawing.planes import Patch, patch_of
from renderers.video.reading import frames_to_read
from renderers.video.scene_text import Lines, Words
from renderers.video.scenes.stage import Layer, Stage

CHECKS: Final = ("check", "second_check")
CLOSE: Final = 1.2
"""How much nearer than whole the picture is shown."""
MOST_TENTHS: Final = 22
"""Tenths of a second that the contents may take to read. A longer list ends at a comma, and the page has all of it."""
MOST_DIETS: Final = 3
IMPLIED: Final = {"vegan": {"vegetarian", "pescatarian", "dairy_free"}, "vegetarian": {"pescatarian"}}
"""Diets that a stricter one already says. The film has seconds and names the first that remain; the page has the full table."""


@dataclass(frozen=True, slots=True)
class Inside(Words):
    """`safe` holds at most two checked facts of the product, `contains` its warnings. `checked` says where the rest of a longer
    list is; None where it is whole."""

    title: str
    contents: str
    safe: Lines
    contains: Lines
    checked: str | None

    def spoken(self) -> Lines:
        return (self.title, self.contents, *self.safe, *self.contains, *((self.checked,) if self.checked else ()))


def inside_words(story: Story) -> Inside:
    """What is inside, what of that is safe for whom, and what it contains."""
    gift, locale = story.gift, story.person.locale
    facts = gift.safety
    safe: list[str] = []
    if not facts.is_consumable and has_no_animal_material(facts):
        safe.append(text(locale, "video.inside.no_animal_material"))
    implied = {diet for key in facts.suits for diet in IMPLIED.get(key, ())}
    if suits := tuple(key for key in facts.suits if key not in implied):
        safe.append(suited_diets(locale, suits[:MOST_DIETS]))
    if facts.is_consumable and not (facts.contains or facts.may_contain or facts.unknown):
        safe.append(text(locale, "video.inside.none_of_listed"))
    warnings = [text(locale, f"video.inside.{kind}", marks=words) for kind, words in warnings_of(locale, facts)]
    if facts.min_age is not None:
        warnings.append(text(locale, "video.inside.age", years=str(facts.min_age)))
    whole = verified(gift.inside, "gift.inside")
    contents = _shortened(whole, locale)
    return Inside(
        text(locale, "video.inside.title"),
        contents,
        tuple(safe[:2]),
        tuple(warnings),
        None if contents == whole else text(locale, "video.inside.all_on_page"),
    )


def inside(stage: Stage[Inside]) -> tuple[Layer, ...]:
    """The picture with what is inside, fact by fact."""
    words, desk = stage.words, stage.desk
    box = stage.place(Box(700, 84, 484, 540), Box(60, 344, 600, 310), Box(72, 690, 576, 470))
    title, contents, *said = _stacked(stage, box)
    checked = said.pop() if words.checked else None
    layers = [
        stage.led_along(),
        stage.slid_in("photo", photo(stage)),
        stage.layer("title", title.text.patch),
        stage.layer("contents", contents.text.patch),
    ]
    for fact, cue in zip(said, CHECKS[: len(words.safe)], strict=False):
        mark = desk.check(box.x, fact.baseline - fact.size * 0.34, PINE)
        layers += (stage.layer(cue, mark), stage.layer(cue, fact.text.patch))
    layers += (stage.layer("contains", warning.text.patch) for warning in said[len(words.safe) :])
    if checked is None:
        return tuple(layers)
    rule = desk.rule(box.x, round(checked.top - stage.place(22, 10, 22)), round(box.width), RULE)
    return (*layers, stage.layer("checked", rule), stage.layer("checked", checked.text.patch))


def _stacked(stage: Stage[Inside], box: Box) -> tuple[Placed, ...]:
    """Title, contents, facts, warnings and the last line. In the square frame the title stands beside the picture."""
    words = stage.words
    reading = stage.read(26, 560)
    indent, far, near = stage.place(44.0, 40.0, 50.0), stage.place(24, 18, 28), stage.place(12, 8, 14)
    title = Block(words.title, stage.display(44), INK, stage.feeling(44))
    under = (
        Block(words.contents, stage.read(26), SOFT, reading.size, lines=5, gap=stage.place(18, 10, 20)),
        *(
            Block(fact, reading, INK, reading.size, gap=near if at else far, indent=indent)
            for at, fact in enumerate(words.safe)
        ),
        *(
            Block(each, stage.read(24, 560), AMBER, stage.read(24).size, gap=near if at else far)
            for at, each in enumerate(words.contains)
        ),
        *_rest(stage),
    )
    if stage.desk.format == SQUARE:
        beside = Box(334, 60, 330, 230)
        return (*stack(stage.desk, beside, (title,), "bottom"), *stack(stage.desk, box, under))
    return stack(stage.desk, box, (title, *under), stage.place("middle", "top", "top"))


def _rest(stage: Stage[Inside]) -> tuple[Block, ...]:
    """Where the rest of the list is, where it has one."""
    if stage.words.checked is None:
        return ()
    return (Block(stage.words.checked, stage.aside(24), SOFT, stage.aside(24).size, gap=stage.place(50, 24, 50)),)


def photo(stage: Stage[Inside]) -> Patch:
    """The picture close up, at the side where lines begin, in the corner of a square frame, or above the words of a tall one."""
    width, height = stage.place((620, 720), (300, 300), (720, 640))
    side = round(max(width, height) * CLOSE)
    close = stage.pictures[0].resize((side, side), Image.Resampling.LANCZOS)
    left, top = (side - width) // 2, (side - height) // 2
    cut = close.crop((left, top, left + width, top + height)).convert("RGBA")
    return patch_of(cut, stage.desk.left(0, width), 0)


def _shortened(contents: str, locale: str) -> str:
    """The contents up to the last comma or stop that leaves them readable, or to the last such letter where there is none."""
    if _is_readable(contents, locale):
        return contents
    stops = (found.start() for found in re.finditer(r"[,;.،、。，](?=\s|[^\s\d])", contents))
    for ends in (stops, range(1, len(contents))):
        if readable := tuple(takewhile(lambda end: _is_readable(contents[:end], locale), ends)):
            return contents[: readable[-1]].rstrip() + " …"
    raise AssertionError("a letter can be read")


def _is_readable(contents: str, locale: str) -> bool:
    return frames_to_read((contents,), locale, 10) <= MOST_TENTHS
