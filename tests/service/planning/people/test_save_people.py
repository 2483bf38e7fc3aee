from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.errors import InvalidInput
from service.jobs.models import Job
from service.planning.people.lists.intake import Upload, read_upload
from service.planning.people.save_people import Saved, save_people
from service.recipients.answers import answer_diet
from service.recipients.facts.own_language import choose_language
from service.recipients.models import Account, ProfileFact, Recipient
from tests.factories import AT, make_campaign, make_workspace
from tests.service.gifting.scene import set_scene
from tests.statements import sent

pytestmark = pytest.mark.usefixtures("database")


def people(*rows: str) -> Upload:
    head = "Company,First name,Work email,Country,Diet,Interests,Gift policy"
    return read_upload("\n".join((head, *rows)).encode(), "people.csv")


def facts(session: Session) -> set[tuple[str, str]]:
    rows = session.scalars(select(ProfileFact).where(ProfileFact.withdrawn_at.is_(None)))
    return {(fact.kind, fact.value) for fact in rows}


def test_people_accounts_and_facts_are_saved_and_the_same_file_twice_changes_nothing() -> None:
    upload = people("Vltava,Jana,jana@example.com,CZ,vegan,running,", "VLTAVA ,Jan,jan@example.com,CZ,none,,")
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        assert save_people(session, workspace.id, campaign.id, upload, AT) == Saved(2, 2, 1, 2)
        assert facts(session) == {("diet", "vegan"), ("interest", "running"), ("diet", "none")}
    with transaction() as session:
        assert save_people(session, workspace.id, campaign.id, upload, AT + timedelta(days=1)) == Saved(2, 0, 1, 0)
        assert session.scalar(select(func.count()).select_from(ProfileFact)) == 3
        assert session.scalars(select(Account.name)).all() == ["Vltava"]


def statements_for(number: int) -> list[int]:
    """How many statements save a list of so many people, and a second one that says less of all their food."""
    counts = []
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        for diet in ("vegan; nuts", "vegan"):
            rows = [f"Company {place},Jana,jana{place}@example.com,CZ,{diet},running," for place in range(number)]
            with sent() as statements:
                save_people(session, workspace.id, campaign.id, people(*rows), AT)
            counts.append(len(statements))
    return counts


def test_more_people_need_no_more_statements() -> None:
    assert statements_for(12) == statements_for(3)


def test_a_later_file_withdraws_what_it_no_longer_says_but_not_what_the_person_told_us() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        save_people(session, workspace.id, campaign.id, people("Vltava,Jana,jana@example.com,CZ,vegan,running,"), AT)
        told = session.scalars(select(ProfileFact).where(ProfileFact.kind == "diet")).one()
        told.source = "asked"
    with transaction() as session:
        save_people(session, workspace.id, campaign.id, people("Vltava,Jana,jana@example.com,CZ,,tea,"), AT)
        assert facts(session) == {("diet", "vegan"), ("interest", "tea")}


def test_a_later_file_brings_no_doubt_back_that_the_person_has_settled() -> None:
    doubtful = people("Vltava,Jana,jana@example.com,CZ,nuts?,,")
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        save_people(session, workspace.id, campaign.id, doubtful, AT)
        assert facts(session) == {("diet", "ask"), ("allergen", "nuts")}
        answer_diet(session, session.scalars(select(Recipient)).one(), [], ["nuts"], AT)
    with transaction() as session:
        save_people(session, workspace.id, campaign.id, doubtful, AT + timedelta(days=1))
        assert facts(session) == {("allergen", "nuts")}


def test_a_second_list_of_another_campaign_that_says_less_takes_no_allergy_away_and_asks() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        first, second = (make_campaign(session, workspace.id).id for _ in range(2))
        save_people(session, workspace.id, first, people("Vltava,Jana,jana@example.com,CZ,nut allergy; vegan,tea,"), AT)
        save_people(session, workspace.id, second, people("Vltava,Jana,jana@example.com,CZ,vegan,,"), AT)
        assert facts(session) == {("allergen", "nuts"), ("diet", "vegan"), ("diet", "ask")}
        assert session.scalars(select(ProfileFact.withdrawn_by).where(ProfileFact.withdrawn_by.is_not(None))).all() == [
            "list"
        ]


def test_a_list_that_changes_what_is_eaten_has_every_gift_of_the_person_looked_at_in_all_campaigns() -> None:
    with transaction() as session:
        scene = set_scene(session)
        other = make_campaign(session, scene.workspace_id).id
        email = scene.people[0].email
        save_people(session, scene.workspace_id, other, people(f"Vltava,Jana,{email},CZ,,running,"), AT)
        assert session.scalars(select(Job.subject_id).where(Job.kind == "gifting.redecide")).all() == []

        save_people(session, scene.workspace_id, other, people(f"Vltava,Jana,{email},CZ,nuts,running,"), AT)
        assert session.scalars(select(Job.subject_id).where(Job.kind == "gifting.redecide")).all() == [
            scene.gifts[0].id
        ]


