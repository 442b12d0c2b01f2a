-- What the tables of the diary are, once every migration beside this file was applied: what a new file and one that was
-- upgraded both come to. Only people and tests read it, and the tests keep it true. Columns stand as they do in the
-- file: what was added later comes last.
--
-- Moments are whole seconds since 1970, UTC: `at`, when something was said or done, and `seen_at`, when we saw it. Flags
-- are 0 or 1; a `record` is JSON.

-- ------------------------------------------------------------------ where people talk

-- A place that is asked or that pushes: where we are in it, how it is, when it is asked next. One that the
-- configuration no longer names is retired, and keeps its row.
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
  retired INTEGER NOT NULL DEFAULT 0,
  rhythm TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX source_due ON source (next_poll_at) WHERE retired = 0;

-- What was already seen there, as hashes; `twin` knows an item by what it says, where its place gives it new ids.
CREATE TABLE seen (
  source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  key BLOB NOT NULL,
  content BLOB NOT NULL,
  beforehand INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  twin BLOB NOT NULL DEFAULT x'',
  PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

-- What it showed last, entry by entry, so that only new entries are read.
CREATE TABLE showing (
  source INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
  entries BLOB NOT NULL
) STRICT;

-- What it cost, month by month, in millionths of a dollar; sealed.
CREATE TABLE spend (
  source INTEGER NOT NULL REFERENCES source (id),
  month TEXT NOT NULL,
  amount INTEGER NOT NULL,
  seal BLOB NOT NULL DEFAULT x'',
  PRIMARY KEY (source, month)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------ what was said

-- Something somebody published. `words` is what the matcher reads in it, which is what is searched; `keep_days`,
-- `show`, `share` and `store` are the rights that its source gives us.
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
  wording INTEGER REFERENCES wording (id),
  share INTEGER NOT NULL DEFAULT 1,
  store INTEGER NOT NULL DEFAULT 1,
  gone_at INTEGER,
  words TEXT,
  UNIQUE (source, key)
) STRICT;
CREATE INDEX item_unread ON item (id) WHERE words IS NULL;
CREATE INDEX item_wording ON item (wording);
CREATE TRIGGER item_erased AFTER DELETE ON item WHEN old.words IS NOT NULL BEGIN
  INSERT INTO prose (prose, rowid, words) VALUES ('delete', old.id, old.words);
END;
CREATE TRIGGER item_read AFTER UPDATE OF words ON item BEGIN
  INSERT INTO prose (prose, rowid, words) SELECT 'delete', old.id, old.words WHERE old.words IS NOT NULL;
  INSERT INTO prose (rowid, words) SELECT new.id, new.words WHERE new.words IS NOT NULL;
END;
CREATE TRIGGER item_renamed AFTER UPDATE OF author ON item WHEN old.author != new.author BEGIN
  UPDATE mention SET author = new.author WHERE item = new.id;
END;

-- What an item said before it was edited.
CREATE TABLE edit (
  id INTEGER PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX edit_item ON edit (item);

-- One text as its words tell it, kept once however many items carry it; a family is all that copied each other.
CREATE TABLE wording (
  id INTEGER PRIMARY KEY,
  words TEXT NOT NULL UNIQUE,
  family TEXT NOT NULL,
  sketch BLOB NOT NULL
) STRICT;
CREATE INDEX wording_family ON wording (family) WHERE family != words;

-- Where a wording may be recognised: rare pieces of its sketch.
CREATE TABLE landmark (
  hash INTEGER NOT NULL,
  wording INTEGER NOT NULL,
  PRIMARY KEY (hash, wording)
) STRICT, WITHOUT ROWID;

-- The full-text index of `item.words`, which whoever writes an item gives it; eight of its parts are merged at once
-- (`automerge`).
CREATE VIRTUAL TABLE prose USING fts5 (
  words,
  content='item',
  content_rowid='id',
  tokenize='unicode61 remove_diacritics 2'
);

-- ------------------------------------------------------------------ mentions

-- An item that speaks of a brand, how it sounds, and where it stands in the inbox. `scores` and `spans` are JSON;
-- `label` is one of six words. `source` and `author` are repeated from the item, so that one index answers a list.
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
  audience TEXT,
  label TEXT NOT NULL DEFAULT '',
  relevance TEXT NOT NULL DEFAULT '',
  folded INTEGER NOT NULL DEFAULT 0,
  muted TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'snoozed', 'done', 'irrelevant')),
  assignee TEXT NOT NULL DEFAULT '',
  snoozed_until INTEGER,
  version INTEGER NOT NULL DEFAULT 0,
  source INTEGER NOT NULL DEFAULT 0,
  author TEXT NOT NULL DEFAULT '',
  answered_at INTEGER,
  known_reach INTEGER,
  UNIQUE (item, brand)
) STRICT;
CREATE INDEX mention_all ON mention
  (muted, at, brand, tone, source, author, folded, insult, accusation, assignee, fingerprint);
