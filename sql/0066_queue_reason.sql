-- The queue of one reason is read in its order, too.
-- unless: SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'retention_cases' AND index_name = 'by_reason'
ALTER TABLE retention_cases
    ADD KEY by_reason (reason, queue_at, id)
