"""People with their browsers: each comes by their own link, keeps its cookies, and sends back what the page's forms carry."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Final
from urllib.parse import urlencode, urlsplit

from benchmarks.web.open_loop import Reply

AT_ONCE: Final = 6
"""People who open their pages at the same time, before anything is measured."""
PATIENCE_SECONDS: Final = 30.0
_NONCE: Final = re.compile(r'name="nonce" value="([^"]+)"')
_PRODUCT: Final = re.compile(r'name="product" value="([^"]+)"')
_CHARITY: Final = re.compile(r'name="charity" value="([^"]+)"')
_DONE: Final = {
    "accept": "notice=accepted",
    "swap": "notice=swapped",
    "undo": "notice=undone",
    "donate": "notice=donated",
    "decline": "notice=declined",
    "show-others": "/others",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Status 0 where there was none. Header names in lower case; of several cookies all are in `cookies`."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    body: str = ""


@dataclass
class Browser:
    """One person's. `products` are those that they may press, what they have last: filled by `show_others`. `charity` is one that
    they may give to: filled by `read_charities`."""

    link: str
    product: str
    path: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    nonce: str = ""
    products: list[str] = field(default_factory=list)
    charity: str = ""

    async def enter(self) -> None:
        """By the link to the page. Raises RuntimeError where the page is none with a form."""
        answer = await self.ask("GET", urlsplit(self.link).path)
        while answer.status == 303:
            self.path = urlsplit(answer.headers["location"]).path
            answer = await self.ask("GET", self.path)
        self.nonce = _found(_NONCE, answer, self.path)

    async def show_others(self) -> None:
        """Raises RuntimeError where there is nothing to swap to, or the page does not say so."""
        await self.read_others(await self.post("show-others"))

    async def read_others(self, shown: Answer) -> None:
        """Where the press of `show-others` led. Raises as `show_others` does."""
        page = await self.ask("GET", urlsplit(shown.headers["location"]).path)
        self.nonce = _found(_NONCE, page, self.path)
        self.products = [*dict.fromkeys(_PRODUCT.findall(page.body)), self.product]

    async def read_charities(self) -> None:
        """Raises RuntimeError where the page of charities has none."""
        self.charity = _found(_CHARITY, await self.ask("GET", f"{self.path}/give"), f"{self.path}/give")

    async def accept(self) -> Reply:
        return _reply("accept", await self.post("accept"))

    async def undo(self) -> Reply:
        return _reply("undo", await self.post("undo"))

    async def give_away(self) -> Reply:
        """To the first charity of the page."""
        return _reply("donate", await self.post("donate", charity=self.charity))

    async def decline(self) -> Reply:
        """Without a reason, as most do."""
        return _reply("decline", await self.post("decline"))

    async def look_for_others(self) -> Reply:
        """As `show_others`, where it may well be that there are none, or that somebody else has this very page open and has
        answered meanwhile: what was seen before can still be pressed."""
        shown = await self.post("show-others")
        reply = _reply("show-others", shown)
        if reply.is_taken:
            with suppress(RuntimeError):
                await self.read_others(shown)
        return reply

    async def swap(self) -> Reply:
        """To the next of those that they saw."""
        wanted = self.products.pop(0)
        self.products.append(wanted)
        return _reply("swap", await self.post("swap", product=wanted))

    async def post(self, act: str, **fields: str) -> Answer:
        return await self.ask("POST", f"{self.path}/{act}", urlencode({"nonce": self.nonce, **fields}))

    async def ask(self, method: str, path: str, body: str = "") -> Answer:
        """On a connection of its own; who presses once a minute has none open."""
        place = urlsplit(self.link)
        head = f"{method} {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n"
        if self.cookies:
            head += f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}\r\n"
        if method == "POST":
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        answer = Answer(0)
        with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await _exchange(place.hostname or "", place.port or 80, f"{head}\r\n{body}".encode())
        for one in answer.cookies:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(one).items()}
        return answer


async def _exchange(host: str, port: int, request: bytes) -> Answer:
    reader, writer = await asyncio.open_connection(host, port, limit=2**20)
    try:
        writer.write(request)
        return read_answer(await reader.read())
    finally:
        writer.close()


def read_answer(answer: bytes) -> Answer:
    """What came until the server closed the line. A body in chunks is left as it came: its forms can be read all the same."""
    if not answer:
        return Answer(0)
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    named = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    cookies = tuple(value for name, value in named if name == "set-cookie")
    return Answer(int(first.split()[1]), dict(named), cookies, body.decode(errors="replace"))


async def each(browsers: Sequence[Browser], act: str) -> list[Browser]:
    """Has every browser do this, some at a time; answers those that could."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(browser: Browser) -> Browser | None:
        async with gate:
            try:
                await getattr(browser, act)()
            except (RuntimeError, KeyError):
                return None
            return browser

    return [able for able in await asyncio.gather(*map(one, browsers)) if able is not None]


def _reply(act: str, answer: Answer) -> Reply:
    """The seconds are not known here: `open_loop.play` counts them from when the press was due."""
    is_taken = answer.status == 303 and _DONE[act] in answer.headers.get("location", "")
    return Reply(act, answer.status, 0.0, is_taken, "retry-after" in answer.headers)


def _found(wanted: re.Pattern[str], answer: Answer, path: str) -> str:
    found = wanted.search(answer.body)
    if found is None:
        raise RuntimeError(f"{path} answered {answer.status} and no form.")
    return found[1]
