-- margin is a share 0..1; NULL: that of the settings.
CREATE TABLE IF NOT EXISTS campaigns (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    external_id VARCHAR(191) COLLATE utf8mb4_bin NOT NULL,
    name VARCHAR(191) NOT NULL DEFAULT '',
    channel VARCHAR(191) COLLATE utf8mb4_bin NULL,
    starts_on DATE NULL,
    ends_on DATE NULL,
    cost_per_contact_minor BIGINT NULL,
    margin DOUBLE NULL,
    control_arm VARCHAR(64) COLLATE utf8mb4_bin NULL,
    launched_at DATETIME NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    deleted_at DATETIME NULL,
    UNIQUE KEY by_external (external_id),
    CHECK (ends_on >= starts_on)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
