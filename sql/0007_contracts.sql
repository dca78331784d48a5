-- [start_date, end_date): no start means "since before the data begin", no end
-- "still running".  active is what the source says, NULL if it says nothing.
CREATE TABLE IF NOT EXISTS contracts (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    external_id VARCHAR(191) COLLATE utf8mb4_bin NOT NULL,
    client_id BIGINT NOT NULL,
    start_date DATE NULL,
    end_date DATE NULL,
    plan VARCHAR(191) COLLATE utf8mb4_bin NULL,
    region VARCHAR(191) COLLATE utf8mb4_bin NULL,
    channel VARCHAR(191) COLLATE utf8mb4_bin NULL,
    monthly_fee_minor BIGINT NULL,
    monthly_profit_minor BIGINT NULL,
    can_be_retained BOOLEAN NOT NULL DEFAULT TRUE,
    active BOOLEAN NULL,
    end_cause VARCHAR(191) COLLATE utf8mb4_bin NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    deleted_at DATETIME NULL,
    UNIQUE KEY by_external (external_id),
    KEY by_client (client_id),
    KEY by_updated (updated_at),
    FOREIGN KEY (client_id) REFERENCES clients (id),
    CHECK (end_date >= start_date)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
