-- Digests and alerts a chat has asked for.  Minutes are of the local day.
CREATE TABLE IF NOT EXISTS subscriptions (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    chat_id BIGINT NOT NULL,
    kind VARCHAR(32) COLLATE utf8mb4_bin NOT NULL,
    block VARCHAR(64) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    query VARCHAR(4000) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    weekday INT NULL COMMENT '0 is Monday, NULL every day',
    send_minute INT NULL,
    quiet_from_minute INT NULL,
    quiet_to_minute INT NULL,
    threshold DOUBLE NULL,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    sent_at DATETIME NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    UNIQUE KEY by_chat (chat_id, kind, block),
    KEY by_kind (kind, active),
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
