-- noted: found by comparing files of contracts; else told by a history.  Where
-- both say something about a day, the history counts.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'contract_changes' AND column_name = 'noted'
ALTER TABLE contract_changes
    ADD COLUMN noted BOOLEAN NOT NULL DEFAULT FALSE,
    ADD UNIQUE KEY by_day_noted (contract_id, effective_on, noted),
    DROP KEY by_day
