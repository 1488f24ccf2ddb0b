"""Labels of observations taken apart: LOINC's long, short and full names, and how laboratories
write them ('Glucose, urine', 'Serum sodium'). Nothing is looked up here."""

from __future__ import annotations

import re

from huizhen.core.records.value import Value

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_TIMING = re.compile(r"^(.*?)\s*--\s*(.+)$")
_BRACKETED = re.compile(r"^(.+?)\s*\[([^\[\]]+)\]\s*(?:\((?:viral load|non-[a-z ]+)\))?\s*(.*)$")
_REST = re.compile(r"^(?:(?:in|of)\s+(?P<specimen>.+?))?\s*(?:\bby\s+(?P<method>.+))?$")
_PANEL = re.compile(
    r"^(.+?)\s+(?:panel|pnl)(?:\s*-\s*|\s+in\s+|\s+|$)(?P<specimen>.*?)(?:\s+by\s+(?P<method>.+))?$",
    re.IGNORECASE,
)
_SHORT = re.compile(r"^(.+?)\s+([A-Za-z/]+)-([a-z]?[A-Z][A-Za-z]+)$")
_SHORT_METHOD = re.compile(
    r"^(.+?)\s+(SerPl|Ser|Plas|Bld|Ur|CSF)\s+([A-Za-z]+)-([a-z]?[A-Z][A-Za-z]+)$"
)
_SHORT_COUNT = re.compile(r"^(.+?)\s+(#|NFr|VFr)\s+(\S+)(?:\s+(\S.*))?$")
_LEADING = re.compile(r"^(serum|plasma|urine|urinary|blood|csf|stool|fecal)\s+(.+)$", re.IGNORECASE)
_LEADS = {"urinary": "urine", "fecal": "stool"}
_TRAILING = re.compile(r"^(.+?)(?:\s*,\s*|\s+\()([^(),]+)\)?$")
_FULL_PARTS = 5


class ObservationLabel(Value):
    """The parts of a label in its own words; '' where it has none."""

    component: str
    property: str = ""
    specimen: str = ""
    method: str = ""
    timing: str = ""
    is_panel: bool = False


def readings_of(label: str) -> tuple[ObservationLabel, ...]:
    """The ways in which a label can be taken apart, the most formal first."""
    text = " ".join(_INVISIBLE.sub("", label).split()).strip(" .;")
    text, timing = _without_timing(text)
    found = [
        _full(text), _bracketed(text), _panel(text), _short_method(text), _short(text),
        _short_count(text), _spoken(text), *_of_laboratories(text),
    ]  # fmt: skip
    return tuple(one.model_copy(update={"timing": timing}) for one in found if one is not None)


def _without_timing(text: str) -> tuple[str, str]:
    match = _TIMING.match(text)
    return (match[1], match[2].strip()) if match else (text, "")


def _full(text: str) -> ObservationLabel | None:
    """'Glucose:MCnc:Pt:Ser/Plas:Qn:Test strip'."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) < _FULL_PARTS or parts[2] not in ("Pt", "24H"):
        return None
    specimen = "24 hour urine" if (parts[2], parts[3]) == ("24H", "Urine") else parts[3]
    if parts[2] == "24H" and specimen == parts[3]:
        return None
    method = parts[5] if len(parts) > _FULL_PARTS else ""
    return ObservationLabel(component=parts[0], property=parts[1], specimen=specimen, method=method)


def _bracketed(text: str) -> ObservationLabel | None:
    """'Glucose [Mass/volume] in Urine by Test strip'."""
    match = _BRACKETED.match(text)
    rest = _REST.match(match[3]) if match else None
    if match is None or rest is None:
        return None
    return ObservationLabel(
        component=match[1],
        property=match[2],
        specimen=(rest["specimen"] or "").strip(),
        method=(rest["method"] or "").strip(),
    )


def _panel(text: str) -> ObservationLabel | None:
    """'Electrolytes panel - Serum or Plasma'."""
    match = _PANEL.match(text)
    if match is None:
        return None
    return ObservationLabel(
        component=match[1],
        specimen=match["specimen"].strip(),
        method=(match["method"] or "").strip(),
        is_panel=True,
    )


def _short_method(text: str) -> ObservationLabel | None:
    """'Trigl SerPl Calc-mCnc'."""
    match = _SHORT_METHOD.match(text)
    if match is None:
        return None
    return ObservationLabel(
        component=match[1], specimen=match[2], method=match[3], property=match[4]
    )


def _short(text: str) -> ObservationLabel | None:
    """'Glucose SerPl-mCnc'."""
    match = _SHORT.match(text)
    if match is None:
        return None
    return ObservationLabel(component=match[1], property=match[3], specimen=match[2])


def _short_count(text: str) -> ObservationLabel | None:
    """'WBC # Bld Auto'."""
    match = _SHORT_COUNT.match(text)
    if match is None:
        return None
    return ObservationLabel(
        component=match[1], property=match[2], specimen=match[3], method=match[4] or ""
    )


def _spoken(text: str) -> ObservationLabel | None:
    """'Neutrophils/100 leukocytes in Blood by Automated count', 'Color of Urine'."""
    before, _, method = text.partition(" by ")
    for word in (" in ", " of "):
        component, found, specimen = before.rpartition(word)
        if found:
            return ObservationLabel(component=component, specimen=specimen, method=method)
    if method:
        return ObservationLabel(component=before, method=method)
    return None


def _of_laboratories(text: str) -> list[ObservationLabel]:
    """'Urine protein', 'Creatinine, Serum', 'Glucose (CSF)'."""
    found = []
    leading = _LEADING.match(text)
    if leading:
        word = leading[1].casefold()
        found.append(ObservationLabel(component=leading[2], specimen=_LEADS.get(word, word)))
    trailing = _TRAILING.match(text)
    if trailing:
        found.append(ObservationLabel(component=trailing[1], specimen=trailing[2]))
    return found
