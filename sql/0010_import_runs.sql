-- Which file was imported when, and the result; unfinished: interrupted.
CREATE TABLE IF NOT EXISTS import_runs (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(32) COLLATE utf8mb4_bin NOT NULL,
    file_name VARCHAR(500) NOT NULL,
    file_hash BINARY(32) NOT NULL,
    options VARCHAR(2000) NOT NULL DEFAULT '',
    as_of DATE NULL,
    user_id BIGINT NULL,
    started_at DATETIME NOT NULL,
    finished_at DATETIME NULL,
    rows_read BIGINT NOT NULL DEFAULT 0,
    rows_added BIGINT NOT NULL DEFAULT 0,
    rows_changed BIGINT NOT NULL DEFAULT 0,
    rows_same BIGINT NOT NULL DEFAULT 0,
    rows_rejected BIGINT NOT NULL DEFAULT 0,
    KEY by_start (kind, started_at),
    KEY by_hash (file_hash)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
