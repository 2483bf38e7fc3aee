"""The giver signs by hand, beside a print of the gift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renderers.context import Story
from renderers.language import names
from renderers.language.translations import text
from renderers.proof import verified
from renderers.video.drawing.cards import picture_print
from renderers.video.drawing.layout import Block, Box, stack
from renderers.video.drawing.paint import INK, PEN, SOFT
from renderers.video.scene_text import Lines, Words
from renderers.video.scenes.stage import Layer, Stage

HAND: Final = (150, 128, 170)
"""Size of the signature: wide, square, tall."""


@dataclass(frozen=True, slots=True)
class SignOff(Words):
    """The thanks, the signature and whose it is. A job title is left to page and statement: it is in the giver's language."""

    thanks: str
    given_name: str
    sender: str
    company: str

    def spoken(self) -> Lines:
        return (self.thanks, self.sender, self.company)


def sign_off_words(story: Story) -> SignOff:
    """The thanks for this occasion, signed with the sender's given name."""
    locale, sender = story.person.locale, story.sender
    return SignOff(
        text(locale, _thanks(story)),
        verified(names.sender_given_name(sender), "sender.name"),
        verified(sender.name, "sender.name"),
        verified(sender.company, "sender.company"),
    )


def _thanks(story: Story) -> str:
    """The sentence for where the two of them stand."""
    if story.past_gifts:
        return "video.sign_off.thanks_again"
    if story.relationship == "partner":
        return "video.sign_off.thanks_partner"
    return "video.sign_off.hello" if story.relationship == "prospect" else "video.sign_off.thanks"


def sign_off(stage: Stage[SignOff]) -> tuple[Layer, ...]:
    """The thanks over the signature, then name and company."""
    words, inside, desk = stage.words, stage.safe, stage.desk
    column = stage.place(540.0, inside.width, inside.width)
    upper = Box(inside.x, inside.y + stage.place(110, 0, 20), column, stage.place(120, 90, 150))
    (thanks,) = stack(desk, upper, (Block(words.thanks, stage.display(44), INK, stage.feeling(44), lines=2),), "bottom")
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
    begin = inside.x
    points = ((begin, y), (begin + 114, y - 14), (begin + 234, y - 6), (begin + 324, y - 16))
    centre, size, turn = stage.place(
        ((930.0, 360.0), (412, 452), -2.4), ((522.0, 508.0), (270, 298), -2.4), ((370.0, 950.0), (420, 462), -2.4)
    )
    return (
        stage.layer("print", desk.card(centre, picture_print(stage.pictures[0], *size), turn, radius=6)),
        stage.layer("thanks", thanks.text.patch),
        stage.layer("name", name.text.patch),
        stage.layer("thread", desk.thread(points, stage.look.ember)),
        stage.layer("sender", sender.text.patch),
        stage.layer("sender", company.text.patch),
    )
