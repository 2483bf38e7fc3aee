"""One word per thing: the table of docs/voice.md, held against every catalogue.

For each thing and language `TERMS` has the stem of the one word, in all the forms it takes, and the words that would say the same.
`SAID_IN` names the sentences in which a thing must be called by its word in every language, so that a new word in the guide comes
with the catalogues. Products, interests, diets and what
people write are not ours to name and are left out.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from renderers.language.translations import ASSETS, LOCALES
from workshop.readback.entries import UNTRANSLATED, read_entries

GUIDE = Path(__file__).parents[2] / "docs" / "voice.md"
NOT_OURS = {
    "catalog",
    "campaign",
    "dietary",
    "interests",
    "interest_words",
    "policy_sorts",
    "sectors",
    "words",
    *UNTRANSLATED,
}

TERMS: dict[str, dict[str, tuple[str, str]]] = {
    "gift": {
        "en": (r"gift", r"\bpresents?\b|giveaway|freebie|benefit"),
        "cs": (r"dár(?:e?k)", r"\bdar(?:y|u|em|ů|ům)?\b|prezent|benefit|pozornost"),
        "ro": (r"cadou", r"\bdaru(?:l|ri)|prezentul|atenți[ei]\b|\bdăru"),
        "is": (r"gj[öa]f", r"glaðning|\bpakki(?:nn)? til þín"),
        "ru": (r"подар[ок]", r"презент|сувенир|\bдары?\b"),
        "ja": (r"贈り物", r"ギフト|プレゼント|贈答品|贈りもの"),
        "ar": (r"هدي|هدايا|إهداء", r"هبة|عطية"),
    },
    "swap": {
        "en": (r"swap", r"exchang(?!ed for money)|substitut(?!e\b)|switch"),
        "cs": (r"vyměn|výměn", r"zaměn|prohod|směn"),
        "ro": (r"schimb", r"preschimb|troc|\binterschimb"),
        "is": (r"skip", r"víxl|býtt"),
        "ru": (r"обмен", r"поменя|заменён\b|заменить подар"),
        "ja": (r"交換", r"取り替え|スワップ|チェンジ"),
        "ar": (r"استبد|البديلة", r"تبديل|مبادلة|مقايضة"),
    },
    "donate": {
        "en": (r"donat", r"giv\w* (?:it |them )?(?:away|on)\b|contribut|hand(?:ed)? on"),
        "cs": (r"věnov", r"\bdarov[aá]|přisp[ěí]|přenech"),
        "ro": (r"don(?:a|ez|at|ă|eaz)", r"\bdărui|contribui|oferiți altcuiva"),
        "is": (r"g[eá]fa?\w* .*góðger|Gefa", r"styrkja|framlag"),
        "ru": (r"пожертв", r"благотвор|подарить другим|отдать\b"),
        "ja": (r"寄付", r"寄贈|募金|ドネーション"),
        "ar": (r"تبرع", r"صدقة|منح قيمت"),
    },
    "decline": {
        "en": (r"declin", r"reject|refus(?!al)|turn\w* (?:it )?down"),
        "cs": (r"odmít", r"zamít|nepřijm|odřek"),
        "ro": (r"refuz", r"respin|declin"),
        "is": (r"afþ[aö]kk", r"hafna|neita\b|synja"),
        "ru": (r"отказ", r"отклон|отверг"),
        "ja": (r"辞退", r"お断り|拒絶|キャンセル"),
        "ar": (r"اعتذ", r"رفض"),
    },
    "statement": {
        "en": (r"statement", r"certificate|receipt|\bdocument|declaration"),
        "cs": (r"potvrzen", r"výkaz|doklad|certifikát\b|prohlášení|osvědč|výpis"),
        "ro": (r"declarați", r"certificat(?:ul)?\b(?<!necertificat)|adeverin|document|extras"),
        "is": (r"yfirlit", r"vottorð|kvittun|skírteini"),
        "ru": (r"справк", r"выписк|деклараци|документ|заявлени"),
        "ja": (r"明細書", r"証明書|ステートメント|計算書|領収書|声明"),
        "ar": (r"بيان", r"كشف|إفادة|إقرار|وثيقة"),
    },
    "page": {
        "en": (r"page", r"microsite|website|\bsite\b(?<!for this site)|portal"),
        "cs": (r"str[aá]n", r"mikrostránk|webovk|portál"),
        "ro": (r"pagin", r"microsite|portal|\bsite-ul"),
        "is": (r"síð", r"vefsvæði|vefgátt|örvef"),
        "ru": (r"страниц", r"микросайт|портал|\bсайта\b"),
        "ja": (r"ページ", r"マイクロサイト|ポータル|ウェブサイト"),
        "ar": (r"صفح", r"موقعكم|بوابة"),
    },
    "film": {
        "en": (r"film", r"video|\bclips?\b|movie"),
        "cs": (r"film", r"vide[oa]|klip|snímek"),
        "ro": (r"film", r"video|clip\b|clipul|filmuleț"),
        "is": (r"mynd", r"myndband|myndskeið|kvikmynd|vídeó"),
        "ru": (r"фильм", r"видео|ролик"),
        "ja": (r"ムービー", r"動画|ビデオ|映像|フィルム|映画"),
        "ar": (r"فيلم|الأفلام", r"فيديو|مقطع"),
    },
    "company": {
        "en": (r"compan", r"\bfirms?\b|enterprise|employer"),
        "cs": (r"firm", r"společnost|podnik|zaměstnavatel"),
        "ro": (r"compani", r"\bfirm[aăe]|\bfirmei|societat|angajator"),
        "is": (r"fyrirtæki", r"félagið|vinnuveitand"),
        "ru": (r"компани", r"\bфирм|предприяти|работодател"),
        "ja": (r"会社|勤め先|勤務先", r"企業|法人|御社|貴社"),
        "ar": (r"شرك", r"مؤسسة|المنشأة"),
    },
    "giver": {
        "en": (r"giver|given by", r"\bsenders?\b|donor|benefactor"),
        "cs": (r"dárc", r"odesílatel|donátor"),
        "ro": (r"ofer", r"expeditor|donator|dăruitor"),
        "is": (r"gefand", r"sendand|gjafar(?:i|a)\b"),
        "ru": (r"дари[тв]|подарил", r"отправител|донор"),
        "ja": (r"贈り主", r"送り主|差出人|送信者|贈呈者"),
        "ar": (r"مهد", r"المرسل|المانح|الواهب"),
    },
    "reader": {
        "en": (r"recipient|reader|given to", r"receiver|addressee|beneficiar"),
        "cs": (r"obdarovan", r"příjemc|adresát"),
        "ro": (r"prime[șş]te", r"destinatar|beneficiar|primitor"),
        "is": (r"viðtakand", r"móttakand|þiggjand"),
        "ru": (r"получател", r"адресат|одаряем"),
        "ja": (r"受取人", r"受領者|受贈者|レシピエント"),
        "ar": (r"مهدى إليه", r"المستلم|المستفيد|المتلق"),
    },
}
"""Thing -> language -> the stem of its word, and the words that are not said instead. Both are patterns; letter case is ignored."""

SAID_IN = {
    "gift": ("mail.greeting", "statement.title", "microsite.no.button"),
    "swap": ("microsite.answer.swap", "microsite.swap.to", "mail.preheader", "statement.declares.choice"),
    "donate": ("microsite.answer.give", "microsite.give.title", "microsite.state.donated", "mail.preheader"),
    "decline": (
        "microsite.no.button",
        "microsite.state.declined",
        "statement.declares.obligation",
        "statement.state.declined",
    ),
    "statement": ("statement.title", "statement.head", "microsite.state.statement_open", "microsite.foot.statement"),
    "page": ("statement.page", "microsite.nav.label", "safety.recall.read.back", "privacy.erase_text"),
    "film": ("microsite.film.title", "microsite.film.download", "mail.preheader", "privacy.use.language"),
    "company": ("privacy.kind.company", "microsite.reason.price_policy"),
    "giver": ("statement.parties.title", "statement.declares.title", "statement.office.back", "privacy.erase_stays"),
    "reader": ("statement.parties.title",),
}
BESIDE_AN_ADDRESS = {"mail.sent", "microsite.foot.sent"}
"""Who sent an email is its sender, as every mail program calls them."""


def bare(words: str) -> str:
    """Without the names of fields and without Arabic vowel signs, which may stand or not."""
    return re.sub(r"[\u064b-\u0652]", "", re.sub(r"\{[a-z_]+\}", "", words))


@cache
def sentences(locale: str) -> dict[str, str]:
    """Key -> sentence, of the catalogues alone."""
    return {
        key: bare(entry.said[locale])
        for key, entry in read_entries().items()
        if key.split(".", maxsplit=1)[0] not in NOT_OURS
    }


def glossary() -> dict[str, dict[str, str]]:
    """Thing -> language -> what stands in the guide's table."""
    lines = GUIDE.read_text("utf-8").splitlines()
    head = lines.index("| en | cs | ro | is | ru | ja | ar |")
    languages = [cell.strip() for cell in lines[head].strip("|").split("|")]
    rows: dict[str, dict[str, str]] = {}
    for line in lines[head + 2 :]:
        if not line:
            break
        cells = dict(zip(languages, (cell.strip() for cell in line.strip("|").split("|")), strict=True))
        rows[cells["en"].split(",")[0]] = cells
    return rows


