"""The site's own terms: open names of its cases, settled once and used everywhere."""
