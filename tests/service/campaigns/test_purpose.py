from __future__ import annotations

from service.campaigns.models import Campaign
from service.campaigns.purpose import MIXED, PURPOSES


def test_a_campaign_for_different_people_says_nothing_of_any_of_them() -> None:
    assert (PURPOSES[MIXED].relationship, PURPOSES[MIXED].lifecycle) == (None, None)


def test_the_database_takes_every_purpose_and_no_other() -> None:
    check = next(str(rule.sqltext) for rule in Campaign.__table__.constraints if "purpose" in str(rule.name))
    assert check == f"purpose IN ({', '.join(repr(purpose) for purpose in PURPOSES)})"
