"""Letters to the home team, questions to the patient, and checklists: asked for, never ordered."""
