"""Keeps the files of a container one by one within the limits, and counts what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from huizhen.core.errors import (
    BrokenRecord,
    EncryptedRecord,
    HostileRecord,
    RecordError,
    TooLargeRecord,
    UnsupportedRecord,
)
from huizhen.core.reading.names import MemberNames, is_unsafe_name
from huizhen.core.reading.registry import Context
from huizhen.core.records.reading import Member, Reading

RATIO_FLOOR = 10_000_000
"""Bytes up to which no expansion ratio is asked for."""
_LISTED = 100

_NOISE = ("__macosx", ".ds_store")


class _ExhaustedError(Exception):
    """The member, or the whole container, expands further than any record needs."""

    def __init__(self, *, is_whole: bool) -> None:
        super().__init__()
        self.is_whole = is_whole


class MemberKeeper:
    """Members of one container as they are kept, and the reasons for those that are not."""

    def __init__(self, context: Context, packed_size: int, ratio: int = 0) -> None:
        self._context = context
        self._ratio = ratio or context.limits.max_expansion_ratio
        self.total_limit = max(RATIO_FLOOR, packed_size * self._ratio)
        self._names = MemberNames()
        self._expanded = 0
        self.members: list[Member] = []
        self._said: list[str] = []
        self._left_out: Counter[str] = Counter()
        self.is_stopped = False

    def note(self, code: str, name: str = "") -> None:
        """Something that departs from what an archive should be."""
        self._said.append(f"{code}: {name}" if name else code)

    def left_out(self, code: str, name: str = "") -> None:
        """A member that is not kept; `code` decides the reading's status."""
        self._left_out[code] += 1
        self.note(code, name)

    def skip_noise(self, name: str) -> bool:
        """Whether a member is what macOS leaves in every archive; it is counted only."""
        parts = name.replace("\\", "/").casefold().split("/")
        if not any(part in _NOISE for part in parts):
            return False
        self._left_out["noise"] += 1
        return True

    def keep(self, name: str, chunks: Iterable[bytes], packed: int | None = None) -> None:
        """Stream one member; `packed` is its own compressed size where it has one."""
        shown = self._names.unique(name)
        if is_unsafe_name(name):
            self.note("unsafe_member_name", shown)
        if len(self.members) >= self._context.limits.max_members:
            self._stop("archive_limit", shown)
            return
        try:
            self.members.append(self._context.keep(shown, self._bounded(chunks, packed)))
        except _ExhaustedError as error:
            if error.is_whole:
                self._stop("archive_limit", shown)
            else:
                self.left_out("archive_limit", shown)
        except TooLargeRecord as error:
            if error.code == "member_too_large":
                self.left_out("archive_limit", shown)
            else:
                self._stop("archive_limit", shown)
        except EncryptedRecord as error:
            self.left_out("member_encrypted", f"{shown} ({_lock_of(error)})")
        except UnsupportedRecord:
            self.left_out("member_unsupported", shown)
        except BrokenRecord:
            self.left_out("member_damaged", shown)

    def _stop(self, code: str, name: str) -> None:
        self.left_out(code, name)
        self.is_stopped = True

    def _bounded(self, chunks: Iterable[bytes], packed: int | None) -> Iterator[bytes]:
        limit = None if packed is None else max(RATIO_FLOOR, packed * self._ratio)
        size = 0
        for chunk in chunks:
            size += len(chunk)
            self._expanded += len(chunk)
            if self._expanded > self.total_limit:
                raise _ExhaustedError(is_whole=True)
            if limit is not None and size > limit:
                raise _ExhaustedError(is_whole=False)
            yield chunk

    def reading(self, reader: str, *, is_damaged: bool = False) -> Reading:
        """The container's reading; raises when there is no member to show for it."""
        if is_damaged:
            self._left_out["archive_damaged"] += 1
        if not self.members:
            raise self._nothing_kept(self._worst())
        made = Reading(
            kind="archive",
            reader=reader,
            members=tuple(self.members),
            deviations=self.deviations(),
        )
        return made.replaced(**self.status_fields())

    def _worst(self) -> str | None:
        return next((code for code in _OUTCOMES if self._left_out[code]), None)

    def status_fields(self) -> dict[str, str]:
        """Status, code, message and remedy when members were left out; empty when none was."""
        worst = self._worst()
        if worst is None:
            return {}
        message, remedy = _OUTCOMES[worst]
        return {"status": "part", "code": worst, "message": message, "remedy": remedy}

    def deviations(self) -> tuple[str, ...]:
        """What was noted, the first hundred by name."""
        made = self._said[:_LISTED]
        if len(self._said) > _LISTED:
            made.append(f"and {len(self._said) - _LISTED} more of this kind")
        if self._names.repeated:
            made.append(f"repeated_member_names: {self._names.repeated}")
        if noise := self._left_out["noise"]:
            made.append(f"system_members_skipped: {noise}")
        return tuple(made)

    def _nothing_kept(self, worst: str | None) -> RecordError:
        if worst is None:
            return BrokenRecord(
                "archive_empty",
                "The archive holds no files.",
                "Ask for the archive again; something may be missing.",
            )
        message, remedy = _OUTCOMES[worst]
        if worst == "member_encrypted":
            locks = sorted({said.rpartition("(")[2].rstrip(")") for said in self._said
                            if said.startswith(worst)})  # fmt: skip
            message = f"The archive is locked with a password ({', '.join(locks)})."
            return EncryptedRecord("archive_encrypted", message, remedy)
        kinds: dict[str, type[RecordError]] = {
            "archive_limit": HostileRecord,
            "member_unsupported": UnsupportedRecord,
        }
        return kinds.get(worst, BrokenRecord)(worst, message, remedy)


_OUTCOMES = {
    "archive_limit": (
        "Parts of the archive expand further than the limits; they were not unpacked.",
        "Unpack it and send only the medical files, or raise the limits in the settings.",
    ),
    "archive_damaged": (
        "The archive is damaged or incomplete; what stands before the damage was read.",
        "Ask for the archive again; it may have been cut on its way.",
    ),
    "member_damaged": (
        "Files in the archive are damaged and were left out.",
        "Ask for the archive again; it may have been damaged on its way.",
    ),
    "member_encrypted": (
        "Files in the archive are locked with a password.",
        "Unpack it with its password and send the files.",
    ),
    "member_unsupported": (
        "Files in the archive are packed in a way that is not read.",
        "Unpack it and send the files, or pack them again as ordinary ZIP.",
    ),
}
"""By severity: the first that happened names the reading's code."""


def _lock_of(error: EncryptedRecord) -> str:
    return "AES" if "AES" in error.message else "ZipCrypto"
