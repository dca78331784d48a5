-- An end that was known can be taken back: from then on none is known.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'contract_ends' AND column_name = 'end_date' AND is_nullable = 'YES'
ALTER TABLE contract_ends MODIFY COLUMN end_date DATE NULL
