"""HL7 v2 messages of laboratory results (ORU^R01, v2.5.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from huizhen.core.samples.definition import SamplePatient
from huizhen.core.samples.laboratory import Analyte, Draw, flag, load_laboratory
from huizhen.core.samples.making import Making


def make_messages(making: Making) -> Iterator[tuple[str, bytes]]:
    """One ORU^R01 message for each draw in `options.draws`, in one file; segments end with CR.

    Options: laboratory, draws, analytes, sending (application, facility), panel (LOINC, name),
    language, note.
    """
    options = making.spec.options
    laboratory = load_laboratory(making, options["laboratory"])
    wanted = {date.fromisoformat(text) for text in options["draws"]}
    analytes = [laboratory.analyte(key) for key in options["analytes"]]
    text = ""
    for draw in laboratory.draws:
        if draw.on in wanted:
            text += "".join(f"{segment}\r" for segment in _segments(making, draw, analytes))
    yield making.spec.path, text.encode()


def _segments(making: Making, draw: Draw, analytes: list[Analyte]) -> list[str]:
    options = making.spec.options
    moment = draw.on.strftime("%Y%m%d") + draw.time.replace(":", "")
    control = f"HZ{draw.on:%Y%m%d}"
    application, facility = options["sending"]
    code, name = options["panel"]
    order = f"ORD-{draw.on:%Y%m%d}"
    header = (
        f"MSH|^~\\&|{application}|{facility}|RECORDS|SAMPLE|{moment}00||ORU^R01^ORU_R01|{control}"
        "|P|2.5.1||||||UNICODE UTF-8"
    )
    segments = [
        header,
        _patient_segment(making.patient),
        f"OBR|1|{order}|{order}|{code}^{name}^LN|||{moment}00|||||||||||||||{moment}00||HM|F",
        f"NTE|1|L|{options['note']}",
    ]
    known = [analyte for analyte in analytes if analyte.key in draw.values]
    for number, analyte in enumerate(known, 1):
        segments.append(_result_segment(number, analyte, draw, moment, options))
    return segments


def _patient_segment(patient: SamplePatient) -> str:
    given, _, further = patient.given.partition(" ")
    names = [f"{patient.family}^{given}^{further}^^^^L"]
    if patient.native_family:
        given, _, further = patient.native_given.partition(" ")
        names.append(f"{patient.native_family}^{given}^{further}^^^^L")
    sex = "F" if patient.sex == "female" else "M"
    return (
        f"PID|1||{patient.identifier}^^^{patient.issuer}^MR||{'~'.join(names)}||"
        f"{patient.compact_birth_date}|{sex}"
    )


def _result_segment(
    number: int, analyte: Analyte, draw: Draw, moment: str, options: dict[str, Any]
) -> str:
    text = draw.values[analyte.key]
    is_number = text.replace(".", "", 1).isdigit()
    limits = "-".join(str(limit) for limit in (analyte.low, analyte.high) if limit is not None)
    interval = limits if analyte.low is not None else f"<={limits}" if limits else analyte.expected
    return (
        f"OBX|{number}|{'NM' if is_number else 'ST'}|"
        f"{analyte.loinc}^{analyte.names[options['language']]}^LN||{text}|{analyte.unit}|"
        f"{interval}|{flag(analyte, text) or 'N'}|||F|||{moment}00"
    )
