"""Malformed values are read and written as they stand: pydicom neither warns nor refuses."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from pydicom import config


@contextmanager
def as_it_stands() -> Iterator[None]:
    """Within, no value is judged; afterwards pydicom judges as before. Not for threads."""
    settings = config.settings
    reading, writing = settings.reading_validation_mode, settings.writing_validation_mode
    logger = logging.getLogger("pydicom")
    was_disabled = logger.disabled
    settings.reading_validation_mode = settings.writing_validation_mode = config.IGNORE
    logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        settings.reading_validation_mode, settings.writing_validation_mode = reading, writing
        logger.disabled = was_disabled
