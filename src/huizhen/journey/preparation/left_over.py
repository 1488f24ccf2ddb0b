"""What killed runs of preparation's jobs wrote and nobody names."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import delete_blob
from huizhen.ground.files.models import Blob
from huizhen.journey.preparation.models import (
    LetterRow,
    MaskedFile,
    MaskedView,
    SealedPackage,
    SignedPaper,
)

_LEFT_OVER: Final = timedelta(minutes=10)
"""Between writing a blob and noting its row lie moments: what is older was left by a killed run."""
_NAMED: Final = (
    (LetterRow, "pdf"),
    (LetterRow, "docx"),
    (SealedPackage, "blob"),
    (SealedPackage, "report"),
    (SealedPackage, "form"),
    (SignedPaper, "blob"),
    (MaskedFile, "blob"),
    (MaskedView, "report"),
)


def sweep_blobs(case: Case, kind: str) -> None:
    """Remove the blobs of a kind that no row names."""
    named = {
        blob
        for model, field in _NAMED
        for blob in case_rows(case, model).values_list(field, flat=True)
    }
    old = case_rows(case, Blob).filter(kind=kind, made_at__lt=timezone.now() - _LEFT_OVER)
    for blob in old:
        if blob.pk not in named:
            delete_blob(blob)
