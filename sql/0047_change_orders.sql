-- A row that an order wrote stands beside the file's of the same day and
-- applies after it, so that taking the order back gives back what was.
-- order_key stands for order_id in the key, where NULL would equal nothing.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'contract_changes' AND column_name = 'order_id'
ALTER TABLE contract_changes
    ADD COLUMN order_id BIGINT NULL,
    ADD COLUMN order_key BIGINT AS (IFNULL(order_id, 0)) VIRTUAL,
    ADD UNIQUE KEY by_day_order (contract_id, effective_on, noted, order_key),
    DROP KEY by_day_noted,
    ADD FOREIGN KEY (order_id) REFERENCES orders (id)
