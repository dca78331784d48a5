-- The page of the audit log looks for rows of one action, and lists the actions.
-- unless: SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'audit_log' AND index_name = 'by_action'
ALTER TABLE audit_log
    ADD KEY by_action (action)
