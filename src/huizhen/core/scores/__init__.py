"""Published scores and stagings: exact, cited, and silent where an input is missing."""
