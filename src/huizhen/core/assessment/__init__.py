"""Assessment: emergencies first, then whether an opinion would help; a clinician decides."""
