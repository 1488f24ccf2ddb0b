"""National numbers that prove themselves by their check digits."""

from __future__ import annotations

import re
from collections.abc import Callable

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)


def is_dni(number: str) -> bool:
    """Spanish DNI or NIE: the letter is the number modulo 23."""
    figures = number[:-1].translate(str.maketrans("XYZ", "012"))
    return figures.isdigit() and _DNI_LETTERS[int(figures) % 23] == number[-1]


def is_kvnr(number: str) -> bool:
    """German Krankenversichertennummer: letter as two figures, weights 1 and 2, modulo 10."""
    figures = f"{ord(number[0]) - 64:02d}{number[1:9]}"
    total = sum(
        sum(divmod(int(f) * (1 + at % 2), 10)) for at, f in enumerate(figures)
    )  # fmt: skip
    return total % 10 == int(number[9])


def is_nhs_number(number: str) -> bool:
    """NHS number of England: weights 10 to 2, modulo 11."""
    total = sum(int(figure) * (10 - at) for at, figure in enumerate(number[:9]))
    return (11 - total % 11) % 11 == int(number[9])


def is_pesel(number: str) -> bool:
    """Polish PESEL."""
    total = sum(int(f) * weight for f, weight in zip(number[:10], _PESEL_WEIGHTS, strict=True))
    return (10 - total % 10) % 10 == int(number[10])


def is_iban(number: str) -> bool:
    """ISO 13616: the rearranged number modulo 97 is 1."""
    turned = number[4:] + number[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _always(number: str) -> bool:
    return bool(number)


_CHINESE = (
    r"[1-8]\d{5}[\s-]?(?:19|20)\d{2}[\s-]?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[\s-]?\d{3}[\dX]"
)
_NIR = (
    r"[12][\s.]?\d{2}[\s.]?(?:0[1-9]|1[0-2]|[2-9]\d)[\s.]?(?:\d{2}|2[AB])[\s.]?\d{3}"
    r"[\s.]?\d{3}[\s./]{0,3}\d{2}"
)
FORMS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (re.compile(rf"(?<![A-Za-z0-9_.,]){form}(?![A-Za-z0-9_]|[.,]\d)", re.IGNORECASE), is_true)
    for form, is_true in (
        (r"\d{2}\.?\d{3}\.?\d{3}[\s-]?[A-HJ-NP-TV-Z]", is_dni),
        (r"[XYZ][\s-]?\d{7}[\s-]?[A-Z]", is_dni),
        (_NIR, _always),
        (r"[A-Z]\d{9}", is_kvnr),
        (r"\d{3}-\d{3}-\d{3}[\s-]\d{2}", _always),
        (_CHINESE, _always),
        (r"[STFGM]\d{7}[A-Z]", _always),
        (r"756\.\d{4}\.\d{4}\.\d{2}", _always),
        (r"\d{3} \d{3} \d{4}", is_nhs_number),
        (r"\d{11}", is_pesel),
        (r"[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?", is_iban),
        (r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}", _always),
        (r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", _always),
        (r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d", _always),
    )
)  # fmt: skip
"""Form and proof; the proof gets the bare letters and figures in capitals.

Those of `_always` are told by form alone, which is particular enough (French NIR, СНИЛС, AHV, NRIC,
Chinese resident number, US social security number, codice fiscale, CURP): a recogniser's
wrong figure must not unmask one.
"""
