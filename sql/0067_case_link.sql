-- A case that the client opened by their link says so.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'retention_cases' AND column_name = 'source' AND column_type LIKE '%''link''%'
ALTER TABLE retention_cases
    MODIFY COLUMN source ENUM('bot', 'phone', 'office', 'letter', 'list', 'link')
        NOT NULL DEFAULT 'bot'
