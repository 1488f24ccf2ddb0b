"""Workers: child processes with limits on memory and time, without network, that read untrusted
bytes. A child that crashes, hangs or grows is replaced, and its work is listed with the reason."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from huizhen.core.ports import Outcome, Work
from huizhen.core.reading.limits import Limits

_FRAME = struct.Struct(">I")
_MAX_REPLY = 1_000_000_000


NO_WORK = Work(key="", kind="", input={})


class ChildEnded(Exception):
    """The child closed its pipe: it crashed or was stopped by the system."""


class Child:
    """One worker process and the work that it has in hand."""

    def __init__(self, role: str, spool: Path, limits: Limits) -> None:
        spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        environment = dict(os.environ)
        environment.update(
            TMPDIR=str(spool),  # what a library leaves behind stays in the package folder
            OMP_NUM_THREADS="2" if role == "ocr" else "1",
            OPENBLAS_NUM_THREADS="1",
            MALLOC_ARENA_MAX="2",
            PYTHONDONTWRITEBYTECODE="1",
        )
        setup = {"role": role, "spool": str(spool), "limits": limits.model_dump()}
        process = subprocess.Popen(  # noqa: S603 - our own module, fixed arguments
            # -P: a program that lies among the records, where the command was given, is never run
            [sys.executable, "-P", "-m", "huizhen.adapters.sandbox_child", json.dumps(setup)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        if process.stdin is None or process.stdout is None:
            raise ChildEnded
        self._process, self._requests, self._replies = process, process.stdin, process.stdout
        self._buffer = bytearray()
        self.work = NO_WORK
        self.deadline = 0.0

    @property
    def descriptor(self) -> int:
        """What a selector waits for."""
        return self._replies.fileno()

    def start(self, work: Work, seconds: float) -> None:
        """Hand over one work; ChildEnded when the child is gone."""
        self.work = work
        self.deadline = time.monotonic() + seconds
        message = json.dumps(work.model_dump()).encode()
        try:
            self._requests.write(_FRAME.pack(len(message)) + message)
            self._requests.flush()
        except OSError as error:
            raise ChildEnded from error

    def receive(self) -> dict[str, object] | None:
        """The reply when it is complete, None while more is to come; ChildEnded at the end."""
        chunk = os.read(self.descriptor, 1 << 20)
        if not chunk:
            raise ChildEnded
        self._buffer += chunk
        if len(self._buffer) < _FRAME.size:
            return None
        (size,) = _FRAME.unpack_from(self._buffer)
        if size > _MAX_REPLY:
            raise ChildEnded
        if len(self._buffer) < _FRAME.size + size:
            return None
        reply = json.loads(self._buffer[_FRAME.size : _FRAME.size + size])
        del self._buffer[: _FRAME.size + size]
        return reply if isinstance(reply, dict) else {}

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._replies):
            with contextlib.suppress(OSError):
                pipe.close()


def _seconds(work: Work, limits: Limits) -> float:
    if work.kind == "ocr":
        return limits.ocr_seconds
    units = work.input.get("units", 1)
    each = limits.ocr_seconds if work.kind == "find_burned_in" else limits.parser_seconds
    return each * max(1, units if isinstance(units, int) else 1)


class SandboxWorkers:
    """Performs works in `count` children of one role ('read' or 'ocr')."""

    def __init__(self, spool: Path, limits: Limits, role: str = "read", count: int = 0) -> None:
        self._spool = spool
        self._limits = limits
        self._role = role
        self._count = count or max(1, min(8, os.cpu_count() or 1))
        self._idle: list[Child] = []
        self._busy: dict[int, Child] = {}

    def perform(self, works: Iterable[Work]) -> Iterator[Outcome]:
        """Outcomes in order of completion. A work that kills its child is not tried again."""
        waiting = deque(works)
        with selectors.DefaultSelector() as selector:
            while waiting or self._busy:
                while waiting and len(self._busy) < self._count:
                    self._begin(waiting.popleft(), selector)
                timeout = min(c.deadline for c in self._busy.values()) - time.monotonic()
                for key, _ in selector.select(max(0.0, min(timeout, 1.0))):
                    outcome = self._collect(self._busy[key.fd], selector)
                    if outcome is not None:
                        yield outcome
                yield from self._overdue(selector)

    def _begin(self, work: Work, selector: selectors.BaseSelector) -> None:
        child = self._idle.pop() if self._idle else self._new()
        try:
            child.start(work, _seconds(work, self._limits))
        except ChildEnded:
            child.stop()
            child = self._new()
            child.start(work, _seconds(work, self._limits))
        self._busy[child.descriptor] = child
        selector.register(child.descriptor, selectors.EVENT_READ)

    def _new(self) -> Child:
        return Child(self._role, self._spool, self._limits)

    def _collect(self, child: Child, selector: selectors.BaseSelector) -> Outcome | None:
        try:
            reply = child.receive()
        except ChildEnded:
            self._release(child, selector)
            return Outcome(
                key=child.work.key,
                code="parser_crashed",
                message="The file made its reader stop, or needs more memory than the limit.",
                remedy="Ask for the file again in another format (PDF, or the original export).",
            )
        if reply is None:
            return None
        self._release(child, selector, keep=True)
        return Outcome.model_validate({**reply, "key": child.work.key})

    def _overdue(self, selector: selectors.BaseSelector) -> Iterator[Outcome]:
        now = time.monotonic()
        for child in [c for c in self._busy.values() if c.deadline <= now]:
            self._release(child, selector)
            yield Outcome(
                key=child.work.key,
                code="parser_timeout",
                message="Reading the file took longer than the limit.",
                remedy="Send the file in smaller parts, or raise the setting parser_seconds.",
            )

    def _release(
        self, child: Child, selector: selectors.BaseSelector, *, keep: bool = False
    ) -> None:
        selector.unregister(child.descriptor)
        del self._busy[child.descriptor]
        if keep:
            self._idle.append(child)
        else:
            child.stop()

    def close(self) -> None:
        """Stop the children."""
        for child in [*self._idle, *self._busy.values()]:
            child.stop()
        self._idle.clear()
        self._busy.clear()
