"""What a usual look at a gift's page costs, Flask included, beside a Flask that answers the same bytes from memory: in process, and
through the web server."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any, Final

from benchmarks.documents.pages import set_the_scene
from benchmarks.running.page_served import bare_app, served_figures
from service.app.web import create_app
from service.config import settings

ROUNDS: Final = 400
"""How often each page is looked at while CPU time is taken, in turns, so that both meet the same machine."""


def page_figures() -> dict[str, float]:
    """Milliseconds of CPU a look, and the share of bare Flask's pace that is left. In a process of its own, which reads its own
    settings."""
    with tempfile.TemporaryDirectory(prefix="hp-page-") as folder:
        os.environ |= {"HANDPICKED_DATA_DIR": folder, "HANDPICKED_SECRET_KEY": "for a measurement only, kept nowhere"}
        os.environ.pop("HANDPICKED_DATABASE_URL", None)
        settings.cache_clear()
        looks = list(set_the_scene().items())
        ours: Any = create_app()
        kept = Path(folder) / "bare.html"
        kept.write_bytes(_ask(ours, *looks[0]))
        bare: Any = bare_app(str(kept))
        # A web process has never planned or drawn: what that left behind in this one is not gone through at each look.
        gc.collect()
        gc.freeze()
        spent = {"ours": 0.0, "bare": 0.0}
        for at in range(20 + ROUNDS):
            if at == 20:
                spent = dict.fromkeys(spent, 0.0)
            path, cookie = looks[at % len(looks)]
            for name, app in (("ours", ours), ("bare", bare)):
                began = process_time()
                _ask(app, path, cookie)
                spent[name] += process_time() - began
        served = served_figures(looks, kept)
    return {
        "page_cpu_ms": round(1000 * spent["ours"] / ROUNDS, 3),
        "bare_flask_cpu_ms": round(1000 * spent["bare"] / ROUNDS, 3),
        "page_over_bare_flask": round(spent["bare"] / spent["ours"], 3),
        **served,
    }


def _ask(app: Callable[[Mapping[str, Any], Callable[..., Any]], Iterable[bytes]], path: str, cookie: str) -> bytes:
    """One request as a web server hands it over. Raises RuntimeError for another answer than 200."""
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(), "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        "HTTP_COOKIE": cookie, "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    answer = app(environ, lambda status, _headers, _error=None: said.append(status))
    body = b"".join(answer)
    if (close := getattr(answer, "close", None)) is not None:
        close()
    if said != ["200 OK"]:
        raise RuntimeError(f"{path} answered {said}.")
    return body
