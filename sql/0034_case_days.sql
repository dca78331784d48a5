-- For cases too, the source may know only the local days.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'retention_cases' AND column_name = 'created_at_day'
ALTER TABLE retention_cases
    ADD COLUMN created_at_day BOOLEAN NULL,
    ADD COLUMN completed_at_day BOOLEAN NULL
