from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update
from werkzeug.serving import make_server

from benchmarks.web.pieces import Pieces, count_pieces, oversold
from benchmarks.web.readers import Browser, read_answer
from service.catalog.models import Product
from service.content.links import links_of
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from tests.console import console_app
from tests.ports import free_port
from tests.service.content.reading import scene_now


@contextmanager
def served() -> Iterator[str]:
    """The product on a port of its own: its address."""
    port = free_port()
    server = make_server("127.0.0.1", port, console_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pieces() -> Pieces:
    with reading() as session:
        return count_pieces(session)


def test_somebody_comes_by_their_link_swaps_and_accepts_as_a_browser_does(database: str) -> None:
    scene = scene_now()
    gift, (first, second) = scene.gifts[0], [product.id for product in scene.others]
    before = pieces()

    async def visit(address: str) -> tuple[bool, ...]:
        path = links_of(gift).personal.split("/", 3)[3]
        browser = Browser(f"{address}/{path}", str(gift.product_id))
        await browser.enter()
        await browser.show_others()
        assert set(browser.products) == {first, second, gift.product_id}
        answers = [await browser.swap(), await browser.swap(), await browser.accept(), await browser.accept()]
        assert {answer.status for answer in answers} == {303}
        return tuple(answer.is_taken for answer in answers)

    with served() as address:
        taken = asyncio.run(visit(address))

    assert taken == (True, True, True, False)
    with reading() as session:
        assert session.get_one(RecipientGift, gift.id).status == "accepted"
    assert pieces().there == before.there
    assert oversold(before, pieces()) == 0


def test_a_piece_that_went_out_without_leaving_the_shelf_is_found(database: str) -> None:
    """The control: what a swap without its guard would do, done by hand."""
    scene = scene_now()
    before = pieces()
    with transaction() as session:
        session.execute(update(Product).where(Product.id == scene.others[0].id).values(stock=0))
    emptied = pieces()
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[0].id).product_id = scene.others[0].id

    assert oversold(before, pieces()) == 0
    assert oversold(emptied, pieces()) == 1


def test_a_shelf_that_owes_something_is_oversold() -> None:
    before, after = Pieces(Counter(a=1), Counter(a=1)), Pieces(Counter(a=-1), Counter(a=3))
    assert oversold(before, after) == 2


def test_an_answer_is_read_with_all_its_cookies() -> None:
    answer = read_answer(
        b"HTTP/1.1 303 See Other\r\nLocation: /x\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\n\r\nbody"
    )

    assert (answer.status, answer.headers["location"], answer.body) == (303, "/x", "body")
    assert answer.cookies == ("a=1; Path=/", "b=2")
    assert read_answer(b"").status == 0