def test_of_two_rows_with_different_policies_the_stricter_counts_for_the_company() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        rows = (
            "Vltava,Jana,jana@example.com,CZ,,,max 30 EUR",
            "Vltava,Jan,jan@example.com,CZ,,,max 20 EUR; no food",
        )
        save_people(session, workspace.id, campaign.id, people(*rows), AT)
        policy = session.scalars(select(Account.gift_policy)).one()
    assert policy == {
        "no_gifts": False,
        "no_food": True,
        "no_alcohol": False,
        "consumables_only": False,
        "public_sector": False,
        "cap_minor": 2000,
        "yearly_cap_minor": None,
        "currency": "EUR",
    }


def test_nothing_is_saved_while_a_cell_is_wrong() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        upload = people("Vltava,Jana,jana@example.com,CZ,,,", "Vltava,Jan,nobody,CZ,,,")
        with pytest.raises(InvalidInput, match="1 rows need fixing"):
            save_people(session, workspace.id, campaign.id, upload, AT)
        assert session.scalar(select(func.count()).select_from(Recipient)) == 0


def test_an_erased_person_stays_erased_when_uploaded_again() -> None:
    upload = people("Vltava,Jana,jana@example.com,CZ,vegan,,")
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        save_people(session, workspace.id, campaign.id, upload, AT)
        person = session.scalars(select(Recipient)).one()
        person.erased_at, person.given_name = AT, None
        for fact in session.scalars(select(ProfileFact)):
            session.delete(fact)
    with transaction() as session:
        save_people(session, workspace.id, campaign.id, upload, AT)
        assert session.scalars(select(Recipient.given_name)).one() is None
        assert facts(session) == set()


def test_names_and_facts_cannot_be_read_from_the_database_file(database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        row = "Vltava,Zdislava,zdislava@example.com,CZ,halal,,"
        save_people(session, workspace.id, campaign.id, people(row), AT)
        session.flush()
    with transaction() as session:
        raw = session.connection().exec_driver_sql("SELECT given_name, email FROM recipient").one()
        values = session.connection().exec_driver_sql("SELECT value FROM profile_fact").scalars().all()
    assert b"Zdislava" not in raw[0]
    assert b"zdislava" not in raw[1]
    assert all(b"halal" not in value for value in values)


def acquaintances(session: Session) -> dict[str, tuple[str | None, str | None]]:
    return {account.name: (account.relationship, account.lifecycle) for account in session.scalars(select(Account))}


def test_of_rows_that_disagree_about_their_company_the_closer_word_counts_and_a_later_list_replaces_it() -> None:
    head = "Company,Work email,Country,Relationship,Lifecycle stage"
    first = (
        "Vltava,jana@example.com,CZ,Customer,renewal",
        "Vltava,jan@example.com,CZ,lead,lapsed",
        "Danube,ana@example.com,RO,prospect,",
        "Sava,iva@example.com,HR,,",
    )
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        upload = read_upload("\n".join((head, *first)).encode(), "people.csv")
        save_people(session, workspace.id, campaign.id, upload, AT)
        assert acquaintances(session) == {
            "Vltava": ("customer", "renewal"),
            "Danube": ("prospect", None),
            "Sava": (None, None),
        }
        later = read_upload(
            f"{head}\nDanube,ana@example.com,RO,customer,new\nVltava,jan@example.com,CZ,,".encode(), "b.csv"
        )
        save_people(session, workspace.id, campaign.id, later, AT)
        assert acquaintances(session) == {
            "Vltava": ("customer", "renewal"),
            "Danube": ("customer", "new"),
            "Sava": (None, None),
        }


def test_of_rows_that_disagree_about_an_accounts_value_the_higher_counts_and_silence_takes_nothing_back() -> None:
    head = "Company,Work email,Country,Account value"
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        for rows in ("Vltava,jana@example.com,CZ,low\nVltava,jan@example.com,CZ,high\nSava,iva@example.com,HR,",
                     "Vltava,jan@example.com,CZ,"):  # fmt: skip
            save_people(session, workspace.id, campaign.id, read_upload(f"{head}\n{rows}".encode(), "people.csv"), AT)
        assert {one.name: one.worth for one in session.scalars(select(Account))} == {"Vltava": "high", "Sava": None}


@pytest.mark.parametrize(("country", "looks"), [("CZ", 0), ("IS", 1)])
def test_somebody_who_moved_to_where_another_age_counts_has_their_gifts_looked_at(country: str, looks: int) -> None:
    with transaction() as session:
        scene = set_scene(session)
        person = scene.people[0]
        later = make_campaign(session, scene.workspace_id)
        moved = people(f"Company 0,Jana,{person.email},{country},,,")
        save_people(session, scene.workspace_id, later.id, moved, AT)
        session.refresh(scene.gifts[0])
        assert (person.country, scene.gifts[0].looks) == (country, looks)


def test_a_language_is_kept_as_the_list_names_it_until_the_person_chooses_theirs() -> None:
    def listed(language: str) -> Upload:
        return read_upload(
            f"Company,First name,Work email,Country,Language\nVltava,Jana,jana@example.com,CZ,{language}\n".encode(),
            "people.csv",
        )

    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        save_people(session, workspace.id, campaign.id, listed("Deutsch"), AT)
        jana = session.scalars(select(Recipient)).one()
        said = [jana.locale]
        save_people(session, workspace.id, campaign.id, listed("pt-BR"), AT)
        said.append(jana.locale)
        choose_language(session, jana, "is", AT)
        save_people(session, workspace.id, campaign.id, listed("cs"), AT)
        assert (*said, jana.locale) == ("de", "pt-BR", "is")
