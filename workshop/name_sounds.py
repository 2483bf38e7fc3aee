"""How frequent names of our languages sound to an English voice: `python -m workshop.name_sounds FILE` writes the table.

Each language's spelling is read by its own rules; an apostrophe in the lists marks a stressed vowel that they would not find.
English names are read by the voice itself, which knows them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_VOWELS: Final = "aɑeɛɜiɪoɔuʊəAIOWY"
ENGLISH: Final = """
James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Steven
Paul Andrew Joshua Kevin Brian George Edward Peter Oliver Jack Harry Henry Samuel Benjamin Mary Patricia Jennifer
Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Sandra Ashley Emily Kimberly Margaret Donna Michelle Emma
Olivia Charlotte Sophie Laura Helen Claire Smith Jones Taylor Brown Williams Wilson Johnson Davies Walker White Green
Hall Clarke Jackson Wood Harris
"""
CZECH: Final = """
Jiří Jan Petr Josef Pavel Martin Tomáš Jaroslav Miroslav Zdeněk Václav František Michal Karel Milan Jakub Lukáš David
Vladimír Ondřej Roman Marek Daniel Stanislav Radek Vojtěch Filip Adam Matěj Jana Eva Hana Anna Lenka Kateřina Věra
Lucie Alena Petra Veronika Jaroslava Tereza Martina Michaela Jitka Helena Zuzana Ivana Monika Eliška Barbora Markéta
Zdeňka Adéla Klára Nováková Novák Svoboda Svobodová Novotný Novotná Dvořák Dvořáková Černý Černá Procházka Procházková
Kučera Kučerová Veselý Veselá
"""
ROMANIAN: Final = """
Andrei Alexandru Mihai Ion Gheorghe Constantin Nicolae Ștefan Florin Cristian Adrian Daniel Marius Gabriel Bogdan
Ionuț Radu Vlad Răzvan Cătălin Dan Sorin Mircea Maria Elena Ana Ioana Andreea Mihaela Cristina Daniela Alexandra
Gabriela Raluca Simona Georgiana Roxana Carmen Diana Oana Bianca Irina Popescu Popa Ionescu Pop Stan Dumitrescu Stoica
Gheorghiu Matei Rusu Munteanu Constantinescu
"""
ICELANDIC: Final = """
Jón Sigurður Guðmundur Gunnar Ólafur Einar Kristján Magnús Stefán Jóhann Björn Árni Bjarni Helgi Halldór Arnar Pétur
Kristinn Ragnar Gísli Þór Baldur Guðrún Anna Sigríður Kristín Margrét Helga Sigrún Ingibjörg Jóhanna Katrín María
Guðbjörg Hildur Ragnheiður Lilja Björk Erla Ásta Birna Eva Jónsson Jónsdóttir Sigurðsson Sigurðardóttir Guðmundsson
Guðmundsdóttir Gunnarsson Gunnarsdóttir
"""
RUSSIAN: Final = """
Aleks'andr=Александр Serg'ei=Сергей Vlad'imir=Владимир Andr'ei=Андрей Dm'itry=Дмитрий Aleks'ei=Алексей
Nikol'ai=Николай 'Ivan=Иван Mikha'il=Михаил Yevg'eny=Евгений V'iktor=Виктор 'Igor=Игорь P'avel=Павел Maks'im=Максим
Rom'an=Роман Den'is=Денис Ant'on=Антон Art'yom=Артём Kir'ill=Кирилл 'Oleg=Олег Yel'ena=Елена 'Olga=Ольга
Nat'alia=Наталья 'Anna=Анна Tat'iana=Татьяна Ir'ina=Ирина Svetl'ana=Светлана Mar'ina=Марина Mar'ia=Мария
Yekater'ina=Екатерина Y'ulia=Юлия Aleks'andra=Александра V'era=Вера Nad'ezhda=Надежда Anastas'ia=Анастасия
D'aria=Дарья Ks'enia=Ксения Pol'ina=Полина Ivan'ov=Иванов Ivan'ova=Иванова Smirn'ov=Смирнов Smirn'ova=Смирнова
Kuznets'ov=Кузнецов Kuznets'ova=Кузнецова Pop'ov=Попов Pop'ova=Попова Vas'ilyev=Васильев Petr'ov=Петров
Petr'ova=Петрова
"""
JAPANESE: Final = """
Haruto Yuto Sota Yuki Hayato Haruki Ryo Kenta Takashi Hiroshi Kenji Takeshi Makoto Akira Satoshi Daisuke Kazuki Naoki
Taro Yusuke Yui Aoi Hina Sakura Miyu Rin Yuna Misaki Ayumi Yoko Keiko Akiko Naoko Tomoko Emi Mariko Haruka Kaori Sato
Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Yamaguchi Matsumoto
"""
ARABIC: Final = """
Moh'ammed Muh'ammad 'Ahmed 'Ahmad Al'i 'Omar H'assan Huss'ein Y'oussef Ibrah'im Kh'aled M'ahmoud Must'afa 'Amr K'arim
T'ariq S'amir W'alid R'ami Zi'ad F'aisal Y'asser N'asser Abd'ullah Salm'an F'atima 'Aisha M'ariam S'arah N'our L'ayla
H'uda Y'asmin Z'einab 'Amina S'alma R'ania D'ina M'ona N'adia H'ala R'eem L'ina S'alem H'addad Kh'alil M'ansour
Hamd'an S'aleh Kh'oury
"""
_CZECH: Final = (
    ("ch", "h"), ("dě", "djɛ"), ("tě", "tjɛ"), ("ně", "njɛ"), ("mě", "mnjɛ"), ("ě", "jɛ"), ("ou", "O"), ("au", "W"),
    ("ř", "ɹʒ"), ("š", "ʃ"), ("č", "ʧ"), ("ž", "ʒ"), ("ť", "tj"), ("ď", "dj"), ("ň", "nj"), ("c", "ts"), ("á", "ɑ"),
    ("a", "ɑ"), ("é", "ɛ"), ("e", "ɛ"), ("í", "i"), ("ý", "i"), ("y", "i"), ("ó", "ɔ"), ("o", "ɔ"), ("ú", "u"),
    ("ů", "u"), ("w", "v"), ("x", "ks"),
)  # fmt: skip
_ROMANIAN: Final = (
    ("ghe", "ɡɛ"), ("ghi", "ɡi"), ("che", "kɛ"), ("chi", "ki"), ("ce", "ʧɛ"), ("ci", "ʧi"), ("ge", "ʤɛ"),
    ("gi", "ʤi"), ("ș", "ʃ"), ("ț", "ts"), ("ă", "ə"), ("â", "ɪ"), ("î", "ɪ"), ("oa", "wɑ"), ("ea", "jɑ"),
    ("ei", "A"), ("ai", "I"), ("ia", "iɑ"), ("j", "ʒ"), ("c", "k"), ("x", "ks"), ("a", "ɑ"), ("e", "ɛ"), ("o", "ɔ"),
)  # fmt: skip
_ICELANDIC: Final = (
    ("ei", "A"), ("ey", "A"), ("au", "Y"), ("hv", "kv"), ("ll", "tl"), ("þ", "θ"), ("ð", "ð"), ("á", "W"), ("æ", "I"),
    ("ö", "ɜ"), ("é", "jɛ"), ("í", "i"), ("ý", "i"), ("ó", "O"), ("ú", "u"), ("j", "j"), ("y", "ɪ"), ("i", "ɪ"),
    ("u", "ʊ"), ("a", "ɑ"), ("e", "ɛ"), ("o", "ɔ"), ("x", "ks"),
)  # fmt: skip
_RUSSIAN: Final = (
    ("zh", "ʒ"), ("kh", "h"), ("sh", "ʃ"), ("ch", "ʧ"), ("ts", "ts"), ("ye", "jɛ"), ("yo", "jɔ"), ("yu", "ju"),
    ("ya", "jɑ"), ("ei", "A"), ("ai", "I"), ("ia", "iə"), ("y", "i"), ("a", "ɑ"), ("e", "ɛ"), ("o", "ɔ"), ("x", "ks"),
    ("c", "k"),
)  # fmt: skip
_JAPANESE: Final = (
    ("sh", "ʃ"), ("ch", "ʧ"), ("ts", "ts"), ("ai", "I"), ("ei", "A"), ("j", "ʤ"), ("y", "j"), ("a", "ɑ"), ("e", "ɛ"),
    ("o", "O"), ("f", "f"),
)  # fmt: skip
_ARABIC: Final = (
    ("sh", "ʃ"), ("kh", "k"), ("ou", "u"), ("ei", "A"), ("ay", "I"), ("ee", "i"), ("ai", "I"), ("j", "ʤ"), ("y", "j"),
    ("q", "k"), ("a", "ɑ"), ("e", "ɛ"), ("o", "O"), ("i", "i"),
)  # fmt: skip
_RULES: Final = {
    "cs": (CZECH, _CZECH, "first"),
    "ro": (ROMANIAN, _ROMANIAN, "romance"),
    "is": (ICELANDIC, _ICELANDIC, "first"),
    "ru": (RUSSIAN, _RUSSIAN, "last"),
    "ja": (JAPANESE, _JAPANESE, "second_last"),
    "ar": (ARABIC, _ARABIC, "second_last"),
}


def sounds() -> dict[str, str]:
    """Name -> its sound in the alphabet of the English voice. What several languages share is said as the first of them says it."""
    table = dict(_english())
    for names, rules, stress in _RULES.values():
        for entry in names.split():
            marked, _, other = entry.partition("=")
            said = _said(marked, rules, stress)
            for name in (marked.replace("'", ""), other):
                if name:
                    table.setdefault(name, said)
    return dict(sorted(table.items()))


def _english() -> Iterator[tuple[str, str]]:
    from hibari.g2p import G2P  # noqa: PLC0415 - an extra, and seconds to load

    read = G2P()
    for name in ENGLISH.split():
        yield name, read(name).strip(".")


def _said(marked: str, rules: tuple[tuple[str, str], ...], stress: str) -> str:
    """The sound of a name; `'` stands before its stressed vowel where the rule of its language would not find it."""
    spelled, sound, at = marked.lower(), "", 0
    while at < len(spelled):
        if spelled[at] == "'":
            sound += "ˈ"
            at += 1
            continue
        written, heard = next(
            ((one, to) for one, to in rules if spelled.startswith(one, at)), (spelled[at], spelled[at])
        )
        sound += heard
        at += len(written)
    sound = re.sub(r"([^\Waɑeɛɜiɪoɔuʊ])\1", r"\1", sound).replace("r", "ɹ").replace("g", "ɡ")
    sound = re.sub(r"(?<=[^ˈ])ɑ$", "ə", sound)
    return sound if "ˈ" in sound else _stressed(sound, stress)


def _stressed(sound: str, rule: str) -> str:
    places = [at for at, letter in enumerate(sound) if letter in _VOWELS]
    if rule == "romance":
        rule = "second_last" if sound[-1] in _VOWELS else "last"
    number = {"first": 0, "last": -1, "second_last": -2 if len(places) > 1 else -1}[rule]
    return f"{sound[: places[number]]}ˈ{sound[places[number] :]}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(sounds(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
