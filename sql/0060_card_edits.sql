-- What people changed on a client's card.  nonce: a form that is sent twice is
-- carried out once.  was and became are the row before and after with all that
-- belongs to it, as JSON: a change is taken back only while the row is still
-- as it became.  version is that of the row after the latest of both.
CREATE TABLE IF NOT EXISTS card_edits (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    nonce VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    client_id BIGINT NOT NULL,
    contract_id BIGINT NULL COMMENT 'NULL: the client itself',
    kind VARCHAR(32) COLLATE utf8mb4_bin NOT NULL,
    version INT NOT NULL,
    was MEDIUMTEXT NULL COMMENT 'NULL: blanked, the client is forgotten',
    became MEDIUMTEXT NULL,
    user_id BIGINT NULL,
    made_at DATETIME NOT NULL,
    undone_at DATETIME NULL,
    undone_by BIGINT NULL,
    UNIQUE KEY by_nonce (nonce),
    KEY by_client (client_id, id),
    KEY by_contract (contract_id, id),
    FOREIGN KEY (client_id) REFERENCES clients (id),
    FOREIGN KEY (contract_id) REFERENCES contracts (id),
    FOREIGN KEY (user_id) REFERENCES users (id),
    FOREIGN KEY (undone_by) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
