"""The writes of preparation, by what they are about."""
