-- A request to leave.  contract_ref and offer_ref keep what the source named if
-- no such row exists.  The *_at_close columns hold what the contract
-- was worth and the offer cost when the case was completed.
CREATE TABLE IF NOT EXISTS retention_cases (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    external_id VARCHAR(191) COLLATE utf8mb4_bin NULL,
    contract_id BIGINT NULL,
    contract_ref VARCHAR(191) COLLATE utf8mb4_bin NULL,
    client_id BIGINT NULL,
    initial_reason VARCHAR(1000) NULL,
    reason VARCHAR(64) COLLATE utf8mb4_bin NULL,
    proposed_offer_id BIGINT NULL,
    offer_ref VARCHAR(191) COLLATE utf8mb4_bin NULL,
    assigned_manager_id BIGINT NULL,
    status ENUM('active', 'escalated', 'retained', 'churned')
        NOT NULL DEFAULT 'active',
    step VARCHAR(32) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    source ENUM('bot', 'phone', 'office', 'letter') NOT NULL DEFAULT 'bot',
    outcome VARCHAR(64) COLLATE utf8mb4_bin NULL,
    created_at DATETIME NOT NULL,
    escalated_at DATETIME NULL,
    due_at DATETIME NULL,
    completed_at DATETIME NULL,
    fee_at_close_minor BIGINT NULL,
    profit_at_close_minor BIGINT NULL,
    cost_at_close_minor BIGINT NULL,
    version INT NOT NULL DEFAULT 1,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    deleted_at DATETIME NULL,
    UNIQUE KEY by_external (external_id),
    KEY by_contract (contract_id, created_at),
    KEY by_client (client_id),
    KEY by_queue (status, due_at),
    KEY by_manager (assigned_manager_id, status),
    KEY by_completed (completed_at),
    KEY by_updated (updated_at),
    FOREIGN KEY (contract_id) REFERENCES contracts (id),
    FOREIGN KEY (client_id) REFERENCES clients (id),
    FOREIGN KEY (proposed_offer_id) REFERENCES offers (id),
    FOREIGN KEY (assigned_manager_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