CREATE INDEX mention_aside ON mention (at) WHERE folded = 1 OR muted != '';
CREATE INDEX mention_asleep ON mention (snoozed_until) WHERE status = 'snoozed';
CREATE INDEX mention_assignee ON mention (assignee, status, at) WHERE assignee != '';
CREATE INDEX mention_author ON mention (author, at, muted, brand, tone) WHERE author != '';
CREATE INDEX mention_brand ON mention (brand, at);
CREATE INDEX mention_family ON mention (fingerprint, brand, at);
CREATE INDEX mention_grave ON mention
  (muted, at, status, brand, tone, source, folded, insult, accusation, assignee, fingerprint, seen_at)
  WHERE insult != 'none' OR accusation != 'none';
CREATE INDEX mention_list ON mention
  (status, muted, at, brand, tone, source, folded, insult, accusation, assignee, fingerprint);
CREATE INDEX mention_reach ON mention
  (muted, known_reach, at, status, brand, tone, source, folded, insult, accusation, assignee, fingerprint)
  WHERE known_reach IS NOT NULL;
CREATE INDEX mention_waiting ON mention (at)
  WHERE status = 'open' AND answered_at IS NULL AND (tone = 'negative' OR insult != 'none' OR accusation != 'none');
CREATE TRIGGER mention_counted AFTER INSERT ON mention WHEN new.muted = '' BEGIN
  INSERT INTO day
  VALUES (new.at - new.at % 86400, new.brand, new.source, 1, new.tone = 'negative', new.tone = 'positive')
  ON CONFLICT DO UPDATE SET total = total + 1,
    negative = negative + excluded.negative, positive = positive + excluded.positive;
END;
CREATE TRIGGER mention_recounted AFTER UPDATE OF tone, muted ON mention
WHEN old.tone != new.tone OR (old.muted = '') != (new.muted = '') BEGIN
  UPDATE day SET total = total - (old.muted = ''),
    negative = negative - (old.muted = '' AND old.tone = 'negative'),
    positive = positive - (old.muted = '' AND old.tone = 'positive')
  WHERE start = old.at - old.at % 86400 AND brand = old.brand AND source = old.source;
  INSERT INTO day
  SELECT new.at - new.at % 86400, new.brand, new.source, 1, new.tone = 'negative', new.tone = 'positive'
  WHERE new.muted = ''
  ON CONFLICT DO UPDATE SET total = total + 1,
    negative = negative + excluded.negative, positive = positive + excluded.positive;
END;
CREATE TRIGGER mention_uncounted AFTER DELETE ON mention WHEN old.muted = '' BEGIN
  UPDATE day SET total = total - 1,
    negative = negative - (old.tone = 'negative'), positive = positive - (old.tone = 'positive')
  WHERE start = old.at - old.at % 86400 AND brand = old.brand AND source = old.source;
END;

-- What somebody who knows says of a mention, and what the scores had said.
CREATE TABLE label (
  mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
  what TEXT NOT NULL,
  word TEXT NOT NULL,
  said TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  drawn INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (mention, what)
) STRICT, WITHOUT ROWID;

