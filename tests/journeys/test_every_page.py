"""Every page there is, looked at by axe in Chromium in both lights and at both ends of widths, and walked with the Tab key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from service.app.commands.people import sign_in_url
from service.app.web import create_app
from service.campaigns.models import Campaign
from service.content.links import links_of
from service.content.produce import produce_job
from service.conversation.write import press
from service.db.base import utc_now
from service.db.connect import transaction
from service.dietary.vocabulary import MATERIALS
from service.gifting.accept import accept_gift
from service.gifting.decline import decline_gift
from service.gifting.incidents import open_parcel, open_stopped
from service.gifting.models import RecipientGift
from service.gifting.show_others import show_others
from service.outreach.models import MailMessage
from service.outreach.occasions.write_down import write_down
from service.outreach.warnings.recalls import draft_notices, send_drafts
from service.recipients.models import Recipient
from service.safety.recalls.dry_count import count_affected
from service.safety.recalls.recall import recall_product
from service.workspaces.actor import Actor, actor_of
from tests.conftest import forget_settings
from tests.factories import join, make_account, make_gift, make_match_run, make_product, make_recipient, make_user
from tests.journeys.visitor import DESKTOP, Visitor
from tests.service.content.filming import put_film
from tests.service.content.leases import do
from tests.service.gifting.scene import set_scene
from tests.service.safety.recalled import FORM

LOOKS = (("light", 1280), ("dark", 320), ("light", 320), ("dark", 1280))
Look = tuple[str, int]
FOCUSABLE = "a[href], button:enabled, input:enabled:not([type=hidden]), select:enabled, textarea:enabled, summary, video, iframe"
_REACHED = """
() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const style = getComputedStyle(here);
  const ring = style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  here.dataset.reached = "yes";
  return { name: here.outerHTML.slice(0, 100), ring: ring || ["IFRAME", "VIDEO"].includes(here.tagName) };
}
"""
_WALKED = """
() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  here.dataset.reached = "yes";
  if (["IFRAME", "VIDEO"].includes(here.tagName)) return { name: here.outerHTML.slice(0, 100), ring: 3, seen: true };
  // A part of a field (the day of a date) has no ring of its own; the field has.
  const rings = [here, here.closest("label"), here.parentElement].filter(Boolean).map((one) => {
    const style = getComputedStyle(one);
    const widths = [...style.boxShadow.matchAll(/0px 0px 0px ([0-9.]+)px/g)].map((found) => Number(found[1]));
    const outline = style.outlineStyle !== "none" && !/, 0\\)$|transparent/.test(style.outlineColor);
    return Math.max(0, ...widths, outline ? parseFloat(style.outlineWidth) : 0);
  });
  const box = here.getBoundingClientRect();
  const inside = (at, least, most) => Math.min(Math.max(at, least + 1), most - 1);
  const seen = [0.05, 0.5, 0.95].some((across) => [0.1, 0.5, 0.9].some((down) => {
    const x = inside(box.left + across * box.width, 0, innerWidth), y = inside(box.top + down * box.height, 0, innerHeight);
    const top = document.elementFromPoint(x, y);
    return top && (here.contains(top) || top.contains(here) && top !== document.body && top !== document.documentElement
      || top.closest("label")?.control === here);
  }));
  return { name: here.outerHTML.slice(0, 100), ring: Math.max(...rings), seen };
}
"""
"""What Tab has come to: how wide the ring around it is, in pixels, and whether it can be seen. Null at the end of a round."""
_LEFT = f"""
() => [...document.querySelectorAll("{FOCUSABLE}")]
  .filter((one) => one.dataset.reached !== "yes" && one.checkVisibility({{ visibilityProperty: true }}))
  .filter((one) => !(one.type === "radio" && document.querySelector(`[name="${{one.name}}"][data-reached]`)))
  .map((one) => one.outerHTML.slice(0, 100))
