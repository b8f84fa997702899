
-- Holders (資格保有者): persons, known by a link between an entry and a person and never without one. What is read by
-- person is distributed by holder_id, what is read by entry by register_id; a link is written on both sides in one
-- transaction.

CREATE TABLE holder (
  holder_id   BYTEA NOT NULL PRIMARY KEY,
  created_at  BIGINT NOT NULL
) /*clustered*/;

-- The vault's handle of a person's 個人番号 (never the number) and whose it is. Distributed by number_ref.
CREATE TABLE number_holder (
  number_ref  BYTEA NOT NULL PRIMARY KEY,
  holder_id   BYTEA NOT NULL
) /*clustered*/;

-- Whose entry it is, at most one person an entry. way: a code of rules/linking.toml, or desk. number_fact: '' unknown to
-- this register, 'given' by the holder, 'found' by inquiry: two facts that allow different things.
CREATE TABLE entry_holder (
  register_id   BIGINT NOT NULL,
  entry_id      BYTEA NOT NULL,
  holder_id     BYTEA NOT NULL,
  way           TEXT NOT NULL,
  ground        TEXT NOT NULL,
  linked_by     TEXT NOT NULL,
  linked_at     BIGINT NOT NULL,
  number_ref    BYTEA,
  number_fact   TEXT NOT NULL,
  number_way    TEXT NOT NULL,
  number_since  BIGINT,
  PRIMARY KEY (register_id, entry_id)
) /*clustered*/;

-- Links that were taken back: what stood, until when, by whom and why. Rows are never changed and never deleted.
CREATE TABLE entry_holder_past (
  register_id   BIGINT NOT NULL,
  entry_id      BYTEA NOT NULL,
  linked_at     BIGINT NOT NULL,
  holder_id     BYTEA NOT NULL,
  way           TEXT NOT NULL,
  ground        TEXT NOT NULL,
  linked_by     TEXT NOT NULL,
  ended_at      BIGINT NOT NULL,
  ended_by      TEXT NOT NULL,
  ended_ground  TEXT NOT NULL,
  PRIMARY KEY (register_id, entry_id, linked_at)
) /*clustered*/;

-- The same link on the person's side. Distributed by holder_id.
CREATE TABLE holder_entry (
  holder_id    BYTEA NOT NULL,
  register_id  BIGINT NOT NULL,
  entry_id     BYTEA NOT NULL,
  linked_at    BIGINT NOT NULL,
  PRIMARY KEY (holder_id, register_id, entry_id)
) /*clustered*/;
