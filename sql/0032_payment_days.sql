-- paid_at_day: 1: only the local day is known, and paid_at is its midnight as if
-- in UTC; 0: paid_at is an instant; 2: a row of an older version that has yet to
-- be looked at.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'payments' AND column_name = 'paid_at_day'
ALTER TABLE payments
    ADD COLUMN paid_at_day TINYINT NOT NULL DEFAULT 2,
    DROP KEY by_value,
    ADD UNIQUE KEY by_value (client_id, paid_at, amount_minor, occurrence,
        paid_at_day)
