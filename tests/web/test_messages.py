"""The words of the pages: each has its Chinese, and the compiled catalogue holds it."""

from __future__ import annotations

import ast
import gettext
import re
import subprocess
import sys
from pathlib import Path

from huizhen.core import errors

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src/huizhen/web"
PARTS = (WEB, ROOT / "src/huizhen/ground", ROOT / "src/huizhen/journey")
ERRORS = {name for name in dir(errors) if isinstance(getattr(errors, name), type)}


def used_messages() -> set[str]:
    """Every message of templates, modules and errors, with its context before U+0004."""
    found: set[str] = set()
    for part in PARTS:
        for template in part.rglob("*.html"):
            found |= _messages_of_template(template.read_text(encoding="utf-8"))
        for module in part.rglob("*.py"):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    found |= _messages_of_call(node, is_desk=part != WEB)
    return found


def _messages_of_template(text: str) -> set[str]:
    found: set[str] = set()
    for _, message, context in re.findall(
        r"""{%-?\s*translate\s+(['"])(.+?)\1(?:\s+context\s+['"](.+?)['"])?(?:\s+as\s+\w+)?\s*%}""",
        text,
    ):
        found.add(f"{context}\x04{message}" if context else message)
    for message in re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text):
        found.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", message))
    return found


def _messages_of_call(node: ast.Call, is_desk: bool) -> set[str]:
    words = [str(each.value) for each in node.args if isinstance(each, ast.Constant)]
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in ("_", "_noop", "gettext", "gettext_noop", "gettext_lazy") and words:
        return {words[0]}
    if name == "pgettext_lazy":
        return {"\x04".join(words)}
    is_super = isinstance(node.func, ast.Attribute) and node.func.attr == "__init__"
    if is_desk and len(node.args) >= 2 and len(words) >= 2 and (is_super or name in ERRORS):
        return {word for word in words[1:3] if word}
    return set()


def catalogue() -> dict[str, str]:
    """Every translation of the product."""
    found: dict[str, str] = {}
    for compiled in (ROOT / "src/huizhen").rglob("locale/zh_Hans/LC_MESSAGES/django.mo"):
        with compiled.open("rb") as stream:
            found |= gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    return found


def test_every_message_of_the_pages_has_a_chinese_translation() -> None:
    translated, used = catalogue(), used_messages()
    assert len(used) > 200
    assert sorted(used - set(translated)) == []
    for message in used:
        wanted = set(re.findall(r"%\((\w+)\)", message))
        assert wanted == set(re.findall(r"%\((\w+)\)", translated[message])), message


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    script = ROOT / "scripts/compile_messages.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
