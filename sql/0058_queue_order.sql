-- The queue lists open cases by their due time: those without one come last.
-- queue_part is 1 for what waits for a manager, 2 for what one works on, 3 for
-- what the client decides; both are NULL for cases that are not open.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'retention_cases' AND column_name = 'queue_at'
ALTER TABLE retention_cases
    ADD COLUMN queue_at DATETIME GENERATED ALWAYS AS (
        CASE WHEN deleted_at IS NULL AND status IN ('active', 'escalated')
        THEN COALESCE(due_at, TIMESTAMP'9999-01-01 00:00:00') END) VIRTUAL,
    ADD COLUMN queue_part TINYINT GENERATED ALWAYS AS (
        CASE WHEN deleted_at IS NOT NULL
            OR status NOT IN ('active', 'escalated') THEN NULL
        WHEN status = 'active' OR step = 'proposal' THEN 3
        WHEN step = 'queue' OR (step = '' AND assigned_manager_id IS NULL)
            THEN 1
        ELSE 2 END) VIRTUAL,
    ADD KEY by_open (queue_at, id, assigned_manager_id),
    ADD KEY by_part (queue_part, queue_at, id, assigned_manager_id),
    ADD KEY by_hands (assigned_manager_id, queue_at, id)
