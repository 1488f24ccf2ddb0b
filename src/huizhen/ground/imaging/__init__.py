"""The images of a case: found among its files, judged, and ready to be looked at."""
