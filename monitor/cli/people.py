"""Commands for the pages and the people who work there: web, user, token."""

from __future__ import annotations

import asyncio
import getpass
import sys
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from secrets import token_urlsafe
from typing import Annotated

import typer

from monitor.cli.places import ConfigPath, Json, load_config, load_outline, now, open_store
from monitor.cli.show import safe, say, table
from monitor.cli.tongue import spoken
from monitor.errors import VigieError
from monitor.store import Account, Role, Store

users = typer.Typer(
    name="user", no_args_is_help=True, help="The people who may use the pages.", epilog="Try:  vigie user add camille"
)
tokens = typer.Typer(
    name="token",
    no_args_is_help=True,
    help="The programs that may use the API.",
    epilog="Try:  vigie token add camille",
)


class RoleName(StrEnum):
    VIEWER = "viewer"
    TRIAGE = "triage"
    ADMIN = "admin"


Who = Annotated[str, typer.Argument(metavar="NAME", help="The name to log in with.")]


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Try:  vigie web -c /etc/vigie/vigie.yaml")(web)
    app.add_typer(users)
    app.add_typer(tokens)


def invite(address: str) -> None:
    """Tell whoever started us where the first account is made; a full disk behind standard error keeps no page shut."""
    with suppress(OSError):
        say(f"nobody has an account yet; make the first one at {address}", stderr=True)


def web(config_path: ConfigPath = None) -> None:
    """Serve the pages alone, without watching. The daemon (vigie run) serves them too."""
    from monitor import web as pages  # half a second of imports that no other command needs

    believed = load_config(config_path)
    if not believed.web.port:
        raise VigieError("the pages are switched off (`web: {listen: off}`)", hint="give `listen:` a host:port")
    sock = pages.listen(believed.web.host, believed.web.port)
    desk = pages.desk_at(believed.store, lambda: pages.scene(believed))
    say(f"serving the pages at http://{believed.web.host}:{believed.web.port}; Ctrl-C stops", stderr=True)
    asyncio.run(pages.serve_alone(sock, invite, desk))


@users.command("add", epilog="Try:  vigie user add camille --role triage")
def add_user(
    name: Who,
    role: Annotated[RoleName, typer.Option(help="What they may do.")] = RoleName.TRIAGE,
    elsewhere: Annotated[
        bool, typer.Option("--elsewhere", help="They log in at your reverse proxy: no password.")
    ] = False,
    config_path: ConfigPath = None,
) -> None:
    """Make an account, or give one another password and role.

    The password is asked for, or read from standard input.
    """
    hashed = "" if elsewhere else _password(name)
    with open_store(load_outline(config_path).store, must_exist=False) as store, store.atomic():
        known = store.people.account(name)
        store.people.save(replace(known or Account(name, Role.VIEWER), role=_role(role), password=hashed), now())
        store.people.close_sessions(name)
    say(f"{safe(name)} may log in as {role}", stderr=True)


@users.command("list", epilog="Try:  vigie user list --json")
def list_users(config_path: ConfigPath = None, json_too: Json = False) -> None:
    """Who may log in."""
    with open_store(load_outline(config_path).store) as store:
        rows = [
            {"name": each.name, "role": each.role.name.lower(), "logs in": "here" if each.password else "elsewhere"}
            for each in store.people.accounts()
        ]
    table(rows, json_too=json_too, empty="Nobody yet. Make an account with: vigie user add NAME")


@users.command("remove", epilog="Try:  vigie user remove camille")
def remove_user(name: Who, config_path: ConfigPath = None) -> None:
    """Take an account away, with its sessions and tokens. What it did stays in the history."""
    with open_store(load_outline(config_path).store) as store, store.atomic():
        if not store.people.remove(name):
            raise _nobody(store, name)
    say(f"{safe(name)} is gone", stderr=True)


@tokens.command("add", epilog="Try:  vigie token add camille --for 'weekly report'")
def add_token(
    name: Who,
    purpose: Annotated[str, typer.Option("--for", metavar="WHAT", help="What it is for.")] = "",
    config_path: ConfigPath = None,
) -> None:
    """Make a token with which a program may do what NAME may. It is shown once."""
    secret = f"vigie_{token_urlsafe(32)}"
    with open_store(load_outline(config_path).store) as store, store.atomic():
        if not store.people.account(name):
            raise _nobody(store, name)
        store.people.add_token(secret, name, purpose, now())
    print(secret)


@tokens.command("list", epilog="Try:  vigie token list --json")
def list_tokens(config_path: ConfigPath = None, json_too: Json = False) -> None:
    """Which tokens there are; not what they are."""
    with open_store(load_outline(config_path).store) as store:
        columns = ("number", "account", "for", "made")
        rows = [dict(zip(columns, each, strict=True)) for each in store.people.tokens()]
    table(rows, json_too=json_too, empty="No token. Make one with: vigie token add NAME")


@tokens.command("remove", epilog="Try:  vigie token remove 1")
def remove_token(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As vigie token list tells it.")],
    config_path: ConfigPath = None,
) -> None:
    """Let a token open nothing any more."""
    with open_store(load_outline(config_path).store) as store, store.atomic():
        if not store.people.remove_token(number):
            raise VigieError(f"there is no token {number}", hint="see: vigie token list")
    say(f"token {number} is gone", stderr=True)


def _password(name: str) -> str:
    from monitor.web.people.passwords import kept, weakness

    given = getpass.getpass(f"{spoken('password:')} ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if fault := weakness(given, name):
        raise VigieError(fault.rstrip("."), hint="nothing was changed")
    return kept(given)


def _role(role: RoleName) -> Role:
    return Role[role.upper()]


def _nobody(store: Store, name: str) -> VigieError:
    known = ", ".join(account.name for account in store.people.accounts())
    hint = f"known: {safe(known)}" if known else "make one with: vigie user add NAME"
    return VigieError(f"there is no account {safe(name)!r}", hint=hint)
