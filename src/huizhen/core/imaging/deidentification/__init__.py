"""De-identification of DICOM objects: PS3.15 Annex E, Basic Application Level Confidentiality
Profile with the options that a case's consent allows."""

from huizhen.core.imaging.deidentification.annex_e import Deidentified, deidentify
from huizhen.core.imaging.deidentification.profile import Change, Profile
from huizhen.core.imaging.deidentification.residual import ResidualText, residual_of_file
from huizhen.core.imaging.deidentification.uids import UidKeys

__all__ = [
    "Change",
    "Deidentified",
    "Profile",
    "ResidualText",
    "UidKeys",
    "deidentify",
    "residual_of_file",
]
