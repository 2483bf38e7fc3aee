"""The whole product, running for one journey, and a real Chromium to look at it with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from service.app.commands.people import sign_in_url
from service.app.database.migrate import migrate
from service.app.processes.run import running
from service.catalog.import_products import import_products, read_catalog
from service.config import ASSETS, settings
from service.db.base import utc_now
from service.db.connect import transaction
from service.workspaces.create_workspace import add_user, create_workspace
from tests.chromium import chromium
from tests.conftest import forget_settings
from tests.ports import free_port

SHELF = frozenset(
    f"HP-0{number}" for number in ("003", "007", "036", "079", "110", "329", "335", "346", "357", "371", "385", "391")
)
"""Twelve products of the sample: five that are eaten and suit everybody, seven that are not eaten."""


@dataclass(frozen=True)
class Product:
    """A running product with an empty workspace, and the one-time links of the two people who work in it."""

    address: str
    sales_link: str
    ops_link: str


@pytest.fixture
def product(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Product]:
    """Web, workers, sweeper and broker on a free port with their own data folder; twelve products on the shelf."""
    with _started(data_dir, monkeypatch, _furnish) as started:
        yield started


@pytest.fixture
def empty_product(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Product]:
    """The same with nothing on the shelf: a workspace of one's own, on its first day."""
    with _started(data_dir, monkeypatch, _people_only) as started:
        yield started


@contextmanager
def _started(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, furnish: Callable[[], tuple[str, str]]
) -> Iterator[Product]:
    port = free_port()
    monkeypatch.setenv("HANDPICKED_PORT", str(port))
    monkeypatch.setenv("HANDPICKED_BASE_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("HANDPICKED_WEB_WORKERS", "1")
    forget_settings()
    data_dir.mkdir(exist_ok=True)
    migrate()
    sales_link, ops_link = furnish()
    with running(settings()) as everything:
        everything.wait_ready()
        yield Product(everything.address, sales_link, ops_link)


def _furnish() -> tuple[str, str]:
    """A workspace with its shelf, and the sign-in links of a sales and an ops person."""
    catalog = json.loads((ASSETS / "samples" / "catalog.json").read_text("utf-8"))["products"]
    slice_of_it = {"products": [one for one in catalog if one["sku"] in SHELF]}
    with transaction() as session:
        workspace = create_workspace(session, "Fjord & Loom", utc_now())
        import_products(session, workspace.id, read_catalog(json.dumps(slice_of_it).encode()), is_sample=True)
        return _links(session, workspace.id)


def _people_only() -> tuple[str, str]:
    """A workspace with nothing in it but its two people."""
    with transaction() as session:
        return _links(session, create_workspace(session, "Fjord & Loom", utc_now()).id)


def _links(session: Session, workspace_id: str) -> tuple[str, str]:
    at = utc_now()
    nora = add_user(session, workspace_id, "nora@fjordloom.example.com", "Nora Whitfield", "manager", None, at)
    ingrid = add_user(session, workspace_id, "ingrid@fjordloom.example.com", "Ingrid Solheim", "ops", None, at)
    return sign_in_url(session, nora.id), sign_in_url(session, ingrid.id)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    with chromium() as started:
        yield started
