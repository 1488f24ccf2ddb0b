"""What text in a language looks like in an old encoding: which letters, which of them are usual."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

_USUAL_HANZI = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"
    "产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从"
    "业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么"
    "利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常"
    "文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被"
    "干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六"
    "共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报完类八离华名确才科张"
    "信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验"
    "患病症医院诊断疗药查检血尿肺肝肾胃肠癌瘤术后剂片毫克升姓龄男女岁左右侧胸腹腰颈脑骨淋巴转移结节未予次"
)
_USUAL_HANZI_TW = (
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說"
    "產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從"
    "業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又"
    "利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題程展五果料員位入常"
    "患病症醫院診斷療藥查檢血尿肺肝腎胃腸癌瘤術後劑片毫克升姓齡男女歲左右側胸腹腰頸腦骨淋巴轉移結節未予次"
)
_USUAL_KANJI = (
    "日一人年大会国中本長出三同時者行上社分生事自手学部前間後見東内所立新場地合法問力実対現明員動定性的"
    "最代体関主家不業通化意結理入開度小公数全名気目連用無変加教表界回方下作心金高点当題機相平保期議"
    "患病症医院診断療薬査検血尿肺肝腎胃腸癌瘤術剤錠男女歳左右側胸腹腰頸脳骨転移結節所見認著要再来初今次"
)
_USUAL_HANGUL = (
    "이다는의가에을를고하지한로서은기도사리나자시어인일대정수여보부게해그라아니전으있것들만제스구상유장"
    "과와했었및진단환소견검치료경병원암종양폐간신세복용약력관없음성음주후중발절술외내과분당"
)


class Profile(NamedTuple):
    """One way in which bytes may be text: an encoding and the characters that its users write."""

    codec: str
    language: str
    groups: tuple[tuple[str, float], ...]
    """Characters with the share of all non-ASCII characters that they make up together."""
    script: str
    """'latin' letters stand between ASCII ones, 'other' letters in words of their own, 'wide'
    characters anywhere."""
    prior: float = 0.0
    """Log of how usual the encoding is among records, against cp1252."""


def _span(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


_KANA = _span(0x3041, 0x3093) + "ー"
_KATAKANA = _span(0x30A1, 0x30F6)
_CJK_MARKS = "。，、：；（）「」『』“”‘’《》？！％℃×·…—～－＋＝　①②③④⑤↑↓→≥≤±μ°"
_WESTERN_MARKS = "¿¡°µ±–—’‘“”„…•€§²³×·½¼\xa0«»®"
_UPPER_SHARE = 0.06


def _cased(lower: str, share: float) -> tuple[tuple[str, float], ...]:
    upper = "".join(c for c in lower.upper() if c not in lower)
    return ((lower, share - _UPPER_SHARE), (upper, _UPPER_SHARE))


def _latin(codec: str, language: str, lower: str, prior: float) -> Profile:
    return Profile(codec, language, (*_cased(lower, 0.93), (_WESTERN_MARKS, 0.05)), "latin", prior)


def _alphabet(codec: str, language: str, letters: tuple[str, str], prior: float) -> Profile:
    usual, rest = letters
    upper = "".join(c for c in (usual + rest).upper() if c not in usual + rest)
    groups = ((usual, 0.68), (rest, 0.23), (upper, 0.07), (_WESTERN_MARKS + "№", 0.015))
    return Profile(codec, language, groups, "other", prior)


def _capitals(codec: str, language: str, letters: tuple[str, str], prior: float) -> Profile:
    """Text set in capitals throughout, as headings and old systems write it."""
    usual, rest = (part.upper() for part in letters)
    groups = ((usual, 0.7), (rest, 0.23), (_WESTERN_MARKS, 0.05))
    return Profile(codec, language, groups, "other", prior)


_RUSSIAN = ("оеаинтсрвлкмдпу", "яыьгзбчйхжшюцщэфъё")
_UKRAINIAN = ("оаинтеівсркдлмпу", "зяьгйбчхцїжюшфщєґ")
_GREEK = ("αοιετσνηυρπκμλςάίόέήύώ", "ωγδθχφβξζψϊϋ")
_ARABIC = ("البيرمتندعوةحسفكهق", "جشصخطضغذزثظءآأؤإئىًٌٍَُِّْ")
_HEBREW = ("ויהלאתרמבשנ", "םדעקחפסגטכןצזךףץ")
_THAI = (_span(0x0E01, 0x0E3A), _span(0x0E40, 0x0E4E))


@cache
def profiles() -> tuple[Profile, ...]:
    """All ways that are tried."""
    hanzi = ((_USUAL_HANZI, 0.62), ("<gb2312-1>", 0.22), (_CJK_MARKS, 0.13))
    traditional = ((_USUAL_HANZI_TW, 0.6), ("<big5-1>", 0.24), (_CJK_MARKS, 0.13))
    japanese = (
        (_KANA, 0.38), (_KATAKANA, 0.12), (_USUAL_KANJI, 0.22), ("<jis-1>", 0.14),
        (_CJK_MARKS, 0.12),
    )  # fmt: skip
    korean = ((_USUAL_HANGUL, 0.6), ("<ks-hangul>", 0.34), (_CJK_MARKS, 0.04))
    wide = (
        Profile("gb18030", "zh-Hans", hanzi, "wide", -2),
        Profile("cp950", "zh-Hant", traditional, "wide", -3),
        Profile("gb18030", "zh-Hant", traditional, "wide", -5),
        Profile("cp932", "ja", japanese, "wide", -3),
        Profile("euc_jp", "ja", japanese, "wide", -5),
        Profile("cp949", "ko", korean, "wide", -3),
    )
    return wide + _cyrillic() + _other_scripts() + _latin_profiles()


def _cyrillic() -> tuple[Profile, ...]:
    russian = (
        ("cp1251", -2), ("koi8_r", -4), ("cp866", -5), ("iso8859_5", -7), ("mac_cyrillic", -8),
    )  # fmt: skip
    made = [_alphabet(codec, "ru", _RUSSIAN, prior) for codec, prior in russian]
    made += [_capitals(codec, "ru", _RUSSIAN, prior - 2) for codec, prior in russian[:3]]
    made.append(_alphabet("cp1251", "uk", _UKRAINIAN, -3))
    made.append(_alphabet("koi8_u", "uk", _UKRAINIAN, -7))
    return tuple(made)


def _other_scripts() -> tuple[Profile, ...]:
    return (
        _alphabet("cp1253", "el", _GREEK, -5),
        _alphabet("cp1256", "ar", _ARABIC, -8),
        _alphabet("iso8859_6", "ar", _ARABIC, -10),
        _alphabet("cp1255", "he", _HEBREW, -6),
        _alphabet("cp874", "th", _THAI, -8),
    )


_LANGUAGES_1252 = (
    ("de", "äöüß"), ("fr", "éèêëàâçîïôûùœ"), ("es", "áéíóúñü"), ("pt", "ãõáéíóúâêôçà"),
    ("it", "àèéìòù"), ("sv", "åäö"), ("da", "åæøé"), ("nl", "ëïéèü"), ("is", "áðéíóúýþæö"),
)  # fmt: skip
_LANGUAGES_1250 = (
    ("pl", "ąćęłńóśźż"), ("cs", "áčďéěíňóřšťúůýž"), ("hu", "áéíóöőúüű"), ("ro", "ăâîşţ"),
    ("hr", "čćđšž"), ("sk", "áäčďéíľĺňóôŕšťúýž"),
)  # fmt: skip


def _latin_profiles() -> tuple[Profile, ...]:
    western = (("cp1252", 0), ("cp850", -6), ("mac_roman", -6))
    central = (("cp1250", -2), ("iso8859_2", -4), ("cp852", -7))
    made = [
        _latin(codec, language, letters, prior)
        for codec, prior in western
        for language, letters in _LANGUAGES_1252
    ]
    made += [
        _latin(codec, language, letters, prior)
        for codec, prior in central
        for language, letters in _LANGUAGES_1250
    ]
    made.append(_latin("cp1254", "tr", "çğıöşüİâ", -2))
    made.append(_latin("cp1257", "lt", "ąčęėįšųūžāēģīķļņ", -4))
    return tuple(made)


_LEVELS = {
    "<gb2312-1>": ("gb2312", (0xB0, 0xD7), (0xA1, 0xFE)),
    "<big5-1>": ("big5", (0xA4, 0xC6), (0x40, 0xFE)),
    "<jis-1>": ("euc_jp", (0xB0, 0xCF), (0xA1, 0xFE)),
    "<ks-hangul>": ("euc_kr", (0xB0, 0xC8), (0xA1, 0xFE)),
}


def _level(name: str) -> str:
    """The first level of a national standard's characters, read off Python's own codec."""
    codec, leads, trails = _LEVELS[name]
    found = [
        bytes((lead, trail)).decode(codec, "ignore")
        for lead in range(leads[0], leads[1] + 1)
        for trail in range(trails[0], trails[1] + 1)
    ]
    return "".join(char for char in found if len(char) == 1)


UNEXPECTED = math.log(1e-6)
"""Of a character that no group of a profile holds."""


@cache
def likelihoods(groups: tuple[tuple[str, float], ...]) -> dict[str, float]:
    """The log-probability of each character of a profile."""
    table: dict[str, float] = {}
    for characters, share in groups:
        members = set(_level(characters) if characters.startswith("<") else characters)
        for char in members:
            value = math.log(share / len(members))
            table[char] = max(table.get(char, UNEXPECTED), value)
    return table


@cache
def usual_characters() -> frozenset[str]:
    """All characters that the profiles expect."""
    return frozenset(char for profile in profiles() for char in likelihoods(profile.groups))
