-- direct: this database is the master, the order was done as it was given.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'orders' AND column_name = 'export_id'
ALTER TABLE orders
    MODIFY COLUMN kind
        ENUM('offer', 'termination', 'pause', 'resume', 'stop_charge') NOT NULL,
    MODIFY COLUMN state ENUM('new', 'sent', 'done', 'refused', 'cancelled')
        NOT NULL DEFAULT 'new',
    ADD COLUMN direct BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN export_id BIGINT NULL,
    ADD COLUMN sent_at DATETIME NULL,
    ADD KEY by_export (export_id),
    ADD KEY by_due (state, effective_on)
