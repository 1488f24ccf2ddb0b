"""Pages to facts: who a page is about, sections, laboratory values, medications and findings."""
