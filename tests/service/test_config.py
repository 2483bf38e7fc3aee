from __future__ import annotations

from pathlib import Path

import pytest

from service.config import read_settings
from service.errors import SettingsError


def test_without_any_variable_everything_lives_in_one_folder(tmp_path: Path) -> None:
    chosen = read_settings({"HANDPICKED_DATA_DIR": str(tmp_path)})
    assert chosen.database == f"sqlite:///{tmp_path}/handpicked.sqlite3"
    assert chosen.is_embedded_broker
    assert chosen.renditions_dir == tmp_path / "renditions"


def test_the_secret_is_made_once_kept_private_and_found_again(tmp_path: Path) -> None:
    first = read_settings({"HANDPICKED_DATA_DIR": str(tmp_path)})
    again = read_settings({"HANDPICKED_DATA_DIR": str(tmp_path)})
    assert first.key == again.key
    assert len(first.key) >= 32
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_postgresql_address_gets_its_driver_and_needs_a_secret() -> None:
    given = {"HANDPICKED_DATABASE_URL": "postgresql://gifts@db/gifts"}
    with pytest.raises(SettingsError, match="HANDPICKED_SECRET_KEY"):
        read_settings(given)
    chosen = read_settings({**given, "HANDPICKED_SECRET_KEY": "s" * 40})
    assert chosen.database == "postgresql+psycopg://gifts@db/gifts"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40 + "\n")
    chosen = read_settings({"HANDPICKED_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert chosen.key == b"k" * 40


def test_a_secret_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"HANDPICKED_SECRET_KEY_FILE.*cannot be read"):
        read_settings({"HANDPICKED_SECRET_KEY_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HANDPICKED_PORT", "eighty"),
        ("HANDPICKED_PORT", "70000"),
        ("HANDPICKED_LEASE_SECONDS", "0"),
        ("HANDPICKED_DATABASE_URL", "mysql://x"),
        ("HANDPICKED_REDIS_URL", "amqp://x"),
        ("HANDPICKED_BASE_URL", "gifts.example.com"),
        ("HANDPICKED_BASE_URL", "https://gifts.example.com/path"),
        ("HANDPICKED_LOG_LEVEL", "loud"),
        ("HANDPICKED_NARRATION", "shout"),
        ("HANDPICKED_PROT", "8080"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_variable(variable: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=variable):
        read_settings({"HANDPICKED_DATA_DIR": str(tmp_path), variable: value})


@pytest.mark.parametrize("name", ["ADDRESS_KEPT_DAYS", "UNINVITED_KEPT_DAYS"])
def test_a_period_of_zero_days_is_refused_with_a_sentence_that_says_why(name: str, tmp_path: Path) -> None:
    given = {"HANDPICKED_DATA_DIR": str(tmp_path), f"HANDPICKED_{name}": "0"}
    with pytest.raises(SettingsError) as refused:
        read_settings(given)
    assert refused.value.sentence == (
        f"HANDPICKED_{name}: must be at least 1 day: with none, it would be deleted while it’s still needed (it is '0')"
    )
    assert read_settings({**given, f"HANDPICKED_{name}": "1"}).address_kept_days in (1, 30)


def test_a_secret_is_never_repeated_in_the_sentence_that_refuses_it() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"HANDPICKED_SECRET_KEY": "short-secret"})
    assert "short-secret" not in refused.value.sentence


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ({"HANDPICKED_PORT": "8392"}, "http://127.0.0.1:8392"),
        ({"HANDPICKED_HOST": "::"}, "http://127.0.0.1:8080"),
        ({"HANDPICKED_BASE_URL": "https://gifts.example.com/"}, "https://gifts.example.com"),
    ],
)
def test_links_lead_to_where_the_product_listens_unless_an_origin_is_named(
    given: dict[str, str], origin: str, tmp_path: Path
) -> None:
    assert read_settings({"HANDPICKED_DATA_DIR": str(tmp_path), **given}).base_url == origin


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"HANDPICKED_DATA_DIR.*cannot be written"):
        read_settings({"HANDPICKED_DATA_DIR": str(tmp_path / "file" / "below")})
