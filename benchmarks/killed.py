"""A run that is killed goes on: kill -9 at random moments, then the same package as undisturbed."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measured import SEED, write_proof

HUIZHEN = [sys.executable, "-m", "huizhen.project.main"]


def content_hash(package: Path) -> str:
    """The hash that the package's manifest names."""
    return str(json.loads((package / "manifest.json").read_text())["content_hash"])


def prepare(folder: Path, package: Path) -> list[str]:
    """The command that prepares the hpb sample in `folder`."""
    request = str(folder / "hpb.json")
    return [*HUIZHEN, "prepare", str(folder / "hpb"), "--request", request, "--out", str(package)]


def killed_runs(folder: Path, kills: int, seed: int) -> dict[str, object]:
    """Kills `kills` runs, each at a random moment of an undisturbed run's length, then finishes."""
    subprocess.run([*HUIZHEN, "samples", str(folder), "--only", "hpb"], check=True)
    start = time.perf_counter()
    subprocess.run(prepare(folder, folder / "undisturbed"), stdout=subprocess.DEVNULL)
    whole = time.perf_counter() - start
    expected = content_hash(folder / "undisturbed")
    rng = random.Random(seed)
    moments, hashes = [], []
    for number in range(kills):
        package = folder / f"killed-{number}"
        moment = rng.uniform(0.2, whole)
        with subprocess.Popen(prepare(folder, package), stdout=subprocess.DEVNULL) as process:
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
        moments.append(round(moment, 2))
        subprocess.run(prepare(folder, package), stdout=subprocess.DEVNULL)
        hashes.append(content_hash(package))
    return {
        "undisturbed_seconds": round(whole, 1),
        "kills": kills,
        "moments_seconds": moments,
        "same_content_hash": sum(found == expected for found in hashes),
    }


def main() -> None:
    """Thirty kills."""
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="huizhen-killed-") as name:
        write_proof("killed", killed_runs(Path(name), 30, SEED), started)


if __name__ == "__main__":
    main()
