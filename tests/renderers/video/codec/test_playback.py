"""The film in a real Chromium: it plays, and can be wound to both sides of every splice."""

from __future__ import annotations

import base64
from itertools import accumulate
from shutil import which
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from renderers.video.codec.encode import encode
from renderers.video.drawing.formats import Format
from renderers.video.drawing.planes import Planes
from tests.renderers.video.frames import RATE, film_bytes

SIZE = Format("small", 320, 192)
SHADES = (40, 200, 90, 160, 60, 220, 110)
LENGTHS = (20, 45, 10, 33, 60, 7, 25)
SHADE_AT = """async second => {
    const film = document.querySelector("video");
    const shown = new Promise((done, fail) => { film.onseeked = done; film.onerror = () => fail(film.error.message); });
    film.currentTime = second;
    await shown;
    // The picture is drawn a moment after the film says that it is there.
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const canvas = new OffscreenCanvas(8, 8).getContext("2d");
    canvas.drawImage(film, 0, 0, 8, 8);
    return canvas.getImageData(4, 4, 1, 1).data[1];
}"""


def scene(shade: int, length: int) -> list[Planes]:
    """One grey that moves a little for half of its time and then stands."""
    frames = []
    for at in range(length // 2):
        y = np.full((SIZE.height, SIZE.width), 16 + shade * 219 // 255, dtype=np.uint8)
        y[8:24, at * 4 : at * 4 + 16] = 235
        half = np.full((SIZE.height // 2, SIZE.width // 2), 128, dtype=np.uint8)
        frames.append(Planes(y, half, half))
    return frames + [frames[-1]] * (length - len(frames))


def watched(film: bytes, script: str, argument: Any) -> Any:
    found = which("chromium") or which("google-chrome")
    if found is None:
        pytest.skip("needs a Chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        try:
            page = browser.new_page()
            page.set_content(f'<video muted src="data:video/mp4;base64,{base64.b64encode(film).decode()}"></video>')
            page.wait_for_function("document.querySelector('video').readyState >= 2")
            return page.evaluate(script, argument)
        finally:
            browser.close()


def test_it_plays_to_its_end_and_can_be_wound_to_both_sides_of_every_splice() -> None:
    film = film_bytes([encode(scene(*each), SIZE, RATE) for each in zip(SHADES, LENGTHS, strict=True)], SIZE)
    starts = list(accumulate(LENGTHS, initial=0))
    # Backwards, so that every winding has to begin at a keyframe of its own.
    wanted = [
        ((number + 0.5) / RATE, shade)
        for shade, first, after in zip(SHADES, starts, starts[1:], strict=False)
        for number in (first, after - 1)
    ][::-1]
    script = f"""async wanted => {{
        const shade = {SHADE_AT};
        const seen = [];
        for (const second of wanted) seen.push(await shade(second));
        const film = document.querySelector("video");
        film.currentTime = {starts[-1] / RATE - 0.3};
        film.playbackRate = 4;
        await film.play();
        await new Promise(done => film.onended = done);
        return [seen, film.duration];
    }}"""
    seen, duration = watched(film, script, [second for second, _ in wanted])
    assert duration == pytest.approx(sum(LENGTHS) / RATE, abs=1 / RATE)
    assert all(abs(shade - expected) <= 4 for shade, (_, expected) in zip(seen, wanted, strict=True)), seen
