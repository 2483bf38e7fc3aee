"""An installation of the first version is brought up: its rows stay, and gain what later versions need."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import func, inspect, select, text

from service.app.command_line import handpicked, main
from service.app.database.carry_over import bring_up, sentences
from service.app.database.config import alembic_config
from service.app.database.migrate import is_migrated, migrate
from service.app.tables import METADATA
from service.app.wiring import register_all
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import dispose_engines, engine, reading, transaction
from service.db.key_check import KeyCheck, key_value
from service.dietary.vocabulary import MATERIALS
from service.errors import SettingsError
from service.gifting.accept import accept_gift
from service.gifting.look_again import look_at, look_at_product_job
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.planning.plan.redecide import redecide_gift
from service.recipients.facts.fact import facts_of, in_force
from service.recipients.models import Account, ProfileFact, Question
from service.security.encryption import encrypt
from tests.asked_again import defects
from tests.conftest import SECRET, forget_settings
from tests.factories import AT, make_account, make_fact, make_job, make_recipient
from tests.postgres import PostgresServer
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene, set_scene

LATER = AT + timedelta(hours=1)
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""Where another test asks the same of both databases."""


_MADE: dict[str, tuple[Path, Scene]] = {}
"""Kind of database -> the file, where it is SQLite, and whose gifts are in it."""
_BROUGHT: dict[str, Brought] = {}


@dataclass(frozen=True)
class Brought:
    """An installation of before that was brought up: whose gifts are in it, its rows before, and what `bring_up` answered."""

    kept: Path
    scene: Scene
    rows: Mapping[str, int | None]
    told: tuple[int, int]


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest, data_dir: Path) -> str:
    data_dir.mkdir(exist_ok=True)
    return str(request.param)


@pytest.fixture
def installed(kind: str, request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    server = request.getfixturevalue("postgres") if kind == "postgres" else None
    return Installed(server, data_dir, request.getfixturevalue("tmp_path_factory"), monkeypatch)


@dataclass(frozen=True)
class Installed:
    """Makes installations and copies of them the ones that the settings mean."""

    server: PostgresServer | None
    data_dir: Path
    folders: pytest.TempPathFactory
    settings: pytest.MonkeyPatch

    @contextmanager
    def apart(self, name: str) -> Iterator[Path]:
        """In an empty database that others are copied from. The file where it is SQLite."""
        kept = self.folders.mktemp(name) / "handpicked.sqlite3"
        yield from self._in(self.server.create(name) if self.server else f"sqlite:///{kept}", kept)

    def copy(self, name: str, kept: Path) -> None:
        """From now on the settings mean a copy of it."""
        if self.server:
            self.settings.setenv("HANDPICKED_DATABASE_URL", self.server.create(f"{name}_{uuid4().hex}", like=name))
        else:
            shutil.copy(kept, self.data_dir / "handpicked.sqlite3")
        forget_settings()
        register_all()

    def _in(self, url: str, kept: Path) -> Iterator[Path]:
        self.settings.setenv("HANDPICKED_DATABASE_URL", url)
        forget_settings()
        yield kept
        if engine().dialect.name == "sqlite":
            with engine().connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        dispose_engines()
        self.settings.delenv("HANDPICKED_DATABASE_URL")
        forget_settings()


@pytest.fixture
def old(kind: str, installed: Installed) -> Scene:
    """Three people with gifts, two of them vegans and one of these after a yes, in the tables of the first version: a copy of an
    installation that is made once for each kind of database."""
    if kind not in _MADE:
        with installed.apart("old_installation") as kept:
            _MADE[kind] = (kept, _make_old())
    kept, scene = _MADE[kind]
    installed.copy("old_installation", kept)
    return scene


@pytest.fixture
def brought(kind: str, installed: Installed) -> Brought:
    """The same installation brought up to this version, once for each kind of database: a copy."""
    if kind not in _BROUGHT:
        with installed.apart("brought_installation") as kept:
            scene = _make_old()
            rows = _counted()
            _BROUGHT[kind] = Brought(kept, scene, rows, bring_up())
    installed.copy("brought_installation", _BROUGHT[kind].kept)
    return _BROUGHT[kind]


def _make_old() -> Scene:
    """In the database of the settings in force, which is empty."""
    register_all()
    migrate()
    with transaction() as session:
        scene = set_scene(session, people=3, others=0)
        for number, value in ((0, "vegan"), (1, "vegan")):
            make_fact(session, scene.people[number], "diet", value)
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), AT)
        # A second list said less, and its upload left no other trace.
        make_fact(session, scene.people[1], "allergen", "nuts", withdrawn_at=LATER)
        # Somebody answered the question that a list had opened, and put right what another had said.
        make_fact(session, scene.people[2], "diet", "ask", withdrawn_at=LATER)
        make_fact(session, scene.people[2], "allergen", "milk", withdrawn_at=LATER)
        make_fact(session, scene.people[2], "diet", "vegetarian", source="asked", created_at=LATER)
        make_job(session, "gifting.redecide", scene.gifts[0].id, version=3, state="done")
        make_account(session, scene.workspace_id, "ホンダ").name_key = "ホンタ"
    command.downgrade(alembic_config(engine()), "0001")
    assert not {"incident", "dietary_saying", "key_check"} & set(inspect(engine()).get_table_names())
    assert "materials" not in {column["name"] for column in inspect(engine()).get_columns("product")}
    return scene


