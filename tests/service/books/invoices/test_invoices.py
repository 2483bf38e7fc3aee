"""Suppliers' invoices beside the ledger: what agrees, what differs and why, and what is not taken at all."""

from __future__ import annotations

import io
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from service.books.invoices import keep
from service.books.invoices.keep import keep_invoices, remove_invoice
from service.books.invoices.lines import ReadInvoice, ReadLine
from service.books.invoices.match import Matched, match_invoice
from service.books.invoices.models import InvoiceLine, SupplierInvoice
from service.books.invoices.overview import not_invoiced
from service.db.connect import reading, transaction
from service.errors import Conflict, HandpickedError
from service.gifting.models import RecipientGift
from service.gifting.number import gift_number
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry
from tests.console import NONCE, Console
from tests.factories import AT, make_user, make_workspace
from tests.races import all_at_once
from tests.service.books.invoices.ubl import Asked, ubl
from tests.service.books.world import World, by_ledger, make_world


@pytest.fixture
def world(database: str) -> World:
    return make_world()


def line(world: World, key: str, part: str, minor: int, vat: int | None = None, row: int = 2) -> ReadLine:
    return ReadLine(row, world.gifts[key], part, minor, vat)


def invoice(*lines: ReadLine, number: str = "117", currency: str = "EUR") -> ReadInvoice:
    return ReadInvoice("Paper & Clay", number, date(2026, 12, 1), currency, lines)


def kept(actor: Actor, *invoices: ReadInvoice) -> list[str]:
    with transaction() as session:
        made, bad = keep_invoices(session, actor, invoices, AT)
        assert bad == []
        return [one.id for one in made]


def matched(invoice_id: str) -> list[Matched]:
    with reading() as session:
        return match_invoice(session, session.get_one(SupplierInvoice, invoice_id))


@pytest.mark.usefixtures("any_database")
def test_what_agrees_to_the_cent_agrees_and_the_ledger_stays_as_it_was() -> None:
    world = make_world()
    actor = actor_of(world.owner)
    lines = (
        line(world, "ordered EUR", "gift", 4400, 764),
        line(world, "ordered EUR", "wrap", 150),
        line(world, "ordered EUR", "shipping", 690),
        line(world, "returned EUR", "shipping", 690),
        line(world, "returned EUR", "return", 690),
        line(world, "returned EUR", "gift", 4400, 764),
        line(world, "returned EUR", "gift", -4400, -764),
    )
    with reading() as session:
        before = by_ledger(session, actor.workspace_id)
        waiting = [(one.minor, one.currency) for one in not_invoiced(session, actor.workspace_id, None).items]
    assert sorted(waiting) == [(1530, "EUR"), (5240, "EUR"), (38_300, "CZK"), (120_000, "CZK")]
    [invoice_id] = kept(actor, invoice(*lines))
    found = matched(invoice_id)
    assert [(one.part, one.difference, one.cause) for one in found] == [
        (part, 0, "agrees") for part in ("gift", "wrap", "shipping", "shipping", "return", "gift")
    ]
    with reading() as session:
        assert by_ledger(session, actor.workspace_id) == before
        left = [(one.minor, one.currency) for one in not_invoiced(session, actor.workspace_id, None).items]
    assert sorted(left) == [(38_300, "CZK"), (120_000, "CZK")]


def test_every_difference_has_its_cause_and_those_that_differ_come_first(world: World) -> None:
    actor = actor_of(world.owner)
    [first] = kept(actor, invoice(line(world, "ordered EUR", "gift", 4400, 764), number="1"))
    [second] = kept(
        actor,
        invoice(
            line(world, "ordered EUR", "wrap", 150),
            line(world, "ordered EUR", "gift", 4400, 764),
            line(world, "ordered EUR", "shipping", 700),
            line(world, "ordered EUR", "duty", 90),
            line(world, "returned EUR", "shipping", 600),
            line(world, "returned EUR", "gift", 4400),
            line(world, "waiting EUR", "gift", 4400),
            ReadLine(9, "", "fee", 1210, 210),
            number="2",
        ),
    )
    assert [(one.part, one.elsewhere, one.charged, one.difference, one.cause) for one in matched(second)] == [
        ("gift", 4400, 4400, 4400, "twice"),
        ("shipping", 0, 690, 10, "more"),
        ("duty", 0, 0, 90, "not_charged"),
        ("shipping", 0, 690, -90, "less"),
        ("gift", 0, 0, 4400, "refunded"),
        ("gift", 0, 0, 4400, "not_charged"),
        ("fee", 0, 0, 1210, "no_order"),
        ("wrap", 0, 150, 0, "agrees"),
    ]
    assert [one.cause for one in matched(first)] == ["twice"]
    with transaction() as session:
        remove_invoice(session, actor, second, AT)
        assert session.query(InvoiceLine).count() == 1
    assert [one.cause for one in matched(first)] == ["agrees"]


