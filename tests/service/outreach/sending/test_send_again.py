from __future__ import annotations

from sqlalchemy import select

from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.outreach.sending.send import send_job
from service.outreach.sending.send_again import send_again
from service.workspaces.actor import system
from tests.factories import AT
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Postbox


def test_ops_may_send_an_unknown_one_again(invited: tuple[Scene, str], postbox: Postbox) -> None:
    _, message_id = invited
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        message.state = "unknown"
        session.flush()
        send_again(session, message, system(message.workspace_id), AT)
    with reading() as session:
        versions = session.scalars(select(Job.version).where(Job.kind == "outreach.send")).all()
    do(send_job, "outreach.send", message_id, version=2)

    assert (sorted(versions), len(postbox.mails)) == ([1, 2], 1)
