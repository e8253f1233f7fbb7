-- Who would have opened the bundles of a grant that is over: its leaf, which said so, is gone. Ends from before sealed grants have none.
ALTER TABLE grant_ ADD COLUMN ended_mode TEXT;
