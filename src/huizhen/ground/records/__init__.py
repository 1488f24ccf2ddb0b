"""The case as the pipeline made it: versions of the package, what people decided of facts."""
