"""One line to one person: typed or from a column, refused where it may not leave, gone with its person."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from renderers.language.translations import LOCALES, text
from renderers.relation import Motive
from renderers.render import render
from renderers.video.timeline.script import script_of
from renderers.video.timeline.storyboard import storyboard_for
from service.content.preferences.export import export_of
from service.content.stories.story import story_of
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.planning.message.personal.check import read_line
from service.planning.message.personal.keep import keep_line, type_line
from service.planning.people.lists.cells.personal import read_motive
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import save_people
from service.recipients.erase import erase_values
from service.recipients.models import PersonalLine, ProfileFact, Recipient
from service.recipients.questions import MOTIVES
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import AT, make_user, owner_of
from tests.service.gifting.scene import set_scene

LINE = "[[{given_name}, ]]that call in March put us on the right track."
HEADINGS = "Company,First name,Work email,Country,Enjoys most,Personal line\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("x" * 141, "The line has 141 characters; 140 fit"),
        ("No nuts in this one, I promise.", "mentions what someone eats or avoids (“nuts”)"),
        ("Něco bez lepku pro vás.", "mentions what someone eats or avoids"),
        ("Hello {given_nam}", "given_nam"),
        ("Hello {given_name", "line 1"),
        ("None", "None"),
    ],
)
def test_a_line_that_may_not_leave_is_refused_with_what_to_do(words: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_line(words)
    assert sentence in refused.value.sentence
    assert refused.value.param == "personal_line"


def test_a_line_is_kept_as_it_was_written_and_names_are_not_read_for_food() -> None:
    assert read_line(f"  {LINE} ") == LINE
    assert read_line("Two\nlines.") == "Two lines."
    assert read_line("Greetings to everyone at {company}.") == "Greetings to everyone at {company}."


@pytest.mark.usefixtures("database")
def test_it_stands_in_letter_page_and_film_of_its_person_alone() -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        keep_line(session, scene.workspace_id, scene.campaign.id, scene.people[0].id, LINE, AT, "list")
        own, other = (story_of(session, gift) for gift in scene.gifts)
        line = "Jana, that call in March put us on the right track."
        assert (own.personal_line, other.personal_line) == (line, None)
        for kind in ("mail", "microsite"):
            assert line in render(kind, own).text
            assert line not in render(kind, other).text
        board = storyboard_for(own)
        assert script_of(own, board).spoken("sign_off")[0] == line
        assert story_of(session, scene.gifts[0], is_statement=True).personal_line is None


@pytest.mark.usefixtures("database")
def test_a_value_that_is_missing_or_too_long_leaves_the_line_out_and_the_letter_whole() -> None:
    with transaction() as session:
        scene = set_scene(session)
        person = scene.people[0]
        person.given_name = person.family_name = None
        for words in ("{given_name}, hello.", "{company}, " * 13):
            keep_line(session, scene.workspace_id, scene.campaign.id, person.id, words, AT, "typed")
            story = story_of(session, scene.gifts[0])
            assert story.personal_line is None
            assert render("mail", story).files["text"][1]


@pytest.mark.usefixtures("database")
def test_it_is_typed_before_the_launch_only_and_audited_without_its_words() -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        actor, person = owner_of(scene.workspace_id), scene.people[0]
        type_line(session, actor, scene.campaign, person.id, "See you in Brno.", AT)
        row = session.get_one(PersonalLine, (person.id, scene.campaign.id))
        assert (row.words, row.source) == ("See you in Brno.", "typed")
        type_line(session, actor, scene.campaign, person.id, " ", AT)
        assert session.get(PersonalLine, (person.id, scene.campaign.id)) is None
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [entry.act for entry in entries] == ["person.line_written", "person.line_removed"]
        assert all("Brno" not in json.dumps(entry.body) for entry in entries)
        with pytest.raises(NotFound):
            type_line(session, actor, scene.campaign, "rcp_nobody", "Hello.", AT)
        scene.gifts[0].launched_at = AT
        session.flush()
        with pytest.raises(Conflict, match="has left already"):
            type_line(session, actor, scene.campaign, person.id, "Too late.", AT)


@pytest.mark.usefixtures("database")
def test_a_list_brings_lines_and_motives_and_says_which_line_it_refused() -> None:
    with transaction() as session:
        scene = set_scene(session)
        email = scene.people[0].email
        good = f"{HEADINGS}Company 0,Jana,{email},CZ,Klidná hodina,Until May.\n".encode()
        save_people(session, scene.workspace_id, scene.campaign.id, read_upload(good, "people.csv"), AT)
        assert session.get_one(PersonalLine, (scene.people[0].id, scene.campaign.id)).words == "Until May."
        motive = session.scalars(select(ProfileFact).where(ProfileFact.kind == "motive")).one()
        assert (motive.value, motive.source) == ("calm", "imported")
        assert story_of(session, scene.gifts[0]).motive is None, "it was not they who said so"

        bad = read_upload(f"{HEADINGS}Company 0,Jana,{email},CZ,Calm,She is vegan.\n".encode(), "people.csv")
        assert [cell.code for cell in bad.rows[0].errors] == ["personal_line_refused"]
        unsure = read_upload(f"{HEADINGS}Company 0,Jana,{email},CZ,Money,\n".encode(), "people.csv")
        assert [cell.code for cell in unsure.rows[0].errors] == ["motive_unknown"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("motive", MOTIVES)
def test_a_list_may_say_it_in_the_words_of_the_question(locale: str, motive: Motive) -> None:
    assert read_motive(text(locale, f"microsite.ask.{motive}")) == motive


@pytest.mark.usefixtures("database")
def test_its_person_reads_it_in_their_copy_and_it_goes_with_them() -> None:
    with transaction() as session:
        scene = set_scene(session)
        keep_line(session, scene.workspace_id, scene.campaign.id, scene.people[0].id, LINE, AT, "list")
        (entry,) = export_of(session, scene.gifts[0], AT, "en")["lines"]
        assert (entry["words"], entry["source"]) == (LINE, "list")
        assert erase_values(session, session.get_one(Recipient, scene.people[0].id), AT)
        assert session.scalars(select(PersonalLine)).all() == []


@pytest.mark.usefixtures("database")
def test_a_seller_types_it_on_the_page_of_the_letter_beside_the_reason_for_the_name() -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False, status="draft", purpose="hello")
        browser = Console(make_user(session, scene.workspace_id, "manager"))
        path = f"/campaigns/{scene.campaign.id}/message/letters/{scene.people[0].id}"
    page = browser.get(path).text
    assert "Not called by name: they’re a prospect" in page
    assert browser.post(f"{path}/line", line="See you in Brno.").status_code == 303
    assert 'value="See you in Brno."' in browser.get(path).text
    assert browser.post(f"{path}/line", line="No nuts for you.").status_code == 422
    with reading() as session:
        assert session.scalars(select(PersonalLine)).one().words == "See you in Brno."
