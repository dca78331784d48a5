-- Clustered by client and time, the order that readers need.  A row is identified
-- by its id in the source (external_id) or, if the source has none, as the
-- occurrence-th equal row of its file: a second import adds nothing.
-- No foreign keys: rows come by the million and clients are never deleted.
CREATE TABLE IF NOT EXISTS payments (
    id BIGINT NOT NULL AUTO_INCREMENT,
    client_id BIGINT NOT NULL,
    paid_at DATETIME NOT NULL,
    amount_minor BIGINT NOT NULL COMMENT 'negative: refund',
    occurrence INT NULL,
    external_id VARCHAR(191) COLLATE utf8mb4_bin NULL,
    contract_id BIGINT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (client_id, paid_at, id),
    KEY by_id (id),
    UNIQUE KEY by_value (client_id, paid_at, amount_minor, occurrence),
    UNIQUE KEY by_external (external_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
