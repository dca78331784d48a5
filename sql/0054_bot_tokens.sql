-- What a button of the bot stands for where it is too long, or must be
-- pressed only once.
CREATE TABLE IF NOT EXISTS bot_tokens (
    token VARCHAR(16) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    user_id BIGINT NULL,
    chat_id BIGINT NOT NULL,
    kind ENUM('confirm', 'panel') NOT NULL,
    data TEXT NULL,
    version INT NOT NULL DEFAULT 0,
    expires_at DATETIME NOT NULL,
    used_at DATETIME NULL,
    KEY by_expiry (expires_at),
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
