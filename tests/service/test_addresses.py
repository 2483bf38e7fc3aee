"""Addresses in the settings are checked whole, and a password in them stands in no sentence, no repr and no traceback."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from service.app.command_line import main
from service.config import Settings, read_settings, settings
from service.errors import SettingsError

PASSWORD = "pa55-of-ours"
KEY = {"HANDPICKED_SECRET_KEY": "k" * 40}
BROKEN = [
    ("DATABASE_URL", "mysql://gifts:{}@db/gifts", "must start with postgresql:// or sqlite:///"),
    ("DATABASE_URL", "postgresql+asyncpg://gifts:{}@db/gifts", "must start with postgresql://"),
    ("DATABASE_URL", "gifts:{}@db/gifts", "must start with postgresql://"),
    ("DATABASE_URL", "postgresql://gifts:{}/x@db/gifts", "has a host or port that cannot be read"),
    ("DATABASE_URL", "postgresql://gifts:{}#x@db/gifts", "must hold no #"),
    ("DATABASE_URL", "postgresql://gifts:{}@db:99999/gifts", "has a host or port that cannot be read"),
    ("DATABASE_URL", "postgresql:// gifts:{}@db/gifts", "must hold no blanks"),
    ("DATABASE_URL", "sqlite:///:memory:", "must name a file"),
    ("REDIS_URL", "amqp://gifts:{}@broker//", "must start with redis://"),
    ("REDIS_URL", "redis://:{}/x@broker:6379/0", "has a host or port that cannot be read"),
    ("REDIS_URL", "redis://:{}@broker/{}", "must end with the number of a database"),
    ("REDIS_URL", "redis://:{}@", "names no host"),
    ("REDIS_URL", "unix://{}", "must name the socket by its whole path"),
    ("SMTP_URL", "http://gifts:{}@mail:25", "must start with smtp:// or smtps://"),
    ("SMTP_URL", "mail.example.com:25", "must start with smtp:// or smtps://"),
    ("SMTP_URL", "SMTP//gifts:{}@mail", "must start with smtp://"),
    ("SMTP_URL", "smtp://gifts:{}@:25", "names no host"),
    ("SMTP_URL", "smtp://", "names no host"),
    ("SMTP_URL", "smtp://gifts:{}@mail:0", "has a host or port that cannot be read"),
    ("SMTP_URL", "smtp://gifts:{}@mail:70000", "has a host or port that cannot be read"),
    ("SMTP_URL", "smtp://gifts:{}@mail:smtp", "has a host or port that cannot be read"),
    ("SMTP_URL", "smtp://gifts:{}/w@mail:25", "has a host or port that cannot be read"),
    ("SMTP_URL", "smtp://gifts:{}@[::1", "has a host or port that cannot be read"),
    ("SMTP_URL", "smtp://gifts:{}#w@mail:25", "must hold no #"),
    ("SMTP_URL", "smtp://gifts:{}@mail:25/inbox", "must end after host and port"),
    ("SMTP_URL", "smtp://gifts:{}@mail?starttls=yes", "may end with ?starttls=1"),
    ("SMTP_URL", "smtp://gifts:{}@mail?tls=1", "may end with ?starttls=1"),
    ("SMTP_URL", "smtp://gifts:{}@mail?starttls=1&user=x", "may end with ?starttls=1"),
    ("SMTP_URL", "smtps://gifts:{}@mail?starttls=1", "must not ask for starttls"),
    ("SMTP_URL", "smtp://gifts@mail", "must have a user with a password, or neither"),
    ("SMTP_URL", "smtp://:{}@mail", "must have a user with a password, or neither"),
    ("SMTP_URL", "smtp://gifts:{}@ma\til", "must hold no blanks"),
    ("SMTP_URL", "smtp://gifts:{}@mail\n", "must hold no blanks"),
    ("BASE_URL", "https://gifts:{}@gifts.example.com", "must be an origin"),
    ("BASE_URL", "https://gifts.example.com/?key={}", "must be an origin"),
    ("STORAGE_URL", "https://{}@s3.example.com/gifts", "must start with s3://"),
    ("STORAGE_URL", "s3://key:{}@gifts", "must name a bucket"),
    ("STORAGE_URL", "s3://Gifts_{}", "must name a bucket"),
    ("STORAGE_URL", "s3://gi..fts/{}", "must name a bucket"),
    ("STORAGE_URL", "s3://gifts/../{}", "may name folders after the bucket"),
    ("STORAGE_URL", "s3://gifts?key={}", "may name folders after the bucket"),
    ("STORAGE_ENDPOINT", "https://key:{}@s3.example.com", "without a user"),
    ("STORAGE_ENDPOINT", "https://s3.example.com/{}", "must end after host and port"),
    ("STORAGE_ENDPOINT", "ftp://s3.example.com/{}", "must be an address such as https://s3.example.com"),
    ("STORAGE_ENDPOINT", "http://s3.example.com", "must start with https://"),
    ("STORAGE_ENDPOINT", "http://9.9.9.9:8333", "must start with https://"),
    ("PORT", "smtp://gifts:{}@mail", "valid integer"),
    ("LOG_LEVEL", "{}{}", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
]


@pytest.mark.parametrize(("name", "value", "said"), BROKEN)
def test_a_wrong_address_is_refused_and_its_password_stands_nowhere(
    name: str, value: str, said: str, tmp_path: Path
) -> None:
    given = value.replace("{}", PASSWORD)
    variables = {**KEY, "HANDPICKED_DATA_DIR": str(tmp_path), f"HANDPICKED_{name}": given}

    with pytest.raises(SettingsError) as refused:
        read_settings(variables)

    assert refused.value.sentence.startswith(f"HANDPICKED_{name}: ")
    assert said in refused.value.sentence
    assert PASSWORD not in refused.value.sentence
    # With `from None` no chained error is printed, and there is none that would tell it either.
    assert PASSWORD not in "".join(traceback.format_exception(refused.value))

    with pytest.raises(ValidationError) as raw:
        Settings.model_validate({name.lower(): given})
    assert PASSWORD not in str(raw.value) + repr(raw.value)


@pytest.mark.parametrize(
    ("name", "value", "used"),
    [
        ("smtp_url", "smtp://mail", "smtp://mail"),
        ("smtp_url", "smtp://[::1]:2525/", "smtp://[::1]:2525/"),
        ("smtp_url", "smtps://gifts%40x:p%2Fw@mail.example.com:465", "smtps://gifts%40x:p%2Fw@mail.example.com:465"),
        ("smtp_url", "smtp://g:p@mail:587?starttls=1", "smtp://g:p@mail:587?starttls=1"),
        ("redis_url", "rediss://u:p@broker:6380/1?ssl_cert_reqs=required", None),
        ("redis_url", "unix:///run/redis.sock", "redis+socket:///run/redis.sock"),
        ("redis_url", "redis+socket:///run/redis.sock?virtual_host=1", None),
        ("database_url", "postgres://g:p@db:5432/gifts?sslmode=require", "postgresql+psycopg://g:p@db:5432/gifts?sslmode=require"),
        ("database_url", "postgresql+psycopg://postgres@/x?host=/run/pg", None),
        ("database_url", "sqlite:////srv/gifts.db", None),
        ("storage_url", "s3://gifts/handpicked/", "s3://gifts/handpicked"),
        ("storage_url", "s3://my.gifts-2", None),
        ("storage_endpoint", "https://s3.example.com:8333/", "https://s3.example.com:8333"),
        ("storage_endpoint", "http://10.0.0.5:8333", None),
        ("storage_endpoint", "http://[::1]:8333", None),
        ("storage_endpoint", "http://store:8333", None),
        ("base_url", "https://gifts.example.com:8443/", "https://gifts.example.com:8443"),
    ],
)  # fmt: skip
def test_every_right_form_is_taken(name: str, value: str, used: str | None) -> None:
    chosen = getattr(Settings.model_validate({name: value}), name)
    assert (chosen if isinstance(chosen, str) else chosen.get_secret_value()) == (used or value)


def test_no_secret_stands_in_what_settings_print_of_themselves() -> None:
    chosen = Settings.model_validate(
        {
            "database_url": f"postgresql://g:{PASSWORD}@db/g",
            "redis_url": f"redis://:{PASSWORD}@broker/0",
            "smtp_url": f"smtp://g:{PASSWORD}@mail",
            "secret_key": PASSWORD * 4,
        }
    )
    assert PASSWORD not in repr(chosen) + str(chosen)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"STORAGE_KEY_ID": "id", "STORAGE_SECRET": PASSWORD}, "HANDPICKED_STORAGE_URL is missing"),
        ({"STORAGE_ENDPOINT": "https://s3.example.com"}, "HANDPICKED_STORAGE_URL is missing"),
        ({"STORAGE_URL": "s3://gifts", "STORAGE_KEY_ID": "id"}, "HANDPICKED_STORAGE_SECRET is missing"),
        ({"STORAGE_URL": "s3://gifts", "STORAGE_SECRET": PASSWORD}, "HANDPICKED_STORAGE_KEY_ID is missing"),
    ],
)
def test_half_of_a_bucket_is_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(KEY | {f"HANDPICKED_{name}": value for name, value in given.items()})
    assert (said in refused.value.sentence, PASSWORD in refused.value.sentence) == (True, False)


@pytest.mark.parametrize("value", [f"smtp://gifts:{PASSWORD}@mail", PASSWORD, f"a/{PASSWORD}", f"x\0{PASSWORD}"])
def test_a_value_put_where_its_file_belongs_is_not_repeated(value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^HANDPICKED_SMTP_URL_FILE: the file cannot be read") as refused:
        read_settings({**KEY, "HANDPICKED_DATA_DIR": str(tmp_path), "HANDPICKED_SMTP_URL_FILE": value})
    assert PASSWORD not in refused.value.sentence


def test_the_command_line_prints_none_either(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HANDPICKED_DATABASE_URL", f"mysql://gifts:{PASSWORD}@db/gifts")
    monkeypatch.setattr("sys.argv", ["handpicked", "migrate"])
    monkeypatch.setattr("service.app.command_line.keep_private", lambda: None)
    settings.cache_clear()
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert (
        told.err
        == "handpicked: HANDPICKED_DATABASE_URL: must start with postgresql:// or sqlite:/// (it is kept secret)\n"
    )
