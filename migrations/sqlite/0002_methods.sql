-- The epoch that a tag was made in. Where it is not the keyring's, the person confirms the steps since then.
ALTER TABLE method ADD COLUMN epoch BIGINT NOT NULL DEFAULT 1;

-- How the keys changed, all of them, so that a method that was away can follow.
CREATE TABLE epoch_step (
    person BLOB NOT NULL REFERENCES person (id),
    epoch BIGINT NOT NULL,
    jws TEXT NOT NULL,
    PRIMARY KEY (person, epoch)
);

-- Tokens of vaults that were deleted: their holders are told that the person stopped. Nothing says whose they were.
CREATE TABLE tombstone (
    hash BLOB PRIMARY KEY,
    since BIGINT NOT NULL
);

-- Sessions now say what they were opened with.
DELETE FROM session;
