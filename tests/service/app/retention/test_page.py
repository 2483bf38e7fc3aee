"""The page says of each kind what ends it and whether that is on time; the documents are made of the same table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.app.documents.impact_assessment import impact_assessment
from service.app.documents.processing_record import processing_record
from service.app.retention.page import kept_lines
from service.app.retention.period import in_words
from service.app.retention.purposes import PURPOSES
from service.app.retention.table import PERIODS
from service.config import CHECKOUT, settings
from service.db.connect import reading, transaction
from service.jobs.sweep_runs import note_run
from tests.conftest import forget_settings
from tests.console import Console
from tests.factories import AT, make_user, make_workspace

HOUR = timedelta(hours=1)


@pytest.mark.usefixtures("database")
def test_a_sweep_is_on_time_late_or_has_not_run_yet() -> None:
    with transaction() as session:
        note_run(session, "old letters deleted", 2, AT - 3 * HOUR)
        note_run(session, "old thank-you notes deleted", 0, AT - 3 * HOUR - timedelta(seconds=1))
        note_run(session, "soft holds ended", 0, AT - HOUR)
    with reading() as session:
        lines = {one.period.what: one for part in kept_lines(session, AT).values() for one in part}
    letters, thanks = lines["Messages between people and their giver"], lines["Thank-you notes"]
    assert (letters.kept, letters.every, letters.ran, letters.changed_at) == (
        "365 days", "Every 1 hour", ("ok", "On time"), AT - 3 * HOUR,
    )  # fmt: skip
    assert (thanks.ran, thanks.changed_at) == (("stop", "Late"), None)
    assert lines["Items set aside while someone chooses"].ran == ("ok", "On time")
    assert lines["Returned mail"].ran == ("wait", "Not yet")
    assert (lines["Mobile numbers"].ran, lines["Mobile numbers"].kept) == (
        None, "Until they choose another way, answer with a stop, or their person is erased",
    )  # fmt: skip
    assert len(lines) == len(PERIODS)


@pytest.mark.usefixtures("database")
def test_a_period_that_a_setting_shortens_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_ADDRESS_KEPT_DAYS", "7")
    forget_settings()
    assert settings().address_kept_days == 7
    with reading() as session:
        told = {one.period.what: one.kept for part in kept_lines(session, AT).values() for one in part}
    assert (told["Delivery addresses"], told["People who were never invited"]) == ("7 days", "365 days")


def test_every_value_of_somebody_serves_a_purpose_and_every_purpose_has_one() -> None:
    assert {one.purpose for one in PERIODS if one.whose != "nobody"} == PURPOSES.keys()
    assert {one.purpose for one in PERIODS if one.whose == "nobody"} == {""}
    assert all(purpose.risks for purpose in PURPOSES.values())


@pytest.mark.parametrize(
    ("name", "document"), [("processing_record", processing_record), ("impact_assessment", impact_assessment)]
)
def test_the_stored_documents_are_the_table_as_it_stands(name: str, document: object) -> None:
    text = document()  # type: ignore[operator]
    assert (CHECKOUT / "docs" / f"{name}.md").read_text("utf-8") == text, "Write it anew with `make retention`."
    missing = [one.what for one in PERIODS if one.purpose and one.what not in text]
    assert missing == []
    assert [one.title for one in PURPOSES.values() if f"## {one.title}\n" not in text] == []


def test_the_record_says_when_each_kind_goes() -> None:
    told = processing_record()
    assert "| Thank-you notes | ordinary | 365 days after they were written |  |" in told
    assert (
        "| Mobile numbers | ordinary | until they choose another way, answer with a stop, or their person is erased |  |"
        in told
    )
    assert "| What people eat, avoid or keep away from | health or belief | 365 days after we learned it |" in told


def test_no_time_at_all_is_no_period() -> None:
    with pytest.raises(LookupError):
        in_words(timedelta(0))


@pytest.mark.usefixtures("database")
def test_the_page_shows_every_kind_and_hands_out_both_documents() -> None:
    with transaction() as session:
        browser = Console(make_user(session, make_workspace(session).id, "ethics"))
    page = browser.get("/what-is-kept").text
    assert page.count('<tr role="row">') == 3 + len(PERIODS)
    assert [one.what for one in PERIODS if one.what not in page] == []
    record = browser.get("/what-is-kept/processing-record.md")
    assert (record.text, record.headers["Content-Disposition"]) == (
        processing_record(), 'attachment; filename="processing-record.md"',
    )  # fmt: skip
    assert browser.get("/what-is-kept/impact-assessment.md").text == impact_assessment()
    assert browser.get("/what-is-kept/secrets.md").status_code == 404
