"""What came back, where people read it: outbox, the person's page, the recall, the metrics."""

from __future__ import annotations

from sqlalchemy import select, update

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.ops.metrics.figures import scrape
from service.outreach.models import MailMessage
from service.recipients.models import Recipient
from service.security.encryption import address_hash
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import make_user
from tests.service.outreach.returns.letters import TO, arf, dsn, reply
from tests.service.outreach.returns.sent import bring, sent, suppressions
from tests.service.safety.recalled import drafted, notices, press_send


def console(workspace_id: str, role: str = "owner") -> Console:
    with transaction() as session:
        return Console(make_user(session, workspace_id, role))


def test_the_outbox_says_what_is_known_of_each_mail_and_no_more(database: str) -> None:
    one = sent()
    ops = console(one.scene.workspace_id, "ops")
    assert "Accepted by the mail server" in ops.get("/ops/outbox").text
    bring(dsn(one.message_id, action="delivered", status="2.0.0", diagnosis=""))
    bring(reply(one.message_id, "How kind"))

    page = ops.get("/ops/outbox").text
    assert "delivered, says their server; they replied: it’s in their conversation" in page


def test_an_admin_lifts_on_the_person_s_page_what_came_back(database: str) -> None:
    one = sent()
    bring(dsn(one.message_id))
    with transaction() as session:
        seller = make_user(session, one.scene.workspace_id, "seller")
        session.execute(update(Campaign).values(seller_id=seller.id))
    sales, admin = Console(seller), console(one.scene.workspace_id)
    page = f"/people/{one.person_id}"
    assert ("Email bounced" in sales.get(page).text, "Use this address again" in sales.get(page).text) == (True, False)
    assert sales.post(f"{page}/address", reason="works_again").status_code == 403
    assert admin.post(f"{page}/address", reason="").status_code == 422
    assert suppressions() == [("bounced", "5.1.1")]

    assert "Use this address again" in admin.get(page).text
    assert admin.post(f"{page}/address", reason="works_again").status_code == 303
    assert (suppressions(), "Can be contacted" in admin.get(page).text) == ([], True)
    with reading() as session:
        acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
        assert acts == ["page.refused", "suppression.lifted"]


def test_a_complaint_offers_nothing_to_lift(database: str) -> None:
    one = sent()
    bring(arf(one.message_id))
    page = console(one.scene.workspace_id).get(f"/people/{one.person_id}").text
    assert ("They reported our email as spam" in page, "Use this address again" in page) == (True, False)


def test_a_recall_s_notice_that_comes_back_is_marked_without_a_press(database: str) -> None:
    press_send(drafted("delivered"))
    (notice,) = notices()
    with transaction() as session:
        message = session.get_one(MailMessage, notice.message_id)
        message.state = "sent"
        person = session.get_one(Recipient, notice.recipient_id)
        person.email, person.email_hash = TO, address_hash(TO)
    delayed = dsn(notice.message_id, action="delayed", status="4.4.1", diagnosis="")
    bring(delayed)
    assert notices()[0].returned_at is None
    bring(dsn(notice.message_id, status="5.2.2", diagnosis=""), 2)

    assert notices()[0].returned_at is not None
    with reading() as session:
        lines = session.execute(
            select(AuditEntry.user_id, AuditEntry.subject_id).where(AuditEntry.act == "recall.returned")
        )
        assert [tuple(line) for line in lines] == [(None, notice.id)]


def test_what_matches_no_mail_is_counted_in_the_metrics(database: str) -> None:
    bring(dsn(None), 2)
    assert 'handpicked_mail_returned{kind="unclear",matched="no"} 2.0' in scrape().decode()
