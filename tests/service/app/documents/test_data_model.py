from __future__ import annotations

import pytest
from sqlalchemy import Column, Interval, MetaData, Table

from service.app.documents import data_model
from service.app.tables import METADATA
from service.config import CHECKOUT


def test_every_table_has_its_part_and_every_column_its_line() -> None:
    lines = data_model.data_model().splitlines()

    assert sorted(line.removeprefix("### ") for line in lines if line.startswith("### ")) == sorted(METADATA.tables)
    columns = [line for line in lines if line.startswith("| ") and not line.startswith("| column ")]
    assert len(columns) == sum(len(table.columns) for table in METADATA.tables.values())


def test_a_column_says_what_it_holds_where_it_leads_and_what_stands_below_it_in_the_source() -> None:
    lines = data_model.data_model().splitlines()

    assert "| email | encrypted text |  |  |  |" in lines
    assert "| workspace_id | text |  | leads to [workspace](#workspace), indexed |  |" in lines
    told = "The day from which everybody needs a second factor; None where nobody has to."
    assert f"| second_factor_from | day | yes |  | {told} |" in lines
    assert "    gift ||--o{ decision_record : gift_id" in lines


def test_a_type_without_a_word_is_an_error() -> None:
    column: Column[object] = Column("length", Interval())
    Table("walk", MetaData(), column)

    with pytest.raises(LookupError, match=r"walk\.length"):
        data_model._kind(column)


def test_the_stored_document_is_the_tables_as_they_stand() -> None:
    stored = (CHECKOUT / "docs" / "data_model.md").read_text("utf-8")

    assert stored == data_model.data_model(), (
        "A table has changed: write docs/data_model.md anew with `make data-model`."
    )
