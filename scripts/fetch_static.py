#!/usr/bin/env python3
"""Put Tabler's style (MIT), htmx (0BSD), the tus client (MIT) and age-encryption (BSD-3-Clause,
with noble and scure, MIT) into web/static/vendor.

They are taken from the npm registry and kept only when their SHA-256 is the one written here.
age-encryption comes as modules; esbuild makes one script of what opens files, the same bytes
everywhere.
Tabler 1.0 is the last that sets no colour by oklch() or color-mix(), which Chromium 109, the
oldest that a hospital's desk may have, does not know.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from fetch_fonts import Files, extract, is_complete, npm_command, pack, sha256

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
BUNDLE = "age.min.js"
BUNDLE_SHA256 = "05c2283c540c1dcd8d4bafc38fc1c929dc7cc8d6491905da40679961f049e986"
BUNDLED = {
    "age-encryption": "0.3.1",
    "@noble/ciphers": "2.4.0",
    "@noble/curves": "2.4.0",
    "@noble/hashes": "2.4.0",
    "@noble/post-quantum": "0.5.4",
    "@scure/base": "2.4.0",
    "esbuild": "0.28.2",
}


def bundle() -> None:
    """Make the script that opens age files: `age.Decrypter`."""
    target = FOLDER / BUNDLE
    if target.is_file() and sha256(target.read_bytes()) == BUNDLE_SHA256:
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = {"private": True, "dependencies": BUNDLED}
        (folder / "package.json").write_text(json.dumps(told), encoding="utf-8")
        (folder / "entry.js").write_text('export { Decrypter } from "age-encryption";\n')
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run([*npm_command(), "install", *quiet], cwd=folder, check=True)
        options = ["--bundle", "--minify", "--format=iife", "--global-name=age"]
        options += ["--target=chrome109", "--legal-comments=none", "--log-level=error"]
        made = [
            *npm_command(),
            "exec",
            "--",
            "esbuild",
            "entry.js",
            *options,
            f"--outfile={BUNDLE}",
        ]
        subprocess.run(made, cwd=folder, check=True)
        data = (folder / BUNDLE).read_bytes()
    if sha256(data) != BUNDLE_SHA256:
        sys.exit(f"{BUNDLE} did not come out as expected; it was not written.")
    target.write_bytes(data)


def main() -> None:
    """Fetch what is not there; what is there counts as fresh for make."""
    for package, files in PACKAGES.items():
        if not is_complete(FOLDER, files):
            with tempfile.TemporaryDirectory() as folder:
                extract(pack(package, Path(folder)), files, FOLDER)
        for name in files:
            (FOLDER / name).touch()
    bundle()
    sys.stdout.write(f"Style and scripts are in {FOLDER}.\n")


if __name__ == "__main__":
    main()
