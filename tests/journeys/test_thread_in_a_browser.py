"""A person asks on their page and reads the answer, without scripts, in both lights, on a narrow screen, and from right to left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_every_page import LOOKS, House, house  # noqa: F401 (a fixture)
from tests.journeys.visitor import Visitor


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_thread_holds_no_barrier_in_any_light_width_or_direction(browser: Browser, house: House) -> None:  # noqa: F811
    reader = Visitor(browser, house.address)
    link, path = house.readers[0]
    reader.open(link)
    found = {}
    for language in ("en", "ar", "ja"):
        reader.open(f"{path}/thread?language={language}")
        for scheme, width in LOOKS:
            if barriers := [*reader.barriers_at(scheme, width), *reader.too_wide()]:
                found[f"{language} {scheme} {width}"] = barriers
    assert found == {}, found


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_question_is_asked_and_answered_without_scripts_by_keys(browser: Browser, house: House) -> None:  # noqa: F811
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    link, path = house.readers[1]
    page.goto(f"{link}")
    page.goto(f"{house.address}{path}/thread?language=en")
    page.get_by_label("Your message").focus()
    page.keyboard.type("When will it arrive?")
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/thread?notice=sent#done")
    words = page.locator("ol.thread").inner_text()
    assert "Automatic answer, from the gift’s own facts" in words
    assert "It’s ordered once you’ve said yes and the time to change your mind is over." in words
    assert "Arrives 3 working days after it’s ordered" in words
    context.close()
