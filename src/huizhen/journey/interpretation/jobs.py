"""Long work of the interpretation: setting released reports as PDF."""

from __future__ import annotations

import json

from huizhen.core.preparation.paper import Paper
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.jobs.ledger import Running
from huizhen.ground.jobs.pipeline import pdf_setter
from huizhen.journey.interpretation.models import ReportRow
from huizhen.journey.interpretation.report_actions import keep_pdf


def set_reports(running: Running) -> None:
    """Set every released report of the case that has no PDF yet; what is set costs nothing."""
    if running.job.case_id is None:
        return
    case = system_case(running.job.case_id)
    rows = case_rows(case, ReportRow).filter(pdf=None).select_related("paper")
    for row in list(rows.order_by("released_at", "id")):
        running.tell("report")
        keep_pdf(case, row.pk, pdf_setter()(paper_of(case, row)))


def paper_of(case: Case, row: ReportRow) -> Paper:
    """The paper as it was released."""
    return Paper.model_validate(json.loads(blob_bytes(case, row.paper)))
