"""REST under /api/v1: cases, files, facts, findings, documents."""
