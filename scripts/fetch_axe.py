#!/usr/bin/env python3
"""Put axe-core (MPL-2.0) into .cache/axe for the browser tests; it is no part of the product.

It is taken from the npm registry and kept only when its SHA-256 is the one written here.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fetch_fonts import npm_command, sha256

PACKAGE = "axe-core@4.14.1"
MEMBER = "package/axe.min.js"
DIGEST = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
TARGET = Path(__file__).resolve().parent.parent / ".cache/axe/axe.min.js"


def main() -> None:
    """Fetch the script unless it is there."""
    if TARGET.is_file() and sha256(TARGET.read_bytes()) == DIGEST:
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm_command(), "pack", PACKAGE, "--silent", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            stream = archive.extractfile(MEMBER)
            data = stream.read() if stream else b""
    if sha256(data) != DIGEST:
        sys.exit(f"{MEMBER} of {PACKAGE} is not the expected file; nothing was written.")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(data)
    sys.stdout.write(f"axe-core was written to {TARGET}.\n")


if __name__ == "__main__":
    main()
