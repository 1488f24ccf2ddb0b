"""What is known of a case, and where it stands: sources, pages, facts, evidence, identity."""
