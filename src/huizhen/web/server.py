"""Serves the desk, or the pages of one package, on this machine."""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path

from huizhen.core.errors import WrongCall

_APPLICATION = "huizhen.project.asgi:application"


def serve(package: Path, home: Path, host: str, port: int) -> None:
    """Serve the pages of one package until stopped; WrongCall when the address cannot be used."""
    refuse_open_host(host)
    os.environ["DJANGO_SETTINGS_MODULE"] = "huizhen.project.package_settings"
    os.environ["HUIZHEN_PACKAGE"] = str(package)
    os.environ["HUIZHEN_HOME"] = str(home)
    serve_application(host, port)


def refuse_open_host(host: str) -> None:
    """WrongCall for an address that other machines reach, unless HUIZHEN_HOSTS names the hosts."""
    if not is_local(host) and not os.environ.get("HUIZHEN_HOSTS"):
        raise WrongCall(
            "host_not_local",
            "This address can be reached from other machines, and the desk speaks plain HTTP.",
            "Use --host localhost, or set HUIZHEN_HOSTS to the names it is reached under "
            "behind a proxy that encrypts.",
        )


def serve_application(host: str, port: int) -> None:
    """Run the ASGI application of the settings in the environment until stopped."""
    listener = _listening(host, port)
    import uvicorn

    from huizhen.web.lasting_reads import LastingReads

    config = uvicorn.Config(
        _APPLICATION,
        http=LastingReads,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()


def is_local(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        family, _, _, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
        return socket.create_server(address, family=family, backlog=128)
    except (OSError, OverflowError) as error:
        raise WrongCall(
            "address_not_free",
            "The address or port cannot be used; perhaps another program has it.",
            "Give another --port, or stop the other program.",
        ) from error
