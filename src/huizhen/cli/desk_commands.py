"""The commands of the desk: serve, worker, verify, backup, restore, demo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from huizhen.cli.output import EXIT_BLOCKED, said_plainly
from huizhen.cli.tracing import load_json
from huizhen.cli.workshop import Workshop
from huizhen.core.preparation.package import MANIFEST

Home = Annotated[
    Path, typer.Option(envvar="HUIZHEN_HOME", help="Where keys, database and blobs are kept.")
]


_WITH_KEYS = "IT HOLDS THE KEYS: whoever has this file can read every case. Keep it locked away."
_WITHOUT_KEYS = (
    "IT DOES NOT HOLD THE KEYS: without the folder 'keys' of this desk nobody can ever read it. "
    "Keep a copy of that folder elsewhere."
)
_KEYS_WANTED = (
    "THE KEYS ARE NOT IN IT: nothing can be read and the trail was not verified. Put the keys of "
    "the desk into the folder 'keys' there, then run `huizhen verify`."
)


def add_desk_commands(app: typer.Typer, workshop: Callable[[], Workshop]) -> None:
    """Add the commands to the program."""

    @app.command()
    def serve(
        package: Annotated[
            Path | None, typer.Argument(help="A package, to show its pages alone.")
        ] = None,
        home: Home = Path("var"),
        host: str = "localhost",
        port: int = 8000,
        new_sign_in: Annotated[
            bool, typer.Option(help="For a package: make a new password and print it.")
        ] = False,
    ) -> None:
        """Serve the desk with its worker; or, with a package, its plain pages."""
        with said_plainly():
            if package is None:
                typer.echo(f"http://{host}:{port}")
                workshop().desk.serve(home.resolve(), host, port)
            else:
                _serve_package(workshop(), package, home.resolve(), (host, port), new_sign_in)

    @app.command()
    def worker(home: Home = Path("var")) -> None:
        """Work off the ledger of a desk until stopped; any number may run."""
        with said_plainly():
            workshop().desk.work(home.resolve())

    app.add_typer(_demo_commands(workshop), name="demo")
    _add_backup_commands(app, workshop)
    _add_invite_command(app, workshop)

    @app.command()
    def verify(home: Home = Path("var")) -> None:
        """Prove that nobody changed the trail; exit 3 when it is broken."""
        with said_plainly():
            broken = workshop().desk.verify(home.resolve())
        for line in broken:
            typer.echo(line)
        if broken:
            raise typer.Exit(EXIT_BLOCKED)
        typer.echo("the trail is whole")


def _add_invite_command(app: typer.Typer, workshop: Callable[[], Workshop]) -> None:
    @app.command()
    def invite(
        email: str,
        role: str,
        home: Home = Path("var"),
        site: Annotated[str, typer.Option(help="The site's name, the first time.")] = "",
        country: Annotated[str, typer.Option(help="The site's country, as DE.")] = "",
    ) -> None:
        """Print a link by which somebody of the site joins: administrator, coordinator,
        reviewing_clinician, medical_editor or auditor."""
        with said_plainly():
            link = workshop().desk.invite(home.resolve(), email, role, (site, country))
        typer.echo(link)
        typer.echo("It works once. Give it to that person by a way that nobody else reads.")


def _add_backup_commands(app: typer.Typer, workshop: Callable[[], Workshop]) -> None:
    @app.command()
    def backup(
        out: Annotated[Path, typer.Argument(help="The file to write (.tar); it must not exist.")],
        home: Home = Path("var"),
        with_keys: Annotated[
            bool, typer.Option("--with-keys", help="Put the keys in: whoever has it reads all.")
        ] = False,
    ) -> None:
        """Write the whole desk into one file; it may serve meanwhile."""
        with said_plainly():
            files = workshop().desk.back_up(home.resolve(), out.resolve(), with_keys=with_keys)
        typer.echo(f"{files} files were written to {out}")
        typer.echo(_WITH_KEYS if with_keys else _WITHOUT_KEYS)

    @app.command()
    def restore(
        archive: Annotated[Path, typer.Argument(help="What `huizhen backup` wrote.")],
        home: Home = Path("var"),
        keys: Annotated[
            Path | None, typer.Option(help="The keys folder, for a backup without keys.")
        ] = None,
    ) -> None:
        """Put a backup into an empty folder and prove its trail; exit 3 when it is broken."""
        with said_plainly():
            broken = workshop().desk.restore(archive, home.resolve(), keys)
        typer.echo(f"restored into {home}")
        if broken is None:
            typer.echo(_KEYS_WANTED)
            return
        for line in broken:
            typer.echo(line)
        if broken:
            raise typer.Exit(EXIT_BLOCKED)
        typer.echo("the trail is whole")


def _demo_commands(workshop: Callable[[], Workshop]) -> typer.Typer:
    demo = typer.Typer(no_args_is_help=True, help="The demonstration: sample cases and people.")

    @demo.command()
    def load(
        samples: Annotated[Path, typer.Argument(help="What `huizhen samples` wrote.")],
        home: Home = Path("var"),
    ) -> None:
        """Make people in every role and the sample cases at their stages."""
        with said_plainly():
            workshop().demo.load(home.resolve(), samples, typer.echo)
            address, password, _ = workshop().demo.sign_in(home.resolve(), "coordinator")
        typer.echo(f"sign in as {address} with the password {password}")
        typer.echo("second factor: huizhen demo code coordinator; other roles in the same way")

    @demo.command()
    def code(role: str, home: Home = Path("var")) -> None:
        """Print address, password and the second factor's code of just now for a role."""
        with said_plainly():
            for line in workshop().demo.sign_in(home.resolve(), role):
                typer.echo(line)

    return demo


def _serve_package(
    workshop: Workshop, package: Path, home: Path, address: tuple[str, int], is_new: bool
) -> None:
    load_json(package, MANIFEST)
    password = workshop.sign_in(home, is_new)
    typer.echo(f"http://{address[0]}:{address[1]}")
    typer.echo(
        f"sign in with: {password}"
        if password
        else "sign in with the password of the first start; --new-sign-in makes another"
    )
    workshop.serve(package.resolve(), home, *address)
