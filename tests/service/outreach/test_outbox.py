"""The list of mails, in pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.db.connect import reading, transaction
from service.outreach.models import MailMessage
from service.outreach.outbox import list_mails
from tests.factories import AT, make_account, make_campaign, make_gift, make_recipient, make_workspace

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def workspace_id() -> str:
    """A workspace with 53 mails, one a minute; the last three wait."""
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        person = make_recipient(session, make_account(session, campaign.workspace_id))
        gift = make_gift(session, campaign, person, None)
        for number in range(53):
            session.add(
                MailMessage(
                    id=f"mail_{number}",
                    workspace_id=campaign.workspace_id,
                    gift_id=gift.id,
                    recipient_id=person.id,
                    kind="invitation",
                    idempotency_key=f"invitation {number}",
                    state="queued" if number >= 50 else "shown",
                    created_at=AT + timedelta(minutes=number),
                )
            )
        return campaign.workspace_id


@pytest.mark.parametrize(
    ("state", "wanted", "shown"),
    [
        (None, None, (1, 50, 53, "mail_52")),
        (None, "2", (51, 53, 53, "mail_2")),
        (None, "99", (51, 53, 53, "mail_2")),
        ("queued", "1", (1, 3, 3, "mail_52")),
        ("shown", "two", (1, 50, 50, "mail_49")),
    ],
)
def test_mails_are_listed_newest_first_in_pages_of_fifty(
    workspace_id: str, state: str | None, wanted: str | None, shown: tuple[int, int, int, str]
) -> None:
    with reading() as session:
        outbox = list_mails(session, workspace_id, state, wanted)
    page = outbox.page
    assert (page.first, page.until, page.total, page.items[0].message.id) == shown
    assert outbox.counts == {"queued": 3, "shown": 50}


def test_a_state_without_mails_has_one_empty_page(workspace_id: str) -> None:
    with reading() as session:
        page = list_mails(session, workspace_id, "failed", "3").page
    assert (page.items, page.number, page.last, page.first) == ([], 1, 1, 0)
