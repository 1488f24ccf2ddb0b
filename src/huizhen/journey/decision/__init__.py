"""What was decided, and what became of the patient."""