def _counted() -> dict[str, int | None]:
    tables = ("account", "gift", "gift_event", "money_entry", "product", "profile_fact", "recipient")
    with engine().connect() as connection:
        return {name: connection.scalar(select(func.count()).select_from(METADATA.tables[name])) for name in tables}


def test_rows_of_the_first_version_are_all_there_and_the_books_agree(brought: Brought) -> None:
    assert is_migrated()
    with engine().connect() as connection:
        assert _counted() == {
            **brought.rows,
            "profile_fact": (brought.rows["profile_fact"] or 0) + 1,
        }  # somebody is asked
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert defects() == []


@ON_SQLITE
def test_company_keys_keep_their_marks_and_looks_go_on_where_jobs_ended(brought: Brought) -> None:
    with transaction() as session:
        assert session.scalars(select(Account.name_key).where(Account.name == "ホンダ")).one() == "ホンダ"
        gift = session.get_one(RecipientGift, brought.scene.gifts[0].id)
        assert gift.looks == 3
        look_at(session, gift)
        versions = select(Job.version).where(Job.kind == "gifting.redecide", Job.subject_id == gift.id)
        assert sorted(session.scalars(versions)) == [3, 4]


@ON_SQLITE
def test_the_key_is_adopted_once_and_another_one_changes_nothing(old: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_SECRET_KEY", "another secret of the right length, 40 characters")
    forget_settings()
    with pytest.raises(SettingsError, match="is not the key this database was created with"):
        bring_up()
    monkeypatch.setenv("HANDPICKED_SECRET_KEY", SECRET)
    forget_settings()
    register_all()
    assert not is_migrated()

    bring_up()
    bring_up()

    with reading() as session:
        assert session.scalars(select(KeyCheck.value)).all() == [key_value()]


def test_what_a_list_took_away_counts_again_and_is_asked_about(brought: Brought) -> None:
    old = brought.scene
    assert brought.told[0] == 1
    assert bring_up() == (0, 0)

    with reading() as session:
        known = facts_of(session, [old.people[1].id, old.people[2].id], utc_now().date())
        told = {person: {(fact.kind, fact.value) for fact in in_force(known[person.id])} for person in old.people[1:]}
        assert told[old.people[1]] == {("diet", "vegan"), ("allergen", "nuts"), ("diet", "ask")}
        assert told[old.people[2]] == {("diet", "vegetarian")}
        asked = session.scalars(select(Question).where(Question.opened_at.is_not(None))).all()
        assert [question.recipient_id for question in asked] == [old.people[1].id]
        own = select(ProfileFact.withdrawn_by).where(ProfileFact.recipient_id == old.people[2].id)
        assert sorted(map(str, session.scalars(own))) == ["None", "person", "person"]


def test_a_vegan_is_given_nothing_of_which_nobody_has_said_what_it_is_made_of(brought: Brought) -> None:
    old = brought.scene
    assert brought.told[1] == 3

    with reading() as session:
        for product in session.scalars(select(Product)):
            assert product.materials == dict.fromkeys(MATERIALS, "unknown")
        looks = session.scalars(select(Job.subject_id).where(Job.kind == "gifting.look_at_product")).all()
        assert sorted(looks) == sorted(product.id for product in old.products)
    for product in old.products:
        do(look_at_product_job, "gifting.look_at_product", product.id, 2)
    with transaction() as session:
        for gift in old.gifts:
            redecide_gift(session, gift.id, LATER)
    with reading() as session:
        gifts = [session.get_one(RecipientGift, gift.id) for gift in old.gifts]
        assert [gift.product_id for gift in gifts] == [None, None, old.products[2].id]
        assert gifts[0].stopped_at == LATER
    assert defects() == []


@ON_SQLITE
def test_facts_of_people_who_take_nothing_away_are_left_alone(old: Scene) -> None:
    with engine().begin() as connection:
        connection.execute(
            text("UPDATE profile_fact SET value = :none WHERE kind = 'allergen' OR kind = 'diet'"),
            {"none": encrypt("none")},
        )
        connection.execute(text("DELETE FROM profile_fact WHERE kind = 'allergen'"))

    assert bring_up()[0] == 0


@ON_SQLITE
def test_a_command_that_meets_older_tables_says_what_to_run(
    old: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["handpicked", "audit"])
    with pytest.raises(SystemExit) as left:
        main()

    assert left.value.code == 2
    sentence = "The database tables are from another version. First run: handpicked migrate"
    assert capsys.readouterr().err == f"handpicked: {sentence}\n"


def test_an_operator_is_told_what_is_left_to_do() -> None:
    assert sentences(0, 0) == []
    assert sentences(1, 1_400) == [
        "1 person is asked again what they avoid, because an earlier version let a list remove it. Until they "
        "answer, we avoid all of it.",
        "1,400 products say nothing about materials and scents. People to whom those matter won’t be given one "
        "until it does: import the catalogue with these marks before you start (handpicked import-catalog).",
    ]


def test_a_catalog_is_imported_from_the_command_line(database: str, tmp_path: Path) -> None:
    with transaction() as session:
        scene = set_scene(session)
        make_recipient(session, make_account(session, scene.workspace_id, "Birch"))
    (tmp_path / "empty.json").write_text('{"products": []}')

    said = CliRunner().invoke(handpicked, ["import-catalog", "Fjord & Loom", str(tmp_path / "empty.json")])
    assert said.stdout == "0 added, 0 changed. Gifts affected by a changed mark are checked again.\n"
    strange = CliRunner().invoke(handpicked, ["import-catalog", "Nobody", str(tmp_path / "empty.json")])
    assert "There is no workspace “Nobody”." in str(strange.exception)
