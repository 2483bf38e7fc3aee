"""Guards that are there by name and ask for less than they should."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import text

from service.db.connect import transaction
from service.gifting.models import LIVE
from service.ops.audit.checks.guards import compare_guards

_INDEX: Final = "uq_gift_unique_within_product"
_COLUMNS: Final = "campaign_id, unique_within, product_id"
_MISSING: Final = [f"gift: its guard {_INDEX} is missing or another one."]


def found_after(*statements: str) -> Sequence[str]:
    """What is said of the guards after these, which are taken back."""
    with transaction() as session:
        for statement in statements:
            session.execute(text(statement))
        found = [defect.sentence for defect in compare_guards(session)]
        session.rollback()
    return found


def index(where: str, *, unique: str = "UNIQUE", columns: str = _COLUMNS) -> Sequence[str]:
    return found_after(f"DROP INDEX {_INDEX}", f"CREATE {unique} INDEX {_INDEX} ON gift ({columns}) WHERE {where}")


def test_an_index_of_the_same_name_that_asks_for_less_is_another_one(any_database: str) -> None:
    weaker = (
        LIVE.replace(" OR ", " AND "),
        LIVE.replace("NOT IN", "IN"),
        LIVE.replace("'returned'", "'returned', 'accepted'"),
        f"({LIVE}) AND price_minor > 5000",
        f"({LIVE}) AND 1 = 0",
        "is_reserved",
    )

    assert {where: index(where) for where in weaker} == dict.fromkeys(weaker, _MISSING)
    assert index(LIVE, unique="") == _MISSING
    assert index(LIVE, columns=f"{_COLUMNS}, recipient_id") == _MISSING
    assert index(LIVE) == []


def check(condition: str, *, how: str = "") -> Sequence[str]:
    name = "ck_campaign_within_budget"
    return found_after(
        f"ALTER TABLE campaign DROP CONSTRAINT {name}",
        f"ALTER TABLE campaign ADD CONSTRAINT {name} CHECK ({condition}) {how}",
    )


def test_a_check_that_was_made_weaker_is_another_one_on_postgresql(postgres_database: str) -> None:
    weaker = (
        "reserved_minor - captured_minor <= budget_minor",
        "reserved_minor + captured_minor >= budget_minor",
        "reserved_minor + captured_minor <= budget_minor OR true",
    )
    said = ["campaign: its guard ck_campaign_within_budget is missing or another one."]

    assert {one: check(one) for one in weaker} == dict.fromkeys(weaker, said)
    assert check("reserved_minor + captured_minor <= budget_minor") == []


def test_a_guard_that_postgresql_does_not_keep_to_is_named(postgres_database: str) -> None:
    key = (
        "ALTER TABLE gift DROP CONSTRAINT fk_gift_product_id",
        ("ALTER TABLE gift ADD CONSTRAINT fk_gift_product_id FOREIGN KEY (product_id) REFERENCES product (id)"),
    )

    assert check("reserved_minor + captured_minor <= budget_minor", how="NOT VALID") == [
        "campaign: its guard ck_campaign_within_budget was never held against the rows that are there."
    ]
    assert found_after(key[0], f"{key[1]} NOT VALID") == [
        "gift: its guard fk_gift_product_id was never held against the rows that are there."
    ]
    assert found_after(key[0], f"{key[1]} ON DELETE CASCADE") == [
        "gift: its guard fk_gift_product_id is missing or another one."
    ]
    assert found_after("ALTER TABLE gift DISABLE TRIGGER ALL") == ["gift: its references are switched off."]
    assert found_after("ALTER TABLE gift ALTER COLUMN status DROP NOT NULL") == [
        "gift: its column status takes rows without a value."
    ]
