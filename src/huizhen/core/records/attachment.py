"""What persons said of files that the identity firewall held apart: attach, or keep out."""

from __future__ import annotations

from huizhen.core.records.page import SourceId
from huizhen.core.records.value import Value

ATTACHED = "attached_by_person"
"""The inventory's code of a file that did not say enough of whom it is about."""
ATTACHED_AGAINST_IDENTITY = "attached_against_identity"
"""The inventory's code of a file that names somebody else, or does not fit, and was attached."""
KEPT_OUT = "kept_out_by_person"
"""The inventory's code of a file of which nothing is used."""


class Attachments(Value):
    """Sources that persons attached to the patient, and sources that they kept out.

    A container stands for all that it holds. What is kept out is kept out, whatever else is said.
    """

    attached: frozenset[SourceId] = frozenset()
    kept_out: frozenset[SourceId] = frozenset()
