"""DICOMweb (PS3.18) for the images of one case: search, retrieve, store."""
