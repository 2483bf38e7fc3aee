"""A private S3 server for tests: SeaweedFS from its package, on this machine only, with one bucket and nothing kept."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from tests.ports import free_port

BUCKET: Final = "gifts"
KEY_ID: Final = "handpicked"
_STARTS_WITHIN_SECONDS: Final = 60


def find_seaweed() -> Path | None:
    """The server's program, beside the Python that runs, or on the PATH."""
    beside = Path(sys.executable).with_name("weed")
    found = shutil.which("weed")
    return beside if beside.is_file() else Path(found) if found else None


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running server. `secret` opens it for KEY_ID."""

    endpoint: str
    secret: str

    def settings(self, folder: str = "") -> dict[str, str]:
        """The variables that put an installation's files into a folder of its bucket."""
        return {
            "HANDPICKED_STORAGE_URL": f"s3://{BUCKET}/{folder}".rstrip("/"),
            "HANDPICKED_STORAGE_ENDPOINT": self.endpoint,
            "HANDPICKED_STORAGE_KEY_ID": KEY_ID,
            "HANDPICKED_STORAGE_SECRET": self.secret,
        }

    @classmethod
    @contextmanager
    def running(cls, program: Path) -> Iterator[S3Server]:
        folder, secret = Path(tempfile.mkdtemp(prefix="hp-s3-", dir="/tmp")), secrets.token_hex(16)
        who = {
            "name": KEY_ID,
            "credentials": [{"accessKey": KEY_ID, "secretKey": secret}],
            "actions": ["Admin", "Read", "Write", "List"],
        }
        (folder / "s3.json").write_text(json.dumps({"identities": [who]}))
        (folder / "data").mkdir()
        ports = [free_port() for _ in range(8)]
        process = subprocess.Popen(
            [program, "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder / 'data'}",
             f"-master.port={ports[0]}", f"-master.port.grpc={ports[1]}", f"-volume.port={ports[2]}",
             f"-volume.port.grpc={ports[3]}", "-filer", f"-filer.port={ports[4]}", f"-filer.port.grpc={ports[5]}",
             f"-filer.localSocket={folder / 'filer.sock'}", "-s3", f"-s3.port={ports[6]}", f"-s3.port.grpc={ports[7]}",
             f"-s3.config={folder / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0",
             "-master.volumeSizeLimitMB=64", "-volume.max=20"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        try:
            server = cls(f"http://127.0.0.1:{ports[6]}", secret)
            _await_bucket(server, process)
            yield server
        finally:
            process.kill()  # nothing of it is kept, and its farewell takes long
            process.wait()
            shutil.rmtree(folder)


def _await_bucket(server: S3Server, process: subprocess.Popen[bytes]) -> None:
    """Until something could be written: this server makes a bucket with its first object."""
    store = S3Store(
        BUCKET,
        endpoint=server.endpoint,
        access_key_id=KEY_ID,
        secret_access_key=server.secret,
        region="us-east-1",
        virtual_hosted_style_request=False,
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    until = time.monotonic() + _STARTS_WITHIN_SECONDS
    while True:
        try:
            obstore.put(store, "ready/made", b"")
            return
        except (BaseError, OSError):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("The S3 server did not start.") from None
            time.sleep(0.1)
