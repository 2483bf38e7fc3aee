"""Makes the README's pictures from the running product: `make pictures`. Needs Chromium and poppler's pdftoppm.

Starts the demo in a folder of its own, opens what it prints, and keeps what a person would see.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing.planes import image_of
from renderers.video.film import film_of

HERE = Path(__file__).resolve().parent
PORT = "8097"
ORIGIN = f"http://127.0.0.1:{PORT}"
MOMENTS = (
    ("darya", "gift", "brand", 0.6),
    ("jana", None, "opening", 0.2),
    ("thordis", "gift", "why", 0.33),
    ("jana", None, "gift", 0.12),
    ("jana", None, "gift", 0.85),
    ("amal", None, "opening", 0.24),
    ("amal", None, "gift", 0.8),
    ("stefan", None, "again", 0.6),
    ("misaki", "gift", "inside", 0.6),
    ("amal", "gift", "swap", 0.6),
    ("darya", None, "yours", 0.6),
    ("thordis", None, "sign_off", 0.88),
)
"""Whose film (a sample story), its board (None: the story’s own), which scene, and how far into it."""
PATIENCE = 180_000
"""Milliseconds that a busy machine is given to show a page."""


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The demo while the block runs; what it printed."""
    environment = {
        **os.environ,
        "HANDPICKED_DATA_DIR": str(folder),
        "HANDPICKED_PORT": PORT,
        "HANDPICKED_BASE_URL": ORIGIN,
        "COLUMNS": "300",
    }
    command = [str(Path(sys.executable).parent / "handpicked"), "demo", "--recipients", "8"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    printed = ""
    try:
        assert process.stderr is not None
        for line in process.stderr:
            printed += line
            sys.stderr.write(line)
            if line.count("Gift page") and printed.count("Gift page") == 3:
                break
        yield printed
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def link(printed: str, name: str) -> str:
    found = re.search(rf"{name}\s+(http\S+)", printed)
    assert found, f"the demo printed no link for {name}"
    return found[1]


def keep(page: Page, name: str) -> None:
    """A picture as WebP, which is a quarter of a PNG."""
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot()))
    shot.convert("RGB").save(HERE / f"{name}.webp", quality=86, method=6)


def open_signed_in(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    page.click("main button")
    page.wait_for_load_state()
    return page


def console(browser: Browser, printed: str) -> None:
    page = open_signed_in(browser, link(printed, "Console"))
    href = page.locator('a[href*="/campaigns/cmp_"]').first.get_attribute("href") or ""
    found = re.search(r"cmp_\w+", href)
    assert found
    page.goto(f"{ORIGIN}/campaigns/{found[0]}/plan")
    keep(page, "plan")
    ops = open_signed_in(browser, link(printed, "Ops").removesuffix("?next=/ops"))
    ops.goto(f"{ORIGIN}/ops")
    keep(ops, "ops")


def gift(browser: Browser, printed: str) -> None:
    language = re.search(r"Gift page \((\w+)\)", printed)
    assert language
    page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
    page.set_default_timeout(PATIENCE)
    page.goto(link(printed, rf"Gift page \({language[1]}\)"))
    page.wait_for_timeout(2500)
    keep(page, "gift-page")
    address = page.url
    film_strip()
    statement(page.request.get(f"{address}/statement.pdf").body())


def film_strip() -> None:
    """Twelve moments from films of six people, three rows of four."""
    strip = Image.new("RGB", (4 * 316 + 3 * 8, 3 * 178 + 2 * 8), "#fbf8f3")
    for place, (who, board, name, share) in enumerate(MOMENTS):
        film = film_of(SAMPLE_STORIES[who], storyboard=board)
        scene = next(scene for scene in film.scenes if scene.cut.scene == name)
        frame = image_of(scene.at(int(scene.cut.frames * share)))
        strip.paste(frame.resize((316, 178), Image.Resampling.LANCZOS), (place % 4 * 324, place // 4 * 186))
    strip.save(HERE / "film.webp", quality=86, method=6)


def statement(document: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "statement.pdf").write_bytes(document)
        subprocess.run(
            ["pdftoppm", "-r", "72", "-png", "-f", "1", "-l", "1", "statement.pdf", "page"], cwd=folder, check=True
        )
        page = next(Path(folder).glob("page*.png"))
        Image.open(page).convert("RGB").save(HERE / "statement.webp", quality=86, method=6)


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None or shutil.which("pdftoppm") is None:
        sys.exit("The pictures need Chromium and pdftoppm: apt-get install chromium poppler-utils")
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as printed, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        console(browser, printed)
        gift(browser, printed)
        browser.close()


if __name__ == "__main__":
    main()
