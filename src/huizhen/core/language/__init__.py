"""Scripts, languages, terms, units, dates and names."""
