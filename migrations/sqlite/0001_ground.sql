-- Times are unix seconds. Ids are 16 bytes, hashes are SHA-256, 32 bytes.

-- This server: one row.
CREATE TABLE instance (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    signing_key BLOB NOT NULL,
    setup_code_hash BLOB,
    operator BLOB,
    claimed BIGINT,
    clock_mark BIGINT NOT NULL
);

CREATE TABLE person (
    id BLOB PRIMARY KEY,
    created BIGINT NOT NULL,
    kit_confirmed BIGINT
);

-- What opens a keyring. A passkey has salt, credential and passkey; the kit has a thumbprint.
CREATE TABLE method (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    tag BLOB NOT NULL,
    salt BLOB,
    credential BLOB UNIQUE,
    passkey TEXT,
    thumbprint BLOB UNIQUE,
    created BIGINT NOT NULL,
    last_used BIGINT
);
CREATE INDEX method_person ON method (person);

CREATE TABLE keyring (
    person BLOB PRIMARY KEY REFERENCES person (id),
    epoch BIGINT NOT NULL,
    signing_key BLOB NOT NULL,
    file BLOB NOT NULL,
    hash BLOB NOT NULL
);

-- All of them are kept, so that a device can follow from the one that it remembers.
CREATE TABLE manifest (
    person BLOB NOT NULL REFERENCES person (id),
    seq BIGINT NOT NULL,
    jws TEXT NOT NULL,
    PRIMARY KEY (person, seq)
);

CREATE TABLE item (
    person BLOB NOT NULL REFERENCES person (id),
    id BLOB NOT NULL,
    file BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (person, id)
);

-- "grant" is a word of SQL. The leaf is gone between an end and the person's signature under it.
CREATE TABLE grant_ (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    client TEXT NOT NULL,
    leaf BLOB,
    leaf_hash BLOB NOT NULL,
    expires BIGINT NOT NULL,
    paused_since BIGINT,
    paused_until BIGINT,
    ended TEXT,
    ended_at BIGINT,
    end_receipt TEXT
);
CREATE INDEX grant_person ON grant_ (person);
CREATE INDEX grant_expires ON grant_ (expires) WHERE ended IS NULL;

CREATE TABLE bundle (
    grant_id BLOB NOT NULL REFERENCES grant_ (id),
    purpose TEXT NOT NULL,
    special BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    file BLOB NOT NULL,
    PRIMARY KEY (grant_id, purpose, special)
);

-- A row with a reason is a tombstone: the token opened a grant that is over.
CREATE TABLE token (
    hash BLOB PRIMARY KEY,
    grant_id BLOB NOT NULL REFERENCES grant_ (id),
    kind TEXT NOT NULL,
    created BIGINT NOT NULL,
    reason TEXT,
    since BIGINT
);
CREATE INDEX token_grant ON token (grant_id);

CREATE TABLE log_head (
    person BLOB PRIMARY KEY REFERENCES person (id),
    count BIGINT NOT NULL,
    head BLOB NOT NULL
);

-- hash_n = SHA-256(hash_{n-1} || entry); the entry is the exact text.
CREATE TABLE entry (
    person BLOB NOT NULL REFERENCES person (id),
    n BIGINT NOT NULL,
    entry TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (person, n)
);

-- The id is SHA-256 of the one in the cookie.
CREATE TABLE session (
    id BLOB PRIMARY KEY,
    person BLOB,
    data TEXT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX session_expires ON session (expires);
