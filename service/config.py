"""Settings, read once from HANDPICKED_* variables; wrong values are refused at start with the variable's name.

A variable may also be given as NAME_FILE, the path of a file that holds the value (for secrets mounted as files).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator

from service.addresses import (
    check_alerts,
    check_broker,
    check_database,
    check_gateway,
    check_issuer,
    check_mail_server,
    check_origin,
    check_storage,
    check_storage_endpoint,
    may_be_shown,
)
from service.clock import KeptDays
from service.errors import SettingsError
from service.networks import Network, read_networks
from service.own_key import own_key, require_key

PREFIX: Final = "HANDPICKED_"
DEPRECATED: Final[Mapping[str, tuple[str, str, str]]] = {}
"""field: (deprecated since, not read from, what to do instead). A line stays after its setting is gone: docs/versions.md."""
_SECRET: Final = frozenset(
    {
        "secret_key",
        "value_keys",
        "smtp_url",
        "database_url",
        "redis_url",
        "metrics_token",
        "alert_token",
        "oidc_client_secret",
        "text_token",
        "text_secret",
        "storage_secret",
        "film_key",
        "dkim_key",
    }
)
_CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "text_url": check_gateway, "storage_url": check_storage, "storage_endpoint": check_storage_endpoint}  # fmt: skip
CHECKOUT: Final = Path(__file__).resolve().parent.parent
ASSETS: Final = CHECKOUT / "assets"


class Settings(BaseModel):
    """Everything that may differ between two installations. Sizes in bytes, times in seconds, unless named."""

    # What was given is never repeated: it may be a password.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    data_dir: Path = CHECKOUT / "var"
    cache_dir: Path | None = None
    database_url: str = Field(default="", repr=False)
    redis_url: str = Field(default="", repr=False)
    secret_key: SecretStr = SecretStr("")
    value_keys: SecretStr = SecretStr("")
    base_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    smtp_url: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    metrics_port: int = Field(default=0, ge=0, le=65535)
    metrics_host: str = "127.0.0.1"
    alert_mail: str = ""
    alert_url: str = ""
    alert_token: SecretStr = SecretStr("")
    operating_workspace: str = Field(default="", max_length=200)
    oidc_issuer: str = ""
    oidc_client_id: str = Field(default="", max_length=255)
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = Field(default="company", min_length=1, max_length=40)
    oidc_workspace: str = ""
    smtp_utf8: bool = False
    mail_from: str = "gifts@handpicked.example"
    return_path: str = ""
    dkim_key: SecretStr = SecretStr("")
    dkim_selector: str = Field(default="handpicked", max_length=63, pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")
    name_server: str = Field(default="", max_length=60, pattern=r"^([0-9a-f.:]+(#[0-9]{1,5})?)?$")
    new_sender: Literal["slow", "full"] = "slow"
    text_url: str = ""
    text_token: SecretStr = SecretStr("")
    text_from: str = Field(default="", max_length=20, pattern=r"^[A-Za-z0-9+ ]*$")
    text_secret: SecretStr = SecretStr("")
    storage_url: str = ""
    storage_endpoint: str = ""
    storage_region: str = Field(default="", max_length=40, pattern=r"^[a-z0-9-]*$")
    storage_key_id: str = Field(default="", max_length=128, pattern=r"^[!-~]*$", repr=False)
    storage_secret: SecretStr = SecretStr("")
    web_workers: int = Field(default=2, ge=1, le=64)
    render_workers: int = Field(default=1, ge=1, le=64)
    video_workers: int = Field(default=1, ge=1, le=64)
    child_memory_mb: int = Field(default=1536, ge=256, le=65536)
    lease_seconds: int = Field(default=60, ge=2, le=3600)
    sweep_seconds: float = Field(default=2.0, ge=0.1, le=60)
    deaf_after_seconds: int = Field(default=60, ge=2, le=3600)
    upload_max_mb: int = Field(default=50, ge=1, le=100)
    api_calls_per_minute: int = Field(default=600, ge=1, le=1_000_000)
    session_idle_minutes: int = Field(default=120, ge=5, le=120)
    session_hours: int = Field(default=12, ge=1, le=12)
    trusted_proxies: str = ""
    webhook_networks: str = ""
    undo_hours: int = Field(default=24, ge=0, le=720)
    address_kept_days: KeptDays = Field(default=30, le=30)
    uninvited_kept_days: KeptDays = Field(default=365, le=365)
    narration: Literal["off", "natural", "any"] = "natural"
    film_certificate: str = Field(default="", repr=False)
    film_key: SecretStr = SecretStr("")
    allow_root: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("data_dir", "cache_dir")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else None

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        return check_database(value) if value else value

    @field_validator("redis_url")
    @classmethod
    def _known_broker(cls, value: str) -> str:
        return check_broker(value) if value else value

    @field_validator("smtp_url")
    @classmethod
    def _known_mail_server(cls, value: SecretStr) -> SecretStr:
        return SecretStr(check_mail_server(value.get_secret_value())) if value.get_secret_value() else value

    @field_validator("return_path")
    @classmethod
    def _room_for_a_mark(cls, value: str) -> str:
        local, at, domain = value.rpartition("@")
        is_plain = value.isascii() and value.isprintable() and not set(value) & set(' <>,;"')
        if value and not (at and domain and is_plain and 0 < len(local) <= 20):
            raise ValueError(
                "must be the email address that receives returned mail, with at most 20 characters before the @"
            )
        return value

    @field_validator("text_url", "storage_url", "storage_endpoint")
    @classmethod
    def _known_address(cls, value: str, info: ValidationInfo) -> str:
        return _CHECKS[str(info.field_name)](value) if value else value

    @field_validator("metrics_port")
    @classmethod
    def _another_port(cls, value: int, info: ValidationInfo) -> int:
        if value and value == info.data.get("port"):
            raise ValueError("must be another port than HANDPICKED_PORT")
        return value

    @field_validator("metrics_token", "text_token", "text_secret")
    @classmethod
    def _long_token(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < 16:
            raise ValueError("must have at least 16 characters")
        return value

    @field_validator("value_keys")
    @classmethod
    def _keys_only(cls, value: SecretStr) -> SecretStr:
        for one in value.get_secret_value().split(",") if value.get_secret_value() else ():
            if len(one.strip()) < 32:
                raise ValueError("must be keys of 32 or more characters each, separated by commas, the newest first")
        return value

    @field_validator("alert_url")
    @classmethod
    def _known_alerts(cls, value: str) -> str:
        return check_alerts(value) if value else value

    @field_validator("alert_mail")
    @classmethod
    def _mailable(cls, value: str) -> str:
        local, at, domain = value.rpartition("@")
        if value and not (at and local and domain and value.isascii() and value.isprintable() and " " not in value):
            raise ValueError("must be one email address")
        return value

    @field_validator("base_url")
    @classmethod
    def _origin_only(cls, value: str) -> str:
        return check_origin(value) if value else value

    @field_validator("oidc_issuer")
    @classmethod
    def _known_provider(cls, value: str) -> str:
        return check_issuer(value) if value else value

    @field_validator("trusted_proxies", "webhook_networks")
    @classmethod
    def _networks_only(cls, value: str) -> str:
        read_networks(value)
        return value

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Whose word on where a request came from is taken: reverse proxies of ours."""
        return read_networks(self.trusted_proxies)

    @property
    def own_networks(self) -> tuple[Network, ...]:
        """Networks that are not public and that webhooks may reach all the same, because whoever runs this says so."""
        return read_networks(self.webhook_networks)

    @property
    def is_https(self) -> bool:
        """Whether people reach us by HTTPS."""
        return self.base_url.startswith("https:")

    @cached_property
    def database(self) -> str:
        """The database URL in force: the one given, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'handpicked.sqlite3'}"

    @property
    def is_embedded_broker(self) -> bool:
        """True where no Redis was named, so `handpicked run` starts the packaged Valkey."""
        return not self.redis_url

    @property
    def cache(self) -> Path:
        """Things made once, such as static fonts. Losing the folder costs time, never a result."""
        return self.cache_dir or self.data_dir / "cache"

    @cached_property
    def renditions_dir(self) -> Path:
        """Where drawn files lie."""
        return self.data_dir / "renditions"

    @property
    def voices_dir(self) -> Path:
        """Where the operator puts Piper voices: cs.onnx with its cs.onnx.json beside it, and so on."""
        return self.data_dir / "voices"

    @property
    def key(self) -> bytes:
        """The master secret, at least 32 bytes; every other key is derived from it."""
        return self.secret_key.get_secret_value().encode()


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from variables. Raises SettingsError that names the variable, says what is wrong and what is allowed."""
    values: dict[str, str] = {}
    for name in Settings.model_fields:
        variable = PREFIX + name.upper()
        if variable in environment and f"{variable}_FILE" in environment:
            raise SettingsError(f"{variable} and {variable}_FILE are both set. Keep only one.")
        if variable in environment:
            values[name] = environment[variable]
        elif f"{variable}_FILE" in environment:
            values[name] = _read_secret(f"{variable}_FILE", environment[f"{variable}_FILE"])
    if unknown := unknown_settings(environment):
        raise SettingsError(unknown[0])
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        said = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{PREFIX}{name.upper()}: {said} (it is {_shown(name, values)})") from None
    _require_whole_provider(settings)
    _require_whole_gateway(settings)
    _require_whole_storage(settings)
    if not settings.base_url:
        settings = settings.model_copy(update={"base_url": f"http://{_reachable(settings.host)}:{settings.port}"})
    return _with_key(settings, values, environment)


