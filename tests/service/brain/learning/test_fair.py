"""Whether one language or country gets worse gifts, without a figure that points at anybody."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from service.brain.learning.fair import Fairness, Group, Watched, fairness_of
from service.db.connect import transaction
from service.gifting.decision_records import record_decision
from tests.console import Console, sales_person
from tests.factories import (
    AT,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_workspace,
    owner_of,
)

pytestmark = pytest.mark.usefixtures("database")


def planned(session: Session, workspace_id: str, groups: dict[str, list[float]]) -> None:
    """A plan in which people of each country have a gift with these chances to be kept; 0 stands for no gift."""
    campaign = make_campaign(session, workspace_id, name="Thank you")
    run = make_match_run(session, campaign)
    account, product = make_account(session, workspace_id), make_product(session, workspace_id)
    for country, chances in groups.items():
        for chance in chances:
            person = make_recipient(session, account, country=country, locale="cs-CZ")
            gift = make_gift(session, campaign, person, product, status="draft", product_family=None)
            gift.product_id = None
            session.flush()
            weighed = {"score": {"propensity": chance}} if chance else {}  # as where nothing could be given
            record_decision(session, gift, "plan", {"match_run_id": run.id, **weighed}, AT)


def of(groups: dict[str, list[float]]) -> Fairness:
    with transaction() as session:
        workspace = make_workspace(session)
        planned(session, workspace.id, groups)
        found = fairness_of(session, owner_of(workspace.id))
        assert found is not None
        return found


def shares(watched: Watched) -> list[tuple[str, int, float | None]]:
    return [(one.name, one.people, None if one.share is None else one.share.value) for one in watched.groups]


def test_before_any_plan_there_is_nothing_to_say() -> None:
    with transaction() as session:
        assert fairness_of(session, owner_of(make_workspace(session).id)) is None


def test_a_country_that_fares_worse_is_named_with_its_ratio() -> None:
    found = of({"CZ": [0.9] * 15 + [0.1] * 5, "NO": [0.9] * 9 + [0.0] * 11})
    language, country = found.watched
    assert (language.kind, shares(language), language.ratio) == ("Language", [("cs", 40, 0.6)], None)
    assert shares(country) == [("CZ", 20, 0.75), ("NO", 20, 0.45)]
    assert (country.worst, country.is_fair, round(country.ratio or 0, 3)) == ("NO", False, 0.6)
    assert (found.people, found.without, round(found.gini or 0, 3)) == (40, 16, 0.384)


@pytest.mark.parametrize("chances", [[0.9] * 17 + [0.1] * 3, [0.9] * 3 + [0.1] * 17, [0.9] * 10 + [0.1] * 9])
def test_a_group_that_is_small_or_nearly_all_of_a_kind_has_no_figure(chances: list[float]) -> None:
    country = of({"CZ": [0.9, 0.1] * 10, "NO": chances}).watched[1]
    assert country.groups[1] == Group("NO", len(chances), None)
    assert country.ratio is None and country.is_fair


def test_beside_three_others_a_group_has_no_figure_either() -> None:
    country = of({"CZ": [0.9, 0.1] * 10, "NO": [0.9] * 3}).watched[1]
    assert [one.share for one in country.groups] == [None, None]


def test_the_page_says_it() -> None:
    with transaction() as session:
        user = sales_person(session)
        planned(session, user.workspace_id, {"CZ": [0.9] * 15 + [0.1] * 5, "NO": [0.9] * 9 + [0.0] * 11})
    page = Console(user).get("/results/learned").text
    assert "Does everybody get an equally good gift?" in page
    assert "NO has 0.60 of the highest share, below 0.80." in page
