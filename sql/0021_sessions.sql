-- Only the SHA-256 of the cookie is stored.
CREATE TABLE IF NOT EXISTS sessions (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    token_hash BINARY(32) NOT NULL,
    user_id BIGINT NOT NULL,
    trusted BOOLEAN NOT NULL DEFAULT FALSE,
    device VARCHAR(191) NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    seen_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    UNIQUE KEY by_token (token_hash),
    KEY by_user (user_id),
    KEY by_expiry (expires_at),
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
