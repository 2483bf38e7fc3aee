"""Words that make a danger sound smaller. A recall notice must not hold them (Regulation (EU) 2023/988, article 36, 2 (c)).

The regulation names "voluntary", "precautionary", "discretionary", "in rare situations", "in specific situations" and that no
accidents were reported; beside these stand what people write in their place. Every text is read in all languages at once, since
somebody may write English under another flag.
"""

from __future__ import annotations

import re
from typing import Final

_EN: Final = (
    r"voluntar(?:y|ily)", r"precaution\w*", r"abundance of caution", r"discretion\w*", r"good ?will", r"courtesy",
    r"(?:in |under |on )?(?:very |extremely |a few |some )?(?:rare|isolated|exceptional|specific|certain|particular)"
    r" (?:situations?|cases?|circumstances?|occasions?|instances?|conditions?)",
    r"rarely", r"unlikely", r"(?:very |extremely )?(?:low|small|minor|minimal|negligible|slight|theoretical) (?:risk|danger|hazard)",
    r"(?:no|not any|without|zero) (?:known |reported |recorded |confirmed )*(?:accidents?|injur(?:y|ies)|incidents?|illness(?:es)?|complaints?|harm|cases?)",
    r"(?:nobody|no one|no-one|none) (?:has been |was |is |got |has got )?(?:known to be |reported )?(?:hurt|injured|ill|harmed|sick)",
    r"(?:just |only )?to be (?:on the safe side|safe)", r"(?:no|not a) (?:cause|reason) (?:for|to) (?:concern|alarm|worry|panic)",
    r"do(?: not|n.t) (?:worry|panic)", r"harmless", r"preventative\w*", r"pro-?active\w*",
    r"(?:no|not any) (?:serious |real |health )?(?:risk|danger)",
)  # fmt: skip
_RU: Final = (
    r"добровольн\w*", r"предосторожност\w*", r"профилактическ\w*", r"превентивн\w*", r"на (?:сво[её]|ваше|наше) усмотрение",
    r"(?:в )?(?:очень |крайне )?(?:редк|единичн|исключительн|отдельн|некоторых|определ[её]нн)\w* (?:случа|ситуаци|обстоятельств|услови)\w*",
    r"маловероятн\w*", r"(?:не было|нет|не сообщалось о|без) (?:несчастн\w* случа\w*|пострадавш\w*|травм\w*|жалоб\w*)",
    r"(?:несчастн\w* случа\w*|пострадавш\w*|травм\w*) (?:не|нет)\b", r"никто не пострадал\w*", r"на всякий случай",
    r"безвредн\w*", r"(?:незначительн|небольш|минимальн)\w* (?:риск|опасност)\w*",
)  # fmt: skip
_CS: Final = (
    r"dobrovoln\w*", r"preventivn\w*", r"z opatrnosti", r"předběžn\w* opatrnost\w*", r"na vlastní uvážení", r"podle (?:vašeho )?uvážení",
    r"(?:ve |v )?(?:velmi |zcela )?(?:vzácn|ojediněl|výjimečn|specifick|zvláštn|určit|některých)\w* (?:případ|situac|okolnost)\w*",
    r"nepravděpodobn\w*", r"(?:žádn\w*|bez|nebyl\w* (?:hlášen\w*|zaznamenán\w*)) (?:žádn\w* )?(?:nehod|úraz|zraněn|stížnost|případ)\w*",
    r"nikdo (?:se )?ne(?:zranil|onemocněl|utrpěl)\w*", r"pro jistotu", r"neškodn\w*", r"(?:mal|nízk|minimáln|zanedbateln)\w* (?:rizik|nebezpeč)\w*",
)  # fmt: skip
_RO: Final = (
    r"voluntar\w*", r"(?:din |de )?precau[țţt]i\w*", r"preventiv\w*", r"discre[țţt]ionar\w*",
    r"(?:în |in )?(?:foarte )?(?:situa[țţt]ii|cazuri|circumstan[țţt]e|împrejurări) (?:foarte )?(?:rare|izolate|specifice|anumite|excep[țţt]ionale)",
    r"(?:în |in )?anumite (?:situa[țţt]ii|cazuri|circumstan[țţt]e)", r"rareori", r"pu[țţt]in probabil\w*",
    r"(?:niciun|nici un|nicio|nu (?:s-au raportat|au fost raportate|există)|fără) (?:niciun |nicio )?(?:accident|rănir|vătămăr|incident|plâng)\w*",
    r"nimeni nu (?:a fost rănit|s-a rănit|s-a îmbolnăvit)\w*", r"inofensiv\w*", r"pentru siguranță maximă", r"risc (?:mic|redus|minim|scăzut)\w*",
)  # fmt: skip
_IS: Final = (
    r"valfrjáls\w*", r"(?:sjálfviljug|af fúsum)\w*", r"varúðar(?:skyni|ráðstöfun\w*|sjónarmið\w*)", r"öryggisskyni", r"fyrirbyggjandi",
    r"(?:í )?(?:mjög )?(?:sjaldgæf|einstaka|undantekning|ákveðn|sérstök)\w* (?:tilvik|tilfell|aðstæð|kringumstæð)\w*", r"undantekningartilvik\w*",
    r"ólíkleg\w*", r"(?:engin|ekkert|engar) (?:slys|meiðsl|óhöpp|tilkynning|kvart)\w*", r"enginn (?:hefur )?(?:slasast|meiðst|veikst)",
    r"til öryggis", r"skaðlaus\w*", r"(?:lítil|óveruleg|minniháttar) (?:hætta|áhætta)",
)  # fmt: skip
_AR: Final = (
    "طوعي\\w*", "طوع[اًا]*", "احتراز\\w*", "احتياط\\w*", "وقائي\\w*", "تقديري\\w*", "(?:في )?(?:حالات|ظروف|مواقف) (?:نادرة|معيّنة|معينة|محدّدة|محددة|خاصّة|خاصة|استثنائية)",
    "نادر[اًا]+", "من غير المرجح", "(?:لا|لم|دون|بلا) (?:تقع |توجد |يبلغ عن |تسجل )?(?:أي )?(?:حوادث|إصابات|شكاوى)", "لم يصب أحد", "غير ضار",
)  # fmt: skip
_JA: Final = (
    "自主的?", "任意", "念のため", "予防的?", "万一のため", "(?:ごく)?(?:まれ|稀)(?:に|な(?:場合|状況|ケース))", "特定の(?:状況|場合|条件)", "一部の場合",
    "可能性は(?:低|ほとんど)", "(?:事故|けが|被害|苦情)(?:の報告)?(?:は|も)(?:報告されて(?:い|お)|あり|ござい|発生して(?:い|お))?(?:ません|ない|ありません|りません)", "危険性は低", "無害",
)  # fmt: skip
_UNSPACED: Final = re.compile("|".join(_JA))
_SPACES: Final = re.compile(r"\s+")
_VOWEL_SIGNS: Final = re.compile("[\u064b-\u0652]")
"""Arabic may be written with or without them, and means the same."""
_SPACED: Final = re.compile(
    rf"(?<!\w)(?:{'|'.join((*_EN, *_RU, *_CS, *_RO, *_IS, *(_VOWEL_SIGNS.sub('', words) for words in _AR)))})(?!\w)",
    re.IGNORECASE,
)


def soothing_words(text: str) -> tuple[str, ...]:
    """What in `text` plays the danger down, as written, in the order it stands; empty where nothing does."""
    line = _VOWEL_SIGNS.sub("", _SPACES.sub(" ", text))
    found = [*_SPACED.finditer(line), *_UNSPACED.finditer(line)]
    return tuple(dict.fromkeys(match.group().strip() for match in sorted(found, key=lambda match: match.start())))
