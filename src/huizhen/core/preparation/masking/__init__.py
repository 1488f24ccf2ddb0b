"""The patient's identifiers found in texts and on pages, and masked there."""

from huizhen.core.preparation.masking.boxes import boxes_for
from huizhen.core.preparation.masking.residual import residual_in
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan, masked_text
from huizhen.core.preparation.masking.spans import identifier_spans

__all__ = [
    "IdentifierKind",
    "IdentifierSpan",
    "boxes_for",
    "identifier_spans",
    "masked_text",
    "residual_in",
]
