-- What an accepted offer or a termination changes in the billing system.
CREATE TABLE IF NOT EXISTS orders (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    external_id VARCHAR(191) COLLATE utf8mb4_bin NULL,
    dedup_key VARCHAR(191) COLLATE utf8mb4_bin NOT NULL,
    contract_id BIGINT NOT NULL,
    case_id BIGINT NULL,
    offer_id BIGINT NULL,
    kind ENUM('offer', 'termination') NOT NULL,
    state ENUM('new', 'done', 'refused') NOT NULL DEFAULT 'new',
    effective_on DATE NOT NULL,
    effect ENUM('none', 'percent', 'amount', 'free_months', 'plan')
        NOT NULL DEFAULT 'none',
    effect_value BIGINT NULL,
    effect_months INT NULL,
    effect_plan VARCHAR(191) COLLATE utf8mb4_bin NULL,
    answer VARCHAR(1000) NULL COMMENT 'of the billing system',
    closed_at DATETIME NULL,
    user_id BIGINT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    UNIQUE KEY by_external (external_id),
    UNIQUE KEY by_dedup (dedup_key),
    KEY by_contract (contract_id),
    KEY by_state (state, created_at),
    FOREIGN KEY (contract_id) REFERENCES contracts (id),
    FOREIGN KEY (case_id) REFERENCES retention_cases (id),
    FOREIGN KEY (offer_id) REFERENCES offers (id),
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
