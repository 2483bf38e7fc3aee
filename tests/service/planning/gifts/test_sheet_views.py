"""From an empty workspace to a shelf: download, upload, answer, import, and the same again."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from service.catalog.models import PendingGifts, Product
from service.db.connect import reading, transaction
from service.workspaces.models import AuditEntry, User
from tests.console import Console, sales_person
from tests.factories import make_campaign

HEAD = "Code,Gift,Version,Kind,Price,Countries,Stock,Contains,Free from,Materials and scents,Source,Source date\n"
GOOD = (
    f'{HEAD}TEA,Round teapot,,neither,49.50,"CZ, DE",12,,,none,label,2026-03-02\n'
    "TRF,Truffles,,edible,34.00,CZ,18,nuts,all the rest,none,maker's sheet,2026-03-02\n"
)
BAD = f'{GOOD}PEN,Olive pen,,neither,"42,o0",UK & Irland,-4,,,vegan leather,,\n'


@pytest.fixture
def seller(database: str) -> User:
    with transaction() as session:
        return sales_person(session)


def upload(console: Console, text: str, name: str = "gifts.csv", path: str = "/gifts/upload") -> object:
    return console.post(path, file=(io.BytesIO(text.encode()), name))


def shelf() -> dict[str, Product]:
    with reading() as session:
        return {product.sku: product for product in session.scalars(select(Product))}


def answers(page: str) -> dict[str, str]:
    """What a press on the button sends where nothing on the page was touched."""
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    for tag in re.findall(r'<input type="radio"[^>]*checked>', page):
        fields[re.search(r'name="([^"]+)"', tag)[1]] = re.search(r'value="([^"]*)"', tag)[1]  # type: ignore[index]
    for name, value in re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', page):
        fields[name] = value
    return fields


def test_an_empty_workspace_offers_the_sheet_the_upload_and_the_sample(seller: User) -> None:
    page = Console(seller).get("/gifts").text
    assert "<h1>You have no gifts yet</h1>" in page
    assert [words in page for words in ("Download the sheet", "Upload and check", "Use the sample shelf")] == [True] * 3


def test_the_sheet_can_be_downloaded_and_its_example_rows_are_nobodys_gifts(seller: User) -> None:
    console = Console(seller)
    sheet = console.get("/gifts/sheet.xlsx")
    assert (sheet.status_code, sheet.data[:2]) == (200, b"PK")
    text = console.get("/gifts/sheet.csv").text
    assert text.startswith("\ufeffCode,Product,Version,Gift,")
    answer = console.post("/gifts/upload", file=(io.BytesIO(text.encode()), "handpicked-gifts.csv"))
    assert (answer.status_code, shelf()) == (422, {})
    assert "There are headings and no rows." in answer.text


def test_a_whole_sheet_is_on_the_shelf_with_one_press_after_it_was_seen(seller: User) -> None:
    console = Console(seller)
    assert upload(console, GOOD).headers["Location"] == "/gifts/check"
    page = console.get("/gifts/check").text
    assert "Import 2 gifts" in page
    assert shelf() == {}
    assert console.post("/gifts/check", **_fields(page)).headers["Location"] == "/gifts/imported"

    gifts = shelf()
    assert {sku: (one.kind, one.price_minor, one.stock, one.regions) for sku, one in gifts.items()} == {
        "TEA": ("neither", 4950, 12, ["CZ", "DE"]),
        "TRF": ("edible", 3400, 18, ["CZ"]),
    }
    assert (gifts["TRF"].allergens["nuts"], gifts["TRF"].allergens["milk"]) == ("contains", "absent")
    assert gifts["TRF"].mark_sources["allergens.milk"] == {"source": "sheet", "on": "2026-03-02", "by": seller.id}
    assert "2 gifts are on your shelf" in console.get("/gifts/imported").text
    with reading() as session:
        assert session.scalars(select(PendingGifts)).all() == []
        [line] = session.scalars(select(AuditEntry).where(AuditEntry.act == "catalog.imported"))
    assert (line.user_id, line.body["added"], line.body["pieces"]) == (seller.id, 2, 30)


def test_the_same_sheet_twice_changes_nothing(seller: User) -> None:
    console = Console(seller)
    for _ in range(2):
        upload(console, GOOD)
        console.post("/gifts/check", **_fields(console.get("/gifts/check").text))
    with reading() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "catalog.imported").order_by(AuditEntry.id))
        assert [(line.body["added"], line.body["changed"]) for line in lines] == [(2, 0), (0, 0)]
    assert {sku: one.revision for sku, one in shelf().items()} == {"TEA": 1, "TRF": 1}


def test_each_bad_cell_has_its_sentence_and_all_suggestions_are_taken_with_one_press(seller: User) -> None:
    console = Console(seller)
    upload(console, BAD)
    page = console.get("/gifts/check").text
    for sentence in (
        "“42,o0” isn’t a price",
        "“UK &amp; Irland” isn’t one country",
        "Stock can’t be below zero",
        "“vegan leather” doesn’t say what it’s made of",
    ):
        assert sentence in page
    assert "Use these 4 answers and import 3 gifts" in page
    assert shelf() == {}

    console.post("/gifts/check", **_fields(page))
    pen = shelf()["PEN"]
    assert (pen.price_minor, pen.regions, pen.stock, pen.materials["leather"]) == (4200, ["GB", "IE"], 0, "unknown")


def test_an_answer_that_is_wrong_too_leaves_everything_out(seller: User) -> None:
    console = Console(seller)
    upload(console, BAD)
    fields = _fields(console.get("/gifts/check").text)
    fields |= {"cell-4-price": "__other__", "cell-4-price-text": "a lot"}
    assert console.post("/gifts/check", **fields).headers["Location"] == "/gifts/check"
    assert shelf() == {}
    assert "“a lot” isn’t a price" in console.get("/gifts/check").text


def test_a_row_can_be_left_out(seller: User) -> None:
    console = Console(seller)
    upload(console, BAD)
    fields = _fields(console.get("/gifts/check").text) | {"cell-4-price": "__skip__"}
    console.post("/gifts/check", **fields)
    assert sorted(shelf()) == ["TEA", "TRF"]


def test_words_of_food_in_a_gift_that_is_neither_keep_it_from_everybody_until_somebody_settles_them(
    seller: User,
) -> None:
    console = Console(seller)
    text = f"{HEAD}CND,Fig and cedar candle,,neither,23,CZ,16,,,none,label,2026-03-02\n"
    upload(console, text)
    page = console.get("/gifts/check").text
    assert "“Fig”" in page
    console.post("/gifts/check", **_fields(page))
    assert (shelf()["CND"].is_unsettled, shelf()["CND"].settled) == (True, None)

    upload(console, text)
    console.post("/gifts/check", **_fields(console.get("/gifts/check").text), **{"settle-2": "yes"})
    candle = shelf()["CND"]
    assert (candle.is_unsettled, candle.settled["words"], candle.settled["by"]) == (False, ["Fig"], seller.id)


def test_a_file_that_cannot_be_read_is_told_on_the_page_and_nothing_is_kept(seller: User) -> None:
    console = Console(seller)
    answer = console.post("/gifts/upload", file=(io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 100), "our-gifts.xls"))
    assert answer.status_code == 422
    assert "“our-gifts.xls” wasn’t imported" in answer.text
    assert "save it as XLSX" in answer.text
    with reading() as session:
        assert session.scalars(select(PendingGifts)).all() == []


def test_an_answer_to_a_sheet_that_was_replaced_meanwhile_imports_nothing(seller: User) -> None:
    console = Console(seller)
    upload(console, GOOD)
    fields = _fields(console.get("/gifts/check").text)
    upload(console, GOOD.replace("49.50", "50.50"))
    assert console.post("/gifts/check", **fields).status_code == 409
    assert shelf() == {}


def test_the_marked_sheet_holds_the_own_columns_and_what_to_fix_and_no_formula(seller: User) -> None:
    console = Console(seller)
    upload(console, f"{HEAD}=1+1,Pen,,neither,4x,CZ,1,,,,,\n")
    text = console.get("/gifts/check.csv").text
    assert "'=1+1,Pen" in text
    assert "Price: “4x” isn’t a price." in text


def test_the_sample_shelf_comes_and_goes_in_one_press_each(seller: User) -> None:
    console = Console(seller)
    upload(console, GOOD)
    console.post("/gifts/check", **_fields(console.get("/gifts/check").text))
    assert console.post("/gifts/sample").status_code == 303
    assert "1,351 sample gifts are on your shelf, counting each version." in console.get("/gifts").text
    assert len(shelf()) == 1353
    console.post("/gifts/sample/remove")
    assert sorted(shelf()) == ["TEA", "TRF"]


def _fields(page: str) -> dict[str, str]:
    fields = answers(page)
    fields.pop("csrf", None)
    return fields


def test_the_result_goes_straight_on_to_people_where_a_campaign_waits_for_them(seller: User) -> None:
    console = Console(seller)
    upload(console, GOOD)
    console.post("/gifts/check", **_fields(console.get("/gifts/check").text))
    assert '<a class="btn" href="/campaigns/new">Start a campaign</a>' in console.get("/gifts/imported").text
    with transaction() as session:
        campaign_id = make_campaign(session, seller.workspace_id, status="draft").id
    page = console.get("/gifts/imported").text
    assert f'action="/campaigns/{campaign_id}/people"' in page
    # The whole form of the list: the reason and the source are asked here, so that the next press reads the columns.
    for field in ('name="file"', 'name="basis" value="customer"', 'name="source"'):
        assert field in page
