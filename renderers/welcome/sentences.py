"""How somebody is met: the greeting by where they stand with the giver, a line by what moves them, and what was last time.

Every stage and every motive has sentences of its own in `<locale>.welcome.json`; nothing is put together from parts. A name enters
a greeting only where the story holds one (`service.content.stories.name_policy` says whether it does).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

from renderers.context import Story
from renderers.language import names
from renderers.language.translations import Worded, text

Say = Callable[..., str]
"""`text`, `framed` or `marked`: how a surface says a sentence."""
Surface = Literal["page", "mail"]
_UNSAID: Final[Mapping[Surface, str]] = {"page": "microsite.hero", "mail": "mail"}
"""Where the greeting stands for whom nobody has said how they stand with the giver."""


def greeting(story: Story, surface: Surface, say: Say, name: str | None) -> str:
    """The first sentence, with the name where there is one. Raises TemplateError or ProofFailed."""
    locale = story.person.locale
    if story.stage is None:
        key = f"{_UNSAID[surface]}.greeting"
        return say(locale, key, name=name) if name else say(locale, f"{key}_plain")
    key = f"welcome.greeting.{story.stage}"
    return say(locale, f"{key}.named", name=name) if name else say(locale, f"{key}.plain")


def line(story: Story, say: Say) -> str:
    """The second sentence: by the reader's motive, else by where they stand."""
    return say(story.person.locale, f"welcome.motive.{story.motive}" if story.motive else _of_stage(story))


def memory(story: Story, surface: Surface, say: Say) -> str | None:
    """What was last time, or None where nothing was that may be said."""
    last, locale = story.remembered, story.person.locale
    if last is None:
        return None
    if surface == "mail" and not last.is_for_mail:
        return say(locale, "welcome.memory.plain")
    return say(locale, "welcome.memory.named", gift=Worded(last.name, last.locale))


def subject_key(story: Story) -> str:
    """The key of the invitation's subject; its one field is the sender's name."""
    if story.motive:
        return f"welcome.subject.motive.{story.motive}"
    return "mail.subject" if story.stage is None else f"welcome.subject.stage.{story.stage}"


def welcome_of(story: Story) -> str:
    """All of it as the page says it to its reader, in one text: for whoever compares how people are met."""
    said = (
        greeting(story, "page", text, names.spoken_to(story.person)),
        line(story, text),
        memory(story, "page", text),
    )
    return " ".join(part for part in said if part)


def _of_stage(story: Story) -> str:
    return f"welcome.stage.{story.stage or 'unsaid'}"
