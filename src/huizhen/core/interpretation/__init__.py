"""Interpretation: the opinion beside the home plan, and the reports for physician and patient."""
