"""Fails when a module has over 600 lines, a function over 50, or a name says nothing."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

MODULE_LINES = 600
FUNCTION_LINES = 50
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}


def problems(path: Path) -> list[str]:
    """What is too long or named for nothing in one file."""
    text = path.read_text(encoding="utf-8")
    found = []
    lines = text.count("\n") + 1
    if lines > MODULE_LINES:
        found.append(f"{path}: {lines} lines; split by a noun of the field")
    if EMPTY_NAMES & set(path.with_suffix("").parts):
        found.append(f"{path}: the name says nothing; name it after a noun of the field")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{path}:{node.lineno}: {node.name} has {length} lines")
    return found


def main() -> int:
    """Checks every Python file of the product, its tests and its scripts."""
    roots = [Path(name) for name in ("src", "tests", "benchmarks", "scripts")]
    files = sorted(path for root in roots for path in root.rglob("*.py"))
    found = [problem for path in files for problem in problems(path)]
    print("\n".join(found) or f"{len(files)} files within their sizes")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
