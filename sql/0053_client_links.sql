-- Links to the page of one contract, for clients without a messenger; only the
-- hash of the token is stored.  tries counts wrong answers.
CREATE TABLE IF NOT EXISTS client_links (
    token_hash BINARY(32) NOT NULL PRIMARY KEY,
    contract_id BIGINT NOT NULL,
    made_by BIGINT NULL COMMENT 'NULL: the operator, or the system',
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    tries INT NOT NULL DEFAULT 0,
    last_used_at DATETIME NULL,
    KEY by_contract (contract_id, expires_at),
    FOREIGN KEY (contract_id) REFERENCES contracts (id),
    FOREIGN KEY (made_by) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
