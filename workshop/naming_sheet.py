"""A sheet to find out whether strangers see what is shown: python -m workshop.naming_sheet FOLDER --seed 7

Writes `naming-7.webp`, sixty products' pictures without names, numbered, in an order that the seed shuffles, and
`naming-7.tsv`, the key: number, sku, name. Whoever names them has not seen the key; 54 of 60 named rightly is enough.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw

from workshop.pictures.labels import font
from workshop.pictures.palette import INK, PAPER

CATALOG: Final = Path("assets/samples/catalog.json")
PICTURES: Final = Path("assets/images/products")
COUNT: Final = 60
_COLUMNS, _EDGE, _FOOT = 10, 190, 26
"""Across, the edge of a picture and the strip under it for its number, in pixels."""


def main(arguments: Sequence[str]) -> int:
    """0 when the sheet and its key are written, 2 when a picture is missing."""
    parser = argparse.ArgumentParser(prog="python -m workshop.naming_sheet")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--catalog", type=Path, default=CATALOG)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    wish = parser.parse_args(arguments)
    products = json.loads(wish.catalog.read_text("utf-8"))["products"]
    chosen = choose(products, wish.seed)
    missing = [product["sku"] for product in chosen if not (wish.pictures / f"{product['sku']}.webp").is_file()]
    if missing:
        sys.stderr.write(f"There is no picture of {', '.join(missing)} in {wish.pictures}.\n")
        return 2
    wish.folder.mkdir(parents=True, exist_ok=True)
    sheet = lay_out([wish.pictures / f"{product['sku']}.webp" for product in chosen])
    sheet.save(wish.folder / f"naming-{wish.seed}.webp", "WEBP", quality=90)
    key = [f"{number}\t{one['sku']}\t{one['texts']['en']['name']}" for number, one in enumerate(chosen, 1)]
    (wish.folder / f"naming-{wish.seed}.tsv").write_text("\n".join(key) + "\n", "utf-8")
    sys.stdout.write(f"{len(chosen)} pictures in {wish.folder}\n")
    return 0


def choose(products: Sequence[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Sixty products in no order, of as many shapes as there are: the same seed, the same sheet."""
    shuffled = list(products)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a sheet that can be made again, no secret
    first = {product["picture"]["shape"]: product for product in reversed(shuffled)}
    return [product for product in shuffled if first[product["picture"]["shape"]] is product][:COUNT]


def lay_out(pictures: Sequence[Path]) -> Image.Image:
    """The pictures in rows, each with its number."""
    rows = -(-len(pictures) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * _EDGE, rows * (_EDGE + _FOOT)), PAPER)
    pen = ImageDraw.Draw(sheet)
    for place, path in enumerate(pictures):
        x, y = place % _COLUMNS * _EDGE, place // _COLUMNS * (_EDGE + _FOOT)
        with Image.open(path) as picture:
            sheet.paste(picture.convert("RGB").resize((_EDGE, _EDGE), Image.Resampling.LANCZOS), (x, y))
        pen.text((x + _EDGE / 2, y + _EDGE + _FOOT / 2), str(place + 1), font=font("title", 18), fill=INK, anchor="mm")
    return sheet


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
