"""尚缺资料 says what of an item is missing, never that a thing is missing which the case has."""

from __future__ import annotations

import json

from huizhen.core.content import load_pack
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.missing import missing_section
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.project.config import CONTENT


def finding(state: str, name: str, reason: str) -> Finding:
    return Finding.model_validate_json(json.dumps({
        "requirement": "X-01", "name": {"en": "x", "zh": name}, "level": "M", "state": state,
        "cause": state, "effect": "warn",
        "override_allowed": True, "reason": {"en": "x", "zh": reason}, "asks": "coordinator",
        "pack": "hpb", "pack_version": "1", "pack_review": "",
    }))  # fmt: skip


def lines(*findings: Finding) -> list[str]:
    section = missing_section(findings, Frames(load_pack("wording", [CONTENT]), "record.json"))
    return [statement.text for statement in section.statements]


def test_the_missing_part_is_told_and_not_why_it_matters() -> None:
    said = lines(
        finding("missing", "合并症", "肺、肾：资料中未见。未说明者以「未提供」列出。"),
        finding("missing", "胸部CT", "胸部CT：资料中未见。"),
        finding("wrong_format", "PET-CT(DICOM)", "PET-CT：仅见报告（FDG PET-CT），未收到DICOM。"),
        finding("unclear", "会诊目的", "只有明确的问题才能得到明确的答复。"),
    )
    assert said == ["合并症——肺、肾：资料中未见", "胸部CT：资料中未见", "PET-CT(DICOM)", "会诊目的"]
