"""A small campaign to rehearse: a few people in three countries, gifts for each of them, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.clock import machine_now
from service.planning.rehearsal.models import Rehearsal
from service.security.ids import new_id
from service.workspaces.models import User
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_fact,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

COUNTRIES = (("CZ", "cs"), ("GB", "en"), ("IS", "is"))


@dataclass(frozen=True)
class Small:
    """Ids, and who asks for rehearsals."""

    workspace_id: str
    campaign_id: str
    user: User
    names: frozenset[str]


def small_campaign(
    session: Session, people: int = 6, days: int = 4, countries: tuple[tuple[str, str], ...] = COUNTRIES
) -> Small:
    """Every second person is vegan by the list, one has told us so; interests go round."""
    workspace = make_workspace(session)
    user = make_user(session, workspace.id)
    at = machine_now()
    for number in range(people * 2):
        make_product(
            session,
            workspace.id,
            f"Walnut puzzle {number}",
            sku=f"HP-{number:03}",
            price_minor=3000 + 100 * number,
            image="products/HP-0001",
        )
    campaign = make_campaign(
        session, workspace.id, seller_id=user.id, expires_at=at.replace(hour=22) + timedelta(days=days),
        deliver_on=(at + timedelta(days=20)).date(), created_at=at,
    )  # fmt: skip
    names = set()
    for number in range(people):
        country, locale = countries[number % len(countries)]
        account = make_account(session, workspace.id, f"Company {number}", country=country)
        person = make_recipient(
            session, account, f"Real{number}", family_name=f"Person{number}", country=country, locale=locale,
            basis="customer", email=f"real{number}@client.example.org",
        )  # fmt: skip
        names |= {f"Real{number}", f"Person{number}"}
        make_fact(
            session, person, "diet", "vegan" if number % 2 else "none", source="asked" if number == 1 else "imported"
        )
        make_fact(session, person, "interest", ("chess", "tea", "running")[number % 3])
        join(session, campaign, person, number + 2)
    return Small(workspace.id, campaign.id, user, frozenset(names))


def over_long_ago(session: Session, number: int, at: datetime) -> None:
    """Rehearsals that ended at that moment, each in a sandbox of its own."""
    home = make_workspace(session)
    for place in range(number):
        sandbox = make_workspace(session)
        sandbox.is_sandbox, sandbox.copy_of = True, home.id
        session.add(
            Rehearsal(
                id=new_id("reh"), workspace_id=sandbox.id, of_workspace_id=home.id, of_campaign_id="cmp_gone",
                campaign_id="cmp_copy", number=place, seed=1, state="played", wrong=[], asked_at=at, ended_at=at,
                starts_at=at, played_to=at, plays_until=at, habits={}, days=[], happened=[],
            )
        )  # fmt: skip
