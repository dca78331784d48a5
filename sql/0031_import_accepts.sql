-- Imports that were broken off and that the operator has accepted.
CREATE TABLE IF NOT EXISTS import_accepts (
    run_id BIGINT NOT NULL PRIMARY KEY,
    accepted_at DATETIME NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
