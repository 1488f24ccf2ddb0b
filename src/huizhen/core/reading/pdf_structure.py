"""What a PDF holds besides its pages' content: form values, comments, attachments, active parts.

Read with pikepdf; nothing found here is ever executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from huizhen.core.reading.garbled import without_control_characters
from huizhen.core.reading.pdf_frame import RawBox

_MAX_ANNOTATIONS = 5_000
_MAX_ATTACHMENTS = 1_000
_MAX_TREE_NODES = 10_000
_MAX_PARENTS = 32
_MAX_TEXT = 20_000
_CHUNK = 1 << 20
_HIDDEN = 0x02 | 0x20
_RADIO = 1 << 15
_PUSH_BUTTON = 1 << 16
_PASSWORD = 1 << 13
_COMMENTS = frozenset(
    {"/FreeText", "/Text", "/Stamp", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut",
     "/Caret", "/Square", "/Circle", "/Line", "/Polygon", "/PolyLine", "/Ink"}
)  # fmt: skip
_ACTIVE = {"/JavaScript": "pdf_javascript", "/Launch": "pdf_launch", "/SubmitForm": "pdf_submit",
           "/ImportData": "pdf_import", "/RichMediaExecute": "pdf_media"}  # fmt: skip
_GENERATED_NAME = re.compile(
    r"[\[\]#_]|\d{2}|^(text|field|fld|check ?box|untitled|undefined)\W*\d*$", re.IGNORECASE
)


class PlacedText(NamedTuple):
    """Text of a form field or comment, where it stands on the page."""

    text: str
    box: RawBox | None
    kind: str
    """'field', 'ticked' or 'comment'."""


class Marks(NamedTuple):
    """Form values and comments of one page, and codes of what else it holds."""

    texts: tuple[PlacedText, ...] = ()
    notes: tuple[str, ...] = ()
    active: tuple[str, ...] = ()


class Attachment(NamedTuple):
    """An embedded file: its name and a pikepdf stream."""

    name: str
    stream: Any


def page_marks(page: Any) -> Marks:
    """Marks of a pikepdf page's annotations; ISO 32000-1 12.5."""
    annotations = _items(page.get("/Annots"))
    texts: list[PlacedText] = []
    notes: dict[str, None] = {}
    active: dict[str, None] = dict.fromkeys(_actions(page))
    for index, annotation in enumerate(annotations):
        if index >= _MAX_ANNOTATIONS:
            notes["pdf_too_many_annotations"] = None
            break
        if not _is_dictionary(annotation):
            continue
        active.update(dict.fromkeys(_actions(annotation)))
        found = _placed(annotation)
        if found is None:
            continue
        if _number(annotation.get("/F")) & _HIDDEN:
            notes["hidden_annotation"] = None
        elif found.kind == "unticked":
            notes["form_checkboxes"] = None
        else:
            notes[{"comment": "comments"}.get(found.kind, "form_fields")] = None
            texts.append(found)
    return Marks(tuple(texts), tuple(notes), tuple(active))


def _placed(annotation: Any) -> PlacedText | None:
    kind = str(annotation.get("/Subtype", ""))
    if kind == "/Widget":
        return _field(annotation)
    if kind in _COMMENTS:
        text = _text(annotation.get("/Contents"))
        return PlacedText(text, _rectangle(annotation), "comment") if text else None
    return None


def _field(widget: Any) -> PlacedText | None:
    """A field's value as filled in, after its label where the form names it for people."""
    kind = str(_inherited(widget, "/FT"))
    flags = _number(_inherited(widget, "/Ff"))
    box = _rectangle(widget)
    label = _label(widget)
    if kind == "/Btn":
        if flags & _PUSH_BUTTON:
            return None
        if str(widget.get("/AS", _inherited(widget, "/V"))) in ("/Off", "None", ""):
            return PlacedText("", box, "unticked")
        return PlacedText(_ticked(widget, label, bool(flags & _RADIO)), box, "ticked")
    if kind == "/Sig" or flags & _PASSWORD:
        return None
    value = _inherited(widget, "/V")
    chosen = [_text(item) for item in _items(value)] if _is_array(value) else [_text(value)]
    text = ", ".join(filter(None, chosen))
    if not text:
        return None
    return PlacedText(f"{label}: {text}" if label else text, box, "field")


def _ticked(widget: Any, label: str, is_radio: bool) -> str:
    """A radio button's state is named after the choice it stands for."""
    choice = _text(widget.get("/AS")) if is_radio else ""
    if not choice or _GENERATED_NAME.search(choice) or choice.casefold() in ("yes", "on"):
        return f"[x] {label}".rstrip()
    return f"[x] {label}: {choice}" if label else f"[x] {choice}"


def _label(widget: Any) -> str:
    """The tooltip, or the field's own name unless a program made it up."""
    tooltip = _text(_inherited(widget, "/TU"))
    if tooltip:
        return tooltip.rstrip(" :")
    name = _text(widget.get("/T"))
    return "" if _GENERATED_NAME.search(name) else name


