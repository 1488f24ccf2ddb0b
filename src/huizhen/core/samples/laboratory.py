"""Laboratory results: one definition, printed as a cumulative table, a workbook or a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import Field, ValidationError

from huizhen.core.errors import ContentError
from huizhen.core.records.value import Value
from huizhen.core.samples.making import Making
from huizhen.core.samples.office import settled_office_file

QUALITATIVE = {
    "positive": {
        "de": "positiv",
        "en": "positive",
        "ru": "положительно",
    },  # codespell:ignore positiv
    "negative": {
        "de": "negativ",
        "en": "negative",
        "ru": "отрицательно",
    },  # codespell:ignore negativ
}


class Analyte(Value):
    """What is measured; limits are inclusive, in `unit`."""

    key: str
    names: dict[str, str]
    loinc: str = ""
    unit: str = ""
    """UCUM."""
    units: dict[str, str] = Field(default_factory=dict)
    """The unit as a language's laboratories print it, where that is not the UCUM form."""
    low: Decimal | None = None
    high: Decimal | None = None
    expected: str = ""
    """The normal qualitative result."""


class Draw(Value):
    """Blood drawn once: result texts by analyte key, with a point and in `Analyte.unit`."""

    on: date
    time: str
    values: dict[str, str]


class Laboratory(Value):
    """The results of a sample."""

    analytes: tuple[Analyte, ...]
    draws: tuple[Draw, ...]

    def analyte(self, key: str) -> Analyte:
        """The analyte of that key; KeyError when there is none."""
        return {analyte.key: analyte for analyte in self.analytes}[key]


def load_laboratory(making: Making, name: str) -> Laboratory:
    """A laboratory definition; every result belongs to a defined analyte."""
    try:
        laboratory = Laboratory.model_validate(making.load(name))
        for draw in laboratory.draws:
            for key in draw.values:
                laboratory.analyte(key)
    except (ValidationError, KeyError) as error:
        raise ContentError(
            "sample_definition_malformed",
            f"The sample definition {name} has missing or unknown fields.",
            "Compare it with the definitions of the other samples.",
        ) from error
    return laboratory


def flag(analyte: Analyte, text: str) -> str:
    """H or L outside the reference interval, A for an unexpected qualitative result, else ''."""
    if analyte.expected:
        return "" if text == analyte.expected else "A"
    try:
        number = Decimal(text)
    except InvalidOperation:
        return ""
    if analyte.high is not None and number > analyte.high:
        return "H"
    return "L" if analyte.low is not None and number < analyte.low else ""


def result_text(text: str, language: str) -> str:
    """A result as printed: decimal comma in German and Russian, qualitative words translated."""
    if text in QUALITATIVE:
        return QUALITATIVE[text][language]
    return text if language == "en" else text.replace(".", ",")


def interval_text(analyte: Analyte, language: str) -> str:
    """The reference interval as printed."""
    if analyte.expected:
        return result_text(analyte.expected, language)
    if analyte.low is not None and analyte.high is not None:
        return result_text(f"{analyte.low} – {analyte.high}", language)
    if analyte.high is not None:
        return result_text(f"≤ {analyte.high}", language)
    return result_text(f"≥ {analyte.low}", language) if analyte.low is not None else ""


def unit_text(analyte: Analyte, language: str) -> str:
    """The unit as printed."""
    return analyte.units.get(language, analyte.unit)


def table_data(making: Making, document: Mapping[str, Any]) -> dict[str, Any]:
    """The rows and draws of `lab_table.typ`; `document.analytes` chooses and orders the rows."""
    laboratory = load_laboratory(making, document["laboratory"])
    language = document["language"]
    chosen = [laboratory.analyte(key) for key in document["analytes"]]
    return {
        "draws": [draw.on.strftime(document["date_format"]) for draw in laboratory.draws],
        "rows": [
            {
                "name": analyte.names[language],
                "unit": unit_text(analyte, language),
                "interval": interval_text(analyte, language),
                "cells": [_cell(analyte, draw, language) for draw in laboratory.draws],
            }
            for analyte in chosen
        ],
    }


def _cell(analyte: Analyte, draw: Draw, language: str) -> dict[str, str]:
    text = draw.values.get(analyte.key, "")
    return {
        "value": result_text(text, language) if text else "–",
        "flag": flag(analyte, text) if text else "",
    }


def make_csv(making: Making) -> Iterator[tuple[str, bytes]]:
    """One row for each result, as a spreadsheet of the language saves it: semicolons, decimal
    comma, byte order mark. Options: language, preamble (rows), header, date_format."""
    options = making.spec.options
    language = options["language"]
    laboratory = load_laboratory(making, making.spec.source)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerows(options["preamble"])
    writer.writerow(options["header"])
    for draw in laboratory.draws:
        for key, text in draw.values.items():
            analyte = laboratory.analyte(key)
            writer.writerow(
                [
                    draw.on.strftime(options["date_format"]),
                    draw.time,
                    analyte.names[language],
                    result_text(text, language),
                    unit_text(analyte, language),
                    interval_text(analyte, language),
                    flag(analyte, text),
                ]
            )
    yield making.spec.path, b"\xef\xbb\xbf" + stream.getvalue().encode()


def make_xlsx(making: Making) -> Iterator[tuple[str, bytes]]:
    """A workbook with a row for each analyte and a column for each blood draw; numbers are numbers
    and dates are dates. Options: language, sheet, preamble (rows), header."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    options = making.spec.options
    laboratory = load_laboratory(making, making.spec.source)
    workbook = Workbook()
    sheet = workbook.create_sheet(options["sheet"])
    del workbook["Sheet"]
    for row in options["preamble"]:
        sheet.append(row)
    sheet.append([*options["header"], *(draw.on for draw in laboratory.draws)])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
        if cell.is_date:
            cell.number_format = "yyyy-mm-dd"
    for analyte in laboratory.analytes:
        _append_analyte(sheet, analyte, laboratory, options["language"])
    for column, width in zip("ABCDEFGH", (30, 14, 20, 12, 12, 12, 12, 12), strict=True):
        sheet.column_dimensions[column].width = width
    buffer = io.BytesIO()
    workbook.save(buffer)
    yield making.spec.path, settled_office_file(buffer.getvalue(), making.spec.on)


def _append_analyte(sheet: Any, analyte: Analyte, laboratory: Laboratory, language: str) -> None:
    """One row; results outside the reference interval are bold and red."""
    from openpyxl.styles import Font

    texts = [draw.values.get(analyte.key, "") for draw in laboratory.draws]
    sheet.append(
        [
            analyte.names[language],
            unit_text(analyte, language),
            interval_text(analyte, language),
            *(_number_or_text(text, language) for text in texts),
        ]
    )
    for cell, text in zip(sheet[sheet.max_row][3:], texts, strict=True):
        if text and flag(analyte, text):
            cell.font = Font(bold=True, color="FFC00000")
        if "." in text:
            cell.number_format = "0." + "0" * len(text.partition(".")[2])


def _number_or_text(text: str, language: str) -> float | str | None:
    try:
        return float(text)
    except ValueError:
        return result_text(text, language) or None
