"""Limits for the value given to one person: each with a source, set anew by whoever knows better, counted in the giver's year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from service.campaigns.tax.limits import TABLE, Limit, Span, limit_in_force, limits_of, set_home, set_limit, span_of
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_user, make_workspace

GERMANY = TABLE["DE"]
OURS = Limit("AT", 10_000, "EUR", "business_year", "Our adviser", date(2026, 1, 5), 2_000)


def test_every_limit_of_ours_names_its_source_and_since_when_it_holds() -> None:
    told = {line.country: (line.amount_minor, line.currency, line.period, line.flat_rate_bp) for line in TABLE.values()}
    assert told == {
        "DE": (5000, "EUR", "business_year", 3000),
        "GB": (5000, "GBP", "months_12", None),
        "IE": (2000, "EUR", "months_12", None),
        "US": (2500, "USD", "business_year", None),
    }
    assert all(line.source and line.source_on < date(2026, 11, 30) for line in TABLE.values())


@pytest.mark.parametrize(
    ("period", "first_month", "on", "span"),
    [
        ("months_12", 1, date(2026, 11, 22), Span(date(2025, 11, 23), date(2026, 11, 22))),
        ("months_12", 4, date(2028, 2, 29), Span(date(2027, 3, 1), date(2028, 2, 29))),
        ("business_year", 1, date(2026, 11, 22), Span(date(2026, 1, 1), date(2026, 12, 31))),
        ("business_year", 4, date(2026, 3, 31), Span(date(2025, 4, 1), date(2026, 3, 31))),
        ("business_year", 4, date(2026, 4, 1), Span(date(2026, 4, 1), date(2027, 3, 31))),
        ("business_year", 3, date(2028, 2, 29), Span(date(2027, 3, 1), date(2028, 2, 29))),
    ],
)
def test_gifts_count_together_in_twelve_months_or_in_the_business_year(
    period: str, first_month: int, on: date, span: Span
) -> None:
    assert span_of(period, first_month, on) == span  # type: ignore[arg-type]


@given(
    st.sampled_from(["months_12", "business_year"]), st.integers(1, 12), st.dates(date(1999, 1, 1), date(2101, 1, 1))
)
def test_a_span_holds_its_day_and_lasts_a_year(period: str, first_month: int, on: date) -> None:
    span = span_of(period, first_month, on)  # type: ignore[arg-type]
    assert span.first <= on <= span.last
    assert (span.last - span.first).days + 1 in {365, 366}
    if period == "business_year":
        assert span_of("business_year", first_month, span.last + timedelta(days=1)).first == span.last + timedelta(
            days=1
        )


@pytest.mark.usefixtures("database")
def test_a_limit_is_in_force_once_somebody_says_where_the_company_is_taxed_and_what_that_country_allows() -> None:
    with transaction() as session:
        here, elsewhere = make_workspace(session), make_workspace(session, "Cedar")
        owner = Actor(here.id, make_user(session, here.id, "owner").id, "owner")
        assert limit_in_force(session, here.id) is None
        set_home(session, "AT", 4, owner, AT)
        assert limit_in_force(session, here.id) is None
        set_limit(session, replace(OURS, source=" Our  adviser "), owner, AT)
        set_limit(session, replace(GERMANY, amount_minor=3500), owner, AT)
        set_limit(session, GERMANY, owner, AT)
    with reading() as session:
        found = limit_in_force(session, here.id)
        assert found is not None
        assert (found[0], found[1].first_month) == (replace(OURS, said_by=owner.user_id), 4)
        assert [line.country for line in limits_of(session, here.id)] == ["AT", "DE", "GB", "IE", "US"]
        assert limits_of(session, elsewhere.id) == [TABLE[country] for country in ("DE", "GB", "IE", "US")]
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.workspace_id == here.id).order_by(AuditEntry.id))
        assert list(acts) == ["workspace.tax_home_changed"] + 3 * ["workspace.tax_limit_changed"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"source": "  "}, "source"),
        ({"source": "x" * 301}, "source"),
        ({"source_on": AT.date() + timedelta(days=1)}, "source_on"),
        ({"amount_minor": 0}, "amount"),
        ({"currency": "XXX"}, "currency"),
        ({"period": "month"}, "period"),
        ({"flat_rate_bp": 0}, "flat"),
        ({"flat_rate_bp": 10_001}, "flat"),
    ],
)
def test_what_cannot_be_a_limit_is_refused_by_its_field(wrong: dict[str, object], param: str) -> None:
    with transaction() as session:
        here = make_workspace(session)
        owner = Actor(here.id, make_user(session, here.id, "owner").id, "owner")
        with pytest.raises(InvalidInput) as refused:
            set_limit(session, replace(OURS, **wrong), owner, AT)  # type: ignore[arg-type]
        assert refused.value.param == param
        assert limits_of(session, here.id) == list(TABLE.values())
