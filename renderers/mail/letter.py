"""What our mails have in common: one sheet with the same head and foot, as HTML and as text, and one line of subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from markupsafe import Markup

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Rendition, Story
from renderers.language import names
from renderers.language.translations import direction, framed, keys, marked, resolve, text
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import verified
from renderers.welcome import sentences as welcome

_INVITATION: Final = "mail"
_FIRST_MAILS: Final = frozenset({_INVITATION, "mail.question"})
"""Words of the mails that somebody gets first: they say where the address came from, why, and how to object."""


def letter(
    kind: str,
    template: str,
    words: str,
    story: Story,
    *,
    subject_of: Mapping[str, str] | None = None,
    subject_key: str | None = None,
    own_subject: str | None = None,
    **values: object,
) -> Rendition:
    """Typesets `mail/<template>.html` and `.txt`; `words` is where the catalogs hold subject, preheader and greetings.

    `subject_of` are values that the subject needs besides the sender's name; `subject_key` another sentence for it; `own_subject`
    stands in its place. A `greeting` among
    `values` stands in place of the greeting by name.

    Files: "body" (HTML), "text", "subject" (one line). The text of the rendition is all three, as they are read. Raises ProofFailed
    or TemplateError; whoever calls proofs the whole.
    """
    locale = story.person.locale
    ours = framed(locale, subject_key or f"{words}.subject", name=story.sender.name, **(subject_of or {}))
    subject = " ".join((ours if own_subject is None else verified(own_subject, "subject")).split())
    shared = _shared(story, words) | {"story": story, "subject": subject}
    in_html, in_plain = shared | _greeted(story, words, marked, values), shared | _greeted(story, words, framed, values)
    html = typeset(f"mail/{template}.html", locale, **in_html)
    plain = typeset(f"mail/{template}.txt", locale, **in_plain) + "\n"
    return Rendition(
        kind,
        {
            "body": ("text/html; charset=utf-8", html.encode()),
            "text": ("text/plain; charset=utf-8", plain.encode()),
            "subject": ("text/plain; charset=utf-8", subject.encode()),
        },
        "\n".join((subject, readable(html, "mail"), plain)),
    )


def _shared(story: Story, words: str) -> dict[str, object]:
    locale = story.person.locale
    is_rtl = direction(locale) == "rtl"
    return {
        "is_first": words in _FIRST_MAILS,
        "preheader": text(locale, _preheader(words, story)),
        "choices": _choices(story),
        "company": names.company_name(story.person),
        "theme": theme_of(story.brand),
        "mark": wordmark(story.brand, story.person),
        "start": "right" if is_rtl else "left",
        "line_start": Markup("\N{RIGHT-TO-LEFT MARK}") if is_rtl else Markup(""),
        "tracking": Markup("") if is_rtl or resolve(locale) == "ja" else Markup("letter-spacing:-.8px;"),
    }


def _greeted(story: Story, words: str, say: Callable[..., str], values: dict[str, object]) -> dict[str, object]:
    """The values with a greeting among them, as this part of the mail says it."""
    met = (
        {"welcome": welcome.line(story, say), "memory": welcome.memory(story, "mail", say)}
        if words == _INVITATION
        else {}
    )
    return values | met if "greeting" in values else {"greeting": _greeting(story, words, say)} | met | values


def _greeting(story: Story, words: str, say: Callable[..., str]) -> str:
    name, locale = names.spoken_to(story.person), story.person.locale
    if words == _INVITATION:
        return welcome.greeting(story, "mail", say, name)
    return say(locale, f"{words}.greeting", name=name) if name else say(locale, f"{words}.greeting_plain")


def _preheader(words: str, story: Story) -> str:
    """Its key. What the reader cannot do with the gift, the invitation does not speak of."""
    fitting = f"{words}.preheader{_choices(story)}"
    return fitting if fitting in keys(words.partition(".")[0]) else f"{words}.preheader"


def _choices(story: Story) -> str:
    """How the keys of sentences end that say what can be done with the gift: `_fixed` where it cannot be swapped, `_kept` where
    there is nobody to give its value to."""
    return ("" if story.may_swap else "_fixed") + ("" if story.charities else "_kept")
