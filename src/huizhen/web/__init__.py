"""The desk's pages: what a person sees of a prepared package in the browser."""
