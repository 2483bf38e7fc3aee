"""People who have themselves erased while everything else goes on, and the search for anything that is left of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from renderers.context import Story
from service.app.tables import METADATA
from service.config import settings
from service.content import produce
from service.content.erase import erase_person
from service.content.produce import produce_job
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.answer_question import answer_diet, answer_interest
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.jobs.run import run_job
from service.ops.lost_files import LEFT_ALONE, remove_lost_files
from service.outreach.letters.envelope import Envelope
from service.outreach.occasions.write_down import write_down
from service.outreach.sending import send
from service.outreach.sending.send import send_job
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import save_people
from service.recipients.models import Recipient
from service.security.encryption import address_hash
from service.storage.in_force import storage
from service.storage.interface import Stored
from tests.service.content.leases import do
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene
from tests.uploads import keep_checked

FOLLOW_UPS = ("content.shred", "planning.forget_in_uploads")
Act = Callable[[], None]


class Killed(HandpickedError):
    """A worker that is gone between its file and its row."""


@dataclass
class Crowd:
    """`needles`: what must not be found of anybody. `late`: mails that were begun after their person was erased."""

    scene: Scene
    needles: list[str]
    messages: list[str]
    erased: set[str]
    late: list[str]

    def acts(self) -> list[Act]:
        """Everything that may happen to each of them at one time."""
        return [act for number in range(len(self.scene.people)) for act in self._acts(number)]

    def _acts(self, number: int) -> list[Act]:
        gift_id, person_id = self.scene.gifts[number].id, self.scene.people[number].id

        def pressed(press: Callable[[Any, RecipientGift], object]) -> Act:
            def act() -> None:
                with transaction() as session:
                    press(session, session.get_one(RecipientGift, gift_id))

            return act

        def erase() -> None:
            with transaction() as session:
                erase_person(session, session.get_one(Recipient, person_id), utc_now())
            self.erased.add(self.messages[number])

        def upload() -> None:
            with transaction() as session:
                save_people(session, self.scene.workspace_id, self.scene.campaign.id, _list_of(number), utc_now())

        address = {"name": f"Zdislava{number}", "street": f"Tajná {number}", "postcode": "110 00", "city": "Praha"}
        return [
            erase,
            upload,
            pressed(lambda session, gift: give_address(session, gift, address, utc_now())),
            pressed(lambda session, gift: answer_diet(session, gift, [], ["nuts"], utc_now())),
            pressed(lambda session, gift: answer_interest(session, gift, "practical", utc_now())),
            lambda: do(produce_job, "content.microsite", gift_id),
            lambda: do(produce_job, "content.statement", gift_id),
            lambda: do(send_job, "outreach.send", self.messages[number]),
        ]


def _list_of(number: int) -> Any:
    text = f"Company,First name,Work email,Country,Diet\nCompany {number},Zdislava{number},zd{number}@example.com,CZ,nuts\n"
    return read_upload(text.encode(), "people.csv")


def gather(people: int) -> Crowd:
    """People who said yes, each with a queued mail; one kept upload names them all."""
    scene = scene_now(people=people)
    messages = []
    with transaction() as session:
        for number, (person, gift) in enumerate(zip(scene.people, scene.gifts, strict=True)):
            row = session.get_one(Recipient, person.id)
            mail = f"zd{number}@example.com"
            row.email, row.given_name, row.family_name = mail, f"Zdislava{number}", None
            row.email_hash = address_hash(mail)
            session.flush()
            own = session.get_one(RecipientGift, gift.id)
            messages.append(write_down(session, own, "safety_notice", utc_now()).id)
            accept_gift(session, own, utc_now())
        body = "Company,First name,Work email,Country\n" + "".join(
            f"C,Zdislava{number},zd{number}@example.com,CZ\n" for number in range(people)
        )
    keep_checked(scene.workspace_id, scene.campaign.id, body.encode(), "people.csv")
    needles = ["zdislava", "@example.com", "tajná"]
    return Crowd(scene, needles, messages, set(), [])


class ToAnyone(Envelope):
    """A mail whose words and address are not what is tried here."""

    def is_for(self, address: str | None) -> bool:
        return address is not None


@contextmanager
def quick_work(crowd: Crowd) -> Iterator[None]:
    """Drawing writes the reader's name into a file and nothing more, some workers are killed there; no mail is posted."""

    def draw(kind: str, story: Story) -> Stored:
        key = produce.input_hash(kind, story)
        name = str(story.person.given_name)
        stored = storage().put(key, {"body": ("text/plain", name.encode())}, 0.1)
        if name[-1] in "0369" and kind == "microsite":
            raise Killed("Killed.")
        return stored

    def begun(message_id: str, *arguments: Any, **more: Any) -> Any:
        was_erased = message_id in crowd.erased
        answer = begin(message_id, *arguments, **more)
        if answer.token is not None and was_erased:
            crowd.late.append(message_id)
        return answer

    begin = send._begin
    letter = lambda _: ToAnyone("gifts@handpicked.example", "anyone@example.com", b"", False)  # noqa: E731
    with ExitStack() as stack:
        for room, name, stand_in in (
            (produce, "drawn", draw),
            (send, "_begin", begun),
            (send, "ready_letter", letter),
            (send, "is_mail_on", lambda: True),
            (send, "post", lambda _, still: still()),
        ):
            stack.enter_context(patch.object(room, name, stand_in))
        yield


def race(crowd: Crowd, threads: int, seed: int = 1) -> None:
    """All acts of all people in a random order, many at a time; whatever was refused is refused for a reason of ours."""
    acts = crowd.acts()
    random.Random(seed).shuffle(acts)

    def run(act: Act) -> None:
        with suppress(HandpickedError):
            act()

    with quick_work(crowd), ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, acts))


def follow_up() -> None:
    """The jobs that erasing asked for, and the sweep of files that no row names."""
    with reading() as session:
        waiting = session.scalars(select(Job.id).where(Job.kind.in_(FOLLOW_UPS), Job.state == "pending")).all()
    for job_id in waiting:
        run_job(job_id, "worker")
    remove_lost_files(utc_now() + LEFT_ALONE + timedelta(minutes=1))


def left_of(crowd: Crowd) -> list[str]:
    """Where any of their names, addresses and facts still stands: `table` or file, in the clear or decrypted."""
    found = []
    with reading() as session:
        for table in METADATA.sorted_tables:
            text = " ".join(str(row) for row in session.execute(select(table))).casefold()
            found += [f"{table.name}: {needle}" for needle in crowd.needles if needle in text]
            if table.name in {"profile_fact", "question", "dietary_saying", "rendition"} and text:
                found.append(f"{table.name}: rows")
    for path in settings().renditions_dir.rglob("*"):
        if path.is_file():
            found.append(f"file {path.name}")
    return found
