"""Units of results as laboratories write them, in Latin and Cyrillic letters."""

from __future__ import annotations

_POWER = (
    r"(?:(?:[x×х*·]\s?)?10\s?(?:[\^*]{1,2}|E|e|exp)\s?\(?\d{1,2}\)?"
    r"|(?:[x×х*·]\s?)?10[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|[x×х*·]\s?10\s?\d{1,2})"
    r"\s?(?:cells|cell|клеток|кл|/)?\s?/?\s?(?:[µμumn]?[lL]|mm3|mm\^3|mm³|мкл|л|мл)"
)
"""A power of ten with its sign: '104 L' of a table is a value with a flag."""
_VIRAL = (
    r"(?:(?:[x×х*·]\s?10\s?\^?\s?\d{1,2}|E\+?\d{1,2})\s?)?(?:IU|UI|IE|МЕ|copies|cop\.?|cp|Kopien|拷贝|копий)"
    r"\s?/\s?(?:m[lL]|мл)"
)
_THOUSAND = (
    r"(?:[kKMGT]|Tsd\.?|Mio\.?|thou|thousand|mill|million|тыс\.?|млн\.?|mil|miles)\s?/\s?"
    r"(?:[µμu]?[lL]|mcL|mm3|mm\^3|mm³|мкл|л|cumm|mcl|nl|pl)"
)
_AMOUNT = (
    r"(?:micro|nano|pico|milli|[mµμunpfkMG]|mc)?"
    r"(?:mol|gram|g|IU|IE|AU|U|UI|E|eq|Eq|EQ|val|kat|osm|Osm|OSM|U\.I\.)"
)
_PER = (
    r"(?:\d{1,3}\s?)?(?:[dmµμun]|mc|k)?(?:[lL]|g|kg|mol|min|h|d|24\s?h|Tag|day)"
    r"(?:Hb|[ ]?(?:FEU|DDU)(?!\w)|(?<=/g|ol)[ ](?:creat(?:inine)?|Cr|Krea)(?!\w|\s?[:=]?\s?\d))?"
)
_CYRILLIC = (
    r"(?:ммоль|мкмоль|нмоль|пмоль|мкг|мг|нг|пг|мМЕ|мкМЕ|мЕд|мкЕд|МЕ|ЕД|Ед|ед|г|мэкв|копий)\.?\s?/\s?"
    r"(?:дл|мл|л|сут|моль|ммоль)"
)
_ALONE = (
    r"fL|fl|pg|фл|пг|мм/ч(?:ас)?|mm\s?/\s?(?:1\.?\s?|1st\s|first\s)?(?:hour|hr|h|[Ss]td\.?)"
    r"|mm/1h|seconds|secs?|Sek\.?|сек\.?"
    r"|mmHg|mm\s?Hg|ng%|mg%|g%|%|‰|ratio|copies\s?/\s?m[lL]|Kopien\s?/\s?m[lL]|cells\s?/\s?(?:[µμu][lL]|mm3)"
    r"|gms?\s?%|gm\s?/\s?d[lL]|(?:lakhs?|lacs?)\s?/\s?(?:cumm|mm3|[µμu][lL])|/\s?cu\.?\s?mm"
    r"|/\s?(?:[µμun]l|[µμu]L|nL|mm3|mm³|m[lL]|мкл|HPF|hpf)|mOsm/kg|mosmol/kg|S/CO|COI|CFU\s?/\s?m[lL]|cfu\s?/\s?m[lL]|KBE\s?/\s?m[lL]|s(?![a-zA-Z])"
    r"|Zellen/[µμ]l|/µL|pmol/L|mEq/L|mEq/l|мл/мин(?:/1[,.]73\s?(?:м2|м²))?"
)
_SPOKEN = (
    r"(?:(?:milli|micro|nano|pico)?(?:grams?|moles?|equivalents?)|(?:milli-?)?international\sunits"
    r"|(?:milli)?units)\s(?:per|a)\s(?:deci|milli|micro)?lit(?:er|re)"
    r"|percent|per\scent|Prozent|por\sciento|pour\scent|процент\w*"
)
_MULTIPLE = (
    r"(?:[x×]|times|fold)\s?(?:the\s)?"
    r"(?:ULN|normal|upper\s(?:normal\slimit|limits?(?:\sof\snormal)?))"
)
_CLEARANCE = (
    r"m[lL]\s?/\s?min(?:\.(?=\s?/)|ute)?(?:\s?/\s?1[.,]73\s?(?:m2|m²|m\^2|qm)?|/1\.73)?(?:\s?KOF)?"
)

UNIT = (
    rf"(?:{_CLEARANCE}|{_SPOKEN}|{_MULTIPLE}|{_VIRAL}|{_POWER}|{_THOUSAND}|{_CYRILLIC}|{_AMOUNT}\s?/\s?{_PER}|{_ALONE}|G(?:pt)?/[lL]|T(?:pt)?/[lL]"
    r"|[KkM](?![A-Za-z/+]|[ \t.|]{0,20}[-–:=|]?\s{0,3}[<>]?\s?\d)"
    r"|(?:thousand|million|thou|mil|тыс\.?|млн\.?|Tsd\.?|lakhs?|lacs?)(?![\w/])|(?:IU|U)(?![A-Za-z/.]))"
)
"""A unit of a result; a bare K or M stands for thousands or millions as dictated."""
END = r"(?![A-Za-z\u00c0-\u024f\u0400-\u04ff])"
"""What must not follow a unit."""
