-- Who changes a template says which version of it they saw; place is the order.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'templates' AND column_name = 'version'
ALTER TABLE templates
    ADD COLUMN version INT NOT NULL DEFAULT 1,
    ADD COLUMN place INT NOT NULL DEFAULT 0
