"""What is spliced into the gift page at every visit."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, get_args

import pytest

from renderers.context import LanguageNote, Story
from renderers.errors import ProofFailed, TemplateError
from renderers.markup.readable import readable
from renderers.microsite.fragments import ANSWERED, address_error, fragment, notice_code
from renderers.microsite.live import _USUAL, splice
from renderers.microsite.player import player
from renderers.microsite.slots import NONCE, PARTS, SLOTS, fill, require_slots
from renderers.relation import NONE_OF_THESE, Motive
from renderers.render import render
from renderers.samples.stories import NOW, SAMPLE_FILM, SAMPLE_STORIES, sample_live

JANA = replace(SAMPLE_STORIES["jana"], decided_at=NOW)
BODY = render("microsite", JANA).body
OPEN = sample_live(JANA)
UNDO = timedelta(hours=24)
EMPTY: dict[str, str] = {}


def page(**changes: Any) -> str:
    return splice(BODY, replace(OPEN, **changes), lambda: JANA).decode()


def acts(html: str) -> list[str]:
    """The answers that a page offers; "Not you?" is none."""
    return [act for act in re.findall(rf'action="{OPEN.base_path}/([a-z-]+)"', html) if act != "not-me"]


def unasked() -> Story:
    raise AssertionError("nothing had to be drawn, so nobody may ask for the story")


def test_the_drawn_page_has_every_slot_once() -> None:
    assert sorted(re.findall(r"<!--slot:([a-z]+)-->", BODY.decode())) == sorted(SLOTS)
    with pytest.raises(TemplateError, match="The page has the slots film"):
        require_slots("<!--slot:film--><!--/slot-->")


def test_an_open_page_offers_every_answer_and_every_form_carries_the_nonce() -> None:
    html = page()
    assert acts(html) == ["accept", "show-others", "show-others", "accept", "show-others", "answer"]
    assert html.count('name="nonce" value="5fW3oDq1"') == html.count('<form method="post"') == 7
    for page_of_its_own in ("give", "no"):
        assert html.count(f'href="{OPEN.base_path}/{page_of_its_own}"') == 2


def test_there_is_one_yes_that_stands_out() -> None:
    for html in (page(), page(notice="swapped", undo_for=UNDO), page(question="diet")):
        assert html.count("btn-yes") == 1
        assert html.index("btn-yes") < html.index('id="why"')
    assert page(state="accepted", address_wanted=True).count("btn-yes") == 1


def test_a_film_in_another_language_than_the_page_says_which() -> None:
    reading = page(language=LanguageNote("reading", "ar"))
    lacking = page(language=LanguageNote("lacking", "de"))
    assert '<section lang="ar" dir="rtl" class="sec" id="film"' in reading
    assert '<section class="sec" id="film"' in lacking
    assert f'<form method="post" action="{OPEN.base_path}/language">' in reading
    assert "/language" not in lacking


def test_every_page_offers_every_other_language_by_a_link() -> None:
    assert re.findall(r'href="\?language=([a-z]+)"', page()) == ["ru", "is", "cs", "ro", "ar", "ja"]
    assert '<span aria-current="true" lang="en" dir="ltr">English</span>' in page()


def test_the_usual_look_draws_nothing_and_is_what_drawing_would_give() -> None:
    usual = replace(OPEN, film=None)
    ahead = splice(BODY, usual, unasked)
    drawn_now = {slot: fragment(slot, JANA, usual).encode() for slot in _USUAL}
    without = frozenset({"unnamed", "unasked", "noted", "first"})
    assert ahead == fill(BODY, drawn_now | dict.fromkeys(set(SLOTS) - _USUAL, b""), without=without, nonce=usual.nonce)
    assert NONCE.encode() not in ahead


def test_a_film_is_spliced_in_as_it_was_drawn() -> None:
    html = splice(BODY, OPEN, unasked).decode()
    assert html.count("<video") == 1
    assert NONCE not in html
    assert html.count('data-nonce="5fW3oDq1"') == 1


@pytest.mark.parametrize(("reader", "said"), [("greeted", True), ("unnamed", False), ("not_me", False)])
def test_only_who_came_by_a_personal_link_is_named(reader: str, said: bool) -> None:
    html = page(reader=reader)
    assert ("<title>A gift for Jana Nováková from" in html) is said
    assert ("Jana, we picked a gift for you." in html) is said
    assert ("Jana" in readable(html)) is said
    assert (f'action="{OPEN.base_path}/not-me"' in html) is said
    assert html.count("<h1>") == html.count("<title>") == len(re.findall('class="lockup[ "]', html)) == 1


def test_both_marks_stay_and_the_brand_is_heard() -> None:
    html = page()
    assert '<p class="lockup two" role="img" aria-label="Fjord &amp; Loom">' in html
    assert html.index('<span class="mark-brand">') < html.index('<span class="mark-name">')
    assert "Not you?" in html


def test_the_wordmark_moves_at_the_first_look_alone_and_can_be_held() -> None:
    first, later, unnamed = page(is_first_look=True), page(), page(is_first_look=True, reader="unnamed")
    assert 'class="mark-swap"' in first
    assert '<label class="mark-pause"><input type="checkbox">' in first
    assert not any("mark-pause" in html or "mark-swap" in html for html in (later, unnamed))


def test_who_says_that_it_is_not_them_is_not_shown_the_film_that_names_them() -> None:
    assert 'id="film"' in page(reader="unnamed")
    assert 'id="film"' not in page(reader="not_me")


def test_no_slot_and_no_mark_is_left_in_any_state() -> None:
    for state in ("open", *sorted(ANSWERED)):
        assert not re.search(r"<!--/?(slot|part):", page(state=state, undo_for=UNDO))


def test_other_gifts_are_small_pictures_and_each_opens_their_page() -> None:
    section = page().partition('id="swap"')[2].partition("</section>")[0]
    assert acts(section) == ["show-others"]
    assert re.findall(r'<button class="mini">.*?<span>([^<]+)</span></button>', section) == [
        gift.name for gift in JANA.alternatives
    ]
    assert "name=" not in section.replace('name="nonce"', "")


def test_where_nothing_else_was_found_a_look_is_offered_all_the_same() -> None:
    alone = replace(JANA, alternatives=())
    section = splice(render("microsite", alone).body, OPEN, lambda: alone).decode().partition('id="swap"')[2]
    assert "Show other gifts" in section.partition("</section>")[0]


def test_the_note_leaves_its_place_to_a_notice_but_not_the_page() -> None:
    quiet, noted = page(), page(notice="swapped", undo_for=UNDO)
    for html in (quiet, noted):
        assert html.count('class="slip"') == 1
    assert quiet.index('class="slip"') < quiet.index("btn-yes")
    assert noted.index("btn-yes") < noted.index('class="slip"')


def test_a_film_in_the_making_never_blocks_the_page() -> None:
    html = page(film=None)
    assert "<video" not in html
    assert "<strong>Still being made.</strong>" in html


def test_the_film_has_captions_poster_chapters_and_never_plays_by_itself() -> None:
    html = page()
    assert f'<track kind="captions" src="{OPEN.base_path}/captions.vtt" srclang="en"' in html
    assert f'poster="{OPEN.base_path}/poster.webp"' in html
    assert re.findall(r"film\.mp4#t=([\d.]+)", html) == ["0.0", "2.8", "6.0", "9.6", "13.0", "15.6"]
    assert "autoplay" not in html


def test_answers_stand_beside_the_film_for_as_long_as_it_speaks_of_them() -> None:
    html = page()
    assert re.findall(r'data-act="([a-z]+)" data-begin="([\d.]+)" data-end="([\d.]+)"', html) == [
        ("accept", "15.6", "20.0"),
        ("others", "13.0", "15.6"),
        ("ask", "18.2", "20.0"),
    ]
    # It leads to us, whether or not there is a question of ours to them.
    assert all(f'href="{JANA.links.help}">Ask us a question</a>' in shown for shown in (html, page(question=None)))
    assert "data-act" not in page(state="accepted")


def test_the_film_can_be_read_instead() -> None:
    assert "<p>Jana Nováková<br>Something chosen for one person.</p><p>Yours, if you say yes.</p>" in page()


def test_the_words_of_the_film_lie_behind_a_press_for_a_reader_who_is_not_named() -> None:
    html = page(reader="unnamed")
    assert "Something chosen for one person." not in html
    assert f'<a class="act" href="{OPEN.base_path}/transcript.txt">Read it instead</a>' in html


def test_what_a_film_says_cannot_open_a_tag() -> None:
    html = page(film=player(JANA, replace(SAMPLE_FILM, transcript="<script>alert(1)</script>\n")))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_reader_is_told_what_is_counted_once_something_can_count() -> None:
    _, hidden, notes = page().partition(" data-scripted hidden>")
    assert hidden
    assert "sees only totals of at least four people, unless you let it see more." in notes.partition("</div>")[0]


def test_the_statement_is_linked_once_it_is_there() -> None:
    assert f'<a href="{OPEN.base_path}/statement">this statement</a>' in page()
    assert "ethics office" not in page(statement_ready=False)


@pytest.mark.parametrize("question", ["interest", "diet", None])
def test_one_question_or_none(question: str | None) -> None:
    html = page(question=question)
    assert html.count('id="ask"') == (question is not None)
    if question == "interest":
        assert re.findall(r'name="answer" value="([a-z]+)"', html) == [*get_args(Motive), NONE_OF_THESE, "unsaid"]
    if question == "diet":
        assert re.findall(r'name="answer" value="([a-z]+)"', html) == ["everything", "told", "unsaid"]


def test_an_accepted_gift_asks_for_the_address_and_can_be_undone() -> None:
    html = page(state="accepted", undo_for=UNDO, address_wanted=True, question=None, notice="accepted")
    assert acts(html) == ["undo", "address"]
    assert html.count("Accepted.") == 1
    assert "You can undo this for 24 more hours." in html
    assert "Just one thing left: where should we send it?" in html
    assert '<article class="hero">' not in html


def test_an_accepted_gift_names_the_day_to_which_it_waits_for_its_address() -> None:
    said = "we’re keeping it for you until "
    assert f"{said}Monday 24 May" in page(
        state="accepted", address_wanted=True, question=None, kept_until=datetime(2027, 5, 24, 9, 0, tzinfo=UTC)
    )
    assert said not in page(state="accepted", address_wanted=False, address_known=True, question=None)


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("jana", ["name", "site", "street", "postcode", "city", "not_before", "phone", "note"]),
        ("misaki", ["postcode", "city", "street", "site", "name", "not_before", "phone", "note"]),
    ],
)
def test_an_address_is_asked_for_in_the_order_of_its_language(name: str, order: list[str]) -> None:
    story = replace(SAMPLE_STORIES[name], decided_at=NOW)
    live = replace(sample_live(story), state="accepted", address_wanted=True, question=None)
    html = splice(render("microsite", story).body, live, lambda: story).decode()
    assert re.findall(r'<input type="[a-z]+" id="a-([a-z_]+)"', html) == order


def test_a_known_address_is_not_asked_for_again() -> None:
    html = page(state="accepted", address_wanted=False, address_known=True, question=None)
    assert acts(html) == []
    assert "We know where to send it." in html


def test_a_wrong_field_says_what_is_wrong_beside_it_and_keeps_what_was_typed() -> None:
    html = page(
        state="accepted",
        address_wanted=True,
        notice="address_invalid",
        address_values={"postcode": '12"><b>', "city": "Praha"},
        address_errors={"postcode": "postcode"},
    )
    assert 'value="12&#34;&gt;&lt;b&gt;"' in html
    assert 'aria-invalid="true" aria-describedby="e-postcode"' in html
    assert '<span class="err" id="e-postcode">This doesn’t look like a postcode in your country.</span>' in html
    assert html.count('id="done"') == 1


def test_a_code_without_a_sentence_still_says_something_true() -> None:
    assert address_error("en", "moon_phase") == "We couldn’t read this. Please check it."
    assert (notice_code("lost_race"), notice_code("moon_phase"), notice_code(None)) == ("lost_race", "stale", None)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("donated", "Donated.</strong> €16 is going to the charity you chose."),
        ("declined", "We won’t send you anything."),
        ("ordered", "Next we pack and send it."),
        ("shipped", "The carrier has it."),
        ("delivered", "We hope it’s just right."),
    ],
)
def test_every_answer_has_its_page(state: str, said: str) -> None:
    html = page(state=state, undo_for=None, question=None)
    assert said in html
    assert acts(html) == []


@pytest.mark.parametrize(
    ("notice", "undo", "said"),
    [
        ("swapped", True, "<strong>Swapped.</strong> Nothing is sent until you say yes."),
        ("undone", False, "<strong>Undone.</strong> We’ve withdrawn your answer"),
        ("lost_race", False, "The one you already had is still yours."),
        ("nothing_left", False, "<strong>Nothing else today.</strong>"),
        ("too_late", False, "<strong>Too late to undo.</strong>"),
    ],
)
def test_a_notice_stands_first_and_only_a_swap_is_undone_from_it(notice: str, undo: bool, said: str) -> None:
    html = page(notice=notice, undo_for=UNDO)
    assert said in html
    assert html.index('id="done"') < html.index("<h1>")
    assert ("undo" in acts(html)) is undo


@pytest.mark.parametrize("name", ["jana-cs", "darya", "thordis", "stefan", "amal"])
def test_every_state_can_be_told_in_every_language(name: str) -> None:
    story = replace(SAMPLE_STORIES[name], decided_at=NOW)
    body, live = render("microsite", story).body, sample_live(story)
    for state in ("open", *sorted(ANSWERED)):
        shown = replace(live, state=state, undo_for=UNDO, address_wanted=state == "accepted", notice="stale")
        assert b"undefined" not in splice(body, shown, partial(replace, story))


def test_a_live_part_is_proofed_like_a_drawing() -> None:
    with pytest.raises(ProofFailed, match="An empty value"):
        page(state="accepted", address_wanted=True, address_values={"city": " "})


def test_a_slot_without_a_fragment_stays_empty() -> None:
    body = b"a<!--slot:film-->old<!--/slot-->b<!--part:open-->c<!--slot:others--><!--/slot--><!--/part:open-->d"
    assert fill(body, {"film": b"F"}, without=frozenset(), nonce="n") == b"aFbcd"
    assert fill(body, {"others": b"O"}, without=frozenset(), nonce="n") == b"aoldbcOd"
    assert fill(body, {"film": b"F", "others": b"O"}, without=frozenset({"open"}), nonce="n") == b"aFbd"


def test_what_a_reader_typed_can_not_open_a_slot() -> None:
    html = page(state="accepted", address_wanted=True, address_values={"city": "<!--slot:others-->"})
    assert "&lt;!--slot:others--&gt;" in html


def test_before_the_answer_and_at_the_address_it_says_that_nothing_is_left_to_pay() -> None:
    said = "nothing for you to pay: delivery, duty and taxes are covered."
    assert page().count(said) == 1
    assert page(state="accepted", address_wanted=True).count(said) == 1


@pytest.mark.parametrize("without", [(), ("named",), ("asked", "first", "unnamed"), PARTS])
def test_a_page_is_searched_once_and_is_what_putting_in_and_taking_out_one_by_one_gives(
    without: tuple[str, ...],
) -> None:
    put = dict.fromkeys(SLOTS[:3], b"") | {
        "film": b"<p>a<!--part:named-->Jana<!--/part:named--><!--part:unnamed-->you<!--/part:unnamed-->b</p>"
    }
    body = BODY.replace(b"</main>", b"<!-- a remark --></main>")
    assert b"a remark" in body

    def one_by_one() -> bytes:
        html = body
        for name in SLOTS:
            slot = re.compile(rb"<!--slot:%b-->(.*?)<!--/slot-->" % name.encode(), re.DOTALL)
            html = slot.sub(lambda found, name=name: put.get(name, found[1]), html)
        for part in without:
            mark = part.encode()
            html = re.sub(rb"<!--part:%b-->.*?<!--/part:%b-->" % (mark, mark), b"", html, flags=re.DOTALL)
        return re.sub(rb"<!--/?part:[a-z]+-->", b"", html).replace(b'="%b"' % NONCE.encode(), b'="1.f"')

    assert fill(body, put, without=frozenset(without), nonce="1.f") == one_by_one()
