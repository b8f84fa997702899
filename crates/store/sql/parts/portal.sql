
-- The portal: accounts of those who sign in by the card. An account is a pseudonym of the sign-in and not a person; account_id
-- is derived from issuer and pseudonym, so that one pseudonym is one account. Distributed by account_id.
CREATE TABLE portal_account (
  account_id  BYTEA NOT NULL PRIMARY KEY,
  issuer      TEXT NOT NULL,
  subject     TEXT NOT NULL,
  created_at  BIGINT NOT NULL
) /*clustered*/;

-- Whose account it is, once an entry was linked; and the account of a person, on the person's side.
CREATE TABLE account_holder (
  account_id  BYTEA NOT NULL PRIMARY KEY,
  holder_id   BYTEA NOT NULL
) /*clustered*/;
CREATE TABLE holder_account (
  holder_id   BYTEA NOT NULL PRIMARY KEY,
  account_id  BYTEA NOT NULL
) /*clustered*/;

-- Work sessions of the portal. ends_at: at the latest; expires_at: unless something is asked before.
CREATE TABLE portal_session (
  token_hash  BYTEA NOT NULL PRIMARY KEY,
  account_id  BYTEA NOT NULL,
  form_key    TEXT NOT NULL,
  ends_at     BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL
) /*clustered*/;

-- Browsers that are at a national system and are expected back: what for, and what only this browser may bring. A row is
-- taken out by the one return that it is good for. Distributed by browser_hash.
CREATE TABLE portal_away (
  browser_hash  BYTEA NOT NULL,
  state_hash    BYTEA NOT NULL,
  errand        TEXT NOT NULL,
  pending       TEXT NOT NULL,
  expires_at    BIGINT NOT NULL,
  PRIMARY KEY (browser_hash, state_hash)
) /*clustered*/;
