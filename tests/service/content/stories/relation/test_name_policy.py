"""Who is called by name, and why: one rule, asked by page, mail, film and console."""

from __future__ import annotations

import pytest

from renderers.context import Person
from renderers.relation import Stage
from renderers.render import render
from service.content.stories.relation.in_campaign import called_in
from service.content.stories.relation.name_policy import WORDS, NamePolicy, Reason, as_called, name_policy
from service.content.stories.relation.naming import naming_for
from service.content.stories.story import person_of, story_of, waiting_story
from service.db.connect import transaction
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import save_people
from service.recipients.models import Account, Recipient
from service.recipients.names import correct_name, forget_name
from tests.factories import AT
from tests.service.gifting.scene import set_scene

JANA = Person("en", "Jana", "Jana Nováková", "Vltava", None)
LIST = "Company,First name,Last name,Work email,Country\nVltava,Johanna,Novak,{},CZ\n"


@pytest.mark.parametrize(
    ("person", "stage", "gave", "named", "reason"),
    [
        (JANA, None, False, True, "known"),
        (JANA, "active", False, True, "known"),
        (JANA, "prospect", False, False, "stranger"),
        (JANA, "prospect", True, True, "given_by_them"),
        (JANA, "new", True, True, "given_by_them"),
        (Person("en", None, None, "Vltava", None), "active", True, False, "not_known"),
        (Person("en", "{{first_name}}", None, "Vltava", None), "partner", False, False, "not_known"),
        (
            Person("cs", "Xavier-Zdeslav", "Xavier-Zdeslav Novák", "Vltava", None),
            "active",
            False,
            True,
            "form_not_known",
        ),
    ],
)
def test_a_name_is_used_where_there_is_a_relationship_or_the_person_gave_it(
    person: Person, stage: Stage | None, gave: bool, named: bool, reason: Reason
) -> None:
    policy = name_policy(person, stage, gave_name=gave)
    assert policy == NamePolicy(named, reason)
    assert policy.sentence == WORDS[reason]
    assert as_called(person, policy).full_name == (person.full_name if named else None)


def test_a_stranger_is_named_nowhere_until_they_give_their_name(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, purpose="hello")
        gift, person = scene.gifts[0], scene.people[0]
        account = session.get_one(Account, gift.account_id)
        story = story_of(session, gift)
        assert (story.person.given_name, story.person.full_name) == (None, None)
        assert waiting_story(session, gift).person.full_name is None
        assert called_in(session, scene.campaign, person, account).full_name is None
        assert all("Jana" not in render(kind, story).text for kind in ("mail", "microsite"))
        assert naming_for(session, gift, person_of(person, account)).reason == "stranger"
        # What was given is written down for whoever files it, under the name of who got it.
        assert story_of(session, gift, is_statement=True).person.given_name == "Jana"

        correct_name(person, "Jana N.", AT)
        assert story_of(session, gift).person.full_name == "Jana N."
        assert "Jana N." in render("mail", story_of(session, gift)).text
        forget_name(person)
        assert story_of(session, gift).person.full_name is None


def test_a_list_does_not_overwrite_the_name_that_somebody_gave(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        person = session.get_one(Recipient, scene.people[0].id)
        upload = read_upload(LIST.format(person.email).encode(), "people.csv")
        save_people(session, scene.workspace_id, scene.campaign.id, upload, AT)
        assert person.given_name == "Johanna"
        correct_name(person, "Jana N.", AT)
        save_people(session, scene.workspace_id, scene.campaign.id, upload, AT)
        assert (person.given_name, person.family_name) == ("Jana N.", None)
