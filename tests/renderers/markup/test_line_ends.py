"""Where no line may end."""

from __future__ import annotations

import re

import pytest

from renderers.language.translations import tie
from renderers.markup.line_ends import kept_together
from renderers.markup.readable import readable
from renderers.microsite.live import splice
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES, sample_live
from renderers.video.film import film_of

PARTED = {
    "cs": re.compile(r"(?:^|[\s(„])[kszvouaiKSZVOUAI] |(?<=\d)\.? (?=[^\W\d_]+(?!\w))", re.MULTILINE),
    "ru": re.compile(r"(?:^|[\s(«])[ВвКкСсОоУуИи] |(?<=\d)\.? (?=[^\W\d_]+(?!\w))", re.MULTILINE),
    "ro": re.compile(r"(?<=\d)\.? (?=[^\W\d_]+(?!\w))", re.MULTILINE),
    "is": re.compile(r"(?<=\d)\.? (?=[^\W\d_]+(?!\w))", re.MULTILINE),
}
NAMES = {"cs": "jana-cs", "ru": "darya", "ro": "stefan", "is": "thordis"}


def drawn(locale: str) -> str:
    """What is read on the page, in the mail and on the paper of a gift."""
    story = SAMPLE_STORIES[NAMES[locale]]
    page = splice(render("microsite", story).body, sample_live(story), lambda: story).decode()
    mail = render("mail", story)
    web = render("statement", story).files["page"][1].decode()
    seen = re.sub(r' (alt|aria-label|title|value|data-label)="[^"]*"', r' \1="-"', page + web + mail.body.decode())
    return "\n".join((re.sub(r"[0-9a-f]{4}(?: [0-9a-f]{4}){3}", "", readable(seen)), mail.files["text"][1].decode()))


@pytest.mark.parametrize("locale", sorted(PARTED))
def test_no_line_ends_behind_a_short_word_or_a_figure_whoever_wrote_it(locale: str) -> None:
    words = drawn(locale)
    assert [words[max(0, at.start() - 20) : at.end() + 20] for at in PARTED[locale].finditer(words)] == []


@pytest.mark.parametrize("locale", sorted(PARTED))
def test_no_caption_ends_a_line_behind_a_short_word(locale: str) -> None:
    film = film_of(SAMPLE_STORIES[NAMES[locale]])
    lines = [line for caption in film.captions for line in caption.lines]
    assert [line for line in lines if line != tie(locale, line) or PARTED[locale].search(line + " ")] == []


def test_russian_keeps_a_particle_with_its_word_and_lets_a_long_compound_part() -> None:
    said = kept_together("ru", "<p>Хочется чего-то другого? Тёмно-зелёного.</p>")
    assert said == '<p>Хочется <span class="nb">чего-то</span> другого? Тёмно-зелёного.</p>'


def test_romanian_keeps_a_word_with_a_hyphen_on_one_line() -> None:
    said = kept_together("ro", '<p title="s-a">Nu s-a pierdut: ne-ați spus <b>trimiteți-mi-l</b>.</p>')
    assert said == (
        '<p title="s-a">Nu <span class="nb">s-a</span> pierdut: <span class="nb">ne-ați</span> spus '
        '<b><span class="nb">trimiteți-mi-l</span></b>.</p>'
    )
    assert kept_together("ro", said) == said


@pytest.mark.parametrize(
    "html",
    [
        "<title>S-a schimbat</title>",
        "<option>Într-un fel</option>",
        "<style>.a-b{}</style>",
        '<div data-slot="giver_city">Cluj-Napoca</div>',
        "<p>9-10, - și auto-evaluare-prelungită</p>",
        "<!--slot:s-a-->",
    ],
)
def test_what_holds_no_tags_is_left_alone(html: str) -> None:
    assert kept_together("ro", html) == html


def test_a_value_in_a_field_is_never_changed() -> None:
    field = '<input value="V Jámě 5 a 6"><textarea>'
    assert kept_together("cs", field) == field


def test_languages_without_such_words_are_left_alone() -> None:
    for locale in ("en", "ja", "ar"):
        assert kept_together(locale, "<p>e-mail: a b 3 c</p>") == "<p>e-mail: a b 3 c</p>"


def test_words_in_another_language_are_tied_as_that_one_asks() -> None:
    page = '<html lang="cs"><p>v 5 lodích</p><p lang="en">a <b lang="cs">v lese</b> v 5 boats</p><p>v lese</p>'
    assert kept_together("cs", page) == (
        '<html lang="cs"><p>v\u00a05\u00a0lodích</p><p lang="en">a <b lang="cs">v lese</b> v 5 boats</p><p>v\u00a0lese</p>'
    )


@pytest.mark.parametrize("name", ["Fjord &amp; Loom AS", "Works, s. r. o.", "Jones &amp; Sons", "Loom GmbH"])
@pytest.mark.parametrize("locale", ["en", "ja", "ar"])
def test_a_name_stays_with_its_and_and_its_legal_form(locale: str, name: str) -> None:
    said = kept_together(locale, f"<p>{name}</p><title>{name}</title>")
    assert said == f'<p><span class="nb">{name}</span></p><title>{name}</title>'
    assert kept_together(locale, said) == said


def test_a_long_name_may_part_but_never_behind_its_and() -> None:
    said = kept_together("en", "<p>Internationalfjord &amp; Loomington AS</p>")
    assert said == "<p>Internationalfjord &amp;\u00a0Loomington\u00a0AS</p>"
