-- What can be offered and how it changes the contract: effect_value is per
-- cent times 100, minor units or free months, for effect_months months (NULL:
-- for good).  [valid_from, valid_to).
CREATE TABLE IF NOT EXISTS offers (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    external_id VARCHAR(191) COLLATE utf8mb4_bin NULL,
    offer_type VARCHAR(191) COLLATE utf8mb4_bin NOT NULL,
    description VARCHAR(2000) NOT NULL DEFAULT '',
    min_profit_threshold_minor BIGINT NOT NULL DEFAULT 0,
    cost_minor BIGINT NOT NULL DEFAULT 0,
    effect ENUM('none', 'percent', 'amount', 'free_months', 'plan')
        NOT NULL DEFAULT 'none',
    effect_value BIGINT NULL,
    effect_months INT NULL,
    effect_plan VARCHAR(191) COLLATE utf8mb4_bin NULL,
    valid_from DATE NULL,
    valid_to DATE NULL,
    audience ENUM('desk', 'all') NOT NULL DEFAULT 'desk',
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    deleted_at DATETIME NULL,
    UNIQUE KEY by_external (external_id),
    KEY by_type (offer_type),
    CHECK (valid_to >= valid_from)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