def _inherited(widget: Any, key: str) -> Any:
    node = widget
    for _ in range(_MAX_PARENTS):
        if not _is_dictionary(node):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def document_actions(pdf: Any) -> Iterator[str]:
    """Codes of what would run when the document is opened; ISO 32000-1 12.6."""
    root = pdf.Root
    if "/OpenAction" in root and _is_dictionary(root.OpenAction):
        yield from _kinds(root.OpenAction)
    yield from _actions(root)
    names = root.get("/Names")
    if _is_dictionary(names) and "/JavaScript" in names:
        yield "pdf_javascript"
    form = root.get("/AcroForm")
    if _is_dictionary(form) and "/XFA" in form:
        yield "pdf_xfa"
    if "/Collection" in root:
        yield "pdf_portfolio"


def is_dynamic_form(pdf: Any) -> bool:
    """Whether the pages only say 'please wait': the content is an XFA form drawn by a program."""
    form = pdf.Root.get("/AcroForm")
    if not _is_dictionary(form) or "/XFA" not in form:
        return False
    return bool(pdf.Root.get("/NeedsRendering", False)) or not _items(form.get("/Fields"))


def _actions(holder: Any) -> Iterator[str]:
    if "/A" in holder:
        yield from _kinds(holder["/A"])
    triggers = holder.get("/AA")
    if _is_dictionary(triggers):
        for key in list(triggers.keys())[:32]:
            yield from _kinds(triggers[key])


def _kinds(action: Any) -> Iterator[str]:
    """An action and those that follow it; bounded, for /Next may form a loop."""
    pending = [action]
    for _ in range(64):
        if not pending:
            return
        current = pending.pop()
        if not _is_dictionary(current):
            continue
        code = _ACTIVE.get(str(current.get("/S", "")))
        if code:
            yield code
        following = current.get("/Next")
        pending.extend(_items(following) if _is_array(following) else [following])


def attachments(pdf: Any) -> list[Attachment]:
    """Files embedded in the name tree, at pages or as associated files; each once, bounded."""
    found: dict[tuple[int, int], Attachment] = {}
    for specification in _file_specifications(pdf):
        if len(found) >= _MAX_ATTACHMENTS:
            break
        if not _is_dictionary(specification):
            continue
        embedded = specification.get("/EF")
        if not _is_dictionary(embedded):
            continue
        stream = embedded.get("/UF", embedded.get("/F"))
        if not _is_stream(stream):
            continue
        name = _text(specification.get("/UF")) or _text(specification.get("/F")) or "attachment"
        found.setdefault(stream.objgen, Attachment(name, stream))
    return list(found.values())


def attachment_chunks(attachment: Attachment) -> Iterator[bytes]:
    """The decoded bytes in pieces of 1 MiB."""
    data = attachment.stream.read_bytes()
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK]


def _file_specifications(pdf: Any) -> Iterator[Any]:
    names = pdf.Root.get("/Names")
    pending = [names.get("/EmbeddedFiles")] if _is_dictionary(names) else []
    for _ in range(_MAX_TREE_NODES):
        if not pending:
            break
        node = pending.pop()
        if _is_dictionary(node):
            yield from _items(node.get("/Names"))[1::2]
            pending.extend(_items(node.get("/Kids")))
    yield from _items(pdf.Root.get("/AF"))
    for number, page in enumerate(pdf.pages):
        if number >= _MAX_TREE_NODES:
            return
        for annotation in _items(page.obj.get("/Annots"))[:_MAX_ANNOTATIONS]:
            if _is_dictionary(annotation) and "/FS" in annotation:
                yield annotation["/FS"]


def _rectangle(annotation: Any) -> RawBox | None:
    numbers = [_decimal(item) for item in _items(annotation.get("/Rect"))[:4]]
    if len(numbers) != 4:
        return None
    left, bottom, right, top = numbers
    return (min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _items(value: Any) -> list[Any]:
    return list(value) if _is_array(value) else []


def _is_array(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Array)


def _is_dictionary(value: Any) -> bool:
    import pikepdf

    return isinstance(value, (pikepdf.Dictionary, pikepdf.Stream))


def _is_stream(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Stream)


def _text(value: Any) -> str:
    import pikepdf

    if isinstance(value, pikepdf.Stream):
        data = value.read_bytes()[: 4 * _MAX_TEXT]
        text = data.decode(
            "utf-16" if data[:2] in (b"\xfe\xff", b"\xff\xfe") else "utf-8", "replace"
        )
    elif isinstance(value, (pikepdf.String, pikepdf.Name)):
        text = str(value).removeprefix("/") if isinstance(value, pikepdf.Name) else str(value)
    else:
        text = "" if value is None or _is_dictionary(value) else str(value)
    text = text[:_MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    return without_control_characters(text).strip()


def _number(value: Any) -> int:
    return int(value) if isinstance(value, int) else 0


def _decimal(value: Any) -> float:
    from decimal import Decimal

    return float(value) if isinstance(value, (int, float, Decimal)) else 0.0
