"""RappelConso: the product recalls that the French state publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling

_API = "https://data.economie.gouv.fr/api/explore/v2.1/catalog/datasets/rappelconso-v2-gtin-trie/records"
_TOLD = ("libelle", "motif_rappel", "risques_encourus", "conduites_a_tenir_par_le_consommateur", "distributeurs")


@dataclass(frozen=True, slots=True)
class RappelConso:
    """Product recalls in France, of one brand or of all of them, the newest first."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON of data.economie.gouv.fr (Licence Ouverte), 100 recalls a page"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION

    brand: str = option("brand of the product as the recall names it; all of them if it is left out", "")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        quoted = self.brand.replace("\\", "").replace('"', "")
        where = f'search(marque_produit, "{quoted}")' if quoted else ""
        return Request(addresses.ask(_API, where=where, order_by="date_publication desc", limit=100))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "recalls")
        recalls = nodes.listed(answer, "results", reply, "a list of recalls")
        found = nodes.proven(recalls, _items(recalls, reply), reply)
        start = int(addresses.asked(reply.request.url, "offset") or 0) + len(recalls)
        found, after, on = polling.follow(
            cursor, found, further=recalls and start < (answer.number("total_count") or 0)
        )
        return Page(found, after, more=Request(addresses.ask(reply.request.url, offset=start)) if on else None)


def _items(recalls: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for recall in recalls:
        yield items.item(
            reply.url,
            recall.line("numero_fiche", "rappel_guid", "id"),
            url=recall.text("lien_vers_la_fiche_rappel"),
            title=" ".join(filter(None, (recall.line("marque_produit"), recall.line("modeles_ou_references")))),
            text="\n\n".join(filter(None, (recall.text(name).replace("|", "\n") for name in _TOLD))),
            author="RappelConso",
            published=recall.when("date_publication", reply.at),
            language="fr",
        )