def test_the_terms_are_those_of_the_guide() -> None:
    assert list(TERMS) == list(glossary())
    differs = [
        (thing, locale)
        for thing, cells in glossary().items()
        for locale in LOCALES
        if not re.search(TERMS[thing][locale][0], bare(cells[locale]), re.I)
        or re.search(TERMS[thing][locale][1], bare(cells[locale]), re.I)
    ]
    assert differs == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_thing_is_called_by_its_word_where_it_is_named(locale: str) -> None:
    said = sentences(locale)
    assert [
        (key, said[key])
        for thing, keys in SAID_IN.items()
        for key in keys
        if not re.search(TERMS[thing][locale][0], said[key], re.I)
    ] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_other_word_is_said_for_a_thing(locale: str) -> None:
    found = [
        (key, match.group())
        for thing, words in TERMS.items()
        for key, said in sentences(locale).items()
        for match in re.finditer(words[locale][1], said, re.I)
        if not (thing == "giver" and key in BESIDE_AN_ADDRESS)
    ]
    assert found == []


def test_the_console_says_the_words_that_its_readers_will_read() -> None:
    found = []
    for path in sorted((ASSETS / "templates").rglob("*.html")):
        source = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(style|script|code).*?</\1>", "", path.read_text("utf-8"), flags=re.S
        )
        text = re.sub(r"<[^>]*>", "\n", source)
        for thing in ("gift", "swap", "donate", "decline", "page", "film"):
            found += [(path.name, match.group()) for match in re.finditer(TERMS[thing]["en"][1], text, re.I)]
    assert found == []


@pytest.mark.parametrize(
    ("locale", "thing", "said"),
    [
        ("en", "gift", "A present for you"),
        ("en", "donate", "Give it away"),
        ("en", "giver", "The sender can see that."),
        ("cs", "gift", "Potvrzení o daru"),
        ("cs", "company", "Vaše společnost"),
        ("ro", "giver", "Expeditorul vede"),
        ("is", "film", "Myndbandið þitt"),
        ("ru", "decline", "Отклонён"),
        ("ja", "gift", "ギフトを見る"),
        ("ar", "film", "فيديو لكم"),
    ],
)
def test_another_word_would_be_found(locale: str, thing: str, said: str) -> None:
    assert re.search(TERMS[thing][locale][1], bare(said), re.I)
