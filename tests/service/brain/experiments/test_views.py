"""The pages of experiments: what is asked, what is known, and what is hidden while groups are uneven."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from service.brain.experiments.models import Experiment
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from tests.console import Console
from tests.factories import AT, make_user
from tests.service.brain.experiments.scene import HOLDOUT, Scene, arms, set_the_scene

pytestmark = pytest.mark.usefixtures("database")
FIELDS = {
    "name": "Film or page only", "hypothesis": "A film makes more people keep their gift, because it feels personal.",
    "kind": "film", "metric": "kept", "base": "60", "smallest": "20", "tried_share": "50", "holdout": "0",
}  # fmt: skip


def _answered(scene: Scene, experiment: Experiment, *, only: str | None = None) -> None:
    """Everybody's gift is launched and answered, or of one arm alone; whoever got a film keeps it, the others decline."""
    drawn = arms(experiment)
    with transaction() as session:
        for person, gift_id in zip(scene.people, scene.gifts, strict=True):
            arm = drawn[person][0]
            if only in (None, arm):
                gift = session.get_one(RecipientGift, gift_id)
                gift.launched_at, gift.delivery_status, gift.decided_at = AT, "delivered", AT + timedelta(hours=1)
                gift.status = "accepted" if arm == "film" else "declined"


def _started(scene: Scene) -> Experiment:
    browser = Console(scene.user)
    path = browser.post("/experiments/new", **FIELDS, campaigns=scene.campaign.id, act="start").headers["Location"]
    with reading() as session:
        return session.get_one(Experiment, path.rsplit("/", 1)[1])


def test_before_there_is_one_the_page_says_what_an_experiment_is() -> None:
    page = Console(set_the_scene(1).user).get("/experiments").text
    assert "No experiments yet" in page and "the one figure that decides" in page


def test_the_form_says_how_many_it_takes_and_keeps_nothing_until_it_is_sent() -> None:
    scene = set_the_scene(30)
    query = "&".join(f"{key}={value}" for key, value in FIELDS.items())
    page = Console(scene.user).get(f"/experiments/new?{query}&campaigns={scene.campaign.id}").text
    assert re.search(r"30 people can’t answer this\. It takes 3\d\d\.", page)
    assert "What a holdout can show" not in page
    held = (
        query.replace("kind=film", "kind=holdout")
        .replace("metric=kept", "metric=met")
        .replace("holdout=0", "holdout=15")
    )
    assert (
        "What a holdout can show"
        in Console(scene.user).get(f"/experiments/new?{held}&campaigns={scene.campaign.id}").text
    )
    with reading() as session:
        assert session.query(Experiment).count() == 0


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays() -> None:
    scene = set_the_scene(2)
    answer = Console(scene.user).post("/experiments/new", **{**FIELDS, "holdout": "100"}, campaigns=scene.campaign.id)
    assert answer.status_code == 422
    assert "With everyone held out there is nothing to compare." in answer.text
    assert FIELDS["hypothesis"].split(",")[0] in answer.text


def test_an_experiment_that_starts_after_the_launch_is_refused_on_the_page() -> None:
    scene = set_the_scene(2)
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[0]).launched_at = AT
    answer = Console(scene.user).post("/experiments/new", **FIELDS, campaigns=scene.campaign.id, act="start")
    assert answer.status_code == 409
    assert "has launched, so its people can’t be drawn any more" in answer.text


def test_too_few_answers_have_no_share_and_no_interval() -> None:
    scene = set_the_scene(24)
    experiment = _started(scene)
    _answered(scene, experiment)
    page = Console(scene.user).get(f"/experiments/{experiment.id}").text
    assert "Cannot tell yet. About" in page
    assert "under 20" in page and "points</div>" not in page
    assert "24 answers so far. The first interval appears at 20 in each group." in page


def test_a_difference_that_chance_does_not_explain_is_told_with_its_interval() -> None:
    scene = set_the_scene(60)
    experiment = _started(scene)
    _answered(scene, experiment)
    browser = Console(scene.user)
    page = browser.get(f"/experiments/{experiment.id}").text
    assert "The film helped." in page and "+100.0 points" in page and "the interval is +" in page
    assert "How the interval narrowed" in page
    figures = browser.get(f"/experiments/{experiment.id}/figures.csv").get_data(as_text=True)
    assert "The film helped." in figures and "interval" in figures
    assert browser.post(f"/experiments/{experiment.id}", act="finish").status_code == 303
    assert "Finished" in browser.get("/experiments").text


def test_while_groups_are_uneven_no_figure_of_them_is_on_the_page_or_in_the_file() -> None:
    scene = set_the_scene(60)
    experiment = _started(scene)
    _answered(scene, experiment, only="film")
    browser = Console(scene.user)
    page = browser.get(f"/experiments/{experiment.id}").text
    figures = browser.get(f"/experiments/{experiment.id}/figures.csv").get_data(as_text=True)
    assert "The verdict is hidden: people are missing from one group." in page
    assert "Where they went missing" in page
    for text in (page, figures):
        assert " points on" not in text and "Also measured" not in text and "100%" not in text.split("New share")[0]
    assert "Groups are uneven" in browser.get("/experiments").text
    assert browser.post(f"/experiments/{experiment.id}", act="count_drawn").status_code == 303


def test_a_holdout_is_resized_on_the_page_and_more_than_half_is_refused() -> None:
    scene = set_the_scene(10)
    experiment = scene.begin(HOLDOUT)
    browser = Console(scene.user)
    assert browser.post(f"/experiments/{experiment.id}/holdout", holdout="30").status_code == 303
    page = browser.get(f"/experiments/{experiment.id}").text
    assert "20%, then 30%." in page
    assert browser.post(f"/experiments/{experiment.id}/holdout", holdout="100").status_code == 422
    noted = browser.post(
        f"/experiments/{experiment.id}/outcomes", kind="met", outcomes=f"p0.{scene.campaign.id}@example.com {AT.date()}"
    )
    assert noted.status_code == 303
    assert "Noted 1." in browser.get(f"/experiments/{experiment.id}").text


def test_whoever_may_only_look_sees_no_button_and_can_press_none() -> None:
    scene = set_the_scene(4)
    experiment = scene.begin()
    with transaction() as session:
        reader = make_user(session, scene.campaign.workspace_id, "read_only")
    browser = Console(reader)
    assert "Stop without a verdict" not in browser.get(f"/experiments/{experiment.id}").text
    assert browser.post(f"/experiments/{experiment.id}", act="stop").status_code in (403, 404)
    assert browser.get("/experiments/new").status_code in (403, 404)
