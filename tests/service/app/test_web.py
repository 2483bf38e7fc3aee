"""The web process as a browser meets it: headers, static files, pages for what went wrong."""

from __future__ import annotations

import pytest

from service.app.web import create_app
from service.config import ASSETS
from tests.console import Console


@pytest.mark.usefixtures("database")
def test_pages_forbid_other_peoples_resources_and_are_not_kept() -> None:
    answer = Console().get("/sign-in")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("database")
def test_pages_hold_no_inline_style_or_script() -> None:
    page = Console().get("/sign-in").text
    assert " style=" not in page
    assert "<style" not in page
    assert "<script" not in page


def test_no_console_template_holds_inline_style_or_a_script_of_its_own() -> None:
    texts = {path.name: path.read_text("utf-8") for path in (ASSETS / "templates" / "console").glob("*.html")}
    assert [
        name for name, text in texts.items() if " style=" in text or "<script>" in text or " onclick=" in text
    ] == []


def test_a_file_with_its_hash_in_the_address_is_kept_for_a_year() -> None:
    page = Console().get("/sign-in")
    address = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "max-age=31536000" in Console().get(address).headers["Cache-Control"]
    assert "max-age=300" in Console().get(address.split("?")[0]).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["samples/recipients.csv", "templates/console/layout.html", "translations/en.json"])
def test_only_styles_scripts_and_images_are_served(path: str) -> None:
    assert Console().get(f"/static/{path}").status_code == 404


def test_nobody_climbs_out_of_the_static_folders() -> None:
    assert Console().get("/static/styles/../samples/recipients.csv").status_code == 404
    assert Console().get("/static/styles/%2e%2e/samples/recipients.csv").status_code == 404


def test_fonts_come_from_us_and_unknown_ones_are_not_found() -> None:
    answer = Console().get("/static/fonts/Inter.woff2")
    assert answer.data[:4] == b"wOF2"
    assert answer.mimetype == "font/woff2"
    assert Console().get("/static/fonts/Comic.woff2").status_code == 404


def test_the_icon_is_where_browsers_look_for_it_when_an_answer_names_none() -> None:
    answer = Console().get("/favicon.ico")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.data == (ASSETS / "images" / "mark.svg").read_bytes()


@pytest.mark.usefixtures("database")
def test_an_unknown_page_says_so_in_the_look() -> None:
    answer = Console().get("/nowhere")
    assert answer.status_code == 404
    assert "<h1>Page not found</h1>" in answer.text


def test_a_broken_page_tells_nothing_of_what_broke(capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app()

    @app.get("/broken")
    def broken() -> str:
        raise ValueError("jana.novakova@example.com has no gift")

    answer = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    told = capsys.readouterr()
    assert "jana" not in answer.text + told.out + told.err
    assert "ValueError" in told.out + told.err


@pytest.mark.usefixtures("data_dir")
def test_a_brand_s_colours_are_a_sheet_of_their_own_that_may_be_kept() -> None:
    client = create_app().test_client()
    answer = client.get("/static/themes/0f5c4a-fbf8f3.css")
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.headers["Cache-Control"] == "max-age=31536000, public"
    assert "--ember: #0f5c4a;" in answer.text
    assert client.get("/static/themes/red-fbf8f3.css").status_code == 404


def test_an_error_page_that_breaks_logs_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app()
    app.register_error_handler(Exception, lambda _error: 1 / 0)

    @app.get("/g/<gift_id>/<token>")
    def broken(gift_id: str, token: str) -> str:
        raise ValueError(gift_id, token)

    assert app.test_client().get("/g/gft_1/LinkOfAPerson").status_code == 500
    told = capsys.readouterr()
    assert "LinkOfAPerson" not in told.out + told.err
