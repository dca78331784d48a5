-- user_id: the user that the invited person became.
CREATE TABLE IF NOT EXISTS invitations (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    token_hash BINARY(32) NOT NULL,
    role ENUM('client', 'manager', 'admin') NOT NULL,
    name VARCHAR(191) NOT NULL DEFAULT '',
    language ENUM('ru', 'en') NULL,
    invited_by BIGINT NULL,
    user_id BIGINT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    used_at DATETIME NULL,
    UNIQUE KEY by_token (token_hash),
    FOREIGN KEY (invited_by) REFERENCES users (id),
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
