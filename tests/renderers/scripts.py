"""A name in every script people are greeted in, and some that are hard to place."""

from __future__ import annotations

from typing import Final

NAMES: Final = {
    "czech": "Jana Nováková",
    "icelandic": "Þórdís Kristbjörg Guðmundsdóttir Ægisdóttir",
    "romanian": "Ștefan Țuțea",
    "vietnamese": "Nguyễn Thị Ánh",
    "cyrillic": "Константин Константинопольский",
    "greek": "Ελένη Παπαδοπούλου",
    "arabic": "أمل حداد",
    "hebrew": "אלון בן־דוד",
    "devanagari": "आरव श्रीवास्तव शर्मा",
    "thai": "สมชาย ใจดีศรีสุวรรณ",
    "chinese": "王伟",
    "japanese": "佐藤 さくら サクラ",
    "korean": "김민준",
    "pictographs": "Zoë 👩\u200d👩\u200d👧 🇨🇿 1\ufe0f\u20e3",
    "two scripts": "أمل Haddad",
    "long": "Anna-Katharina Elisabeth von Lichtenberg-Hohenfels zu Sayn-Wittgenstein",
    "one word": "W" * 70,
}
