"""How the diary is ruled: append-only migrations, each one a transaction.

A migration that was released is never edited; a new one is added below it and tests/store/schema.sql is written anew.
Times are whole seconds since 1970, UTC.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x76696769  # "vigi" in the file's header, so that nobody mistakes it for another database

migrations = Migrations("vigie")

_FIRST = (
    """
    CREATE TABLE source (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      digest TEXT NOT NULL,
      url TEXT NOT NULL DEFAULT '',
      title TEXT NOT NULL DEFAULT '',
      cursor TEXT NOT NULL DEFAULT '',
      etag TEXT NOT NULL DEFAULT '',
      modified TEXT NOT NULL DEFAULT '',
      body_hash TEXT NOT NULL DEFAULT '',
      health TEXT NOT NULL DEFAULT 'new',
      error TEXT NOT NULL DEFAULT '',
      failures INTEGER NOT NULL DEFAULT 0,
      polls INTEGER NOT NULL DEFAULT 0,
      unchanged INTEGER NOT NULL DEFAULT 0,
      interval INTEGER NOT NULL DEFAULT 0,
      habit INTEGER NOT NULL DEFAULT 0,
      next_poll_at INTEGER NOT NULL,
      leased_until INTEGER NOT NULL DEFAULT 0,
      first_page_at INTEGER,
      polled_at INTEGER,
      page_at INTEGER,
      new_at INTEGER,
      retired INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX source_due ON source (next_poll_at) WHERE retired = 0",
    """
    CREATE TABLE seen (
      source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
      key BLOB NOT NULL,
      content BLOB NOT NULL,
      beforehand INTEGER NOT NULL,
      first_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      PRIMARY KEY (source, key)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE item (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source (id),
      key TEXT NOT NULL,
      url TEXT NOT NULL,
      title TEXT NOT NULL,
      text TEXT NOT NULL,
      author TEXT NOT NULL,
      published_at INTEGER,
      updated_at INTEGER,
      language TEXT NOT NULL,
      rating TEXT,
      reach INTEGER,
      thread TEXT NOT NULL,
      parent TEXT NOT NULL,
      keep_days INTEGER,
      show INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      UNIQUE (source, key)
    ) STRICT
    """,
    """
    CREATE TABLE edit (
      id INTEGER PRIMARY KEY,
      item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      title TEXT NOT NULL,
      text TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX edit_item ON edit (item)",
    """
    CREATE TABLE mention (
      id INTEGER PRIMARY KEY,
      item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
      brand TEXT NOT NULL,
      at INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      language TEXT NOT NULL,
      sentiment REAL NOT NULL,
      tone TEXT NOT NULL CHECK (tone IN ('negative', 'neutral', 'positive')),
      insult TEXT NOT NULL,
      accusation TEXT NOT NULL,
      scores TEXT NOT NULL,
      spans TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      UNIQUE (item, brand)
    ) STRICT
    """,
    "CREATE INDEX mention_brand ON mention (brand, at)",
    "CREATE INDEX mention_at ON mention (at)",
    """
    CREATE VIRTUAL TABLE prose USING fts5 (
      title, text, content='item', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER item_written AFTER INSERT ON item BEGIN
      INSERT INTO prose (rowid, title, text) VALUES (new.id, new.title, new.text);
    END
    """,
    """
    CREATE TRIGGER item_erased AFTER DELETE ON item BEGIN
      INSERT INTO prose (prose, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
    END
    """,
    """
    CREATE TRIGGER item_edited AFTER UPDATE OF title, text ON item BEGIN
      INSERT INTO prose (prose, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
      INSERT INTO prose (rowid, title, text) VALUES (new.id, new.title, new.text);
    END
    """,
    "CREATE TABLE watch (brand TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE incident (
      id INTEGER PRIMARY KEY,
      brand TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('open', 'escalating', 'calming', 'resolved')),
      opened_at INTEGER NOT NULL,
      resolved_at INTEGER,
      record TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX incident_brand ON incident (brand, id)",
    """
    CREATE TABLE alert (
      id INTEGER PRIMARY KEY,
      incident INTEGER NOT NULL REFERENCES incident (id),
      number INTEGER NOT NULL,
      kind TEXT NOT NULL,
      at INTEGER NOT NULL,
      verdict TEXT NOT NULL,
      snapshot TEXT NOT NULL,
      quotes TEXT NOT NULL,
      UNIQUE (incident, number)
    ) STRICT
    """,
    """
    CREATE TABLE delivery (
      id INTEGER PRIMARY KEY,
      alert INTEGER NOT NULL REFERENCES alert (id),
      target TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'unknown', 'failed')),
      attempts INTEGER NOT NULL DEFAULT 0,
      due_at INTEGER NOT NULL,
      repeat INTEGER NOT NULL DEFAULT 0,
      error TEXT NOT NULL DEFAULT '',
      receipt TEXT NOT NULL DEFAULT '',
      ended_at INTEGER,
      UNIQUE (alert, target)
    ) STRICT
    """,
    "CREATE INDEX delivery_open ON delivery (target, id) WHERE state IN ('waiting', 'sending')",
)


@migrations()
def first_page(db: Database) -> None:
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _FIRST:
        db.execute(statement)


@migrations()
def items_without_a_name_of_their_own(db: Database) -> None:
    """What an item says, with its place and its date: some servers give the same item another id at every poll."""
    db.execute("ALTER TABLE seen ADD COLUMN twin BLOB NOT NULL DEFAULT x''")


_FAMILIES = (
    """
    CREATE TABLE wording (
      id INTEGER PRIMARY KEY,
      words TEXT NOT NULL UNIQUE,
      family TEXT NOT NULL,
      sketch BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX wording_family ON wording (family)",
    """
    CREATE TABLE landmark (
      hash INTEGER NOT NULL,
      wording INTEGER NOT NULL,
      PRIMARY KEY (hash, wording)
    ) STRICT, WITHOUT ROWID
    """,
    "ALTER TABLE item ADD COLUMN wording INTEGER REFERENCES wording (id)",
    "CREATE INDEX item_wording ON item (wording)",
    "ALTER TABLE mention ADD COLUMN audience TEXT",
    "CREATE INDEX mention_family ON mention (fingerprint, brand, at)",
    # What is there already keeps the fingerprint that it had: exact copies of it are recognised.
    """
    INSERT INTO wording (words, family, sketch)
    SELECT DISTINCT fingerprint, fingerprint, x'' FROM mention WHERE fingerprint != ''
    """,
    """
    UPDATE item SET wording = (
      SELECT wording.id FROM mention JOIN wording ON wording.words = mention.fingerprint
      WHERE mention.item = item.id LIMIT 1)
    """,
)


@migrations()
def families(db: Database) -> None:
    for statement in _FAMILIES:
        db.execute(statement)


@migrations()
def one_of_six_words(db: Database) -> None:
    """What insult, accusation and tone make together; empty for what was scored before."""
    db.execute("ALTER TABLE mention ADD COLUMN label TEXT NOT NULL DEFAULT ''")


@migrations()
def corrections_by_hand(db: Database) -> None:
    """What somebody who knows says of a mention, and what had been said."""
    db.execute(
        """
        CREATE TABLE label (
          mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
          what TEXT NOT NULL,
          word TEXT NOT NULL,
          said TEXT NOT NULL,
          by TEXT NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY (mention, what)
        ) STRICT, WITHOUT ROWID
        """
    )


@migrations()
def rights_and_money(db: Database) -> None:
    """What a source's terms let us do with its words, when it took them back, and what it costs."""
    db.execute("ALTER TABLE item ADD COLUMN share INTEGER NOT NULL DEFAULT 1")
    db.execute("ALTER TABLE item ADD COLUMN store INTEGER NOT NULL DEFAULT 1")
    db.execute("ALTER TABLE item ADD COLUMN gone_at INTEGER")
    db.execute(
        """
        CREATE TABLE spend (
          source INTEGER NOT NULL REFERENCES source (id),
          month TEXT NOT NULL,
          amount INTEGER NOT NULL,
          PRIMARY KEY (source, month)
        ) STRICT, WITHOUT ROWID
        """
    )


_LIVES = (
    # A check cannot be altered: the column is replaced.
    """
    ALTER TABLE incident ADD COLUMN stage TEXT NOT NULL DEFAULT 'open'
      CHECK (stage IN ('open', 'escalating', 'calming', 'resolved', 'reopened'))
    """,
    "UPDATE incident SET stage = state",
    "ALTER TABLE incident DROP COLUMN state",
    "ALTER TABLE incident RENAME COLUMN stage TO state",
    "CREATE INDEX incident_living ON incident (brand) WHERE state != 'resolved'",
    "ALTER TABLE alert ADD COLUMN curve TEXT NOT NULL DEFAULT '[]'",
    """
    CREATE TABLE digest (
      id INTEGER PRIMARY KEY,
      target TEXT NOT NULL,
      at INTEGER NOT NULL,
      record TEXT NOT NULL,
      UNIQUE (target, at)
    ) STRICT
    """,
    """
    CREATE TABLE parcel (
      id INTEGER PRIMARY KEY,
      alert INTEGER REFERENCES alert (id),
      digest INTEGER REFERENCES digest (id),
      target TEXT NOT NULL,
      state TEXT NOT NULL
        CHECK (state IN ('waiting', 'sending', 'sent', 'unknown', 'failed', 'held', 'folded')),
      attempts INTEGER NOT NULL DEFAULT 0,
      due_at INTEGER NOT NULL,
      repeat INTEGER NOT NULL DEFAULT 0,
      hold TEXT NOT NULL DEFAULT '',
      error TEXT NOT NULL DEFAULT '',
      receipt TEXT NOT NULL DEFAULT '',
      ended_at INTEGER,
      UNIQUE (alert, target),
      UNIQUE (digest, target),
      CHECK ((alert IS NULL) != (digest IS NULL))
    ) STRICT
    """,
    """
    INSERT INTO parcel (id, alert, target, state, attempts, due_at, repeat, error, receipt, ended_at)
    SELECT id, alert, target, state, attempts, due_at, repeat, error, receipt, ended_at FROM delivery
    """,
    "DROP TABLE delivery",
    "ALTER TABLE parcel RENAME TO delivery",
    "CREATE INDEX delivery_open ON delivery (target, id) WHERE state IN ('waiting', 'sending')",
    """
    CREATE TABLE silence (
      id INTEGER PRIMARY KEY,
      brand TEXT NOT NULL,
      start INTEGER NOT NULL,
      until INTEGER NOT NULL,
      who TEXT NOT NULL,
      why TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE truth (
      id INTEGER PRIMARY KEY,
      incident INTEGER NOT NULL,
      brand TEXT NOT NULL,
      start INTEGER NOT NULL,
      end INTEGER NOT NULL,
      real INTEGER NOT NULL,
      who TEXT NOT NULL,
      note TEXT NOT NULL
    ) STRICT
    """,
)


@migrations()
def lives(db: Database) -> None:
    for statement in _LIVES:
        db.execute(statement)


_VIGIL = (
    "CREATE TABLE vigil (brand TEXT PRIMARY KEY, at INTEGER NOT NULL, state BLOB NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE basis (
      alert INTEGER PRIMARY KEY REFERENCES alert (id) ON DELETE CASCADE,
      state BLOB NOT NULL,
      rule TEXT NOT NULL
    ) STRICT
    """,
)


@migrations()
def vigil(db: Database) -> None:
    for statement in _VIGIL:
        db.execute(statement)


@migrations()
def marks(db: Database) -> None:
    db.execute("ALTER TABLE mention ADD COLUMN relevance TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE mention ADD COLUMN folded INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE mention ADD COLUMN muted TEXT NOT NULL DEFAULT ''")
    db.execute(
        """
        CREATE TABLE mark (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          mention INTEGER NOT NULL UNIQUE REFERENCES mention (id) ON DELETE CASCADE,
          irrelevant INTEGER NOT NULL,
          at INTEGER NOT NULL
        ) STRICT
        """
    )


_READINGS = (
    "DROP TRIGGER item_written",
    "DROP TRIGGER item_erased",
    "DROP TRIGGER item_edited",
    "DROP TABLE prose",
    "ALTER TABLE item ADD COLUMN words TEXT",
    "CREATE INDEX item_unread ON item (id) WHERE words IS NULL",
    """
    CREATE VIRTUAL TABLE prose USING fts5 (
      words, content='item', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER item_erased AFTER DELETE ON item WHEN old.words IS NOT NULL BEGIN
      INSERT INTO prose (prose, rowid, words) VALUES ('delete', old.id, old.words);
    END
    """,
    """
    CREATE TRIGGER item_read AFTER UPDATE OF words ON item BEGIN
      INSERT INTO prose (prose, rowid, words) SELECT 'delete', old.id, old.words WHERE old.words IS NOT NULL;
      INSERT INTO prose (rowid, words) SELECT new.id, new.words WHERE new.words IS NOT NULL;
    END
    """,
)


@migrations()
def readings(db: Database) -> None:
    """Full-text search over what the matcher reads in a text, which is more than its words as they are written."""
    for statement in _READINGS:
        db.execute(statement)


_TRIAGE = (
    """
    ALTER TABLE mention ADD COLUMN status TEXT NOT NULL DEFAULT 'open'
      CHECK (status IN ('open', 'snoozed', 'done', 'irrelevant'))
    """,
    "ALTER TABLE mention ADD COLUMN assignee TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE mention ADD COLUMN snoozed_until INTEGER",
    "ALTER TABLE mention ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
    # Lists are read newest first within what narrows them most; the number of a mention ends every index by itself.
    "CREATE INDEX mention_status ON mention (status, at)",
    "CREATE INDEX mention_status_brand ON mention (status, brand, at)",
    "CREATE INDEX mention_status_tone ON mention (status, tone, at)",
    "CREATE INDEX mention_course ON mention (at, brand, tone)",
    "CREATE INDEX mention_grave ON mention (status, at) WHERE insult != 'none' OR accusation != 'none'",
    "CREATE INDEX mention_assignee ON mention (assignee, status, at) WHERE assignee != ''",
    "CREATE INDEX mention_asleep ON mention (snoozed_until) WHERE status = 'snoozed'",
    "CREATE INDEX item_author ON item (author)",
    """
    CREATE TABLE tag (
      name TEXT NOT NULL,
      mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
      PRIMARY KEY (name, mention)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tag_mention ON tag (mention)",
    """
    CREATE TABLE act (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      who TEXT NOT NULL,
      what TEXT NOT NULL,
      word TEXT NOT NULL DEFAULT '',
      until INTEGER,
      undoes INTEGER UNIQUE REFERENCES act (id)
    ) STRICT
    """,
    "CREATE INDEX act_who ON act (who, id)",
    """
    CREATE TABLE event (
      act INTEGER NOT NULL REFERENCES act (id),
      mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
      version INTEGER NOT NULL,
      before TEXT NOT NULL,
      after TEXT NOT NULL,
      PRIMARY KEY (act, mention)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX event_mention ON event (mention, act)",
    """
    CREATE TABLE account (
      name TEXT PRIMARY KEY,
      role TEXT NOT NULL CHECK (role IN ('viewer', 'triage', 'admin')),
      password TEXT NOT NULL,
      language TEXT NOT NULL,
      timezone TEXT NOT NULL,
      theme TEXT NOT NULL,
      keys TEXT NOT NULL,
      made_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE session (
      digest BLOB PRIMARY KEY,
      account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE token (
      id INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,
      account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
      purpose TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE view (
      id INTEGER PRIMARY KEY,
      owner TEXT NOT NULL,
      name TEXT NOT NULL,
      query TEXT NOT NULL,
      UNIQUE (owner, name)
    ) STRICT
    """,
)


@migrations()
def triage(db: Database) -> None:
    """Where mentions stand, who brought them there, and who may."""
    for statement in _TRIAGE:
        db.execute(statement)


_DESK = (
    # What is chained is only ever added to: whoever changes it breaks the chain, and SQLite refuses.
    """
    CREATE TABLE chain (
      number INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      record TEXT NOT NULL,
      previous TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER chain_unchanged BEFORE UPDATE ON chain BEGIN
      SELECT RAISE(ABORT, 'the chain is only ever added to');
    END
    """,
    """
    CREATE TRIGGER chain_unbroken BEFORE DELETE ON chain BEGIN
      SELECT RAISE(ABORT, 'the chain is only ever added to');
    END
    """,
    # What a link is about is apart from it, so that it can be erased.
    """
    CREATE TABLE exhibit (
      link INTEGER PRIMARY KEY REFERENCES chain (number),
      record TEXT NOT NULL,
      warc BLOB NOT NULL,
      text TEXT NOT NULL,
      picture BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE about (
      mention INTEGER NOT NULL,
      link INTEGER NOT NULL REFERENCES chain (number),
      PRIMARY KEY (mention, link)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX about_link ON about (link)",
    """
    CREATE TABLE timestamp (
      link INTEGER NOT NULL REFERENCES chain (number),
      authority TEXT NOT NULL,
      at INTEGER NOT NULL,
      request BLOB NOT NULL,
      answer BLOB NOT NULL,
      PRIMARY KEY (link, authority)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE hold (
      mention INTEGER PRIMARY KEY REFERENCES mention (id),
      at INTEGER NOT NULL,
      who TEXT NOT NULL,
      why TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE page (
      mention INTEGER PRIMARY KEY REFERENCES mention (id) ON DELETE CASCADE,
      url TEXT NOT NULL,
      since INTEGER NOT NULL,
      due_at INTEGER,
      state TEXT NOT NULL,
      looks INTEGER NOT NULL,
      absences INTEGER NOT NULL,
      absent_since INTEGER,
      text TEXT NOT NULL,
      found INTEGER NOT NULL,
      error TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX page_due ON page (due_at) WHERE due_at IS NOT NULL",
    """
    CREATE TABLE objection (
      kind TEXT NOT NULL CHECK (kind IN ('author', 'url')),
      digest BLOB NOT NULL,
      at INTEGER NOT NULL,
      why TEXT NOT NULL,
      refused INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (kind, digest)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      who TEXT NOT NULL,
      what TEXT NOT NULL,
      count INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE notice (
      id INTEGER PRIMARY KEY,
      mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('dsa', 'formal', 'reply')),
      language TEXT NOT NULL,
      recipient TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('drafted', 'sent', 'acknowledged', 'decided', 'appealed')),
      text TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX notice_mention ON notice (mention)",
    """
    CREATE TABLE step (
      id INTEGER PRIMARY KEY,
      notice INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      state TEXT NOT NULL,
      who TEXT NOT NULL,
      word TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX step_notice ON step (notice)",
    """
    CREATE TABLE reminder (
      mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
      last_day TEXT NOT NULL,
      days INTEGER NOT NULL,
      target TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (mention, last_day, days, target)
    ) STRICT, WITHOUT ROWID
    """,
)


@migrations()
def legal_desk(db: Database) -> None:
    """Evidence in a chain, pages that are looked at again, what is held, who objected, notices and reminders."""
    for statement in _DESK:
        db.execute(statement)


_SHOWINGS = (
    """
    CREATE TABLE showing (
      source INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
      entries BLOB NOT NULL
    ) STRICT
    """,
    # What is written with its words is found from then on.
    """
    CREATE TRIGGER item_told AFTER INSERT ON item WHEN new.words IS NOT NULL BEGIN
      INSERT INTO prose (rowid, words) VALUES (new.id, new.words);
    END
    """,
)


@migrations()
def showings(db: Database) -> None:
    """What each source showed last, entry by entry."""
    for statement in _SHOWINGS:
        db.execute(statement)


_SURVEYED = (
    # What lists are narrowed by stands in the mention itself, so that one index alone answers most of them.
    "ALTER TABLE mention ADD COLUMN source INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE mention ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    """
    UPDATE mention SET (source, author) = (SELECT item.source, item.author FROM item WHERE item.id = mention.item)
    """,
    "DROP INDEX mention_at",
    "DROP INDEX mention_status",
    "DROP INDEX mention_status_brand",
    "DROP INDEX mention_status_tone",
    "DROP INDEX mention_course",
    "DROP INDEX mention_grave",
    "DROP INDEX mention_assignee",
    "DROP INDEX item_author",
    """
    CREATE INDEX mention_list ON mention
      (status, muted, at, brand, tone, source, folded, insult, accusation, assignee, fingerprint)
    """,
    """
    CREATE INDEX mention_all ON mention
      (muted, at, brand, tone, source, author, folded, insult, accusation, assignee, fingerprint)
    """,
    "CREATE INDEX mention_aside ON mention (at) WHERE folded = 1 OR muted != ''",
    "CREATE INDEX mention_author ON mention (author, at) WHERE author != ''",
    "CREATE INDEX mention_assignee ON mention (assignee, status, at) WHERE assignee != ''",
    """
    CREATE TRIGGER item_renamed AFTER UPDATE OF author ON item WHEN old.author != new.author BEGIN
      UPDATE mention SET author = new.author WHERE item = new.id;
    END
    """,
    # Each whole day counted once, as it fills: a survey of months reads days, not mentions.
    """
    CREATE TABLE day (
      start INTEGER NOT NULL,
      brand TEXT NOT NULL,
      source INTEGER NOT NULL,
      total INTEGER NOT NULL,
      negative INTEGER NOT NULL,
      positive INTEGER NOT NULL,
      PRIMARY KEY (start, brand, source)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO day
    SELECT at - at % 86400, brand, source, count(*), sum(tone = 'negative'), sum(tone = 'positive')
    FROM mention WHERE muted = '' GROUP BY 1, 2, 3
    """,
    """
    CREATE TRIGGER mention_counted AFTER INSERT ON mention WHEN new.muted = '' BEGIN
      INSERT INTO day VALUES (
        new.at - new.at % 86400, new.brand, new.source, 1, new.tone = 'negative', new.tone = 'positive'
      ) ON CONFLICT DO UPDATE SET total = total + 1,
        negative = negative + excluded.negative, positive = positive + excluded.positive;
    END
    """,
    """
    CREATE TRIGGER mention_uncounted AFTER DELETE ON mention WHEN old.muted = '' BEGIN
      UPDATE day SET total = total - 1, negative = negative - (old.tone = 'negative'),
        positive = positive - (old.tone = 'positive')
      WHERE start = old.at - old.at % 86400 AND brand = old.brand AND source = old.source;
    END
    """,
    """
    CREATE TRIGGER mention_recounted AFTER UPDATE OF tone, muted ON mention
    WHEN old.tone != new.tone OR (old.muted = '') != (new.muted = '') BEGIN
      UPDATE day SET total = total - (old.muted = ''),
        negative = negative - (old.muted = '' AND old.tone = 'negative'),
        positive = positive - (old.muted = '' AND old.tone = 'positive')
      WHERE start = old.at - old.at % 86400 AND brand = old.brand AND source = old.source;
      INSERT INTO day SELECT
        new.at - new.at % 86400, new.brand, new.source, 1, new.tone = 'negative', new.tone = 'positive'
      WHERE new.muted = '' ON CONFLICT DO UPDATE SET total = total + 1,
        negative = negative + excluded.negative, positive = positive + excluded.positive;
    END
    """,
    """
    CREATE TABLE dealing (
      id INTEGER PRIMARY KEY,
      incident INTEGER NOT NULL,
      at INTEGER NOT NULL,
      who TEXT NOT NULL,
      what TEXT NOT NULL,
      word TEXT NOT NULL,
      until INTEGER
    ) STRICT
    """,
    "CREATE INDEX dealing_incident ON dealing (incident)",
)


@migrations()
def surveyed(db: Database) -> None:
    """Lists and surveys of a million mentions, and what people did about incidents."""
    for statement in _SURVEYED:
        db.execute(statement)


@migrations()
def seals(db: Database) -> None:
    """What is evidence or money is sealed; see seals.py."""
    for table in ("alert", "basis", "spend"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN seal BLOB NOT NULL DEFAULT x''")


@migrations()
def reminders_that_arrive(db: Database) -> None:
    """When a reminder is tried again, and why it did not arrive; what stood beside a watched place on its page."""
    db.execute("ALTER TABLE page ADD COLUMN beside TEXT NOT NULL DEFAULT '[]'")
    db.execute("ALTER TABLE reminder ADD COLUMN due_at INTEGER")
    db.execute("ALTER TABLE reminder ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE reminder ADD COLUMN error TEXT NOT NULL DEFAULT ''")


@migrations()
def vitals(db: Database) -> None:
    """What the watch knows of itself, by day: blind minutes, and how long its canaries took."""
    db.execute(
        """
        CREATE TABLE vital (
          day INTEGER NOT NULL,
          what TEXT NOT NULL,
          count INTEGER NOT NULL,
          total REAL NOT NULL,
          most REAL NOT NULL,
          PRIMARY KEY (day, what)
        ) STRICT, WITHOUT ROWID
        """
    )


_MANNED = (
    "ALTER TABLE mention ADD COLUMN answered_at INTEGER",
    "ALTER TABLE label ADD COLUMN drawn INTEGER NOT NULL DEFAULT 0",
    # How often an author spoke, and how, is told by the index alone.
    "DROP INDEX mention_author",
    "CREATE INDEX mention_author ON mention (author, at, muted, brand, tone) WHERE author != ''",
    # What may wait for too long: few, where people answer.
    """
    CREATE INDEX mention_waiting ON mention (at) WHERE status = 'open' AND answered_at IS NULL
      AND (tone = 'negative' OR insult != 'none' OR accusation != 'none')
    """,
    # Who was named in a note, until he did something about it.
    """
    CREATE TABLE naming (
      account TEXT NOT NULL,
      mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
      act INTEGER NOT NULL REFERENCES act (id),
      PRIMARY KEY (account, mention, act)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX naming_mention ON naming (mention)",
    """
    CREATE TABLE mute (
      act INTEGER PRIMARY KEY REFERENCES act (id),
      kind TEXT NOT NULL CHECK (kind IN ('author', 'site', 'phrase')),
      word TEXT NOT NULL,
      brand TEXT NOT NULL,
      why TEXT NOT NULL,
      who TEXT NOT NULL,
      at INTEGER NOT NULL,
      until INTEGER NOT NULL,
      lifted_at INTEGER,
      lifted_by TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE TABLE handover (
      id INTEGER PRIMARY KEY,
      act INTEGER NOT NULL REFERENCES act (id),
      mention INTEGER NOT NULL,
      who TEXT NOT NULL,
      word TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT
    """,
    # A check cannot be altered: the table is written anew.
    """
    CREATE TABLE parcel (
      id INTEGER PRIMARY KEY,
      alert INTEGER REFERENCES alert (id),
      digest INTEGER REFERENCES digest (id),
      handover INTEGER REFERENCES handover (id),
      target TEXT NOT NULL,
      state TEXT NOT NULL
        CHECK (state IN ('waiting', 'sending', 'sent', 'unknown', 'failed', 'held', 'folded')),
      attempts INTEGER NOT NULL DEFAULT 0,
      due_at INTEGER NOT NULL,
      repeat INTEGER NOT NULL DEFAULT 0,
      hold TEXT NOT NULL DEFAULT '',
      error TEXT NOT NULL DEFAULT '',
      receipt TEXT NOT NULL DEFAULT '',
      ended_at INTEGER,
      UNIQUE (alert, target),
      UNIQUE (digest, target),
      UNIQUE (handover, target),
      CHECK ((alert IS NOT NULL) + (digest IS NOT NULL) + (handover IS NOT NULL) = 1)
    ) STRICT
    """,
    """
    INSERT INTO parcel (id, alert, digest, target, state, attempts, due_at, repeat, hold, error, receipt, ended_at)
    SELECT id, alert, digest, target, state, attempts, due_at, repeat, hold, error, receipt, ended_at FROM delivery
    """,
    "DROP TABLE delivery",
    "ALTER TABLE parcel RENAME TO delivery",
    "CREATE INDEX delivery_open ON delivery (target, id) WHERE state IN ('waiting', 'sending')",
    # What a program was answered under its key, so that asking twice does nothing twice.
    """
    CREATE TABLE answer (
      account TEXT NOT NULL,
      key TEXT NOT NULL,
      asked BLOB NOT NULL,
      status INTEGER NOT NULL,
      body TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (account, key)
    ) STRICT, WITHOUT ROWID
    """,
)


@migrations()
def manned(db: Database) -> None:
    """Who is named, what is muted from the pages, what is handed over, and what programs were answered."""
    for statement in _MANNED:
        db.execute(statement)


@migrations()
def paced(db: Database) -> None:
    """When a source speaks: the hours and the days of what was said there."""
    db.execute("ALTER TABLE source ADD COLUMN rhythm TEXT NOT NULL DEFAULT ''")


_ORDERED = (
    # How many read it, where its source tells: nothing is guessed here.
    "ALTER TABLE mention ADD COLUMN known_reach INTEGER",
    """
    UPDATE mention SET known_reach = json_extract(audience, '$.low')
    WHERE audience IS NOT NULL AND json_extract(audience, '$.kind') = ''
    """,
    """
    CREATE INDEX mention_reach ON mention
      (muted, known_reach, at, status, brand, tone, source, folded, insult, accusation, assignee, fingerprint)
      WHERE known_reach IS NOT NULL
    """,
    """
    CREATE INDEX mention_grave ON mention
      (muted, at, status, brand, tone, source, folded, insult, accusation, assignee, fingerprint, seen_at)
      WHERE insult != 'none' OR accusation != 'none'
    """,
)


@migrations()
def ordered(db: Database) -> None:
    """What lists are sorted by: how grave it is, and how many read it."""
    for statement in _ORDERED:
        db.execute(statement)


def written(db: Database) -> str:
    """The schema as SQLite tells it, for the golden copy in the tests."""
    rows = db.query(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'prose_%' AND name NOT LIKE '%sqlite_%'"
        " ORDER BY type, name"
    )
    statements = (" ".join(str(row["sql"]).split()) for row in rows)
    return "".join(f"{statement};\n" for statement in statements)