"""
"""What can be seen and pressed and was never reached; one radio of a group stands for all, as the arrow keys move inside it."""


MORE = (
    "/check", "/what-is-kept", "/gifts/rates", "/rules/tax", "/tax", "/rules/sectors", "/register", "/journal", "/invoices",
    "/quiet", "/contact-policy", "/crm", "/charities", "/decisions", "/experiments", "/segments", "/offers", "/events",
    "/data-requests", "/levers",
)  # fmt: skip
MORE_OF_A_CAMPAIGN = ("books", "officials", "givers", "meetings", "material")
MORE_OF_A_GIFT = ((0, "tell"), (0, "how"), (0, "my-card"), (1, "others"), (2, "address"), (2, "where"))


@dataclass(frozen=True)
class House:
    """The address of the running pages, both people's one-time links, and every page by who opens it."""

    address: str
    sales_link: str
    ops_link: str
    console: tuple[str, ...]
    ops: tuple[str, ...]
    readers: tuple[tuple[str, str], ...]
    """Link that admits the reader, then the page to look at."""
    more_console: tuple[str, ...]
    more_readers: tuple[tuple[str, str], ...]
    """Pages that are looked at by hand only."""


@pytest.fixture
def house(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The real app on a free port, with a campaign under way: open, asked, accepted and declined gifts, a recall and a mail."""
    monkeypatch.setenv("HANDPICKED_BASE_URL", "http://127.0.0.1:1")
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("HANDPICKED_BASE_URL", address)
    forget_settings()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield _furnish(address)
    finally:
        server.shutdown()
        thread.join()


def _furnish(address: str) -> House:
    at = utc_now()
    with transaction() as session:
        scene = set_scene(session, people=4, others=3)
        campaign = session.get_one(Campaign, scene.campaign.id)
        campaign.expires_at = at + timedelta(days=30)
        campaign.approved_at = at
        campaign.message = {"en": "{given_name}, thank you for {gift_name}."}
        run = make_match_run(session, campaign)
        campaign.current_match_run_id = campaign.approved_match_run_id = run.id
        asked = make_recipient(session, make_account(session, scene.workspace_id, "Waiting Ltd"), "Wanda")
        join(session, campaign, asked, 9)
        waiting = make_gift(session, campaign, asked, None, hold_reason="dietary_unknown")
        gifts = [session.get_one(RecipientGift, gift.id) for gift in scene.gifts]
        show_others(session, gifts[1], at)
        accept_gift(session, gifts[2], at)
        decline_gift(session, gifts[3], None, at)
        write_down(session, waiting, "question", at)
        for words in ("Is there milk in it?", "Was it made by hand in Oslo?", "Can I have something else?"):
            press(session, gifts[0], {"act": "write", "words": words, "nonce": words}, "en", at)
        ids = [gift.id for gift in gifts]
        # As long as addresses get: no page scrolls sideways for one.
        sales, ops = (
            make_user(session, scene.workspace_id, role, email=f"{role}{'w' * 50}@fjordloom.example")
            for role in ("manager", "ops")
        )
        links = {gift.id: links_of(gift).personal for gift in (*gifts, waiting)}
        sales_link, ops_link = sign_in_url(session, sales.id), sign_in_url(session, ops.id)
        person = session.get_one(Recipient, gifts[0].recipient_id)
        mail = session.scalars(select(MailMessage.id)).one()
        recalled = _recall(session, campaign, actor_of(ops), at)
        # As long as names get, and nothing stated of what it is made of.
        unstated = make_product(
            session,
            campaign.workspace_id,
            "Donaudampfschifffahrtsgesellschaftskapitänsmützenständer",
            materials=dict.fromkeys(MATERIALS, "unknown"),
            image="products/HP-0003",
        )
        campaign.name = "A thank-you to everyone who helped us through a long and difficult first year together"
        links[recalled.id] = f"{links_of(recalled).page}/recall"
    put_film(gifts[0])
    do(produce_job, "content.statement", ids[0])
    base = f"/campaigns/{campaign.id}"
    console = ("/", "/campaigns/new", "/people", f"/people/{person.id}", "/gifts", "/results", "/you")
    console += (
        f"/accounts/{person.account_id}/policy",
        "/team",
        "/rules",
        "/statements",
        "/audit-log",
        f"{base}/seller",
    )
    console += (
        "/you/password",
        "/you/second-factor",
        "/campaigns/start",
        f"{base}/name",
        f"{base}/extend",
        f"{base}/add",
        f"{base}/plan/print",
        "/you/passkeys",
        "/rules/consent",
        "/search",
        "/gifts/new",
        "/gifts/upload",
        "/gifts/nobody",
    )
    acts = [(0, act) for act in ("take_out", "cancel", "link", "ask", "lock")] + [(2, "take_out")]
    console += (
        f"{base}/running",
        f"{base}/launch/people",
        *(f"{base}/running/{ids[place]}?act={act}" for place, act in acts),
    )
    console += ("/inbox", f"/inbox/{ids[0]}")
    product = f"/gifts/{scene.products[0].id}"
    console += (f"{product}/edit", f"{product}/retire", f"/gifts/{unstated.id}", f"/gifts/{unstated.id}/edit")
    console += tuple(f"{base}/gifts/{ids[0]}/{what}" for what in ("look", "page", "statement"))
    steps = ("people", "message", "message/letters", f"message/letters/{person.id}", "plan", "launch", "results")
    ops_pages = ("/ops", "/ops/pick-list", "/ops/outbox", f"/ops/outbox/{mail}", "/ops/incidents")
    ops_pages += (product, f"{product}/recall", f"/gifts/{recalled.product_id}/recall")
    open_page = f"/gift/{ids[0]}"
    return House(
        address,
        sales_link,
        ops_link,
        (*console, *(f"{base}/{step}" for step in steps), f"{base}/plan?change={ids[0]}"),
        ops_pages,
        (
            *((link, f"/gift/{gift_id}") for gift_id, link in links.items() if gift_id != recalled.id),
            (links[recalled.id], f"/gift/{recalled.id}/recall"),
            (links[ids[0]], f"{open_page}/privacy"),
            (links[ids[0]], f"{open_page}/statement"),
            (links[ids[0]], f"{open_page}/thread"),
        ),
        (*MORE, f"/accounts/{person.account_id}", *(f"{base}/{page}" for page in MORE_OF_A_CAMPAIGN)),
        tuple((links[ids[place]], f"/gift/{ids[place]}/{page}") for place, page in MORE_OF_A_GIFT),
    )


def _recall(session: Session, campaign: Campaign, actor: Actor, at: datetime) -> RecipientGift:
    """A product that was recalled when somebody had it already, whose notice was sent; and another's piece that was stopped."""
    product = make_product(session, campaign.workspace_id, "Truffles", kind="edible", image="products/HP-0003")
    people = [
        make_recipient(session, make_account(session, campaign.workspace_id, name)) for name in ("Had", "Stopped")
    ]
    had, stopped = (make_gift(session, campaign, person, product, status="delivered") for person in people)
    stopped.status, stopped.product_id = "opened", None
    open_stopped(session, stopped, product.id, product.price_minor, at)
    stamp = count_affected(session, product.id).stamp
    recall = recall_product(session, product, FORM, stamp, actor, at)
    open_parcel(session, had, "recalled", at)
    draft_notices(session, recall, [had], at)
    send_drafts(session, recall, at)
    return had


def _pages(browser: Browser, house: House, *, whole: bool = False) -> Iterator[tuple[str, Visitor]]:
    """Each page opened by somebody who may, with its path; `whole`: also those that are looked at by hand only."""
    more_console, more_readers = (house.more_console, house.more_readers) if whole else ((), ())
    stranger = Visitor(browser, house.address)
    stranger.open("/sign-in")
    yield "/sign-in", stranger
    assert stranger.page.goto("/g/gft_never/token-of-nobody") is not None
    yield "a closed link", stranger
    for link, paths in ((house.sales_link, (*house.console, *more_console)), (house.ops_link, house.ops)):
        visitor = Visitor(browser, house.address)
        visitor.open(link)
        yield "/sign-in/<token>", visitor
        visitor.page.get_by_role("button", name="Sign in as").click()
        for path in paths:
            visitor.open(path)
            yield path, visitor
            if path.endswith("/launch"):
                visitor.press("Close for good")
                yield f"{path}, asked before closing", visitor
        visitor.context.close()
    reader = Visitor(browser, house.address)
    for link, path in (*house.readers, *more_readers):
        reader.open(link)
        reader.open(path)
        yield path, reader


def _barriers(
    browser: Browser, house: House, looks_at: Callable[[int], Sequence[Look]], *, whole: bool = False
) -> dict[str, list[str]]:
    """`looks_at`: the number of a page -> how it is looked at."""
    found = {}
    for number, (path, visitor) in enumerate(_pages(browser, house, whole=whole)):
        for scheme, width in looks_at(number):
            if barriers := [*visitor.barriers_at(scheme, width), *visitor.too_wide()]:
                found[f"{path} {scheme} {width}"] = barriers
    return found


@pytest.mark.timeout(300)
def test_no_page_holds_a_barrier(browser: Browser, house: House) -> None:
    """Light and wide, dark and narrow by turns."""
    found = _barriers(browser, house, lambda number: (LOOKS[number % 2],))
    assert found == {}, found


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_page_holds_a_barrier_in_either_light_at_either_width(browser: Browser, house: House) -> None:
    found = _barriers(browser, house, lambda _: LOOKS, whole=True)
    assert found == {}, found


RING = 2.0
"""Pixels: the least that a ring to be seen is wide."""
MOST_STOPS = 400


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_console_and_operations_is_walked_with_the_tab_key(
    browser: Browser, house: House, width: int
) -> None:
    """One round of Tab comes to everything that can be pressed, in no other order than it stands in the page; each stop has a ring
    and is covered by nothing; the round ends, and no page changes for it."""
    found: dict[str, list[str]] = {}
    for path, visitor in _pages(browser, house, whole=True):
        if path in {"/sign-in/<token>", "a closed link"} or path.startswith("/gift/"):
            continue
        visitor.page.set_viewport_size({"width": width, "height": 900})
        address = visitor.page.url
        if wrong := _walk(visitor):
            found[path] = wrong
        assert visitor.page.url.split("#")[0] == address.split("#")[0], path
        visitor.page.set_viewport_size(DESKTOP)
    assert found == {}, found


def _walk(visitor: Visitor) -> list[str]:
    """What is wrong with a round of Tab through the page that is open."""
    wrong = []
    visitor.page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    for _ in range(MOST_STOPS):
        visitor.page.keyboard.press("Tab")
        stop = visitor.page.evaluate(_WALKED)
        if stop is None:
            break
        if stop["ring"] < RING:
            wrong.append(f"no ring: {stop['name']}")
        if not stop["seen"]:
            wrong.append(f"covered: {stop['name']}")
    else:
        wrong.append("the round does not end")
    return [*wrong, *(f"never reached: {one}" for one in visitor.page.evaluate(_LEFT))]


@pytest.mark.timeout(120)
def test_a_gift_can_be_answered_with_the_keys_alone(browser: Browser, house: House) -> None:
    """Tab reaches everything that can be pressed, in one round, each with a ring to be seen; Enter presses."""
    reader = Visitor(browser, house.address)
    link, path = house.readers[0]
    reader.open(link)
    page = reader.page
    without_ring, steps = [], 0
    while (reached := _tab(reader)) is not None and steps < 100:
        steps += 1
        if not reached["ring"]:
            without_ring.append(reached["name"])
    assert without_ring == []
    assert page.evaluate(_LEFT) == []
    page.locator("#swap form[action$='/show-others'] button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.address}{path}/others")
    page.locator(".strip a.act").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.address}{path}")
    page.locator(".hero form[action$='/accept'] button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#done")
    assert page.evaluate("document.activeElement.id") == "done"


def _tab(reader: Visitor) -> dict[str, object] | None:
    reader.page.keyboard.press("Tab")
    reached: dict[str, object] | None = reader.page.evaluate(_REACHED)
    return reached
