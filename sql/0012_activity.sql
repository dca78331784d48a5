-- Like payments: clustered by client and time, identified by external_id or
-- occurrence.
CREATE TABLE IF NOT EXISTS activity (
    id BIGINT NOT NULL AUTO_INCREMENT,
    client_id BIGINT NOT NULL,
    happened_at DATETIME NOT NULL,
    occurrence INT NULL,
    external_id VARCHAR(191) COLLATE utf8mb4_bin NULL,
    PRIMARY KEY (client_id, happened_at, id),
    KEY by_id (id),
    UNIQUE KEY by_value (client_id, happened_at, occurrence),
    UNIQUE KEY by_external (external_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
