"""The giver signs by hand, beside a print of the gift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PIL import Image

from renderers.context import Story
from renderers.language import names
from renderers.language.translations import text
from renderers.proof import verified
from renderers.video.drawing.cards import picture_print
from renderers.video.drawing.layout import Block, Box, Placed, stack
from renderers.video.drawing.paint import INK, PEN, SOFT
from renderers.video.drawing.pictures import logo_picture
from renderers.video.drawing.planes import patch_of
from renderers.video.scene_text import UNSEEN, Lines, Words
from renderers.video.scenes.stage import Layer, Stage

HAND: Final = (150, 128, 170)
"""Size of the signature: wide, square, tall."""
LOGOS: Final = ((220, 70), (190, 56), (260, 80))
"""The most a logo may take: wide, square, tall."""
LOGO_GAP: Final = 14
CHECK_GAP: Final = 8
SMALLEST_LOGO: Final = 40
"""Pixels of its longer edge below which nobody would know it."""


@dataclass(frozen=True, slots=True)
class SignOff(Words):
    """The thanks, or what the giver wrote to this person alone, the signature and whose it is. A job title is left to page and
    statement: it is in the giver's language."""

    thanks: str
    given_name: str
    sender: str
    company: str
    check: str | None = None
    """Where its reader finds out whether it is real, and the code: read, and never spoken."""
    is_own: bool = field(default=False, metadata=UNSEEN)

    def spoken(self) -> Lines:
        return (self.thanks, self.sender, self.company)


def sign_off_words(story: Story) -> SignOff:
    """The thanks for this occasion, signed with the sender's given name."""
    locale, sender = story.person.locale, story.sender
    own = story.personal_line
    return SignOff(
        text(locale, _thanks(story)) if own is None else verified(own, "personal_line"),
        verified(names.sender_given_name(sender), "sender.name"),
        verified(sender.name, "sender.name"),
        verified(sender.company, "sender.company"),
        None if story.checked is None else verified(story.checked.line, "checked"),
        is_own=own is not None,
    )


def _thanks(story: Story) -> str:
    """The sentence for where the two of them stand."""
    if story.stage == "prospect":
        return "video.sign_off.hello"
    if story.past_gifts or story.remembered:
        return "video.sign_off.thanks_again"
    if story.stage == "partner":
        return "video.sign_off.thanks_partner"
    return "video.sign_off.hello" if story.stage == "lapsed" else "video.sign_off.thanks"


def sign_off(stage: Stage[SignOff]) -> tuple[Layer, ...]:
    """The thanks over the signature, then name and company."""
    words, inside, desk = stage.words, stage.safe, stage.desk
    column = stage.place(540.0, inside.width, inside.width)
    upper = Box(inside.x, inside.y + stage.place(110, 0, 20), column, stage.place(120, 90, 150))
    if words.is_own:
        block = Block(words.thanks, stage.read(28), INK, stage.place(19, 19, 23), lines=5)
    else:
        block = Block(words.thanks, stage.display(44), INK, stage.feeling(44), lines=2)
    (thanks,) = stack(desk, upper, (block,), "bottom")
    hand = stage.hand(stage.place(*HAND), words.given_name)
    signature = Box(inside.x - 4, upper.bottom + stage.place(4, 8, 18), column, stage.place(176, 150, 200))
    (name,) = stack(desk, signature, (Block(words.given_name, hand, PEN, 48, lines=1),))
    y = name.baseline + stage.place(40, 34, 46)
    lower = Box(inside.x, y + stage.place(20, 16, 24), stage.place(560, 310, inside.width), stage.place(140, 150, 170))
    sender, company = stack(
        desk,
        lower,
        (
            Block(words.sender, stage.read(27, 600), INK, stage.read(27).size, lines=2),
            Block(words.company, stage.read(24), SOFT, stage.read(24).size, gap=6),
        ),
    )
    checked = _check(stage, company.bottom)
    begin = inside.x
    points = ((begin, y), (begin + 114, y - 14), (begin + 234, y - 6), (begin + 324, y - 16))
    centre, size, turn = stage.place(
        ((930.0, 360.0), (412, 452), -2.4), ((522.0, 508.0), (270, 298), -2.4), ((370.0, 950.0), (420, 462), -2.4)
    )
    return (
        stage.layer("print", desk.card(centre, picture_print(stage.pictures[0], *size), turn, radius=6)),
        stage.layer("thanks", thanks.text.patch),
        stage.written("name", name.text.patch, words.given_name),
        stage.layer("thread", desk.strand(points, stage.look.ember)),
        stage.layer("sender", sender.text.patch),
        stage.layer("sender", company.text.patch),
        *(stage.layer("sender", line.text.patch) for line in checked),
        *_logo(stage, checked[-1].bottom if checked else company.bottom),
    )


def _check(stage: Stage[SignOff], top: float) -> Sequence[Placed]:
    """The code and where it is typed, small, under name and company."""
    if stage.words.check is None:
        return ()
    room = Box(stage.safe.x, top + CHECK_GAP, stage.place(560, 310, stage.safe.width), stage.place(46, 60, 60))
    size = stage.read(20)
    return stack(stage.desk, room, (Block(stage.words.check, size, SOFT, 14, lines=2),))


def _logo(stage: Stage[SignOff], top: float) -> tuple[Layer, ...]:
    """The giver's logo under name and company, where they brought one and the frame has room for it."""
    if stage.look.logo is None:
        return ()
    logo = logo_picture(stage.look.logo)
    y = round(top) + LOGO_GAP
    width, height = stage.place(*LOGOS)
    share = min(width / logo.width, min(height, stage.safe.bottom - y) / logo.height)
    if share * max(logo.size) < SMALLEST_LOGO:
        return ()
    small = logo.resize(
        (max(1, round(logo.width * share)), max(1, round(logo.height * share))), Image.Resampling.LANCZOS
    )
    return (stage.layer("sender", patch_of(small, stage.desk.left(stage.safe.x, small.width), y)),)
