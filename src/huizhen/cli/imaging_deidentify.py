"""The command `imaging deidentify`: images of a folder written anew without their patient."""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from huizhen.cli.case_run import existing_records, opened
from huizhen.cli.imaging_deidentify_run import (
    BurnedIn,
    DeidentifiedFile,
    Wanted,
    deidentify_folder,
    report_of,
)
from huizhen.cli.output import (
    EXIT_BLOCKED,
    EXIT_NOTHING_READ,
    print_json_lines,
    said_plainly,
)
from huizhen.cli.workshop import Workshop
from huizhen.core.errors import WrongCall
from huizhen.core.imaging.deidentification import Profile, UidKeys
from huizhen.core.imaging.deidentification.profile import DateMode
from huizhen.core.records.inventory import shown
from huizhen.core.records.reference import reference_from_text

SCHEMA = "huizhen.imaging-deidentify/1"
REPORT = "deidentification.json"
_SECRET_BYTES = 32
_made: list[Callable[[], Workshop]] = []


Out = Annotated[Path, typer.Option(help="A new folder for what may leave.")]
Pseudonym = Annotated[str, typer.Option(help="Name and id of what leaves.")]
PatientText = Annotated[
    str, typer.Option(help='"Family, Given; 1968-02-11; F; MRN@issuer", to be searched for.')
]
Dates = Annotated[str, typer.Option(help="keep, shift or remove.")]
ShiftDays = Annotated[int, typer.Option(help="With --dates shift; else the key's own offset.")]
KeyFile = Annotated[Path | None, typer.Option(help="The case's secret; made where absent.")]
Characteristics = Annotated[bool, typer.Option(help="Keep sex, age, size and weight.")]
Device = Annotated[bool, typer.Option(help="Keep what identifies the device.")]
SafePrivate = Annotated[bool, typer.Option(help="Keep numbers of safe private attributes.")]
BurnedInText = Annotated[
    str, typer.Option(help="Pictures that may show text: withhold, mask what is found, or send.")
]
Masks = Annotated[Path | None, typer.Option(help="JSON: boxes that a person chose, by path.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines for machines.")]


def add_deidentify_command(group: typer.Typer, workshop: Callable[[], Workshop]) -> None:
    """Give the group `imaging` its command `deidentify`."""
    _made[:] = [workshop]
    group.command("deidentify")(deidentify)


def deidentify(
    folder: Annotated[Path, typer.Argument(help="Any heap of files: DICOM and SVS leave.")],
    out: Out,
    pseudonym: Pseudonym = "HZ-0000-0000",
    patient: PatientText = "",
    dates: Dates = "remove",
    shift_days: ShiftDays = 0,
    key: KeyFile = None,
    patient_characteristics: Characteristics = True,
    device: Device = False,
    safe_private: SafePrivate = False,
    burned_in: BurnedInText = "withhold",
    masks: Masks = None,
    as_json: AsJson = False,
) -> None:
    """Write images anew without their patient's identity 影像去标识化 (PS3.15 Annex E).

    Exit 0 all was written, 3 something was held back, 4 no image could be read, 2 wrong call.
    """
    with said_plainly(), tempfile.TemporaryDirectory(prefix="huizhen-") as scratch:
        records = existing_records(folder, out)
        secret = _secret(key)
        profile = Profile(
            pseudonym=pseudonym,
            dates=_dates(dates),
            shift_days=_offset(dates, shift_days, secret),
            keep_patient_characteristics=patient_characteristics,
            keep_device=device,
            keep_safe_private=safe_private,
        )
        reference = reference_from_text(patient) if patient else None
        wanted = Wanted(profile, reference, secret, _burned_in(burned_in), _masks(masks))
        _make_empty(out)
        workshop = _made[0]()
        store = workshop.open_store(Path(scratch))
        with opened(store, as_json) as tick:
            lines = deidentify_folder(records, out, wanted, workshop, store, tick)
        report = json.dumps(report_of(lines, profile), ensure_ascii=False, indent=1)
        workshop.write(out / REPORT, report.encode("utf-8"))
    _print(lines, as_json)


def _print(lines: Sequence[DeidentifiedFile], as_json: bool) -> None:
    if as_json:
        print_json_lines({"schema": SCHEMA, **line.model_dump(mode="json")} for line in lines)
    else:
        for line in lines:
            why = f"  {line.code}: {line.remedy}" if line.code else ""
            typer.echo(f"{line.status:<9} {shown(line.path)} {line.out}{why}")
    if not lines:
        raise typer.Exit(EXIT_NOTHING_READ)
    if any(line.status != "written" for line in lines):
        raise typer.Exit(EXIT_BLOCKED)


def _make_empty(out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        raise WrongCall("out_not_empty", "The folder for what leaves is not empty.",
                        "Give a new folder, so that nothing else leaves with it.")  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)


def _secret(key: Path | None) -> bytes:
    """The secret in a file, made with the first run; without a file one for this run alone."""
    if key is None:
        return secrets.token_bytes(_SECRET_BYTES)
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(_SECRET_BYTES) + "\n", encoding="ascii")
    try:
        secret = bytes.fromhex(key.read_text(encoding="ascii").strip())
        UidKeys(secret)
    except ValueError as error:
        raise WrongCall(
            "key_malformed",
            "The file holds no secret of a case.",
            "Give the file of an earlier run, or a path where none is.",
        ) from error
    return secret


def _dates(text: str) -> DateMode:
    if text not in get_args(DateMode):
        raise WrongCall("dates_unknown", "Dates are kept, shifted or removed.",
                        "Give keep, shift or remove.")  # fmt: skip
    return cast("DateMode", text)


def _offset(dates: str, given: int, secret: bytes) -> int:
    if dates != "shift":
        if given:
            raise WrongCall("shift_without_dates", "An offset was given, but dates stay or go.",
                            "Give --dates shift as well.")  # fmt: skip
        return 0
    return given or UidKeys(secret).shift_days()


def _burned_in(text: str) -> BurnedIn:
    if text not in get_args(BurnedIn):
        raise WrongCall("burned_in_unknown", "Pictures with text are held back, masked or sent.",
                        "Give withhold, mask or send.")  # fmt: skip
    return cast("BurnedIn", text)


def _masks(path: Path | None) -> dict[str, list[dict[str, int]]]:
    if path is None:
        return {}
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        sides = ("x", "y", "width", "height")
        return {
            str(name): [{side: int(box[side]) for side in sides} for box in boxes]
            for name, boxes in given.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongCall(
            "masks_malformed",
            "The file of masks cannot be read.",
            'Write {"path": [{"x": 0, "y": 0, "width": 120, "height": 20}]}; an empty list for a '
            "picture without text.",
        ) from error
