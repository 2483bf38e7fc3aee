"""How differently people are met: counted from stories, with what is theirs by name masked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from renderers.context import ReasonFact
from renderers.samples.stories import SAMPLE_STORIES
from service.app.demo.telling_figures import figures_of, telling_figures, told_of
from service.db.connect import transaction
from service.recipients.models import Account
from tests.service.gifting.scene import set_scene

JANA = replace(SAMPLE_STORIES["jana"], past_gifts=(), remembered=None)
OTHER = replace(
    JANA,
    person=replace(JANA.person, given_name="Nan", full_name="Nan Goldin", company="Carpați Mobilă", city="Brașov"),
    sender=replace(JANA.sender, name="Otto Weiß"),
    open_until=JANA.open_until + timedelta(days=40),
    reasons=tuple(replace(one, value="Brașov") if one.code == "place" else one for one in JANA.reasons),
)


def test_names_companies_towns_numbers_and_dates_make_nobody_different() -> None:
    assert told_of(JANA) == told_of(OTHER)
    two = figures_of([told_of(JANA), told_of(OTHER)], 1)
    assert (two.distinct_openings, two.unique_experience_share, two.unique_telling_share) == (1, 0.0, 0.0)


def test_what_moves_somebody_where_they_stand_and_why_do() -> None:
    moved = replace(JANA, motive="calm")
    staged = replace(JANA, lifecycle="new")
    told = ReasonFact("fct_1", "interest", "chess", "asked", JANA.issued_at)
    why = replace(JANA, reasons=(*JANA.reasons, told))
    gift = replace(JANA, gift=replace(JANA.gift, product_id="prd_other", sku="HP-0999"))
    found = figures_of([told_of(one) for one in (JANA, moved, staged, why, gift)], 2)
    assert found.told == 5
    assert found.distinct_openings == found.openings_in_one_language == 3
    assert found.unique_experience_share == 1.0
    assert found.unique_telling_share == 0.6


def test_a_person_alone_in_their_language_counts_once() -> None:
    found = figures_of([told_of(JANA), told_of(replace(JANA, motive="calm")), told_of(SAMPLE_STORIES["amal"])], 1)
    assert (found.distinct_openings, found.openings_in_one_language) == (3, 2)


def test_of_nobody_there_is_nothing_to_tell() -> None:
    assert figures_of([], 0).unique_experience_share == 0.0


def test_everybody_with_a_gift_is_counted(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=3)
        session.get_one(Account, scene.gifts[1].account_id).lifecycle = "new"
        session.get_one(Account, scene.gifts[2].account_id).lifecycle = "lapsed"
        scene.gifts[0].product_id = None
        session.flush()
        found = telling_figures(session, scene.campaign)
    assert (found.told, found.distinct_openings, found.boards_used) == (2, 2, 2)
