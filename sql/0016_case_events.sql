-- What happened to a case, in the order of id.
CREATE TABLE IF NOT EXISTS case_events (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    case_id BIGINT NOT NULL,
    kind VARCHAR(32) COLLATE utf8mb4_bin NOT NULL,
    status ENUM('active', 'escalated', 'retained', 'churned') NOT NULL,
    step VARCHAR(32) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    offer_id BIGINT NULL,
    actor ENUM('client', 'manager', 'admin', 'system', 'import') NOT NULL,
    user_id BIGINT NULL,
    note VARCHAR(2000) NULL,
    happened_at DATETIME NOT NULL,
    KEY by_case (case_id, id),
    FOREIGN KEY (case_id) REFERENCES retention_cases (id),
    FOREIGN KEY (offer_id) REFERENCES offers (id),
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
