"""The six stages of a case, from the records as they arrive to the decision."""
