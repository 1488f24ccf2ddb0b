"""Reads FHIR JSON: bundles of any type, NDJSON, arrays, single resources."""

from __future__ import annotations

import re

from huizhen.core.errors import UnsupportedRecord
from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.fhir.export import ExportRun
from huizhen.core.reading.fhir.json_source import read_json
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.signatures import file_kind, head_text
from huizhen.core.records.reading import Reading

_RESOURCE = re.compile(r'"resourceType"\s*:\s*"[A-Z][A-Za-z]{2,60}"')
_ROOT = re.compile(
    r"<(?:[A-Za-z_][\w.-]{0,40}:)?[A-Z][A-Za-z]{2,60}\s[^<>]{0,4000}?"
    r"xmlns(?::[\w.-]{1,40})?\s*=\s*[\"']http://hl7\.org/fhir[\"']"
)
_FIRST_TAG = re.compile(r"<[A-Za-z_]")


class FhirReader:
    """FHIR R4 and R4B as JSON; other versions as far as they are the same; XML is recognised."""

    name = "fhir"
    version = 1

    def score(self, probe: Probe) -> float:
        """High where JSON names a resource type, or XML is in FHIR's namespace."""
        kind = file_kind(probe.head)
        if kind == "json":
            return 0.95 if _RESOURCE.search(_wide_text(probe.head)) else 0.0
        return 0.95 if kind == "xml" and _is_fhir_xml(probe.head) else 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:
        """Facts of all clinical resources, pages of what people can read, embedded files."""
        data = source.read(context.limits.max_text_bytes)
        if data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<":
            raise UnsupportedRecord(
                "fhir_xml",
                "A FHIR record in XML; FHIR is read as JSON.",
                "Ask for the same export as JSON; most systems offer both.",
            )
        deviations = Deviations()
        run = ExportRun(source, context, read_json(data, deviations), deviations)
        if run.is_empty:
            raise UnsupportedRecord(
                "json_not_fhir",
                "The JSON holds no FHIR resource.",
                "Ask for the record as PDF, or as C-CDA or FHIR export.",
            )
        return run.reading("fhir", f"{self.name}/{self.version}")


def _wide_text(head: bytes) -> str:
    text = head_text(head)
    return text if len(head) <= 16_384 or "\x00" in text else head.decode("latin-1")


def _is_fhir_xml(head: bytes) -> bool:
    text = head_text(head)
    first = _FIRST_TAG.search(text)
    return bool(first and _ROOT.match(text, first.start()))
