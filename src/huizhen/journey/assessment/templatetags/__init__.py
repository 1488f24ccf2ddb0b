"""Words of assessment in templates."""
