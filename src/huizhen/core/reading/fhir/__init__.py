"""FHIR JSON (R4; R3, R2 and R5 as far as they are the same): facts with FHIRPaths, pages to read.

json_source -> resources -> references, patients -> one module per noun (drafts)
-> sections, documents, listing (pages) -> facts.
"""
