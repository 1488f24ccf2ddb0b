"""HL7 v2.x messages and batches: one page a message, a fact for every clinical segment.

charsets -> messages (segments) -> groups (orders and results) -> one module per noun -> book.
"""

from huizhen.core.reading.hl7v2.reader import Hl7v2Reader

__all__ = ["Hl7v2Reader"]
