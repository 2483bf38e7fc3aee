"""python -m workshop.pictures.depth CATALOG: see `make`."""

import sys

from workshop.pictures.depth.make import main

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
