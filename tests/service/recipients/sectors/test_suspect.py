"""A suspicion by domain and by title, in every language; and what a workspace adds to the table or takes out."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.errors import InvalidInput
from service.recipients.models import Recipient
from service.recipients.sectors.limits import Limit, limit_for, limits_of, our_limits, set_limit, set_words
from service.recipients.sectors.suspect import SECTORS, our_table, plain_title, suspicion_of, table_of
from service.workspaces.actor import Actor
from tests.factories import AT, make_user, make_workspace


def somebody(email: str = "ann@acme.example", title: str | None = None) -> Recipient:
    return Recipient(email=email, job_title=title)


def found(email: str = "ann@acme.example", title: str | None = None) -> tuple[str, str, str] | None:
    one = suspicion_of(somebody(email, title), our_table())
    return None if one is None else (one.sector, one.by, one.entry)


@pytest.mark.parametrize(
    ("email", "wanted"),
    [
        ("ann@state.gov", ("government", "domain", "gov")),
        ("ann@HMRC.Gov.UK", ("government", "domain", "gov.uk")),
        ("ann@army.mil", ("military", "domain", "mil")),
        ("ann@mod.gov.uk", ("military", "domain", "mod.gov.uk")),
        ("ann@ec.europa.eu", ("eu_institutions", "domain", "europa.eu")),
        ("ann@trust.nhs.uk", ("health", "domain", "nhs.uk")),
        ("ann@meti.go.jp", ("government", "domain", "go.jp")),
        ("ann@bbc.co.uk", ("media", "domain", "bbc.co.uk")),
        ("ann@gov.example", None),
        ("ann@notgov", None),
        ("ann@mygov.com", None),
        ("", None),
    ],
)
def test_a_domain_stands_for_all_that_lies_below_it(email: str, wanted: tuple[str, str, str] | None) -> None:
    assert found(email) == wanted


@pytest.mark.parametrize(
    ("title", "sector"),
    [
        ("Head of Procurement, EMEA", "procurement"),
        ("Strategic buyer", "procurement"),
        ("Vedoucí nákupu", "procurement"),
        ("Náměstkyně ministra", "government"),
        ("Director achiziții", "procurement"),
        ("Funcționar public", "government"),
        ("Innkaupastjóri", "procurement"),
        ("Hjúkrunarfræðingur", "health"),
        ("Начальник отдела закупок", "procurement"),
        ("Главный редактор", "media"),
        ("購買部長", "procurement"),
        ("新聞記者", "media"),
        ("مدير المشتريات", "procurement"),
        ("طبيب", "health"),
        ("Leiter Einkauf", "procurement"),
        ("Sales director", None),
        ("Buyer", None),  # in a CRM also whoever decides to buy
        ("Administrator", None),
        ("Generalist", None),
        ("Milchmann", None),
        (None, None),
    ],
)
def test_a_title_is_found_as_whole_words_in_every_language(title: str | None, sector: str | None) -> None:
    one = found(title=title)
    assert (None if one is None else one[0]) == sector


def _told_plainly(title: str, entry: str) -> bool:
    """The rule written again: whole words, or anywhere where the entry's language sets no spaces."""
    if any("\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" for letter in entry):
        return entry.replace(" ", "") in title.replace(" ", "")
    return f" {entry} " in f" {title} "


def test_looking_up_runs_of_words_finds_what_comparing_with_every_entry_finds() -> None:
    table = our_table()
    entries = sorted({one for words in table.values() for one in words.titles})
    drawn = Random(1)
    before, after = ("", "Senior", "sales", "私の"), ("", " EMEA", "s", "、東京")
    titles = [f"{drawn.choice(before)} {one}{drawn.choice(after)}" for one in entries]
    titles += [" ".join(drawn.sample([*entries, "sales", "of", "人"], 3)) for _ in range(300)]
    for title in titles:
        plain = plain_title(title)
        wanted = next(
            (
                (sector, entry)
                for sector in SECTORS
                for entry in sorted(table[sector].titles)
                if _told_plainly(plain, entry)
            ),
            None,
        )
        one = found(title=title)
        assert (one and (one[0], one[2])) == wanted, title


def acting(session: Session) -> Actor:
    workspace = make_workspace(session)
    user = make_user(session, workspace.id, "manager")
    return Actor(workspace.id, user.id, "manager")


def test_a_workspace_edits_the_table_for_itself_alone(any_database: str) -> None:
    with transaction() as session:
        actor, other = acting(session), acting(session)
        ours = our_table()["media"]
        kept = [f".{one}" for one in ours.domains if one != "bbc.co.uk"] + [*ours.titles, "Podcast Host"]
        set_words(session, "media", "\n".join([*kept, "@radio.example"]), actor, AT)
        table = table_of(session, actor.workspace_id)
        asked = [somebody("a@bbc.co.uk"), somebody("a@fm.radio.example"), somebody(title="podcast host")]
        assert [one and one.sector for one in (suspicion_of(who, table) for who in asked)] == [None, "media", "media"]
        theirs = table_of(session, other.workspace_id)
        assert [one and one.sector for one in (suspicion_of(who, theirs) for who in asked)] == ["media", None, None]


def test_a_limit_has_a_source_and_a_day_and_the_country_goes_before_everywhere(database: str) -> None:
    with transaction() as session:
        actor = acting(session)
        for country, minor in (("", 0), ("CZ", 1_200)):
            line = Limit("media", country, minor, "EUR", " Press  council, 4.2 ", date(2026, 1, 2))
            set_limit(session, line, actor, AT)
        limits = limits_of(session, actor.workspace_id)
        assert [limit_for(limits, "media", where).minor for where in ("CZ", "IS")] == [1_200, 0]  # type: ignore[union-attr]
        assert (limits["media", "CZ"].source, limits["media", "CZ"].said_by) == ("Press council, 4.2", actor.user_id)
        assert limit_for(limits, "procurement", "CZ") is None
        assert limit_for(limits, "government", "US") == our_limits()["government", "US"]


@pytest.mark.parametrize(
    ("line", "param"),
    [
        (Limit("banks", "", 0, "EUR", "A law", date(2026, 1, 2)), "sector"),
        (Limit("media", "", -1, "EUR", "A law", date(2026, 1, 2)), "limit"),
        (Limit("media", "", 0, "EUR", "  ", date(2026, 1, 2)), "source"),
        (Limit("media", "", 0, "EUR", "A law", date(2027, 1, 2)), "source_on"),
    ],
)
def test_a_limit_without_what_it_needs_is_refused(database: str, line: Limit, param: str) -> None:
    with transaction() as session:
        with pytest.raises(InvalidInput) as refused:
            set_limit(session, line, acting(session), AT)
        assert refused.value.param == param


def test_what_is_no_domain_is_refused_with_its_words(database: str) -> None:
    with transaction() as session, pytest.raises(InvalidInput, match=r"“\.a\.\.b” isn’t a domain"):
        set_words(session, "media", ".a..b", acting(session), AT)


def test_every_sector_has_domains_or_titles_and_no_entry_stands_twice() -> None:
    for sector in SECTORS:
        words = our_table()[sector]
        assert words.domains
        assert words.titles
