"""The gift register: the same as the events say, over all workspaces of a company, against limits, for whoever may read it."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pypdfium2 as pdfium
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.campaigns.tax.limits import Span, set_home
from service.db import page
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, NotFound, RefusedError
from service.gifting.models import RecipientGift
from service.gifting.transitions import TRANSITIONS, apply
from service.planning.register import read
from service.planning.register.download import month_ends
from service.planning.register.files.csv_file import HEADINGS, register_csv
from service.planning.register.files.signed import is_signed, signed_archive
from service.planning.register.limits import YearLimit, judge
from service.planning.register.read import read_page, read_register
from service.planning.register.sums import Sum, sums_of
from service.recipients.models import Account, Recipient
from service.recipients.names import Name, name_of
from service.workspaces.actor import actor_of
from service.workspaces.company import name_company, of_one_company
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import (
    AT,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

pytestmark = pytest.mark.usefixtures("database")
YEAR = Span(date(2025, 12, 1), date(2026, 11, 30))


@dataclass
class House:
    """One workspace with an owner, an ethics officer and one company."""

    owner: User
    ethics: User
    account: Account

    def person(self, session: Session, name: str, **values: object) -> Recipient:
        return make_recipient(session, self.account, name, **({"family_name": None} | values))

    def gift(self, session: Session, person: Recipient, status: str, minor: int, **values: object) -> RecipientGift:
        """In a campaign of its own: nobody has two gifts in one."""
        campaign = make_campaign(
            session, self.owner.workspace_id, status="running", currency=str(values.pop("currency", "EUR"))
        )
        product = make_product(session, self.owner.workspace_id, price_minor=minor)
        moments = {"launched_at": AT, "decided_at": AT} | values
        return make_gift(session, campaign, person, product, status=status, price_minor=minor, **moments)


def house(session: Session, name: str = "Fjord & Loom", **policy: object) -> House:
    workspace = make_workspace(session, name).id
    account = make_account(session, workspace, "Nordlys", country="NO", gift_policy=policy)
    return House(make_user(session, workspace, "owner"), make_user(session, workspace, "ethics"), account)


_WALK = ("launch", "open", "accept", "decline", "undo", "order", "ship", "deliver", "return", "cancel")


def test_the_register_equals_the_events_by_a_query_written_apart() -> None:
    chance = random.Random(30)
    with transaction() as session:
        one, other = house(session), house(session, "Fjord & Loom Sverige")
        name_company(session, ("Fjord & Loom", "Fjord & Loom Sverige"), AT)
        people = [
            (made, made.person(session, "Kari", email=f"kari{number}@nordlys.example"))
            for made in (one, other)
            for number in range(4)
        ]
        for _ in range(20):
            made, who = chance.choice(people)
            at = datetime(2025, 6, 1, tzinfo=UTC) + timedelta(days=chance.randrange(500))
            gift = made.gift(session, who, "draft", chance.randrange(1, 9_000), launched_at=None, decided_at=None)
            for _ in range(7):
                possible = [act for act in _WALK if gift.status in TRANSITIONS[act].sources]
                if not possible:
                    break
                try:
                    with session.begin_nested():
                        apply(session, gift, chance.choice(possible), at)
                except RefusedError:  # not from here: the money or the piece isn't there
                    session.refresh(gift)
                at += timedelta(days=chance.randrange(40))
    with reading() as session:
        workspaces = of_one_company(session, one.owner.workspace_id)
        told = {
            (key, sums.currency): (
                sums.offered, sums.offered_minor, sums.took, sums.took_minor, sums.declined, sums.declined_minor,
            )
            for key, found in sums_of(session, workspaces, YEAR, "person").items()
            for sums in found
            if sums.is_in_span
        }  # fmt: skip
        assert told == _by_events(session)
        assert sum(found[2] for found in told.values()) > 0
        assert sum(found[4] for found in told.values()) > 0
        lines = read_register(session, actor_of(one.ethics), "people", YEAR.last).lines
        assert len(lines) == len({key for key, _ in told})


def _by_events(session: Session) -> dict[tuple[str, str], tuple[int, ...]]:
    """The same from nothing but the history: what each event left behind, folded gift by gift."""
    rows = session.execute(
        text(
            "SELECT e.gift_id, e.kind, e.body, e.at, r.email_hash, g.currency FROM gift_event e "
            "JOIN gift g ON g.id = e.gift_id JOIN recipient r ON r.id = g.recipient_id ORDER BY e.id"
        )
    ).all()
    launched: dict[str, str] = {}
    answered: dict[str, str] = {}
    last: dict[str, dict[str, object]] = {}
    of: dict[str, tuple[str, str]] = {}
    for gift_id, kind, body, at, key, currency in rows:
        told = json.loads(body) if isinstance(body, str) else body
        day = str(at)[:10]
        of[gift_id] = (key, currency)
        if kind == "gift.created":
            launched[gift_id] = day
        if kind in {"gift.accepted", "gift.declined"}:
            answered[gift_id] = day
        if "status" in told:
            last[gift_id] = told
    found: dict[tuple[str, str], Counter[int]] = {}
    for gift_id, now in last.items():
        kept = now["status"] in {"accepted", "ordered", "shipped", "delivered"}
        for place, day, counts in (
            (0, launched.get(gift_id, ""), True),
            (2, answered.get(gift_id, ""), kept),
            (4, answered.get(gift_id, ""), now["status"] == "declined"),
        ):
            if counts and "2025-12-01" <= day <= "2026-11-30":
                sums = found.setdefault(of[gift_id], Counter())
                sums[place] += 1
                sums[place + 1] += int(str(now["price_minor"]))
    return {key: tuple(sums[place] for place in range(6)) for key, sums in found.items()}


def _sum(took_minor: int, waiting_minor: int = 0, currency: str = "EUR") -> Sum:
    return Sum(currency, 1, took_minor, 1, took_minor, 0, 0, bool(waiting_minor), waiting_minor, took_minor)


@pytest.mark.parametrize(
    ("sums", "state"),
    [
        ([], "within"),
        ([_sum(3_999)], "within"),
        ([_sum(4_000)], "near"),
        ([_sum(3_000, 1_000)], "near"),
        ([_sum(5_000)], "near"),
        ([_sum(5_001)], "above"),
        ([_sum(100), _sum(100, currency="CZK")], "unknown"),
        ([_sum(5_001), _sum(100, currency="CZK")], "above"),
    ],
)
def test_above_is_above_by_a_cent_and_another_currency_is_never_converted(sums: list[Sum], state: str) -> None:
    assert judge(YearLimit("company", 5_000, "EUR", YEAR, "Its rule", None), sums).state == state


def test_a_company_of_several_workspaces_is_read_whole_by_ethics_alone() -> None:
    with transaction() as session:
        one, other, stranger = (
            house(session, yearly_cap_minor=5_000, currency="EUR"), house(session, "Sverige"), house(session, "Elsewhere"),
        )  # fmt: skip
        name_company(session, ("Fjord & Loom", "Sverige"), AT)
        for made, minor in ((one, 2_000), (other, 3_001), (stranger, 9_000)):
            made.gift(session, made.person(session, "Kari", email="kari@nordlys.example"), "delivered", minor)
        made = one.gift(session, one.person(session, "Ola"), "declined", 700, decline_reason="privacy")
        erased = other.person(session, "Per", erased_at=AT)
        erased.given_name = None
        other.gift(session, erased, "accepted", 100)
    with reading() as session:
        seen = read_register(session, actor_of(one.ethics), "people", YEAR.last)
        assert list(seen.workspaces) == ["Fjord & Loom", "Sverige"]
        assert [(line.name, line.is_erased, line.sums[0].took_minor, line.sums[0].declined) for line in seen.lines] == [
            ("Kari", False, 5_001, 0),
            ("Ola", False, 0, 1),
            (None, True, 100, 0),
        ]
        above = seen.lines[0].verdict
        assert above is not None
        assert (above.state, above.counted_minor, above.limit.minor) == ("above", 5_001, 5_000)
        own = read_register(session, actor_of(one.owner), "people", YEAR.last)
        assert {line.name: line.sums[0].took_minor for line in own.lines} == {"Kari": 2_000, "Ola": 0}
        companies = read_register(session, actor_of(one.ethics), "companies", YEAR.last).lines
        assert [(line.company, line.sums[0].took_minor, line.sums[0].declined) for line in companies] == [
            ("Nordlys", 5_101, 1)
        ]
        assert read_register(session, actor_of(one.ethics), "public", YEAR.last).lines == []


def test_each_source_brings_its_limit_with_its_day_and_the_worst_counts() -> None:
    with transaction() as session:
        made = house(
            session, periods=[{"minor": 9_000, "gifts": None, "months": 3, "currency": "EUR"}], public_sector=True
        )
        set_home(session, "DE", 1, actor_of(made.owner), AT)
        official = made.person(session, "Kari", email="kari@agency.gov", country="US")
        made.gift(session, official, "delivered", 4_900)
        made.gift(session, official, "delivered", 8_000, decided_at=AT - timedelta(days=120), launched_at=AT)
    with reading() as session:
        line = read_register(session, actor_of(made.ethics), "people", AT.date()).lines[0]
        assert line.suspicion is not None
        assert (line.is_public, line.suspicion.sector, line.suspicion.entry) == (True, "government", "gov")
        assert line.verdict is not None
        assert line.verdict.state == "above"
        assert line.verdict.limit.source_on is not None
        assert read_register(session, actor_of(made.ethics), "public", AT.date()).lines[0].company == "Nordlys"


def test_pages_are_the_whole_register_cut_and_read_only_the_names_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "SIZE", 4)
    monkeypatch.setattr(page, "SIZE", 4)
    chance = random.Random(7)
    with transaction() as session:
        made = house(session, yearly_cap_minor=5_000, currency="EUR")
        far = House(made.owner, made.ethics, make_account(session, made.owner.workspace_id, "Zenit", country="CZ"))
        for number in range(19):
            at = chance.choice((made, far))
            email = f"kari{number}@{chance.choice(('agency.gov', 'nordlys.example'))}"
            who = at.person(session, chance.choice(("Kari", "Ola", "Åse")), email=email)
            who.erased_at = AT if number % 7 == 3 else None
            at.gift(session, who, "delivered", chance.choice((900, 4_200, 5_001)))
    with reading() as session:
        whole = read_register(session, actor_of(made.ethics), "people", AT.date())
        read_names: list[str] = []

        def watched(person: Recipient) -> Name:
            read_names.append(person.id)
            return name_of(person)

        monkeypatch.setattr(read, "name_of", watched)
        pages = [read_page(session, actor_of(made.ethics), "people", AT.date(), str(one)) for one in range(1, 6)]
    assert [line for register, _ in pages for line in register.lines] == whole.lines
    assert {(found.total, len(register.lines)) for register, found in pages[:4]} == {(19, 4)}
    assert [register.standing for register, _ in pages] == [whole.standing] * 5
    assert whole.standing == {state: whole.count(state) for state in whole.standing}
    assert whole.count("above") == sum(one.verdict is not None and one.verdict.state == "above" for one in whole.lines)
    read_names.clear()
    with reading() as session:
        read_page(session, actor_of(made.ethics), "people", AT.date(), "1")
    assert len(read_names) < 16


def test_page_file_and_signed_month_say_the_same_and_nobodys_reason() -> None:
    now = utc_now()
    ended = month_ends(now.date())[0]
    then = datetime(ended.year, ended.month, ended.day, 12, tzinfo=UTC)
    with transaction() as session:
        made = house(session, yearly_cap_minor=5_000, currency="EUR")
        moments = {"launched_at": then, "decided_at": then}
        made.gift(session, made.person(session, "Kari"), "delivered", 5_001, **moments)
        made.gift(session, made.person(session, "Ola"), "declined", 4_400, decline_reason="dietary", **moments)
    browser = Console(made.ethics)
    page = " ".join(browser.get("/register").text.split())
    assert "Kari" in page
    assert "€0.01 more" in page
    assert "dietary" not in page
    assert "/people/" not in page
    file = browser.post("/register.csv", until=ended.isoformat()).data
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADINGS
    assert [(row["person"], row["took value"], row["declined value"], row["standing"]) for row in rows] == [
        ("Kari", "5001", "0", "above"), ("Ola", "0", "4400", "within"),
    ]  # fmt: skip
    assert b"dietary" not in file
    assert browser.post("/register.zip", until=now.date().isoformat()).location == "/register"
    with reading() as session:
        acts = session.scalars(select(AuditEntry).where(AuditEntry.act == "gift_register.downloaded")).all()
        assert [(entry.body["form"], entry.body["lines"]) for entry in acts] == [("csv", 2)]


def test_one_flipped_byte_of_a_signed_month_is_told() -> None:
    with transaction() as session:
        made = house(session)
        register = read_register(session, actor_of(made.ethics), "people", YEAR.last)
    files = {"register.csv": register_csv(register), "register.pdf": b"%PDF-1.7 register"}
    with zipfile.ZipFile(io.BytesIO(signed_archive(register, files))) as archive:
        assert {name: archive.read(name) for name in files} == files
        signature = archive.read("signature.json")
    assert is_signed(signature, files)
    for name, content in files.items():
        assert not is_signed(signature, {**files, name: content[:-1] + bytes([content[-1] ^ 1])})
    assert not is_signed(signature.replace(b"2026-11-30", b"2026-10-31"), files)
    assert not is_signed(b"{}", files)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_paper_of_a_month_names_whoever_is_above_and_its_source() -> None:
    ended = month_ends(utc_now().date())[0]
    then = datetime(ended.year, ended.month, ended.day, 12, tzinfo=UTC)
    with transaction() as session:
        made = house(session, yearly_cap_minor=5_000, currency="EUR")
        moments = {"launched_at": then, "decided_at": then}
        made.gift(session, made.person(session, "Kari"), "delivered", 5_001, **moments)
        made.gift(session, made.person(session, "Ola"), "declined", 4_400, decline_reason="dietary", **moments)
        made.gift(session, made.person(session, "Per"), "declined", 100, currency="CZK", **moments)
    answer = Console(made.ethics).post("/register.zip", until=ended.isoformat())
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    signature = files.pop("signature.json")
    assert is_signed(signature, files)
    paper = next(content for name, content in files.items() if name.endswith(".pdf"))
    with pdfium.PdfDocument(paper) as document:
        words = " ".join(document[0].get_textpage().get_text_bounded().split())
    for part in ("Kari", "Nordlys", "1 · €50.01", "Above", "€50 (", "The company’s rule", "Ola", "Per"):
        assert part in words
    assert "dietary" not in words


def test_workspaces_are_named_together_whole_or_not_at_all() -> None:
    with transaction() as session:
        one, two = (make_workspace(session, name).id for name in ("One", "Two"))
        make_workspace(session, "Play", is_sandbox=True)
        make_workspace(session, "Twin")
        make_workspace(session, "Twin")
    for names, error in ((("One", "Nowhere"), NotFound), (("One", "Play"), Conflict), (("One", "Twin"), Conflict)):
        with pytest.raises(error), transaction() as session:
            name_company(session, names, AT)
    with transaction() as session:
        assert of_one_company(session, one) == (one,)
        name_company(session, ("One", "Two"), AT)
        assert of_one_company(session, one) == of_one_company(session, two) == tuple(sorted((one, two)))
        name_company(session, ("One",), AT)
        assert (of_one_company(session, one), of_one_company(session, two)) == ((one,), (two,))
