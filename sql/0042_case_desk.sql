-- What the desk knows of a case.  wake_at is when its clocks must be looked at
-- next, so that a sweep reads only cases for which something is due.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'retention_cases' AND column_name = 'wake_at'
ALTER TABLE retention_cases
    MODIFY COLUMN source ENUM('bot', 'phone', 'office', 'letter', 'list')
        NOT NULL DEFAULT 'bot',
    ADD COLUMN opened_by BIGINT NULL,
    ADD COLUMN previous_id BIGINT NULL,
    ADD COLUMN arm ENUM('offer', 'holdout') NULL,
    ADD COLUMN first_answer_at DATETIME NULL,
    ADD COLUMN callback_at DATETIME NULL,
    ADD COLUMN attempts INT NOT NULL DEFAULT 0,
    ADD COLUMN alert_level INT NOT NULL DEFAULT 0,
    ADD COLUMN wake_at DATETIME NULL,
    ADD KEY by_wake (wake_at),
    ADD KEY by_step (status, step, due_at),
    ADD KEY by_worker (status, deleted_at, assigned_manager_id, step),
    ADD FOREIGN KEY (opened_by) REFERENCES users (id),
    ADD FOREIGN KEY (previous_id) REFERENCES retention_cases (id)
