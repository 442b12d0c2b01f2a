"""Commands about queries: check, explain, preview, suggest, import."""

from __future__ import annotations

import typer

from monitor.cli.queries.checking import check
from monitor.cli.queries.explaining import say_back
from monitor.cli.queries.importing import carry_over
from monitor.cli.queries.previewing import preview
from monitor.cli.queries.suggesting import propose
from monitor.cli.querying import group


def add_to(_: typer.Typer) -> None:
    """They stand beside `vigie query test`."""
    group.command(epilog="Try:  vigie query check 'orange NEAR/60 shop'   or:  vigie query check --brand Acme")(check)
    group.command("explain", epilog="Try:  vigie query explain 'acme NEAR/5 (refund OR scam) -job' --lang fr")(say_back)
    group.command("preview", epilog="Try:  vigie query preview 'acme -job' --brand Acme --days 14")(preview)
    group.command("suggest", epilog="Try:  vigie query suggest Acme")(propose)
    group.command("import", epilog="Try:  vigie query import --from brandwatch query.txt")(carry_over)
