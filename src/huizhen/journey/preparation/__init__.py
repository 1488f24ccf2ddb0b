"""Question, findings, letters, dossier, sign-off, package."""
