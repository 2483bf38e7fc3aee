"""The plan as a file: everybody in it, nothing told, nothing a spreadsheet computes, and a line in the audit log."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.planning.plan.export.rows import HEADINGS
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_fact,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("database")
HOSTILE = '=HYPERLINK("http://evil.example","x")'


@dataclass(frozen=True)
class Scene:
    seller: User
    reader: User
    campaign: Campaign


@pytest.fixture
def scene() -> Scene:
    """A company whose name is a formula; one whose list says chess, one who told us, one who keeps it private, one who waits."""
    with transaction() as session:
        workspace = make_workspace(session)
        seller, reader = make_user(session, workspace.id, "seller"), make_user(session, workspace.id, "read_only")
        campaign = make_campaign(session, workspace.id, status="planned", seller_id=seller.id)
        account = make_account(session, workspace.id, HOSTILE)
        for number, (given, source, private) in enumerate(
            (("Jana", "imported", False), ("Ana", "asked", False), ("Ida", "imported", True))
        ):
            person = make_recipient(session, account, given, email=f"{given}@secret.example")
            join(session, campaign, person, row_number=number)
            make_fact(session, person, "interest", "chess", source=source, kept_private=private)
            make_fact(session, person, "diet", "vegan", source="asked")
            gift = make_gift(
                session, campaign, person, make_product(session, workspace.id, f"＝Set {number}", sku=f"S{number}")
            )
            gift.price_minor = 4450
        late = make_recipient(session, account, "\t@Petr")
        join(session, campaign, late, row_number=9)
        make_gift(session, campaign, late, None, hold_reason="dietary_unknown")
        make_match_run(session, campaign)
    return Scene(seller, reader, campaign)


def table(scene: Scene) -> list[list[str]]:
    answer = Console(scene.seller).get(f"/campaigns/{scene.campaign.id}/plan.csv")
    assert answer.headers["Cache-Control"] == "no-store"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_everybody_is_in_the_file_in_the_order_of_the_upload(scene: Scene) -> None:
    heading, *rows = table(scene)
    assert tuple(heading) == HEADINGS
    assert [row[0].split()[0] for row in rows] == ["Jana", "Ana", "Ida", "'@Petr"]
    assert rows[0][3:6] == ["S0", "44.50", "EUR"]
    assert rows[3][10] == "We don’t know what they eat"


def test_a_reason_is_named_only_where_the_senders_own_list_says_it(scene: Scene) -> None:
    _, jana, ana, ida, _ = table(scene)
    assert jana[6] == "chess"
    assert ana[6] == ida[6] == "Our estimate, stock and price"


def test_neither_an_address_nor_what_somebody_told_us_leaves(scene: Scene) -> None:
    file = Console(scene.seller).get(f"/campaigns/{scene.campaign.id}/plan.csv").data.decode()
    assert "vegan" not in file.casefold()
    assert "secret.example" not in file


def test_no_cell_of_either_file_is_computed(scene: Scene) -> None:
    assert all(not cell.startswith(("=", "＝", "@", "\t")) for row in table(scene) for cell in row)
    data = Console(scene.seller).get(f"/campaigns/{scene.campaign.id}/plan.xlsx").data
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == list(HEADINGS)
    assert rows[1][1].value == f"'{HOSTILE}"
    assert (rows[1][4].value, rows[1][4].data_type) == (44.5, "n")
    assert {cell.data_type for row in rows for cell in row} == {"s", "n"}
    assert not any(
        "<f>" in ZipFile(io.BytesIO(data)).read(name).decode() for name in ZipFile(io.BytesIO(data)).namelist()
    )


def test_each_way_out_writes_its_line_and_who_may_not_download_gets_nothing(scene: Scene) -> None:
    for path, form in (("plan.csv", "csv"), ("plan.xlsx", "xlsx"), ("plan/print", "print")):
        assert Console(scene.seller).get(f"/campaigns/{scene.campaign.id}/{path}").status_code == 200
        assert Console(scene.reader).get(f"/campaigns/{scene.campaign.id}/{path}").status_code == 403
        with reading() as session:
            found = session.scalars(
                select(AuditEntry).where(AuditEntry.act == "campaign.plan_downloaded").order_by(AuditEntry.id)
            ).all()
        assert (found[-1].body["format"], found[-1].body["rows"], found[-1].user_id) == (form, 4, scene.seller.id)
    with reading() as session:
        count = select(func.count()).where(AuditEntry.act == "campaign.plan_downloaded")
        assert session.scalar(count) == 3


def test_a_page_to_print_shows_the_same_and_opens_its_lists(scene: Scene) -> None:
    page = Console(scene.seller).get(f"/campaigns/{scene.campaign.id}/plan/print").text
    assert "＝Set 0" in page
    assert "secret.example" not in page
    assert "vegan" not in page.casefold()


def test_before_the_first_plan_there_is_nothing_to_download(scene: Scene) -> None:
    with transaction() as session:
        empty = make_campaign(session, scene.campaign.workspace_id, name="New", seller_id=scene.seller.id)
    answer = Console(scene.seller).get(f"/campaigns/{empty.id}/plan.csv")
    assert answer.status_code == 409
    assert "There’s no plan yet" in answer.text
