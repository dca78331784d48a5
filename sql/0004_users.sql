-- People who sign in: staff on pages and in the bot, clients in the bot.
-- login is the name that an authenticating proxy passes on.
CREATE TABLE IF NOT EXISTS users (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    external_id VARCHAR(191) COLLATE utf8mb4_bin NULL,
    telegram_id BIGINT NULL,
    login VARCHAR(191) COLLATE utf8mb4_bin NULL,
    name VARCHAR(191) NOT NULL DEFAULT '',
    role ENUM('client', 'manager', 'admin') NOT NULL,
    language ENUM('ru', 'en') NULL,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    unreachable_at DATETIME NULL COMMENT 'the person has blocked the bot',
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    deleted_at DATETIME NULL,
    UNIQUE KEY by_external (external_id),
    UNIQUE KEY by_telegram (telegram_id),
    UNIQUE KEY by_login (login),
    KEY by_role (role, active)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
