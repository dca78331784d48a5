-- Like paid_at_day of payments.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'activity' AND column_name = 'happened_at_day'
ALTER TABLE activity
    ADD COLUMN happened_at_day TINYINT NOT NULL DEFAULT 2,
    DROP KEY by_value,
    ADD UNIQUE KEY by_value (client_id, happened_at, occurrence,
        happened_at_day)
