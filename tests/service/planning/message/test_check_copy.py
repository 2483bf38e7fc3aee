"""Who would not get the message, found before anything is sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.merge import MERGE_FIELDS
from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.errors import InvalidInput
from service.planning.message.check_copy import FIELD_WORDS, CopyCheck, check_copy, count_gaps, require_copy_whole
from tests.factories import join, make_account, make_campaign, make_recipient, make_workspace
from tests.renderers.hostile import HOSTILE


@pytest.fixture
def campaign(database: object) -> Campaign:
    """Jana in Praha and somebody of whom only the address is known."""
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id)
        account = make_account(session, workspace.id)
        join(session, campaign, make_recipient(session, account, given="Jana", city="Praha", locale="cs"))
        join(
            session,
            campaign,
            make_recipient(session, account, given="{{first_name}}", family_name=None, city=None, locale="en"),
        )
        return campaign


def checked(campaign: Campaign, **message: str) -> CopyCheck:
    with transaction() as session:
        kept = session.get_one(Campaign, campaign.id)
        kept.message = message
        return check_copy(session, kept)


def test_a_message_without_fields_can_miss_nothing(campaign: Campaign) -> None:
    assert checked(campaign, en="Thank you.") == CopyCheck(0, [], [])


def test_every_field_says_of_how_many_it_is_known(campaign: Campaign) -> None:
    check = checked(campaign, en="{given_name|There} in {city|town}, thank you for {gift_name}.")
    assert [(use.name, use.known) for use in check.uses] == [("given_name", 1), ("city", 1), ("gift_name", 2)]
    assert (check.people, check.gaps) == (2, [])


def test_a_person_who_lacks_what_the_message_needs_is_named_with_it(campaign: Campaign) -> None:
    check = checked(campaign, en="{given_name}, thank you. Greetings to {city}.")
    assert [gap.missing for gap in check.gaps] == [("given_name", "city")]
    assert check.gaps[0].recipient.given_name == "{{first_name}}"


def test_each_person_s_own_language_decides(campaign: Campaign) -> None:
    assert checked(campaign, en="Thank you.", cs="{greeting_name}, děkujeme.").gaps == []
    assert len(checked(campaign, en="{given_name}, thank you.", cs="Děkujeme.").gaps) == 1


def test_every_field_of_the_language_has_its_words() -> None:
    assert tuple(FIELD_WORDS) == MERGE_FIELDS


@given(st.sampled_from([*HOSTILE, "{given_name}", "[[", "]]", "|"]), st.sampled_from(HOSTILE))
def test_whatever_is_typed_is_taken_or_refused_in_a_sentence(first: str, second: str) -> None:
    try:
        require_copy_whole({"en": first + second}, {"en": "a year together"})
    except InvalidInput as refused:
        assert refused.param == "message.en"
        assert refused.sentence.endswith((".", ")", "”."))


@pytest.mark.usefixtures("database")
def test_in_a_large_campaign_the_database_counts_whose_value_is_not_there() -> None:
    with transaction() as session:
        campaign = make_campaign(
            session, make_workspace(session).id,
            message={"en": "Hello {given_name} of {city}.", "cs": "Ahoj, {given_name|vy}."},
        )  # fmt: skip
        account = make_account(session, campaign.workspace_id)
        for given, city, locale in (
            ("Jana", "Praha", "en"), (None, "Praha", "en"), ("Ann", None, "en"), (None, None, "en"), (None, None, "cs"),
        ):  # fmt: skip
            join(session, campaign, make_recipient(session, account, given, city=city, locale=locale))
        exact = len(check_copy(session, campaign).gaps)
        assert exact == count_gaps(session, campaign) == count_gaps(session, campaign, most=2) == 3
        campaign.message = {"en": "Hello."}
        assert count_gaps(session, campaign, most=2) == 0
