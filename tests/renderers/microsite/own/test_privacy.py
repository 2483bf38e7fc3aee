"""What we know about you."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from renderers.context import Source, Story
from renderers.errors import TemplateError
from renderers.language.translations import keys, text
from renderers.markup.readable import readable
from renderers.microsite.own.privacy import GROUPS, KnownFact, Origin, PrivacyPage, privacy_page, value_words
from renderers.samples.stories import NOW, SAMPLE_STORIES


def privacy_of(story: Story) -> PrivacyPage:
    """The page of a sample person, with a fact of every source."""

    def known(kind: str, value: str, source: Source, *, seen: bool = False) -> KnownFact:
        return KnownFact(f"fct_{kind}", kind, value, source, NOW, None, seen, False, kind != "email")

    facts = (
        known("diet", "vegan", "asked"),
        known("allergen", "nuts", "imported", seen=True),
        known("interest", "running", "asked"),
        known("motive", "calm", "observed"),
        known("name", story.person.full_name or "Jana Nováková", "imported", seen=True),
        known("email", "j•••••a@vltava.example.com", "imported", seen=True),
        known("company", story.person.company, "imported", seen=True),
        known("away", "2027-07-03/2027-07-20", "imported", seen=True),
        known("adult", "yes", "inferred"),
    )
    return PrivacyPage(
        person=story.person,
        sender=story.sender,
        brand=story.brand,
        reader="greeted",
        base_path=f"/gift/{story.gift_id}",
        nonce="5fW3oDq1",
        help=story.links.help,
        facts=facts,
        address_known=False,
        is_unsubscribed=False,
        notice="erased",
    )


JANA = privacy_of(SAMPLE_STORIES["jana"])


def fact(kind: str, value: str) -> KnownFact:
    return KnownFact("fct_1", kind, value, "asked", NOW, None, False, False, True)


def test_every_fact_stands_with_its_source_and_who_sees_it() -> None:
    words = readable(privacy_page(JANA).decode())
    assert "9 facts, each with its source." in words
    assert "Allergy Nuts\nFrom a list Fjord & Loom AS gave us 21 April 2027 · Fjord & Loom AS can see this" in words
    assert "3–20 July 2027" in words


def test_what_can_change_can_be_corrected_and_erased() -> None:
    html = privacy_page(JANA).decode()
    changed = sum(fact.can_change for fact in JANA.facts)
    assert Counter(re.findall(r'name="act" value="([^"]+)"', html)) == {
        "correct": changed,
        "erase": changed,
        **dict.fromkeys(("keep_private", "viewing_off", "viewing_show", "unsubscribe", "erase_me"), 1),
    }
    posted = re.findall(r'<form method="post" action="([^"]+)"', html)
    assert posted.count("/gift/gft_en_HP-0025/privacy") == 2 * changed + 5
    assert html.count('name="nonce" value="5fW3oDq1"') == 2 * changed + 6  # and "Not you?"


def test_a_diet_is_corrected_by_choosing_and_an_own_word_by_typing() -> None:
    html = privacy_page(replace(JANA, facts=(fact("diet", "vegan"), fact("size", "M")))).decode()
    assert '<option value="vegan" selected>vegan</option>' in html
    assert '<option value="none">Nothing to avoid</option>' in html
    assert '<input type="text" name="value" value="M" required>' in html


def test_a_fact_says_until_when_it_counts() -> None:
    until = replace(fact("interest", "running"), until=NOW + timedelta(days=365))
    assert "21 April 2027, until 20 April 2028" in readable(privacy_page(replace(JANA, facts=(until,))).decode())


def test_an_interest_kept_to_oneself_is_not_offered_again() -> None:
    private = replace(fact("interest", "running"), is_private=True)
    assert "Keep this private" not in privacy_page(replace(JANA, facts=(private,))).decode()


def test_erasing_everything_needs_a_tick() -> None:
    assert '<input type="checkbox" name="confirm" value="yes" required>' in privacy_page(JANA).decode()


def test_no_facts_and_no_more_gifts_are_said_plainly() -> None:
    html = privacy_page(replace(JANA, facts=(), is_unsubscribed=True, address_known=True, notice=None)).decode()
    words = readable(html)
    assert "We have no facts about you." in words
    assert "You asked for no more gifts from Fjord & Loom AS. There won’t be any." in words
    assert "Only the carrier and whoever packs the parcel can see it" in words
    assert 'value="unsubscribe"' not in html


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("diet", "gluten_free", "gluten-free"),
        ("diet", "none", "Nothing to avoid"),
        ("diet", "ask", "Not clear yet; we’ve asked"),
        ("allergen", "nuts", "nuts"),
        ("interest", "kite repair", "kite repair"),
        ("adult", "no", "No"),
        ("away", "2027-01-03/2027-01-20", "3–20 January 2027"),
        ("name", "Null", "Null"),
    ],
)
def test_a_value_is_told_in_words(kind: str, value: str, said: str) -> None:
    assert value_words("en", fact(kind, value)) == said


@pytest.mark.parametrize("name", ["jana", "jana-cs", "darya", "thordis", "stefan", "amal", "misaki"])
def test_why_somebody_may_write_and_where_their_list_is_from_stands_in_every_language(name: str) -> None:
    page = privacy_of(SAMPLE_STORIES[name])
    day = datetime(2027, 3, 3, tzinfo=UTC)
    origins = (Origin("HubSpot, open deals", day, tuple((how, day) for how in ("form", "mail", "call", "person"))),)
    words = readable(privacy_page(replace(page, basis="customer", origins=origins)).decode())
    assert words.count("HubSpot, open deals") == 1
    for key in ("origin.title", "origin.wrong"):
        assert text(page.person.locale, f"privacy.{key}") in words


@pytest.mark.parametrize(
    "basis, said",
    [
        ("agreed", "Fjord & Loom AS says it may write to you because you agreed to hear from it."),
        ("customer", "Fjord & Loom AS says it may write to you because your company is a customer or partner."),
        ("none", "Fjord & Loom AS says that you haven’t agreed to hear from it, and that you aren’t a customer."),
        ("unsaid", "Fjord & Loom AS hasn’t said why it may write to you."),
    ],
)
def test_every_basis_is_said_as_what_the_giver_says(basis: str, said: str) -> None:
    assert said in readable(privacy_page(replace(JANA, basis=basis)).decode())


def test_every_kind_has_a_name_and_a_use() -> None:
    kinds = {kind for group in GROUPS.values() for kind in group}
    assert {key.rsplit(".", 1)[1] for key in keys("privacy") if key.startswith("privacy.kind.")} == kinds
    assert {key.rsplit(".", 1)[1] for key in keys("privacy") if key.startswith("privacy.use.")} == {
        *kinds, "motive_noted",
    }  # fmt: skip


def test_a_kind_nobody_has_a_name_for_is_an_error() -> None:
    with pytest.raises(TemplateError, match="no name for facts of kind moon"):
        privacy_page(replace(JANA, facts=(fact("moon", "full"),)))


@pytest.mark.parametrize("name", ["jana-cs", "darya", "thordis", "stefan", "amal", "no-name"])
def test_the_page_is_told_in_every_language(name: str) -> None:
    assert privacy_page(privacy_of(SAMPLE_STORIES[name])).startswith(b"<!doctype html>")
