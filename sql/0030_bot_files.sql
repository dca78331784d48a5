-- Pictures that Telegram has already; a file_id belongs to one bot.
CREATE TABLE IF NOT EXISTS bot_files (
    picture_hash BINARY(32) NOT NULL,
    bot_id BIGINT NOT NULL,
    file_id VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    used_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (picture_hash, bot_id),
    KEY by_use (used_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
