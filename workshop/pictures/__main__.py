"""Draw a catalog's pictures: python -m workshop.pictures assets/samples/catalog.json assets/images/products"""

import argparse
import sys
from pathlib import Path

from workshop.pictures.catalog import draw_catalog
from workshop.pictures.spec import PictureError


def main(arguments: list[str]) -> int:
    """Returns 0 when every picture is there, 2 when the catalog asks for something that cannot be drawn."""
    parser = argparse.ArgumentParser(
        prog="python -m workshop.pictures", description="Draw a catalog's product pictures."
    )
    parser.add_argument("catalog", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=768, help="edge of the large picture in pixels")
    parser.add_argument("--small", type=int, default=384, help="edge of the small one")
    parser.add_argument("--part", default="1/1", help="2/3 draws the second third, beside other processes")
    wish = parser.parse_args(arguments)
    number, _, parts = wish.part.partition("/")
    drawn = 0
    try:
        for count, (sku, new) in enumerate(
            draw_catalog(wish.catalog, wish.folder, large=wish.size, small=wish.small, part=(int(number), int(parts))),
            1,
        ):
            drawn += new
            if new:
                sys.stdout.write(f"{count} {sku}\n")
                sys.stdout.flush()
    except PictureError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{drawn} drawn; every picture is in {wish.folder}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
