#!/usr/bin/env python3
"""Put Tabler's style (MIT), htmx (0BSD) and the tus client (MIT) into web/static/vendor.

They are taken from the npm registry and kept only when their SHA-256 is the one written here.
Tabler 1.0 is the last that sets no colour by oklch() or color-mix(), which Chromium 109, the
oldest that a hospital's desk may have, does not know.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from fetch_fonts import Files, extract, is_complete, pack

FOLDER = Path(__file__).resolve().parent.parent / "src/huizhen/web/static/vendor"
PACKAGES: dict[str, Files] = {
    "@tabler/core@1.0.0": {
        "tabler.min.css": (
            "package/dist/css/tabler.min.css",
            "68efb8668c8d3d91c27b16dba6b0d853d2c2c6c86ab33400d1220d1587e8b373",
        ),
    },
    "htmx.org@2.0.6": {
        "htmx.min.js": (
            "package/dist/htmx.min.js",
            "b6768eed4f3af85b73a75054701bd60e17cac718aef2b7f6b254e5e0e2045616",
        ),
    },
    "tus-js-client@4.3.1": {
        "tus.min.js": (
            "package/dist/tus.min.js",
            "8cbb1b63fccc3bba0ae73ad1deb160ce046c3750851d0c3e94921ae3ef070eb8",
        ),
    },
}


def main() -> None:
    """Fetch what is not there; what is there counts as fresh for make."""
    for package, files in PACKAGES.items():
        if not is_complete(FOLDER, files):
            with tempfile.TemporaryDirectory() as folder:
                extract(pack(package, Path(folder)), files, FOLDER)
        for name in files:
            (FOLDER / name).touch()
    sys.stdout.write(f"Style and scripts are in {FOLDER}.\n")


if __name__ == "__main__":
    main()
