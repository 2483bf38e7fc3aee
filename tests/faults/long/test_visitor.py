from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from tests.faults.long.visitor import Visitor, status_of
from tests.ports import free_port

ANSWERS = {
    "/page": (200, None),
    "/moment": (503, "2"),
    "/full": (507, "60"),
    "/away": (503, None),
    "/broken": (500, "2"),
}


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, again = ANSWERS[self.path]
        self.send_response(status)
        if again is not None:
            self.send_header("Retry-After", again)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_visitor_tells_an_answer_that_says_when_to_come_again_from_a_broken_one() -> None:
    with serving() as base:
        seen = {path: status_of([f"{base}/page", base + path]) for path in ANSWERS}
        assert status_of([f"{base}/broken", f"{base}/page"]) == "500"
    assert seen == {
        "/page": "200",
        "/moment": "503, come again",
        "/full": "507, come again",
        "/away": "503",
        "/broken": "500",
    }
    assert status_of([f"http://127.0.0.1:{free_port()}/page"]) == "no answer"

    visitor = Visitor([])
    visitor.answers.update(seen.values())
    assert visitor.broken == Counter({"503": 1, "500": 1})
