from __future__ import annotations

from service.content.erase import erase_person
from service.db.base import utc_now
from service.db.connect import transaction
from service.outreach.occasions.write_down import write_down
from service.outreach.sending.let_go import let_go_job
from service.recipients.models import Recipient
from service.recipients.unsubscribe import LET_GO, unsubscribe
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene
from tests.service.outreach.reading import state


def warn(scene: Scene) -> str:
    with transaction() as session:
        return write_down(session, scene.gifts[0], "safety_notice", utc_now(), about_id="inc_1").id


def test_what_waits_for_somebody_who_unsubscribes_is_ended_and_a_warning_stays(invited: tuple[Scene, str]) -> None:
    scene, invitation = invited
    warning = warn(scene)
    with transaction() as session:
        unsubscribe(session, session.get_one(Recipient, scene.people[0].id), utc_now())
    do(let_go_job, LET_GO, scene.people[0].id)

    assert (state(invitation), state(warning)) == (("suppressed", "unsubscribed"), ("queued", None))


def test_an_erasure_ends_warnings_too(invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    warning = warn(scene)
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, scene.people[0].id), utc_now())
    do(let_go_job, LET_GO, scene.people[0].id, version=2)

    assert state(warning) == ("suppressed", "erased")
