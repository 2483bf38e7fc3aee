"""How far films were played, in sums."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from service.content.models import FilmEvent
from service.db.connect import transaction
from service.decisions.forecasting.confidence import Share
from service.gifting.models import RecipientGift
from service.insights.films import FilmStand, count_films
from service.insights.funnel import funnel_of
from tests.console import Console
from tests.factories import AT, make_user
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene

pytestmark = pytest.mark.usefixtures("database")


def note(session: Session, gift: RecipientGift, viewing: str, *codes: str) -> None:
    for code in codes:
        kind, _, mark = code.partition(":")
        session.add(
            FilmEvent(
                workspace_id=gift.workspace_id,
                campaign_id=gift.campaign_id,
                gift_id=gift.id,
                viewing=viewing,
                kind=kind,
                mark=mark,
                at=AT,
            )
        )


def stand(scene: Scene) -> FilmStand:
    with transaction() as session:
        return count_films(session, scene.campaign.id, funnel_of(session, scene.campaign).launched)


def played_by(number: int) -> Scene:
    scene = scene_now(people=12)
    with transaction() as session:
        for gift in scene.gifts[:number]:
            note(session, gift, "a", "started:once", "played:25", "chapter:gift", "chapter:swap")
            note(session, gift, "b", "started:once", "played:25")
        for gift in scene.gifts[: number // 2]:
            note(session, gift, "a", "played:50")
        if number:
            note(session, scene.gifts[0], "a", "again:1", "pressed:others")
    return scene


def test_people_are_counted_not_viewings_and_no_figure_is_about_fewer_than_four_or_leaves_fewer() -> None:
    films = stand(played_by(8))
    assert films.started == Share(8, 12)
    assert {words: share for words, share in films.stages if share is not None} == {"Played half": Share(4, 8)}
    assert [words for words, share in films.stages if share is None] == [
        "Played a quarter",
        "Played three quarters",
        "Played it all",
        "Left it before half",
        "Played it again",
        "Jumped to a chapter",
        "Pressed “Yes, I’d like it”",
        "Pressed “See other gifts”",
        "Pressed “Ask us a question”",
    ]


def test_another_campaigns_films_are_not_counted() -> None:
    played_by(8)
    assert stand(scene_now()).started.part == 0


@pytest.mark.parametrize("number", [0, 1, 3, 9, 12])
def test_a_sum_of_few_is_not_shown_as_it_would_be_about_somebody(number: int) -> None:
    scene = played_by(number)
    assert stand(scene).is_too_few
    with transaction() as session:
        user = make_user(session, scene.workspace_id, "manager")
    page = Console(user).get(f"/campaigns/{scene.campaign.id}/results").text
    assert "Totals appear once 4 people played it and 4 did not, so that no figure points to one person." in page
    assert "Played a quarter" not in page


def test_the_table_says_of_how_many_and_how_sure() -> None:
    scene = played_by(8)
    with transaction() as session:
        user = make_user(session, scene.workspace_id, "manager")
    page = Console(user).get(f"/campaigns/{scene.campaign.id}/results").text
    assert "of 12 launched" in page
    assert "50%, interval 22 to 78" in page
    assert "Emails are never counted." in page
