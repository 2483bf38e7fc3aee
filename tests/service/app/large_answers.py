"""An app with one large page and one large file, for readers who take their time."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Flask, send_file

LETTERS = 24 * 1024 * 1024


def create_app() -> Flask:
    app = Flask(__name__)
    film = Path(tempfile.mkdtemp()) / "film.mp4"
    film.write_bytes(b"f" * LETTERS)

    @app.get("/healthz")
    def _healthy() -> str:
        return "ok"

    @app.get("/film.mp4")
    def _film() -> object:
        return send_file(film)

    @app.get("/page")
    def _page() -> object:
        return b"p" * LETTERS

    return app
