"""A specialty's forms as its content pack defines them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ValidationError

from huizhen.core.content import Pack, PackStamp
from huizhen.core.errors import ContentError
from huizhen.core.preparation.selection import Oncology, Rule
from huizhen.core.records.value import Value

ItemKind = Literal[
    "question", "particulars", "chief_complaint", "condition", "conditions", "stage", "panel",
    "trend", "values", "study", "series", "report", "line", "agents", "treatment",
    "procedure", "procedures", "denied_procedures",
    "medications", "allergies", "family", "plan", "concordance",
]  # fmt: skip
"""What an item is of. 'line' is a regimen, 'agents' are drugs against the tumour that stand in
none. 'denied_procedures' are procedures done or not.
'condition', 'procedure' and 'treatment' give a line each; 'conditions',
'procedures', 'medications', 'allergies' and 'family' all in one line; 'panel' and 'values' one
line a date, the newest first; 'trend' one line an analyte; 'study' one a study."""


class Item(Value):
    """One source of statements for a block."""

    kind: ItemKind
    rule: Rule = Rule()
    label: str = ""
    """Fixed words before each of its lines."""


class Block(Value):
    """A block of a form: heading, what it takes, how many lines the one-page form shows."""

    key: str
    zh: str
    en: str
    items: tuple[Item, ...]
    most: int = 4


class Form(Value):
    """An ordered list of blocks with the stamp of the pack that defines it."""

    blocks: tuple[Block, ...]
    stamp: PackStamp


class Heading(Value):
    """A statutory section: what it is called; what stands in it is the same for all."""

    key: str
    zh: str
    en: str


class Specialty(Value):
    """A department: its names, its tumours, its front sheet; the statutory skeleton is common."""

    id: str
    department_zh: str
    department_en: str
    oncology: Oncology
    disease_words: tuple[str, ...] = ()
    """Parts of labels, normalised, of its diseases that are no tumours."""
    front_sheet: Form
    skeleton: tuple[Heading, ...]
    common: PackStamp


def specialty_from(pack: Pack, common: Pack) -> Specialty:
    """The specialty that two packs define; ContentError names what is malformed."""
    front = pack.parsed("front_sheet.json")
    skeleton = common.parsed("skeleton.json")
    try:
        return Specialty(
            id=pack.stamp.id,
            department_zh=front["department"]["zh"],
            department_en=front["department"]["en"],
            oncology=Oncology(icd10=front["oncology_icd10"], words=front["oncology_words"]),
            disease_words=tuple(front.get("disease_words", ())),
            front_sheet=Form(blocks=tuple(map(_block, front["blocks"])), stamp=pack.stamp),
            skeleton=tuple(map(Heading.model_validate, skeleton["sections"])),
            common=common.stamp,
        )
    except (KeyError, TypeError, ValidationError) as error:
        raise ContentError(
            "content_malformed",
            f"The front sheet of {pack.stamp.id}, or the common skeleton, is malformed.",
            "Compare it with the product's own packs in content/specialties.",
        ) from error


def _block(data: Mapping[str, Any]) -> Block:
    items = tuple(_item(item) for item in data["items"])
    return Block(
        key=data["key"], zh=data["zh"], en=data["en"], items=items, most=data.get("most", 4)
    )


def _item(data: Mapping[str, Any]) -> Item:
    given = dict(data)
    label = given.pop("label", "")
    ((kind, rule),) = given.items()
    return Item(kind=kind, rule=Rule() if rule is True else Rule.model_validate(rule), label=label)
