from __future__ import annotations

import os
import subprocess
import sys

import pytest

from service.config import settings
from service.storage.in_force import storage
from service.storage.local_folder import LocalFolder
from tests.ports import free_port

FORKS = """
import os
from service.storage.in_force import storage
if USED:
    storage()
child = os.fork()
if child == 0:
    try:
        storage()
        os._exit(0)
    except RuntimeError as error:
        os._exit(7 if "Fork first, then store" in str(error) else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_without_a_bucket_files_lie_in_the_data_folder(data_dir: object) -> None:
    assert storage() == LocalFolder(settings().renditions_dir)


@pytest.mark.parametrize(("used", "code"), [(False, "0"), (True, "7")])
def test_a_child_whose_parent_used_the_bucket_is_refused_at_once(used: bool, code: str) -> None:
    """The library's threads end with the fork: without the refusal the first request in the child waits for ever."""
    named = {
        "HANDPICKED_STORAGE_URL": "s3://gifts",
        "HANDPICKED_STORAGE_ENDPOINT": f"http://127.0.0.1:{free_port()}",
        "HANDPICKED_SECRET_KEY": "k" * 40,
    }
    said = subprocess.run(
        [sys.executable, "-c", FORKS.replace("USED", str(used))],
        env=os.environ | named, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert said.stdout.strip() == code
