"""Who was drawn keeps to it: once, with the chance they had, in every campaign of the comparison."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.brain.experiments.draw import draw_everybody, draw_people
from service.brain.experiments.running import press, set_holdout
from service.campaigns.drawn import drawn_for, is_held_out
from service.campaigns.models import DrawnTerm
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.gifting.candidate import gather_candidates
from service.gifting.models import RecipientGift
from service.planning.launch.ready import ready_gifts
from service.planning.launch.set_out import launch_wave
from service.planning.plan.choose import gather_problem
from service.recipients.models import Recipient
from tests.factories import AT, make_campaign
from tests.service.brain.experiments.scene import FILM, HOLDOUT, Scene, add_person, arms, set_the_scene

pytestmark = pytest.mark.usefixtures("database")


def _held_out(scene: Scene) -> set[str]:
    with reading() as session:
        return {person for person in scene.people if is_held_out(session, person, scene.campaign.id)}


def test_drawing_again_changes_nothing_and_who_comes_later_is_drawn_then() -> None:
    scene = set_the_scene(30)
    experiment = scene.begin(HOLDOUT, holdout=50)
    before = arms(experiment)
    with transaction() as session:
        later, _ = add_person(session, scene.campaign, 99)
        draw_everybody(session, scene.campaign, AT)
        draw_everybody(session, scene.campaign, AT)
    after = arms(experiment)
    assert set(after) == {*before, later}
    assert {person: after[person] for person in before} == before
    assert _held_out(scene) == {person for person, (arm, _) in before.items() if arm == "held_out"}
    assert 0 < len(_held_out(scene)) < 30


def test_a_new_share_holds_for_whoever_is_drawn_from_then_on_with_their_own_chance() -> None:
    scene = set_the_scene(30)
    experiment = scene.begin(HOLDOUT, holdout=10)
    before = arms(experiment)
    with transaction() as session:
        set_holdout(session, experiment.id, 40, scene.actor, AT)
        new = [add_person(session, scene.campaign, number)[0] for number in range(100, 130)]
        draw_everybody(session, scene.campaign, AT)
    after = arms(experiment)
    assert {person: after[person] for person in before} == before
    assert {after[person] for person in new} == {("gift", 0.6), ("held_out", 0.4)}
    for wrong in (51, 100, -1, 0):
        with pytest.raises(InvalidInput), transaction() as session:
            set_holdout(session, experiment.id, wrong, scene.actor, AT)


def test_whoever_is_held_out_is_in_no_plan_no_wave_and_no_launch() -> None:
    scene = set_the_scene(20)
    with reading() as session:
        assert len(ready_gifts(session, scene.campaign, None)) == 20
    scene.begin(HOLDOUT, holdout=50)
    held = _held_out(scene)
    with reading() as session:
        ready = ready_gifts(session, scene.campaign, None)
        people = {
            gift.recipient_id for gift in session.scalars(select(RecipientGift).where(RecipientGift.id.in_(ready)))
        }
        planned = {one.id for one in gather_problem(session, scene.campaign, AT).problem.candidates}
    assert people == planned == set(scene.people) - held


def test_a_wave_that_was_put_together_before_leaves_out_whoever_is_held_out_in_the_moment_it_sets_out() -> None:
    scene = set_the_scene(20)
    with transaction() as session:
        for gift in session.scalars(select(RecipientGift)):
            gift.wave = 1
    scene.begin(HOLDOUT, holdout=50)
    held = _held_out(scene)
    launch_wave(transaction, scene.campaign.id, 1, AT)
    with reading() as session:
        launched = set(
            session.scalars(select(RecipientGift.recipient_id).where(RecipientGift.launched_at.is_not(None)))
        )
    assert launched == set(scene.people) - held


def test_somebody_who_was_added_since_is_drawn_before_their_gift_sets_out() -> None:
    scene = set_the_scene(4)
    experiment = scene.begin()
    with transaction() as session:
        later, gift_id = add_person(session, scene.campaign, 50)
        session.get_one(RecipientGift, gift_id).wave = 2
    launch_wave(transaction, scene.campaign.id, 2, AT)
    assert later in arms(experiment)


def test_who_has_a_launched_gift_or_was_erased_is_not_drawn() -> None:
    scene = set_the_scene(6)
    experiment = scene.begin()
    with transaction() as session:
        launched, gift_id = add_person(session, scene.campaign, 50)
        session.get_one(RecipientGift, gift_id).launched_at = AT
        erased, _ = add_person(session, scene.campaign, 51)
        session.get_one(Recipient, erased).erased_at = AT
        draw_people(session, scene.campaign, [launched, erased], AT)
    assert {launched, erased}.isdisjoint(arms(experiment))


def test_a_paused_comparison_draws_nobody() -> None:
    scene = set_the_scene(3)
    experiment = scene.begin()
    with transaction() as session:
        press(session, experiment.id, "pause", scene.actor, AT)
        later, _ = add_person(session, scene.campaign, 50)
        draw_everybody(session, scene.campaign, AT)
    assert later not in arms(experiment)
    with transaction() as session:
        press(session, experiment.id, "resume", scene.actor, AT)
        draw_everybody(session, scene.campaign, AT)
    assert later in arms(experiment)


def test_the_arms_of_film_subject_line_and_price_are_kept_to() -> None:
    film = set_the_scene(20)
    found = arms(film.begin())
    with reading() as session:
        for person, (arm, _) in found.items():
            assert drawn_for(session, person, film.campaign.id).has_film is (arm == "film")
    subject = set_the_scene(20)
    found = arms(subject.begin(kind="subject"))
    with reading() as session:
        for person, (arm, _) in found.items():
            assert drawn_for(session, person, subject.campaign.id).has_subject is (arm == "own")
    line = set_the_scene(20)
    found = arms(line.begin(kind="line"))
    with reading() as session:
        for person, (arm, _) in found.items():
            drawn = drawn_for(session, person, line.campaign.id)
            assert (drawn.has_line, drawn.has_subject, drawn.has_film) == (arm == "line", True, True)
    band = set_the_scene(20)
    found = arms(band.begin(kind="band", low_minor=2800, high_minor=4500))
    with reading() as session:
        caps = {one.id: one.cap_minor for one in gather_candidates(session, band.campaign, AT.date())}
    assert caps == {person: {"low": 2800, "high": 4500}[arm] for person, (arm, _) in found.items()}


def test_a_global_holdout_is_drawn_campaign_by_campaign_and_holds_in_every_one() -> None:
    scene = set_the_scene(40)
    experiment = scene.begin(HOLDOUT, covers_all=True, holdout=50)
    assert arms(experiment) == {}
    with transaction() as session:
        draw_everybody(session, scene.campaign, AT)
        other = make_campaign(session, scene.campaign.workspace_id, name="Another")
    held = {person for person, (arm, _) in arms(experiment).items() if arm == "held_out"}
    assert 0 < len(held) < 40
    with reading() as session:
        assert {person for person in scene.people if is_held_out(session, person, other.id)} == held
        assert {person for person in scene.people if is_held_out(session, person, None)} == held


def test_a_campaign_that_launched_before_takes_no_part_in_what_covers_all() -> None:
    scene = set_the_scene(6)
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[0]).launched_at = AT.replace(year=2025)
    experiment = scene.begin(HOLDOUT, covers_all=True)
    with transaction() as session:
        draw_everybody(session, scene.campaign, AT)
    assert arms(experiment) == {}


def test_at_the_end_whoever_was_held_out_hears_from_us_as_usual_and_the_draw_stays_written_down() -> None:
    scene = set_the_scene(20)
    experiment = scene.begin(HOLDOUT, holdout=50)
    drawn = arms(experiment)
    with transaction() as session:
        press(session, experiment.id, "stop", scene.actor, AT)
    assert _held_out(scene) == set()
    assert arms(experiment) == drawn
    with pytest.raises(Conflict), transaction() as session:
        set_holdout(session, experiment.id, 20, scene.actor, AT)
    with reading() as session:
        assert all(term.ended_at == AT for term in session.scalars(select(DrawnTerm)))


def test_no_term_holds_what_somebody_eats_or_believes() -> None:
    assert FILM.metric == "kept"
    assert {column.name for column in DrawnTerm.__table__.columns} == {
        "id", "workspace_id", "experiment_id", "recipient_id", "campaign_id", "kind", "cap_minor", "ended_at",
    }  # fmt: skip
