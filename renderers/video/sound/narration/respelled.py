"""How a name sounds, as somebody writes it for a reader of English ("YEE-zhee"), in the alphabet of the English voice.

One word for each word of the name, syllables apart by hyphens, the stressed one in capitals. Every letter has a sound or the whole
is refused: a voice that leaves out what it can't read would say another name.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 80
"""Letters, as of a name."""
_CONSONANTS: Final = (
    ("tch", "ʧ"), ("ch", "ʧ"), ("sh", "ʃ"), ("zh", "ʒ"), ("th", "θ"), ("dh", "ð"), ("kh", "h"), ("gh", "ɡ"),
    ("ph", "f"), ("ck", "k"), ("ng", "ŋ"), ("qu", "kw"), ("b", "b"), ("c", "k"), ("d", "d"), ("f", "f"), ("g", "ɡ"),
    ("h", "h"), ("j", "ʤ"), ("k", "k"), ("l", "l"), ("m", "m"), ("n", "n"), ("p", "p"), ("q", "k"), ("r", "ɹ"),
    ("s", "s"), ("t", "t"), ("v", "v"), ("w", "w"), ("x", "ks"), ("z", "z"),
)  # fmt: skip
_VOWELS: Final = (
    ("eye", "I"), ("igh", "I"), ("air", "ɛɹ"), ("ah", "ɑ"), ("aa", "ɑ"), ("ay", "A"), ("ai", "I"), ("aw", "ɔ"),
    ("au", "W"), ("ow", "W"), ("oh", "O"), ("oa", "O"), ("oe", "O"), ("oo", "u"), ("oy", "Y"), ("oi", "Y"),
    ("ou", "W"), ("ee", "i"), ("ea", "i"), ("ie", "i"), ("ei", "A"), ("ey", "A"), ("eh", "ɛ"), ("er", "ɜɹ"),
    ("ur", "ɜɹ"), ("ir", "ɜɹ"), ("ar", "ɑɹ"), ("or", "ɔɹ"), ("uh", "ʌ"), ("ih", "ɪ"),
)  # fmt: skip
_SHORT: Final = {"a": "æ", "e": "ɛ", "i": "ɪ", "o": "ɔ", "u": "ʌ", "y": "ɪ"}
"""A vowel alone, before consonants that end its syllable."""
_OPEN: Final = {"a": "ɑ", "i": "i", "o": "O", "u": "u", "y": "I"}
"""A vowel alone that ends its syllable: nothing, or one consonant and a vowel come after it. An e that does is silent in Jane and
long in Eve: whoever writes a sound writes ee, eh or ay."""
_WEAK: Final = {"ɑ": "ə", "ʌ": "ə", "I": "i"}
"""What becomes of a vowel that ends a word without stress."""
_WORD: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_ENDS: Final = re.compile(r"$|[^aeiouy](?:[aeiou]|y$)")
_TWICE: Final = re.compile(r"([^\WaeiouyæɑɛɜɪiɔuʌəAIOWY])\1")


class NotSpeakable(ValueError):
    """What was written is no sound: letters that have none, a syllable nobody can say, or other words than the name has."""


def sound_of(like: str, name: str) -> str:
    """How `name` sounds that is written so, words apart by a space, each with one stress. Raises NotSpeakable."""
    words = like.replace("‐", "-").replace("‑", "-").split()
    if not 0 < len(like) <= LONGEST or len(words) != len(name.split()):
        raise NotSpeakable(like)
    return " ".join(map(_word, words))


def _word(word: str) -> str:
    if _WORD.fullmatch(word) is None:
        raise NotSpeakable(word)
    parts = word.split("-")
    stressed = [at for at, part in enumerate(parts) if part.isupper()]
    if 1 < len(stressed) < len(parts):
        raise NotSpeakable(word)
    place = stressed[0] if len(stressed) == 1 else 0
    sounds = [_part(part.lower(), is_stressed=at == place) for at, part in enumerate(parts)]
    sound = _TWICE.sub(r"\1", "".join(sounds))
    return sound if sound[-2:-1] == "ˈ" else sound[:-1] + _WEAK.get(sound[-1], sound[-1])


def _part(written: str, *, is_stressed: bool) -> str:
    """What stands between two hyphens, the mark of stress before its first vowel. Raises NotSpeakable where it has none."""
    sound, at, first, before = "", 0, None, False
    while at < len(written):
        letters, heard, is_vowel = _next(written, at)
        if is_vowel and before:
            raise NotSpeakable(written)  # two vowels that are no one sound: whoever means both puts a hyphen between
        if is_vowel and first is None:
            first = len(sound)
        sound, at, before = sound + heard, at + letters, is_vowel and not heard.endswith("ɹ")
    if first is None:
        raise NotSpeakable(written)
    return f"{sound[:first]}ˈ{sound[first:]}" if is_stressed else sound


def _next(written: str, at: int) -> tuple[int, str, bool]:
    """How many letters the next sound takes, the sound, and whether it is a vowel."""
    letter, after = written[at], written[at + 1 :]
    if letter == "y" and after[:1] in tuple("aeiou"):
        return 1, "j", False
    for letters, heard in _VOWELS:
        if written.startswith(letters, at):
            return len(letters), heard, True
    if letter in _SHORT:
        alone = (_OPEN if _ENDS.match(after) else _SHORT).get(letter)
        if alone is None:
            raise NotSpeakable(written)
        return 1, alone, True
    for letters, heard in _CONSONANTS:
        if written.startswith(letters, at):
            return len(letters), heard, False
    raise NotSpeakable(written)
