"""One campaign, a person each of two colleagues, and a sender who gives to neither."""

from __future__ import annotations

from dataclasses import dataclass

from service.campaigns.givers.signature import read_signature, set_signature
from service.campaigns.givers.whose import fix_givers
from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import User
from tests.factories import AT, make_user
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene

BRUNO, INES, NORA = "Bruno Zapletal", "Ines Quiroga", "Nora Whitfield"
TITLES = {BRUNO: "Regional Lead", INES: "Partner Manager", NORA: "Account Executive"}
PHONES = {BRUNO: "+47 21 60 04 11", INES: "+420 601 123 456"}


@dataclass(frozen=True)
class Two:
    """`scene.gifts[0]` is Bruno's to give, `scene.gifts[1]` Ines's; Nora sends the campaign."""

    scene: Scene
    bruno: User
    ines: User
    nora: User
    manager: User

    @property
    def whose(self) -> list[tuple[RecipientGift, str]]:
        return [(self.scene.gifts[0], BRUNO), (self.scene.gifts[1], INES)]

    def actor(self, user: User) -> Actor:
        return actor_of(user)

    def campaign(self) -> Campaign:
        with reading() as session:
            return session.get_one(Campaign, self.scene.campaign.id)


def two_givers(*, set_out: bool = True, launched: bool = True, **values: object) -> Two:
    """Their readers read English. `set_out`: whether who gives is written down, as at a launch."""
    scene = scene_now(people=2, launched=launched, **values)
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        workspace = scene.workspace_id
        team = [make_user(session, workspace, "seller", name=name) for name in (BRUNO, INES, NORA)]
        manager = make_user(session, workspace, "manager", name="Ingrid Solheim")
        campaign.givers, campaign.seller_id = "each", team[2].id
        campaign.message = {"en": "Thank you for the year. {sender_name} picked this for you."}
        for user in team[:2]:
            signature = read_signature(TITLES[user.name], {"cs": "Vedoucí"}, PHONES[user.name])
            set_signature(session, user.id, signature, actor_of(user), AT)
        for person, user in zip(scene.people, team, strict=False):
            row = session.get_one(Recipient, person.id)
            row.giver_id, row.locale = user.id, "en"
        session.flush()
        if set_out:
            fix_givers(session, campaign, [person.id for person in scene.people])
    return Two(scene, team[0], team[1], team[2], manager)
