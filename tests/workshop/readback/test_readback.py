"""What has to be read back: a new sentence, one that changed, and all translations of an English that changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from renderers.language.translations import LOCALES
from workshop.readback.__main__ import main
from workshop.readback.entries import NOT_OURS, UNTRANSLATED, Entry, read_entries
from workshop.readback.record import read_record, unread

ENGLISH = {"mail": {"button": "See your gift", "days": {"one": "{count} day", "other": "{count} days"}}}
SAID = {
    "cs": {"mail": {"button": "Zobrazit dárek", "days": {"one": "{count} den", "other": "{count} dní"}}},
    "ru": {"mail": {"button": "Посмотреть подарок", "days": {"one": "{count} день", "other": "{count} дня"}}},
    "ar": {"mail": {"button": "عرض الهدية", "days": {"other": "{count} أيّام"}}},
    "ja": {"mail": {"button": "贈り物を見る", "days": {"other": "{count}日"}}},
}


def write(assets: Path, **files: Any) -> Path:
    """A folder of assets in which every language says two sentences; `files` replaces or adds some."""
    (assets / "translations").mkdir(parents=True, exist_ok=True)
    (assets / "samples").mkdir(exist_ok=True)
    for name in ("campaign", "catalog"):
        (assets / "samples" / f"{name}.json").write_text("{}")
    for locale in LOCALES:
        other = {"mail": {"button": f"Gjöf {locale}", "days": {"one": "{count} x", "other": "{count} y"}}}
        files.setdefault(locale, ENGLISH if locale == "en" else SAID.get(locale, other))
    for name, tree in files.items():
        (assets / "translations" / f"{name}.json").write_text(json.dumps(tree), encoding="utf-8")
    return assets


def signed(assets: Path, folder: Path) -> None:
    for locale in LOCALES:
        assert main(["--sign-all", locale, "--by", "a reader"], assets, folder) == 0


def told(assets: Path, folder: Path) -> set[tuple[str, str, str]]:
    """Language, key and why, of everything that is unread."""
    records = {locale: read_record(locale, folder) for locale in LOCALES}
    return {(each.language, each.key, each.why) for each in unread(read_entries(assets), records)}


def test_before_the_first_reading_everything_is_new(tmp_path: Path) -> None:
    assets = write(tmp_path / "assets")
    assert told(assets, tmp_path / "read") == {
        (locale, key, "new") for locale in LOCALES for key in ("mail.button", "mail.days")
    }


def test_what_was_signed_is_read_until_it_changes(tmp_path: Path) -> None:
    assets, folder = write(tmp_path / "assets"), tmp_path / "read"
    signed(assets, folder)
    assert told(assets, folder) == set()
    changed = {"mail": SAID["cs"]["mail"] | {"button": "Podívat se na dárek"}}
    assert told(write(assets, cs=changed), folder) == {("cs", "mail.button", "changed")}
    write(assets, cs=SAID["cs"])
    assert told(assets, folder) == set()


def test_one_plural_form_is_enough_to_change_a_sentence(tmp_path: Path) -> None:
    assets, folder = write(tmp_path / "assets"), tmp_path / "read"
    signed(assets, folder)
    days = {"one": "{count} den", "other": "{count} dnů"}
    assert told(write(assets, cs={"mail": SAID["cs"]["mail"] | {"days": days}}), folder) == {
        ("cs", "mail.days", "changed")
    }


def test_when_the_english_changes_all_six_translations_are_unread(tmp_path: Path) -> None:
    assets, folder = write(tmp_path / "assets"), tmp_path / "read"
    signed(assets, folder)
    write(assets, en={"mail": ENGLISH["mail"] | {"button": "Open your gift"}})
    assert told(assets, folder) == {
        (locale, "mail.button", "changed" if locale == "en" else "English changed") for locale in LOCALES
    }


def test_a_new_sentence_is_missing_where_it_was_not_translated(tmp_path: Path) -> None:
    assets, folder = write(tmp_path / "assets"), tmp_path / "read"
    signed(assets, folder)
    write(assets, **{"en.film": {"film": {"press": "Press here"}}, "cs.film": {"film": {"press": "Stiskněte zde"}}})
    assert told(assets, folder) == {
        *((locale, "film.press", "missing") for locale in LOCALES if locale not in {"en", "cs"}),
        ("en", "film.press", "new"),
        ("cs", "film.press", "new"),
    }
    assert main(["--check"], assets, folder) == 1


@pytest.mark.parametrize(("locale", "said"), [("cs", "See your gift"), ("ru", "See your gift now"), ("ja", "Gift")])
def test_english_in_another_language_is_found_and_fails_the_check(tmp_path: Path, locale: str, said: str) -> None:
    assets, folder = write(tmp_path / "assets"), tmp_path / "read"
    signed(assets, folder)
    assert main(["--check"], assets, folder) == 0
    write(assets, **{locale: {"mail": SAID[locale]["mail"] | {"button": said}}})
    assert told(assets, folder) == {(locale, "mail.button", "falls back to English")}
    assert main(["--check"], assets, folder) == 1


def test_what_is_only_unread_does_not_fail_the_check(tmp_path: Path) -> None:
    assert main(["--check"], write(tmp_path / "assets"), tmp_path / "read") == 0


def test_a_label_that_is_shown_as_it_is_misses_nothing(tmp_path: Path) -> None:
    words = {"soya": {locale: {"label": f"ćдد豆 {locale}"} for locale in LOCALES}}
    words["soya"]["en"] |= {"shown": "soybeans"}
    words["soya"]["cs"] |= {"shown": "sója"}
    assert {why for _, key, why in told(write(tmp_path / "assets", dietary=words), tmp_path / "read")} == {"new"}
    words["soya"]["cs"] |= {"shown": ""}
    assert ("cs", "dietary.soya.shown", "missing") in told(write(tmp_path, dietary=words), tmp_path / "read")


def test_a_list_of_words_is_unread_in_the_language_that_gained_one(tmp_path: Path) -> None:
    words = {"nuts": {"en": {"label": "nuts", "synonyms": ["nut"]}, "cs": {"label": "ořechy", "synonyms": ["ořech"]}}}
    mixed = {"_about": "a note", "CZ": ["czechia", "Česko", "Чехия", "チェコ"]}
    assets, folder = write(tmp_path / "assets", dietary=words, countries=mixed), tmp_path / "read"
    for locale in ("en", "cs", "ru", "ja"):
        main(["--sign-all", locale, "--by", "a reader"], assets, folder)
    words["nuts"]["cs"] = {"label": "ořechy", "synonyms": ["ořech", "ořechů"]}
    write(assets, dietary=words, countries={"CZ": [*mixed["CZ"], "Чешская Республика"]})
    assert {each for each in told(assets, folder) if each[0] in {"en", "cs", "ru", "ja"} and each[2] != "missing"} == {
        ("cs", "dietary.nuts.synonyms", "changed"),
        ("ru", "countries.CZ", "changed"),
    }


def test_signing_is_refused_without_a_name_and_signs_what_a_pattern_names(tmp_path: Path) -> None:
    assets, folder = write(tmp_path / "assets"), tmp_path / "read"
    with pytest.raises(SystemExit):
        main(["--sign", "cs", "mail.*"], assets, folder)
    assert main(["--sign", "cs", "nothing.*", "--by", "a reader"], assets, folder) == 1
    assert read_record("cs", folder) == {}
    assert main(["--sign", "cs", "mail.d*", "--by", "a reader · of Czech"], assets, folder) == 0
    assert {key: (one.by, len(one.on)) for key, one in read_record("cs", folder).items()} == {
        "mail.days": ("a reader · of Czech", 10)
    }


def test_a_later_reading_keeps_the_earlier_and_forgets_what_is_gone(tmp_path: Path) -> None:
    assets, folder = write(tmp_path / "assets", cs=SAID["cs"] | {"film": {"old": "Staré"}}), tmp_path / "read"
    main(["--sign-all", "cs", "--by", "the first"], assets, folder)
    write(assets, cs=SAID["cs"])
    main(["--sign", "cs", "mail.button", "--by", "the second"], assets, folder)
    assert {key: one.by for key, one in read_record("cs", folder).items()} == {
        "mail.button": "the second",
        "mail.days": "the first",
    }


def test_the_list_for_a_machine_holds_the_english_and_the_printed_one_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assets, out = write(tmp_path / "assets"), tmp_path / "unread.json"
    main(["mail.button", "--language", "cs", "--json", str(out)], assets, tmp_path / "read")
    assert json.loads(out.read_text("utf-8")) == [
        {
            "key": "mail.button",
            "language": "cs",
            "why": "new",
            "said": "Zobrazit dárek",
            "english": "See your gift",
            "is_fault": False,
        }
    ]
    capsys.readouterr()
    main(["mail.button", "--language", "cs"], assets, tmp_path / "read")
    assert capsys.readouterr().out == "cs: 1 new\n  new: mail.button: Zobrazit dárek\n"


def test_every_file_of_words_is_covered() -> None:
    entries = read_entries()
    files = {path.stem for path in (Path(__file__).parents[3] / "assets" / "translations").glob("*.json")}
    covered = {key.split(".")[0] for key in entries}
    assert {name for name in files if name.split(".")[0] not in {*LOCALES, *NOT_OURS}} <= covered
    assert {"common", "film", "mail", "microsite", "privacy", "safety", "statement", "video"} <= covered
    assert {"campaign", "catalog"} <= covered
    assert set(UNTRANSLATED) <= covered


def test_no_sentence_of_ours_is_missing_in_a_language_or_falls_back() -> None:
    records = {locale: read_record(locale) for locale in LOCALES}
    faults = [each for each in unread(read_entries(), records) if each.is_fault]
    assert faults == []


def test_an_entry_that_only_one_language_has_follows_nothing() -> None:
    assert Entry("vocatives.Jana", is_translated=False, said={"cs": "Jano"}).english == ""
