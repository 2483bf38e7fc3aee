"""1,000 invented people at 100 invented accounts: the messy spreadsheet, and apart from it what its rows truly say.

The truth is written down while a person is made up, never read back from the spreadsheet.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

from named_materials import keys, name_materials
from shelves import rows

TODAY = date(2026, 11, 22)
PEOPLE = 1_000
INTERESTS = Path(__file__).parents[2] / "assets" / "translations" / "interests.json"
HEADER = (
    "CRM ID", "Company", "First name", "Last name", "Work email", "Job title", "Country", "City", "Language",
    "Dietary / allergies", "Interests", "18+", "Away from", "Away to", "Gift policy", "Notes", "Owner",
)  # fmt: skip

ACCOUNT_COLUMNS = ("Customer stage", "Account value", "Relationship")
"""Of the long list alone: where each account stands, what it is worth, and whether it is a partner."""
PERSON_COLUMNS = ("Enjoys most", "Personal line")
"""Of the long list alone: what sales know to move each person, and the line that some of them get."""
MOTIVES = ("Calm", "Focus", "Sport", "Curiosity", "Family", "Craft", "")
LINES = (
    "[[{given_name}, ]]that call in March put us on the right track.",
    "Your questions made our product better.",
    "Say hello to everyone at {company|the office} from me.",
    "I still owe you a coffee, and this isn’t it.",
)
"""In the merge language, as a seller writes them."""

COUNTRY_LOCALE = {"IS": "is", "CZ": "cs", "RO": "ro", "AE": "ar", "KZ": "ru"}
LOCALE_OF_WORD = {
    "Íslenska": "is", "is": "is", "Icelandic": "is", "Čeština": "cs", "cs": "cs", "cs-CZ": "cs", "Română": "ro",
    "ro": "ro", "ro-RO": "ro", "العربية": "ar", "ar": "ar", "Русский": "ru", "ru": "ru", "ru-RU": "ru",
}  # fmt: skip
"""Every other word in the column means English, also a language we do not ship."""
DIET_LANGUAGES = {
    "NO": ("no", "en"), "IS": ("is",), "GB": ("en",), "DE": ("de", "en"), "CZ": ("cs",), "RO": ("ro",),
    "GR": ("el", "en"), "BG": ("en",), "FR": ("fr", "en"), "US": ("en",), "AE": ("ar", "en"), "KZ": ("ru",),
}  # fmt: skip

HELD_POLICY = "consumables only; max 15 EUR"
POLICIES = (
    ("max 25 EUR", 6), ("max 40 EUR", 6), ("Max 50 EUR", 5), ("no alcohol", 6), ("no food", 4),
    ("no food; max 35 EUR", 3), ("no alcohol; max 30 EUR", 3), ("consumables only", 2),
)  # fmt: skip
NOTES = (
    "Met at the spring fair", "runs trails at the weekend", "new on the team since August", "left-handed",
    "prefers mail to calls", "moved from sales to operations", "birthday in May", "plays in a quartet",
    "gave us the first reference", "has two dogs", "on the steering group", "asked about accessibility",
)  # fmt: skip
OWNED = ("mug", "teapot", "headphones", "blanket", "notebook", "umbrella", "flask", "candle", "speaker")
JOBS = (
    "Head of Operations", "Product Manager", "Engineer", "Buyer", "Finance Director", "Office Manager",
    "Support Lead", "Designer", "Data Analyst", "Managing Director", "Team Lead", "Logistics Coordinator", "",
)  # fmt: skip
OWNERS = ("N. Whitfield", "n.whitfield", "Nora W.", "M. Aas")

CYRILLIC = (
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch "
    "ъ=a ы=y ь= э=e ю=yu я=ya ё=yo қ=k ғ=g"
)
GREEK = "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o"
LATIN = "ø=o ð=d þ=th æ=ae ß=ss ı=i ł=l"
IN_ASCII = {pair[0]: pair[2:] for table in (CYRILLIC, GREEK, LATIN) for pair in table.split()}


@dataclass(frozen=True)
class Nation:
    """How one country's rows look."""

    women: list[str]
    men: list[str]
    family_women: list[str]
    family_men: list[str]
    cities: list[str]
    spellings: list[str]
    languages: list[str]