-- Relevant or not, as somebody said; the last word holds.
CREATE TABLE mark (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mention INTEGER NOT NULL UNIQUE REFERENCES mention (id) ON DELETE CASCADE,
  irrelevant INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Whole days, counted as they fill: a survey of months reads days, not mentions. Muted mentions count for nothing.
CREATE TABLE day (
  start INTEGER NOT NULL,
  brand TEXT NOT NULL,
  source INTEGER NOT NULL,
  total INTEGER NOT NULL,
  negative INTEGER NOT NULL,
  positive INTEGER NOT NULL,
  PRIMARY KEY (start, brand, source)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------ what people do with them

-- Every act, never changed and never erased; undoing one is another act.
CREATE TABLE act (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  word TEXT NOT NULL DEFAULT '',
  until INTEGER,
  undoes INTEGER UNIQUE REFERENCES act (id)
) STRICT;
CREATE INDEX act_who ON act (who, id);

-- What an act did to a mention: where it stood before and after, as JSON.
CREATE TABLE event (
  act INTEGER NOT NULL REFERENCES act (id),
  mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  PRIMARY KEY (act, mention)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_mention ON event (mention, act);

-- The tags of mentions.
CREATE TABLE tag (
  name TEXT NOT NULL,
  mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
  PRIMARY KEY (name, mention)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_mention ON tag (mention);

-- Who was named in a note, until he did something about it.
CREATE TABLE naming (
  account TEXT NOT NULL,
  mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
  act INTEGER NOT NULL REFERENCES act (id),
  PRIMARY KEY (account, mention, act)
) STRICT, WITHOUT ROWID;
CREATE INDEX naming_mention ON naming (mention);

-- What was muted from the pages, until when.
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
) STRICT;

-- Mentions that somebody asks a target to look at.
CREATE TABLE handover (
  id INTEGER PRIMARY KEY,
  act INTEGER NOT NULL REFERENCES act (id),
  mention INTEGER NOT NULL,
  who TEXT NOT NULL,
  word TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- ------------------------------------------------------------------ who they are

-- The people who triage.
CREATE TABLE account (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('viewer', 'triage', 'admin')),
  password TEXT NOT NULL,
  language TEXT NOT NULL,
  timezone TEXT NOT NULL,
  theme TEXT NOT NULL,
  keys TEXT NOT NULL,
  made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where they are logged in; of secrets only digests are kept.
CREATE TABLE session (
  digest BLOB PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The tokens of their programs.
CREATE TABLE token (
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
  purpose TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Lists that they keep by a name.
CREATE TABLE view (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  UNIQUE (owner, name)
) STRICT;

-- What a program was answered under its key, so that asking twice does nothing twice.
CREATE TABLE answer (
  account TEXT NOT NULL,
  key TEXT NOT NULL,
  asked BLOB NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------ crises

-- Since when a brand is watched.
CREATE TABLE watch (brand TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What the detector remembers of a brand.
CREATE TABLE vigil (brand TEXT PRIMARY KEY, at INTEGER NOT NULL, state BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- A crisis with a life.
CREATE TABLE incident (
  id INTEGER PRIMARY KEY,
  brand TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  resolved_at INTEGER,
  record TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'escalating', 'calming', 'resolved', 'reopened'))
) STRICT;
CREATE INDEX incident_brand ON incident (brand, id);
CREATE INDEX incident_living ON incident (brand) WHERE state != 'resolved';

-- What was decided to tell of it; sealed.
CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incident (id),
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  snapshot TEXT NOT NULL,
  quotes TEXT NOT NULL,
  curve TEXT NOT NULL DEFAULT '[]',
  seal BLOB NOT NULL DEFAULT x'',
  UNIQUE (incident, number)
) STRICT;

-- What the detector knew when it raised an alert; sealed.
CREATE TABLE basis (
  alert INTEGER PRIMARY KEY REFERENCES alert (id) ON DELETE CASCADE,
  state BLOB NOT NULL,
  rule TEXT NOT NULL,
  seal BLOB NOT NULL DEFAULT x''
) STRICT;

-- What people did about an incident.
CREATE TABLE dealing (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  word TEXT NOT NULL,
  until INTEGER
) STRICT;
CREATE INDEX dealing_incident ON dealing (incident);

-- Whom to spare for a while.
CREATE TABLE silence (
  id INTEGER PRIMARY KEY,
  brand TEXT NOT NULL,
  start INTEGER NOT NULL,
  until INTEGER NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT;

-- Which alarms of the past were right.
CREATE TABLE truth (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL,
  brand TEXT NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  real INTEGER NOT NULL,
  who TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT;

-- ------------------------------------------------------------------ who is told

-- What a period was like, for one target.
CREATE TABLE digest (
  id INTEGER PRIMARY KEY,
  target TEXT NOT NULL,
  at INTEGER NOT NULL,
  record TEXT NOT NULL,
  UNIQUE (target, at)
) STRICT;

-- The outbox: an alert, a digest or a handover on its way to one target.
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  alert INTEGER REFERENCES alert (id),
  digest INTEGER REFERENCES digest (id),
  handover INTEGER REFERENCES handover (id),
  target TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'unknown', 'failed', 'held', 'folded')),
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
) STRICT;
CREATE INDEX delivery_open ON delivery (target, id) WHERE state IN ('waiting', 'sending');

-- ------------------------------------------------------------------ the legal desk

-- The chain of evidence, only ever added to: whoever changes it breaks it, and SQLite refuses.
CREATE TABLE chain (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  previous TEXT NOT NULL
) STRICT;
CREATE TRIGGER chain_unbroken BEFORE DELETE ON chain BEGIN
  SELECT RAISE(ABORT, 'the chain is only ever added to');
END;
CREATE TRIGGER chain_unchanged BEFORE UPDATE ON chain BEGIN
  SELECT RAISE(ABORT, 'the chain is only ever added to');
END;

-- What a link is about, apart from it, so that it can be erased.
CREATE TABLE exhibit (
  link INTEGER PRIMARY KEY REFERENCES chain (number),
  record TEXT NOT NULL,
  warc BLOB NOT NULL,
  text TEXT NOT NULL,
  picture BLOB NOT NULL
) STRICT;

-- Which mentions a link is about.
CREATE TABLE about (
  mention INTEGER NOT NULL,
  link INTEGER NOT NULL REFERENCES chain (number),
  PRIMARY KEY (mention, link)
) STRICT, WITHOUT ROWID;
CREATE INDEX about_link ON about (link);

-- What authorities of time answered for a link.
CREATE TABLE timestamp (
  link INTEGER NOT NULL REFERENCES chain (number),
  authority TEXT NOT NULL,
  at INTEGER NOT NULL,
  request BLOB NOT NULL,
  answer BLOB NOT NULL,
  PRIMARY KEY (link, authority)
) STRICT, WITHOUT ROWID;

-- Mentions that nothing erases.
CREATE TABLE hold (
  mention INTEGER PRIMARY KEY REFERENCES mention (id),
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT;

-- Pages that are looked at again, and when the next look is due.
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
  error TEXT NOT NULL,
  beside TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX page_due ON page (due_at) WHERE due_at IS NOT NULL;

-- Who objected to being watched, as keyed hashes.
CREATE TABLE objection (
  kind TEXT NOT NULL CHECK (kind IN ('author', 'url')),
  digest BLOB NOT NULL,
  at INTEGER NOT NULL,
  why TEXT NOT NULL,
  refused INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, digest)
) STRICT, WITHOUT ROWID;

-- Who asked for, held or erased personal data, when and how much of it: never of whom.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  count INTEGER NOT NULL
) STRICT;

-- Letters that were drafted.
CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('dsa', 'formal', 'reply')),
  language TEXT NOT NULL,
  recipient TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('drafted', 'sent', 'acknowledged', 'decided', 'appealed')),
  text TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_mention ON notice (mention);

-- What became of a letter.
CREATE TABLE step (
  id INTEGER PRIMARY KEY,
  notice INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  state TEXT NOT NULL,
  who TEXT NOT NULL,
  word TEXT NOT NULL
) STRICT;
CREATE INDEX step_notice ON step (notice);

-- Who was reminded of which last day, and whether it arrived.
CREATE TABLE reminder (
  mention INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
  last_day TEXT NOT NULL,
  days INTEGER NOT NULL,
  target TEXT NOT NULL,
  at INTEGER NOT NULL,
  due_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (mention, last_day, days, target)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------ the watch itself

-- What it knows of itself, by day.
CREATE TABLE vital (
  day INTEGER NOT NULL,
  what TEXT NOT NULL,
  count INTEGER NOT NULL,
  total REAL NOT NULL,
  most REAL NOT NULL,
  PRIMARY KEY (day, what)
) STRICT, WITHOUT ROWID;
