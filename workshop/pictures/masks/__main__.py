"""python -m workshop.pictures.masks FOLDER: see `make`."""

import sys

from workshop.pictures.masks.make import main

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
