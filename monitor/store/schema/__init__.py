"""How the diary is ruled: what its tables are now stands in present.sql, how they came to be in the modules beside it.

Each migration is one transaction, and the number of a module is that of the first one in it. One that was released is
never edited: files everywhere were upgraded by it. A new one comes last below, present.sql then says what the tables
are, and tests/store/released.txt that it stays as it is.
"""

from __future__ import annotations

from sqlite_utils import Migrations

from monitor.store.schema import (
    m01_first_page,
    m02_mentions,
    m07_incidents,
    m09_search,
    m11_triage,
    m12_legal_desk,
    m13_survey,
    m15_reliance,
    m18_desk,
    m19_order,
    m21_merging,
    m22_pages,
)
from monitor.store.schema.m01_first_page import APPLICATION_ID

__all__ = ["APPLICATION_ID", "migrations"]

migrations = Migrations("vigie")

for migration in (
    m01_first_page.first_page,
    m02_mentions.items_without_a_name_of_their_own,
    m02_mentions.families,
    m02_mentions.one_of_six_words,
    m02_mentions.corrections_by_hand,
    m02_mentions.rights_and_money,
    m07_incidents.lives,
    m07_incidents.vigil,
    m09_search.marks,
    m09_search.readings,
    m11_triage.triage,
    m12_legal_desk.legal_desk,
    m13_survey.showings,
    m13_survey.surveyed,
    m15_reliance.seals,
    m15_reliance.reminders_that_arrive,
    m15_reliance.vitals,
    m18_desk.manned,
    m19_order.paced,
    m19_order.ordered,
    m21_merging.merged_later,
    m22_pages.written_together,
):
    migrations()(migration)
