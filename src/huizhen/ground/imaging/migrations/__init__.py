"""Tables of the images."""
