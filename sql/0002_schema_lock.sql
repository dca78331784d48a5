-- Its only row says who is migrating.  By account, server and connection_id the
-- next one sees that the owner is dead before the time is over.
CREATE TABLE IF NOT EXISTS schema_lock (
    id INT NOT NULL PRIMARY KEY,
    owner VARCHAR(191) COLLATE utf8mb4_bin NULL,
    account VARCHAR(191) COLLATE utf8mb4_bin NULL,
    server VARCHAR(191) COLLATE utf8mb4_bin NULL,
    connection_id BIGINT NULL,
    expires_at DATETIME NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
