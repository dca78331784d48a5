-- What managers were given in the last months is read by that time, and what
-- was dropped meanwhile by its own.
-- unless: SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'retention_cases' AND index_name = 'by_escalated'
ALTER TABLE retention_cases
    ADD KEY by_escalated (escalated_at),
    ADD KEY by_deleted (deleted_at)
