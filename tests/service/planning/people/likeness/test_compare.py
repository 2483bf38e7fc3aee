"""Notes against the texts of a shelf: what is read of a gift, and which words are near to which."""

from __future__ import annotations

import pytest

from service.db.base import utc_now
from service.db.connect import transaction
from service.planning.people.likeness import compare
from service.planning.people.likeness.compare import GIFTS_EACH, gift_texts
from service.planning.people.likeness.installed import is_installed
from service.planning.people.likeness.model import text_model
from tests.factories import make_product, make_workspace
from tests.service.planning.people.likeness.small_model import SmallModel

SHELF = {name: (f"Something for {name}. Nice",) for name in ("chess", "gardening", "music", "running", "tea")}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    model = SmallModel()
    monkeypatch.setattr(compare, "text_model", lambda: model)


@pytest.mark.usefixtures("database")
def test_of_each_interest_the_first_gifts_by_code_are_read_and_none_that_was_retired() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        for number in range(GIFTS_EACH + 2):
            make_product(session, workspace.id, f"Tea {number}", interests=["tea"])
        make_product(session, workspace.id, "Old tea", interests=["chess"], retired_at=utc_now())
        make_product(session, workspace.id, "Odd", interests=["no interest of ours"])
        found = gift_texts(session, workspace.id)
    assert list(found) == ["tea"]
    assert len(found["tea"]) == GIFTS_EACH


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("words", ["an oolong at four", "улун в четыре", "odpolední čaj"])
def test_words_in_any_language_are_near_to_the_same(words: str) -> None:
    assert compare.compare(SHELF, [words]) == [{"interest:tea": 0.41}]


@pytest.mark.usefixtures("small")
def test_words_about_nothing_on_the_shelf_and_words_in_icelandic_are_near_to_nothing() -> None:
    assert compare.compare(SHELF, ["renewal due in March", "oolong og bækur", ""]) == [{}, {}, {}]


@pytest.mark.usefixtures("small")
def test_a_shelf_about_three_things_is_compared_with_nothing() -> None:
    few = {name: SHELF[name] for name in ("chess", "music", "tea")}
    assert compare.compare(few, ["an oolong at four"]) == [{}]


def test_without_its_package_there_is_no_model() -> None:
    if not is_installed():
        assert text_model() is None


@pytest.mark.skipif(not is_installed(), reason="the extra `taste` is not installed")
def test_the_real_model_reads_what_a_note_is_about_in_two_languages() -> None:
    found = compare.compare(SHELF, ["plays the cello in an orchestra", "hraje na violoncello v orchestru"])
    assert [next(iter(one), "") for one in found] == ["interest:music", "interest:music"]
