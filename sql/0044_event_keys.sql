-- dedup_key: an event that comes twice is stored once.  manager_id is whose
-- case it is afterwards; was is the case before, for taking the event back.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'case_events' AND column_name = 'dedup_key'
ALTER TABLE case_events
    ADD COLUMN dedup_key VARCHAR(191) COLLATE utf8mb4_bin NULL,
    ADD COLUMN case_offer_id BIGINT NULL,
    ADD COLUMN manager_id BIGINT NULL,
    ADD COLUMN was TEXT NULL,
    ADD UNIQUE KEY by_dedup (dedup_key),
    ADD FOREIGN KEY (case_offer_id) REFERENCES case_offers (id),
    ADD FOREIGN KEY (manager_id) REFERENCES users (id)
