-- The state of a person's chat: the open question, and the panel that is edited
-- in place.
CREATE TABLE IF NOT EXISTS bot_dialogs (
    chat_id BIGINT NOT NULL,
    telegram_id BIGINT NOT NULL,
    state VARCHAR(64) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    data TEXT NULL,
    panel_message_id BIGINT NULL,
    panel_hash BINARY(32) NULL,
    version INT NOT NULL DEFAULT 1,
    expires_at DATETIME NULL,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    PRIMARY KEY (chat_id, telegram_id),
    KEY by_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
