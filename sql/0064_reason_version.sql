-- Who changes a reason says which version of it they saw.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'reasons' AND column_name = 'version'
ALTER TABLE reasons ADD COLUMN version INT NOT NULL DEFAULT 1
