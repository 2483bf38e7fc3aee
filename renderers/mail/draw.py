"""The invitation: HTML and text from the same copy. It names no gift, no diet and no reason: mail is read over shoulders."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from renderers import names
from renderers.context import Rendition, Story
from renderers.readable import readable
from renderers.translations import direction, resolve, text
from renderers.typeset import typeset

VERSION: Final = "1"


def draw(story: Story) -> Rendition:
    """Files: "body" (HTML), "text", "subject" (one line). The text of the rendition is all three, as they are read."""
    locale = story.person.locale
    subject = " ".join(text(locale, "mail.subject", name=story.sender.name).split())
    html = typeset("mail/invitation.html", locale, **_values(story, subject))
    plain = typeset("mail/invitation.txt", locale, **_values(story, subject)) + "\n"
    return Rendition(
        "mail",
        {
            "body": ("text/html; charset=utf-8", html.encode()),
            "text": ("text/plain; charset=utf-8", plain.encode()),
            "subject": ("text/plain; charset=utf-8", subject.encode()),
        },
        "\n".join((subject, readable(html, "mail"), plain)),
    )


def _values(story: Story, subject: str) -> dict[str, object]:
    locale = story.person.locale
    name = names.greeting_name(story.person)
    is_rtl = direction(locale) == "rtl"
    return {
        "story": story,
        "subject": subject,
        "greeting": text(locale, "mail.greeting", name=name) if name else text(locale, "mail.greeting_plain"),
        "film_name": names.masthead_name(story.person) or story.brand.name,
        "film_link": f"{story.links.page}#film",
        "company": names.company_name(story.person),
        "start": "right" if is_rtl else "left",
        "tracking": Markup("") if is_rtl or resolve(locale) == "ja" else Markup("letter-spacing:-.8px;"),
    }