def test_a_vat_that_is_not_the_ledgers_is_told_where_both_are_known(world: World) -> None:
    actor = actor_of(world.owner)
    [wrong] = kept(actor, invoice(line(world, "ordered EUR", "gift", 4400, 703)))
    assert [(one.cause, one.vat_minor, one.charged_vat_minor) for one in matched(wrong)] == [("vat", 703, 764)]
    with transaction() as session:
        remove_invoice(session, actor, wrong, AT)
    [unsaid] = kept(actor, invoice(line(world, "ordered EUR", "gift", 4400)))
    assert [one.cause for one in matched(unsaid)] == ["agrees"]


def test_orders_that_are_not_ours_and_other_money_are_refused_and_nothing_is_half_kept(world: World) -> None:
    with transaction() as session:
        stranger = actor_of(make_user(session, make_workspace(session).id, "owner"))
        theirs = gift_number(session.get_one(RecipientGift, world.gifts["ordered EUR"]))
    cases = (
        (stranger, ReadLine(2, theirs, "gift", 4400, None), "EUR", "this isn’t one of your orders."),
        (
            stranger,
            ReadLine(2, world.gifts["ordered EUR"], "gift", 4400, None),
            "EUR",
            "this isn’t one of your orders.",
        ),
        (
            actor_of(world.owner),
            ReadLine(2, world.gifts["ordered CZK"], "gift", 4400, None),
            "EUR",
            "this order is in CZK, the invoice in EUR, and nobody gave a rate. Ask the supplier for an invoice in CZK.",
        ),
    )
    for actor, wrong, currency, sentence in cases:
        with transaction() as session:
            good = () if actor is stranger else (line(world, "ordered EUR", "wrap", 150),)
            made, bad = keep_invoices(session, actor, [invoice(*good, wrong, currency=currency)], AT)
            assert (made, len(bad), bad[0].row) == ([], 1, 2)
            assert bad[0].sentence.startswith(f"{wrong.reference}: {sentence}")
            assert session.query(SupplierInvoice).count() + session.query(InvoiceLine).count() == 0


@pytest.mark.usefixtures("any_database")
@pytest.mark.parametrize("asked", [True, False])
def test_one_invoice_is_kept_once_also_by_two_at_once(monkeypatch: pytest.MonkeyPatch, asked: bool) -> None:
    """Without the question only the table's own key is left, and nobody is told a sentence."""
    world = make_world()
    if not asked:
        monkeypatch.setattr(keep, "_require_new", lambda *_: None)
    told: list[str] = []

    def press() -> None:
        try:
            kept(actor_of(world.owner), invoice(line(world, "ordered EUR", "gift", 4400)))
        except HandpickedError as error:
            told.append(error.sentence)
        except IntegrityError:
            told.append("no sentence")

    all_at_once([press, press])
    sentence = "Invoice 117 of Paper & Clay is here already. Remove it first if this one replaces it."
    assert told == [sentence if asked else "no sentence"]
    with pytest.raises(Conflict if asked else IntegrityError):
        kept(actor_of(world.owner), ReadInvoice("paper &  CLAY", "117", date(2026, 1, 1), "EUR", ()))


def test_the_pages_take_a_file_show_the_differences_and_take_the_invoice_out_again(world: World) -> None:
    console = Console(world.owner)
    with reading() as session:
        number = gift_number(session.get_one(RecipientGift, world.gifts["ordered EUR"]))
    assert "Charged, and no invoice yet" in console.get("/invoices").text

    def upload(data: bytes) -> tuple[int, str, str]:
        answer = console.client.post("/invoices", data={"csrf": NONCE, "file": (io.BytesIO(data), "invoice.xml")})
        return answer.status_code, " ".join(answer.text.split()), answer.headers.get("Location", "")

    status, page, _ = upload(ubl(Asked("HP-2026-01-01-ZZZZ", "36.36"), vat="7.64", total="44.00"))
    assert (status, "Line 1: HP-2026-01-01-ZZZZ: this isn’t one of your orders." in page) == (422, True)
    assert upload(b"")[0] == 422
    status, _, where = upload(ubl(Asked(number, "37.19"), vat="7.81", total="45.00"))
    assert status == 303
    page = " ".join(console.get(where).text.split())
    assert "1 difference" in page and "Invoiced more than was charged" in page and "+€1.00" in page
    assert "1 difference" in console.get("/invoices").text
    status, page, _ = upload(ubl(Asked(number, "36.36"), vat="7.64", total="44.00"))
    assert (status, "Invoice 2026-117 of Paper &amp; Clay is here already." in page) == (409, True)
    invoice_id = where.split("/")[-1].split("?")[0]
    assert console.post(f"/invoices/{invoice_id}/remove").status_code == 303
    assert console.get(f"/invoices/{invoice_id}").status_code == 404
    with reading() as session:
        acts = [one.act for one in session.query(AuditEntry).filter(AuditEntry.act.like("invoice.%"))]
    assert acts == ["invoice.uploaded", "invoice.removed"]