@dataclass
class Account:
    """One target company; `held` of its people are asked about their diet."""

    name: str
    slug: str
    country: str
    size: int = 0
    policy: str = ""
    held: int = 0

    @property
    def standing(self) -> dict[str, str]:
        """What sales say of the account, drawn from its name alone, so that nothing else is drawn differently for it."""
        drawn = crc32(self.slug.encode())
        stages, values = ("active", "active", "renewal", "new", ""), ("medium", "high", "low", "medium", "")
        relationship = "partner" if drawn // 25 % 8 == 0 else ""
        return dict(zip(ACCOUNT_COLUMNS, (stages[drawn % 5], values[drawn // 5 % 5], relationship), strict=True))


@dataclass
class Person:
    """One row: the cells as exported, and the truth behind them."""

    cells: dict[str, str]
    truth: dict[str, Any] = field(default_factory=dict)


def moved(email: str) -> dict[str, str]:
    """What sales know of a person, drawn from their address alone, so that nothing else is drawn differently for it."""
    drawn = crc32(f"moved {email}".encode())
    line = LINES[drawn // 7 % len(LINES)] if drawn // 28 % 12 == 0 else ""
    return dict(zip(PERSON_COLUMNS, (MOTIVES[drawn % 7], line), strict=True))


def ascii_slug(text: str) -> str:
    """Lower-case ASCII letters and hyphens, from any of the scripts used here but Arabic."""
    plain = "".join(mark for mark in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(mark))
    latin = "".join(IN_ASCII.get(letter, letter) for letter in unicodedata.normalize("NFC", plain))
    return re.sub(r"[^a-z0-9]+", "-", latin.replace("’", "")).strip("-")


def split(cell: str) -> list[str]:
    """The members of a comma list; an empty member stays."""
    return [part.strip() for part in cell.split(",")]


def read_nations() -> dict[str, Nation]:
    """Name and spelling pools by country."""
    nations = {}
    for country, women, men, family_women, family_men, cities, spellings, languages in rows("people.txt"):
        women_too = split(family_women)
        nations[country] = Nation(
            women=split(women),
            men=split(men),
            family_women=women_too,
            family_men=women_too if family_men == "-" else split(family_men),
            cities=split(cities),
            spellings=split(spellings),
            languages=split(languages),
        )
    return nations


def make_accounts(rng: random.Random) -> list[Account]:
    """100 accounts whose sizes sum to 1,000. Some carry policies that decide what can be given at all."""
    accounts = []
    for country, companies in rows("accounts.txt"):
        for company in split(companies):
            name, _, slug = company.partition("=")
            accounts.append(Account(name, slug or ascii_slug(name), country))
    by_name = {account.name: account for account in accounts}
    for name, held in (("Blåskjell Mat", 5), ("Kesselfeld Chemie", 4), ("Říčany Robotika", 5), ("Salina Date", 4)):
        by_name[name].size, by_name[name].policy, by_name[name].held = 9, HELD_POLICY, held
    by_name["Městská Galerie Lípa"].size, by_name["Městská Galerie Lípa"].policy = 5, "No gifts"
    by_name["Juniper Street Bank"].size, by_name["Juniper Street Bank"].policy = 3, "max 5 EUR"
    by_name["Vltava Instruments"].size = 42
    free = [account for account in accounts if not account.size]
    _share_out(free, PEOPLE - sum(account.size for account in accounts), rng)
    plain = rng.sample(free, sum(count for _, count in POLICIES))
    for policy, count in POLICIES:
        for _ in range(count):
            plain.pop().policy = policy
    return accounts


def _share_out(accounts: list[Account], people: int, rng: random.Random) -> None:
    """Sizes from 3 up, some much larger than others, summing to `people`."""
    for account in accounts:
        account.size = 3
    weights = [rng.paretovariate(1.6) for _ in accounts]
    for account in rng.choices(accounts, weights, k=people - 3 * len(accounts)):
        account.size += 1
    while (largest := max(accounts, key=lambda account: account.size)).size > 40:
        largest.size -= 1
        min(accounts, key=lambda account: account.size).size += 1


def make_people(seed: int) -> list[Person]:
    """Everybody, in the order of the file: shuffled, as an export by last change comes."""
    rng = random.Random(seed)
    nations = read_nations()
    labels = json.loads(INTERESTS.read_text(encoding="utf-8"))
    words = list(rows("words.txt"))
    emails: set[str] = set()
    people = []
    for account in make_accounts(rng):
        for place in range(account.size):
            people.append(make_person(account, place, nations[account.country], words, labels, emails, rng))
    _single_out(people, rng)
    name_materials(people, DIET_LANGUAGES, seed)
    rng.shuffle(people)
    for number, person in enumerate(people, start=1):
        person.cells["CRM ID"] = f"C-{70_000 + 7 * number}"
    return people


def make_person(
    account: Account,
    place: int,
    nation: Nation,
    words: list[list[str]],
    labels: dict[str, dict[str, str]],
    emails: set[str],
    rng: random.Random,
) -> Person:
    """One person of an account. `emails` holds those already given away."""
    given, family, local = draw_name(nation, rng)
    email = free_email(local, account.slug, emails)
    language = rng.choice(nation.languages)
    locale = LOCALE_OF_WORD.get(language, "en" if language else COUNTRY_LOCALE.get(account.country, "en"))
    kind = diet_kind(account, place, rng)
    diet, avoid, follow = draw_diet(kind, account.country, words, rng)
    interests, interest_cell = draw_interests(labels, locale, rng)
    away, away_cells = draw_away(rng)
    owned = rng.sample(OWNED, rng.choice((1, 1, 2))) if rng.random() < 0.06 else []
    adult = rng.random() < 0.7
    cells = {
        "Company": _stray(account.name, rng),
        "First name": given,
        "Last name": family,
        "Work email": _stray(email, rng),
        "Job title": rng.choice(JOBS),
        "Country": rng.choice(nation.spellings),
        "City": rng.choice(nation.cities),
        "Language": language,
        "Dietary / allergies": _stray(diet, rng),
        "Interests": interest_cell,
        "18+": "yes" if adult else "",
        "Away from": away_cells[0],
        "Away to": away_cells[1],
        "Gift policy": account.policy,
        "Notes": write_notes(owned, rng),
        "Owner": rng.choice(OWNERS),
        **account.standing,
        **moved(email),
    }
    cap = re.search(r"max (\d+) EUR", account.policy, re.IGNORECASE)
    policy = account.policy.lower()
    truth = {
        "company": account.name,
        "country": account.country,
        "locale": locale,
        "avoid": avoid,
        "follow": follow,
        "materials": [],
        "diet_known": kind in {"none", "known"},
        "diet_ask": kind == "ask",
        "interests": interests,
        "has_already": owned,
        "away": away,
        "adult": True if adult else None,
        "no_gifts": "no gifts" in policy,
        "no_food": "no food" in policy,
        "no_alcohol": "no alcohol" in policy,
        "consumables_only": "consumables only" in policy,
        "cap_minor": int(cap[1]) * 100 if cap else None,
        "expect": expectation(account, kind),
    }
    return Person(cells, {"email": email, **truth})


def expectation(account: Account, kind: str) -> str:
    """matched, held or impossible: what must come of this person, by how the sample was made."""
    if account.policy in {"No gifts", "max 5 EUR"}:
        return "impossible"
    if account.policy == HELD_POLICY and kind in {"ask", "unknown"}:
        return "held"
    return "matched"


def draw_name(nation: Nation, rng: random.Random) -> tuple[str, str, str]:
    """(given, family, ASCII local part of a mail address)."""
    woman = rng.random() < 0.5
    given, _, given_ascii = rng.choice(nation.women if woman else nation.men).partition("=")
    family, _, family_ascii = rng.choice(nation.family_women if woman else nation.family_men).partition("=")
    return given, family, f"{given_ascii or ascii_slug(given)}.{family_ascii or ascii_slug(family)}"


def free_email(local: str, slug: str, emails: set[str]) -> str:
    """An address nobody has yet, under example.com."""
    for number in range(1, 100):
        email = f"{local}{number if number > 1 else ''}@{slug}.example.com"
        if email not in emails:
            emails.add(email)
            return email
    raise ValueError(f"No address left for {local} at {slug}.")


def diet_kind(account: Account, place: int, rng: random.Random) -> str:
    """none, known, unknown or ask. Only people who will wait are unclear where nothing but food may be given."""
    if account.policy == HELD_POLICY:
        if place >= account.held:
            return "none"
        return "unknown" if place == 0 else "ask"
    return rng.choices(("none", "known", "unknown"), (30, 35, 35))[0]


def draw_diet(kind: str, country: str, words: list[list[str]], rng: random.Random) -> tuple[str, list[str], list[str]]:
    """(cell, allergens avoided, diets followed). Not knowing is mostly an empty cell."""
    if kind == "unknown" and rng.random() < 0.8:
        return "", [], []
    languages = DIET_LANGUAGES[country]
    fitting = [row for row in words if row[0] == kind and row[1] in languages] or [
        row for row in words if row[0] == kind and row[1] == "en"
    ]
    _, _, cell, avoid, follow = rng.choice(fitting)
    return cell, keys(avoid), keys(follow)


def draw_interests(labels: dict[str, dict[str, str]], locale: str, rng: random.Random) -> tuple[list[str], str]:
    """(keys, cell): a few interests in the person's language, in English, or as bare keys."""
    if rng.random() < 0.12:
        return [], ""
    keys = rng.sample(sorted(labels), rng.choice((1, 2, 2, 3, 4)))
    language = rng.choice((locale, locale, "en"))
    spelled = [key if rng.random() < 0.1 else labels[key][language] for key in keys]
    return keys, rng.choice((", ", ", ", " / ")).join(spelled)


def draw_away(rng: random.Random) -> tuple[list[str] | None, tuple[str, str]]:
    """([first day, last day] or None, the two cells), in ISO or as d.m.yyyy."""
    if rng.random() >= 0.055:
        return None, ("", "")
    first = TODAY + timedelta(days=rng.randint(1, 120))
    last = first + timedelta(days=rng.randint(3, 21))
    dotted = rng.random() < 0.5
    cells = tuple(f"{day.day}.{day.month}.{day.year}" if dotted else day.isoformat() for day in (first, last))
    return [first.isoformat(), last.isoformat()], (cells[0], cells[1])


def write_notes(owned: list[str], rng: random.Random) -> str:
    """Free text; what somebody has already stands behind "already has:"."""
    if owned:
        return f"already has: {', '.join(owned)}" + rng.choice(("", ". Met at the spring fair"))
    return rng.choice(NOTES) if rng.random() < 0.25 else ""


def _stray(text: str, rng: random.Random) -> str:
    """Now and then a blank too many, as hands leave them."""
    chance = rng.random()
    return f"{text} " if chance < 0.02 else f" {text}" if chance < 0.03 else text


def _single_out(people: list[Person], rng: random.Random) -> None:
    """The people that test the edges: names missing, names that look like nothing, rare scripts, a far country."""
    ordinary = [person for person in people if person.truth["expect"] == "matched"]
    far = [person for person in ordinary if person.truth["country"] == "NO"]
    for person in rng.sample(far, 2):
        person.cells |= {"Country": "SJ", "City": "Longyearbyen"}
        person.truth |= {"country": "SJ", "expect": "impossible"}
        ordinary.remove(person)
    chosen = rng.sample(ordinary, 15)
    for person in chosen[:6]:
        person.cells["First name"] = ""
    for person in chosen[6:11]:
        person.cells["Last name"] = ""
    for person in chosen[11:]:
        person.cells |= {"First name": "", "Last name": ""}
    rest = [person for person in ordinary if person not in chosen]
    for country, given, family, font_missing in (
        ("GB", "Nan", "Whitlock", False),
        ("US", "Marcus", "Null", False),
        ("GB", "美咲", "佐藤", False),
        ("AE", "สมชาย", "ใจดี", False),
        ("DE", "བསྟན་འཛིན", "ནོར་བུ", True),
        ("US", "ᏩᏯ", "ᎠᏓᏫ", True),
    ):
        person = next(person for person in rest if person.truth["country"] == country)
        rest.remove(person)
        person.cells |= {"First name": given, "Last name": family}
        person.truth["font_missing"] = font_missing
