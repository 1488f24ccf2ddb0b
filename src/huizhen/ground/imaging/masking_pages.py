"""Pages with identifiers on them, as the composition of the package found them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from huizhen.core.preparation.desk_masks import MASKS, PageMask
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.masking_queries import Proposal, ProposedBox
from huizhen.ground.records.models import PackageFile, PackageVersion
from huizhen.ground.records.queries import has_file, version_file


@dataclass(frozen=True)
class PageItem:
    """A page to look at."""

    source_id: str
    ordinal: int
    told: Proposal
    blob: Blob | None
    """The page's picture, a file of the version; None where it was not drawn."""


def page_items(case: Case, version: PackageVersion) -> tuple[PageItem, ...] | None:
    """The pages of a version; None where it was composed before pages were searched."""
    if not has_file(case, version, MASKS):
        return None
    told = json.loads(version_file(case, version, MASKS))["pages"]
    masks = [PageMask.model_validate(one) for one in told]
    names = [mask.picture for mask in masks if mask.picture]
    files = case_rows(case, PackageFile).filter(version=version, name__in=names)
    blobs = {file.name: file.blob for file in files.select_related("blob")}
    return tuple(
        PageItem(str(mask.source_id), mask.ordinal, _told(mask), blobs.get(mask.picture))
        for mask in masks
    )


def _told(mask: PageMask) -> Proposal:
    boxes = tuple(ProposedBox(box=one.box, text=one.text, kind=one.kind) for one in mask.boxes)
    return Proposal(title=mask.path, width=mask.width, height=mask.height, boxes=boxes)
