"""A retired gift is for nobody new; whoever was promised it keeps it, and it can come back."""

from __future__ import annotations

from sqlalchemy import select

from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.gifting import shelf
from service.gifting.models import RecipientGift
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import make_user
from tests.service.safety.recalled import in_hands


def test_retiring_keeps_what_was_promised_and_gives_no_piece_more(database: str) -> None:
    hands = in_hands("open", "accepted", "delivered")
    with transaction() as session:
        console = Console(make_user(session, hands.workspace_id, "manager"))
    page = console.get(f"/gifts/{hands.product_id}/retire").text
    assert "promised to 3 people" in page
    assert "2 pieces stay for those not sent yet." in page
    assert "No plan has it." in page
    before = state(hands.product_id)
    assert console.post(f"/gifts/{hands.product_id}/retire", seen=before[0]).status_code == 303
    assert console.post(f"/gifts/{hands.product_id}/retire", seen=before[0]).status_code == 409
    assert is_retired(hands.product_id)
    with transaction() as session:
        assert shelf.take(session, hands.product_id) is False
    assert statuses(hands.workspace_id) == ["accepted", "delivered", "opened"]
    shown = console.get(f"/gifts/{hands.product_id}").text
    assert "Bring it back" in shown
    assert console.get(f"/gifts/{hands.product_id}/retire").status_code == 409
    now = state(hands.product_id)
    assert console.post(f"/gifts/{hands.product_id}/bring-back", seen=now[0]).status_code == 303
    with transaction() as session:
        assert shelf.take(session, hands.product_id) is True
    with reading() as session:
        acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert [act for act in acts if act.startswith("product.")] == ["product.retired", "product.brought_back"]


def test_a_seller_can_do_neither(database: str) -> None:
    hands = in_hands("open")
    with transaction() as session:
        console = Console(make_user(session, hands.workspace_id, "seller"))
    assert console.post(f"/gifts/{hands.product_id}/retire", seen="1").status_code == 403
    assert console.post(f"/gifts/{hands.product_id}/bring-back", seen="1").status_code == 403
    assert not is_retired(hands.product_id)


def state(product_id: str) -> tuple[str, int]:
    with reading() as session:
        product = session.get_one(Product, product_id)
        return str(product.revision), product.stock


def is_retired(product_id: str) -> bool:
    with reading() as session:
        return session.get_one(Product, product_id).retired_at is not None


def statuses(workspace_id: str) -> list[str]:
    with reading() as session:
        query = select(RecipientGift.status).where(RecipientGift.workspace_id == workspace_id)
        return sorted(session.scalars(query))
