-- Amounts and plan that apply from a day on; NULL: not changed on that day.
CREATE TABLE IF NOT EXISTS contract_changes (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    contract_id BIGINT NOT NULL,
    effective_on DATE NOT NULL,
    monthly_fee_minor BIGINT NULL,
    monthly_profit_minor BIGINT NULL,
    plan VARCHAR(191) COLLATE utf8mb4_bin NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    UNIQUE KEY by_day (contract_id, effective_on),
    KEY by_updated (updated_at),
    FOREIGN KEY (contract_id) REFERENCES contracts (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
