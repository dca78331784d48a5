-- Attributes that filters select by are compared byte by byte, names of
-- people are not.
CREATE TABLE IF NOT EXISTS clients (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    external_id VARCHAR(191) COLLATE utf8mb4_bin NOT NULL,
    telegram_id BIGINT NULL,
    last_name VARCHAR(191) NULL,
    first_name VARCHAR(191) NULL,
    middle_name VARCHAR(191) NULL,
    email VARCHAR(254) NULL,
    phone VARCHAR(32) NULL COMMENT 'E.164',
    region VARCHAR(191) COLLATE utf8mb4_bin NULL,
    channel VARCHAR(191) COLLATE utf8mb4_bin NULL,
    segment VARCHAR(191) COLLATE utf8mb4_bin NULL,
    acquired_on DATE NULL,
    consent_version VARCHAR(64) NULL,
    consent_at DATETIME NULL,
    merged_into BIGINT NULL,
    forgotten_at DATETIME NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    deleted_at DATETIME NULL,
    UNIQUE KEY by_external (external_id),
    UNIQUE KEY by_telegram (telegram_id),
    KEY by_name (last_name, first_name),
    KEY by_email (email),
    KEY by_phone (phone),
    KEY by_updated (updated_at),
    FOREIGN KEY (merged_into) REFERENCES clients (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
