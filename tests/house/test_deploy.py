"""What stands in `deploy/` fits the product: every process, setting and file that it names. Nothing is built or started."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.config import PREFIX, Settings, read_settings
from tests.house.sources import HOUSE

DEPLOY = HOUSE / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROCESSES = dict(line.split(": ", 1) for line in (HOUSE / "Procfile").read_text("utf-8").splitlines())
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "handpicked"}
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
UNIT = (DEPLOY / "handpicked@.service").read_text("utf-8")
SECRETS = {
    "database_url": "postgresql://handpicked:a-long-password@database/handpicked",
    "secret_key": "0123456789abcdef" * 4,
    "storage_secret": "abcdef0123456789",
}
"""What an operator would put into the files."""


def instructions() -> list[str]:
    """Those of the Containerfile, each on one line."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", CONTAINERFILE, flags=re.MULTILINE))
    return [line for line in joined.splitlines() if line]


def said(service: dict[str, Any], folder: Path) -> dict[str, str]:
    """The variables of a service as its process would see them, secrets lying in `folder`."""
    environment = {name: str(value) for name, value in service["environment"].items()}
    defaults = {name: re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value) for name, value in environment.items()}
    return {name: value.replace("/run/secrets", str(folder)) for name, value in defaults.items()}


def test_every_process_has_a_service_that_runs_its_line() -> None:
    assert PROCESSES.keys() <= SERVICES.keys()
    assert {name: service["command"] for name, service in OURS.items() if name in PROCESSES} == {
        name: shlex.split(line) for name, line in PROCESSES.items()
    }
    assert OURS.keys() - PROCESSES.keys() == {"mail-in"}
    assert SERVICES.keys() - OURS.keys() == {"database", "broker", "storage", "mail"}


@pytest.mark.parametrize("name", OURS)
def test_a_service_starts_with_settings_that_are_read(name: str, tmp_path: Path) -> None:
    for secret, value in SECRETS.items():
        (tmp_path / secret).write_text(value)

    read = read_settings(said(OURS[name], tmp_path))

    assert read.database == "postgresql+psycopg://handpicked:a-long-password@database/handpicked"
    assert (read.redis_url, read.storage_url) == ("redis://broker:6379/0", "s3://gifts/handpicked")
    assert read.key == SECRETS["secret_key"].encode()


def test_no_service_can_do_more_than_it_needs() -> None:
    kept = {
        (service["user"], service["read_only"], tuple(service["cap_drop"]), tuple(service["security_opt"]))
        for service in OURS.values()
    }
    assert kept == {("10001:10001", True, ("ALL",), ("no-new-privileges:true",))}
    assert not any("privileged" in service or "network_mode" in service for service in SERVICES.values())
    # Only who sends, or asks a provider, has a way out; the drawing of what strangers wrote has none.
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name for name, service in SERVICES.items() if "outside" in service["networks"]} == {"web", "worker", "mail"}
    # What is published is this machine's alone: a proxy stands before it.
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_all_wait_for_the_migration_and_it_for_the_database() -> None:
    waits = {name: service["depends_on"] for name, service in OURS.items()}
    assert waits.pop("release") == {"database": {"condition": "service_healthy"}}
    assert {str(wait) for wait in waits.values()} == {"{'release': {'condition': 'service_completed_successfully'}}"}
    assert SERVICES["release"]["restart"] == "no"
    assert "/readyz" in str(SERVICES["web"]["healthcheck"]["test"])


def test_no_secret_stands_in_a_file_of_ours() -> None:
    named = {name for service in SERVICES.values() for name in service.get("secrets", [])}
    assert named == COMPOSE["secrets"].keys()
    assert all(one["file"].startswith("secrets/") for one in COMPOSE["secrets"].values())
    assert "deploy/secrets/" in (HOUSE / ".gitignore").read_text("utf-8").splitlines()
    secret = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    plain = {name for service in OURS.values() for name in service["environment"] if name.startswith(PREFIX)}
    given = {name.removeprefix(PREFIX).lower() for name in plain} & secret
    assert given == {"smtp_url"}  # the catcher's, which knows no password
    assert OURS["worker"]["environment"]["HANDPICKED_SMTP_URL"] == "smtp://mail:1025"


def test_every_volume_and_network_that_is_named_is_declared() -> None:
    volumes = {one.split(":")[0] for service in SERVICES.values() for one in service.get("volumes", [])}
    assert volumes == COMPOSE["volumes"].keys()
    assert {name for service in SERVICES.values() for name in service["networks"]} == COMPOSE["networks"].keys()


@pytest.mark.parametrize("name", ["Containerfile", "compose.yaml", "handpicked@.service"])
def test_only_settings_that_exist_are_named(name: str) -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z0-9_]+)", (DEPLOY / name).read_text("utf-8")))
    assert named
    assert {one for one in named if one.removesuffix("_FILE").lower() not in Settings.model_fields} == set()


def test_the_image_holds_what_is_locked_and_runs_as_nobody_in_particular() -> None:
    lines = instructions()
    installs = [line for line in lines if "pip install" in line]
    assert len(installs) == 2
    assert "--require-hashes --requirement requirements.lock" in installs[0]
    assert all("--no-deps" in line for line in installs)
    users = [line for line in lines if line.startswith("USER ")]
    assert users == ["USER 10001:10001"]
    copied = {one for line in lines if line.startswith("COPY ") and "--from" not in line for one in line.split()[1:-1]}
    assert {one for one in copied if not (HOUSE / one).exists()} == set()
    let_in = (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").splitlines()
    assert {line[1:] for line in let_in if line.startswith("!")} == copied
    assert "*" in let_in  # and nothing else
    assert "://" not in CONTAINERFILE
    assert "@sha256:" not in CONTAINERFILE  # a digest that nobody pulled would be made up


def test_no_key_is_made_while_an_image_is_built() -> None:
    """The first reading of settings without a key makes one in the data folder: in an image it would be everybody's."""
    asks = [line for line in instructions() if line.startswith("RUN ") and re.search(r"\bhandpicked [a-z]", line)]
    assert len(asks) == 1
    assert "HANDPICKED_DATA_DIR=$scratch handpicked doctor" in asks[0]
    assert asks[0].endswith('rm -r "$scratch"')


@pytest.mark.parametrize("name", [name for name in PROCESSES if name != "release"])
def test_the_unit_runs_the_line_of_the_procfile(name: str) -> None:
    command = re.search(r"^ExecStart=/bin/sh -c '(.+)'$", UNIT, re.MULTILINE)
    assert command is not None
    script = command.group(1).replace("$$", "$").replace("%i", name).replace("exec ", "printf '%s\\n' ")

    ran = subprocess.run(["/bin/sh", "-c", script], cwd=HOUSE, capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines() == shlex.split(PROCESSES[name])
    assert f"handpicked@{name}" in UNIT
