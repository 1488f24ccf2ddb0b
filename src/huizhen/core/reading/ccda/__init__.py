"""C-CDA and plain CDA R2: narrative pages, coded facts with element paths, the header's patient.

document -> header, patient, narrative (pages) -> sections -> statements -> one module per noun.
"""

from huizhen.core.reading.ccda.reader import CcdaReader

__all__ = ["CcdaReader"]
