from __future__ import annotations

from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import transaction
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.outreach.sending.send import send_job
from service.outreach.sending.stuck_mail import find_stuck_mail, send_died
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Postbox
from tests.service.outreach.reading import state


def test_what_stands_in_sending_with_nobody_sending_it_becomes_unknown(invited: tuple[Scene, str]) -> None:
    _, message_id = invited
    with transaction() as session:
        session.get_one(MailMessage, message_id).state = "sending"
    assert find_stuck_mail(utc_now()) == 0

    with transaction() as session:
        session.scalars(select(Job).where(Job.kind == "outreach.send")).one().state = "dead"
    assert (find_stuck_mail(utc_now()), find_stuck_mail(utc_now())) == (1, 0)
    assert state(message_id) == ("unknown", "mail_outcome_unknown")


def test_a_mail_whose_job_died_says_so_and_leaves_once_that_job_is_run_again(
    invited: tuple[Scene, str], postbox: Postbox
) -> None:
    _, message_id = invited
    with transaction() as session:
        send_died(session, message_id, "OperationalError")
    assert state(message_id) == ("failed", "OperationalError")
    do(send_job, "outreach.send", message_id)
    do(send_job, "outreach.send", message_id)

    assert (len(postbox.mails), state(message_id)) == (1, ("sent", None))
