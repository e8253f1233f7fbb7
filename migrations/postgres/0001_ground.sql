-- Times are unix seconds. Ids are 16 bytes, hashes are SHA-256, 32 bytes.

-- This server: one row.
CREATE TABLE instance (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    signing_key BYTEA NOT NULL,
    setup_code_hash BYTEA,
    operator BYTEA,
    claimed BIGINT,
    clock_mark BIGINT NOT NULL
);

CREATE TABLE person (
    id BYTEA PRIMARY KEY,
    created BIGINT NOT NULL,
    kit_confirmed BIGINT
);

-- What opens a keyring. A passkey has salt, credential and passkey; the kit has a thumbprint.
CREATE TABLE method (
    id BYTEA PRIMARY KEY,
    person BYTEA NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    tag BYTEA NOT NULL,
    salt BYTEA,
    credential BYTEA UNIQUE,
    passkey TEXT,
    thumbprint BYTEA UNIQUE,
    created BIGINT NOT NULL,
    last_used BIGINT
);
CREATE INDEX method_person ON method (person);

CREATE TABLE keyring (
    person BYTEA PRIMARY KEY REFERENCES person (id),
    epoch BIGINT NOT NULL,
    signing_key BYTEA NOT NULL,
    file BYTEA NOT NULL,
    hash BYTEA NOT NULL
);

-- All of them are kept, so that a device can follow from the one that it remembers.
CREATE TABLE manifest (
    person BYTEA NOT NULL REFERENCES person (id),
    seq BIGINT NOT NULL,
    jws TEXT NOT NULL,
    PRIMARY KEY (person, seq)
);

CREATE TABLE item (
    person BYTEA NOT NULL REFERENCES person (id),
    id BYTEA NOT NULL,
    file BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (person, id)
);

-- "grant" is a word of SQL. The leaf is gone between an end and the person's signature under it.
CREATE TABLE grant_ (
    id BYTEA PRIMARY KEY,
    person BYTEA NOT NULL REFERENCES person (id),
    client TEXT NOT NULL,
    leaf BYTEA,
    leaf_hash BYTEA NOT NULL,
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
    grant_id BYTEA NOT NULL REFERENCES grant_ (id),
    purpose TEXT NOT NULL,
    special BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    file BYTEA NOT NULL,
    PRIMARY KEY (grant_id, purpose, special)
);

-- A row with a reason is a tombstone: the token opened a grant that is over.
CREATE TABLE token (
    hash BYTEA PRIMARY KEY,
    grant_id BYTEA NOT NULL REFERENCES grant_ (id),
    kind TEXT NOT NULL,
    created BIGINT NOT NULL,
    reason TEXT,
    since BIGINT
);
CREATE INDEX token_grant ON token (grant_id);

CREATE TABLE log_head (
    person BYTEA PRIMARY KEY REFERENCES person (id),
    count BIGINT NOT NULL,
    head BYTEA NOT NULL
);

-- hash_n = SHA-256(hash_{n-1} || entry); the entry is the exact text.
CREATE TABLE entry (
    person BYTEA NOT NULL REFERENCES person (id),
    n BIGINT NOT NULL,
    entry TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (person, n)
);

-- The id is SHA-256 of the one in the cookie.
CREATE TABLE session (
    id BYTEA PRIMARY KEY,
    person BYTEA,
    data TEXT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX session_expires ON session (expires);
