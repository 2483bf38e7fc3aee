"""The picture kernel belongs to the workshop: no process of the product loads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EVERY_MODULE = """
import sys, pkgutil, importlib
import service, renderers
for package in (service, renderers):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        # `otlp` stands on the extra `traces`, and is loaded where that is installed.
        if not module.name.endswith(("__main__", ".tracing.otlp")) and ".migrations." not in module.name:
            importlib.import_module(module.name)
from renderers.inscription.drawn import draw_gift, wish_for
draw_gift(wish_for("mug", "MUG", "Mug"))
print(" ".join(sorted(name for name in sys.modules if name.split(".")[0] == "workshop")))
print(len([name for name in sys.modules if name.startswith(("service.", "renderers."))]))
"""


def test_no_module_of_the_product_loads_the_picture_kernel() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", EVERY_MODULE],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    loaded, modules = ended.stdout.splitlines()[-2:]
    assert loaded == ""
    assert int(modules) > 300
