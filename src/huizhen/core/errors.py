"""One tree of errors; each carries a code, a plain sentence and a remedy that says what to do.

HuizhenError
|-- WrongCall          the command or request itself is wrong
|-- RecordError        one received file cannot be used as it is
|   |-- BrokenRecord       it does not follow its own format
|   |-- EncryptedRecord    it is locked with a password
|   |-- HostileRecord      it tries what no record needs
|   |-- TooLargeRecord     it exceeds a limit
|   `-- UnsupportedRecord  it is recognised, but not read yet
|-- ContentError       a content pack is wrong
|-- PackageError       the package folder cannot be used
`-- StateError         the case, or what hangs on it, is not where the act needs it
    |-- WrongState         the event does not belong to the present state
    `-- GateClosed         the act still lacks something, each thing named
"""

from __future__ import annotations


class HuizhenError(Exception):
    """Root of every error that a person is shown."""

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders whole."""
        return (type(self), (self.code, self.message, self.remedy))


class WrongCall(HuizhenError):
    """The command, option or request is wrong; nothing was done."""


class RecordError(HuizhenError):
    """One received file cannot be used as it is; the rest of the case goes on."""


class BrokenRecord(RecordError):
    """The bytes do not follow the format that they claim."""


class EncryptedRecord(RecordError):
    """The file is locked with a password."""


class HostileRecord(RecordError):
    """The file tries something that no medical record needs."""


class TooLargeRecord(RecordError):
    """The file exceeds a limit of the site."""


class UnsupportedRecord(RecordError):
    """The format is recognised, but is not read."""


class ContentError(HuizhenError):
    """A content pack is missing, malformed or contradicts itself."""


class PackageError(HuizhenError):
    """The package folder cannot be written, is locked, or holds something else."""


class StateError(HuizhenError):
    """The case, or something that hangs on it, is not where the act needs it; nothing was done."""


class WrongState(StateError):
    """The event does not belong to the present state."""


class GateClosed(StateError):
    """The act still lacks something; the message names each thing, the remedy what to do."""