def unknown_settings(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each variable that looks like a setting and is none, by name; one that is gone says what took its place."""
    return [
        f"{variable} isn’t a setting any more since {DEPRECATED[field][1]}. {DEPRECATED[field][2]}"
        if field in DEPRECATED
        else f"{variable} is not a Handpicked setting. Remove it or correct the spelling."
        for variable, field in _given(environment)
        if field not in Settings.model_fields
    ]


def deprecated_settings(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each variable that is still read and won't always be, by name."""
    leaving = {field: said for field, said in DEPRECATED.items() if field in Settings.model_fields}
    return [
        "{} is deprecated since {} and isn’t read from {} on. {}".format(variable, *leaving[field])
        for variable, field in _given(environment)
        if field in leaving
    ]


def _given(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    ours = sorted(name for name in environment if name.startswith(PREFIX))
    return [(name, name.removeprefix(PREFIX).removesuffix("_FILE").lower()) for name in ours]


def _require_whole_provider(settings: Settings) -> None:
    """Half of a sign-in provider is none, and a name without one would be kept in silence."""
    if bool(settings.oidc_issuer) == bool(settings.oidc_client_id) and (
        settings.oidc_issuer or not (settings.oidc_client_secret.get_secret_value() or settings.oidc_workspace)
    ):
        return
    missing = "ISSUER" if not settings.oidc_issuer else "CLIENT_ID"
    raise SettingsError(
        f"{PREFIX}OIDC_{missing} is missing. Signing in by OpenID Connect needs OIDC_ISSUER and OIDC_CLIENT_ID."
    )


def _require_whole_gateway(settings: Settings) -> None:
    """A gateway that takes messages from anybody is none, and a token without its address would be kept in silence."""
    if bool(settings.text_url) == bool(settings.text_token.get_secret_value()):
        return
    missing = "URL" if not settings.text_url else "TOKEN"
    raise SettingsError(f"{PREFIX}TEXT_{missing} is missing. Sending text messages needs TEXT_URL and TEXT_TOKEN.")


def _require_whole_storage(settings: Settings) -> None:
    """Half of a key is none, and a key without its bucket would be kept in silence while files land on this host alone."""
    secret = settings.storage_secret.get_secret_value()
    given = settings.storage_endpoint or settings.storage_region or settings.storage_key_id or secret
    if given and not settings.storage_url:
        raise SettingsError(
            f"{PREFIX}STORAGE_URL is missing. Name the bucket, such as s3://gifts, or remove the others."
        )
    if bool(settings.storage_key_id) != bool(secret):
        missing = "SECRET" if settings.storage_key_id else "KEY_ID"
        raise SettingsError(f"{PREFIX}STORAGE_{missing} is missing. A storage key has an id and a secret.")


def _reachable(host: str) -> str:
    """How a browser on this machine reaches a server that listens on `host`."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _shown(name: str, values: Mapping[str, str]) -> str:
    """A wrong value, where it can be nobody's secret. Secrets land in other variables too, so its looks count as well."""
    value = values.get(name, "")
    return repr(value) if name not in _SECRET and may_be_shown(value) else "kept secret"


def _read_secret(variable: str, path: str) -> str:
    """What the file holds, without white space around it. A file that was mounted and holds nothing is a mistake, not a wish."""
    if not path.strip():
        raise SettingsError(f"{variable} is empty. Name the file that holds the value, or remove the variable.")
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        raise SettingsError(f"{variable}: {path} is not text.") from None
    except (OSError, ValueError) as error:
        # Somebody may have put the value itself there; where a folder is, it is a path.
        is_path = "/" in path and "\0" not in path and Path(path).parent.is_dir()
        named, why = path if is_path else "the file", getattr(error, "strerror", None) or "no path"
        raise SettingsError(f"{variable}: {named} cannot be read ({why}).") from None
    if not text:
        raise SettingsError(f"{variable}: {path} is empty. Put the value in it, or remove the variable.")
    return text


def _with_key(chosen: Settings, values: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    """With the key that was given; else with the data folder's own, where the data folder is all there is."""
    variable = f"{PREFIX}SECRET_KEY"
    if "secret_key" in values:
        given = variable if variable in environment else f"{variable}_FILE"
        require_key(
            values["secret_key"], given, "Restore the key in use before; for a new installation: openssl rand -hex 32"
        )
        return chosen
    if chosen.database.startswith("postgresql"):
        raise SettingsError(f"{variable} is required with {PREFIX}DATABASE_URL: 32 or more random characters.")
    key = own_key(chosen.data_dir, sqlite_file(chosen.database))
    return chosen.model_copy(update={"secret_key": SecretStr(key)})


def sqlite_file(database: str) -> Path | None:
    """The file of a SQLite address; None for a server, and for a database that lives in memory alone."""
    path = database.removeprefix("sqlite:///").partition("?")[0] if database.startswith("sqlite:///") else ""
    return Path(path) if path and path != ":memory:" else None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read at first use."""
    return read_settings(os.environ)
