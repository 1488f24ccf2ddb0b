"""What happened, for others to follow up: rows written in the transaction of an action."""
