-- Updates as they came; update_ids are not consecutive.  raw is bytes, so that
-- what is not JSON or not UTF-8 is kept too.
CREATE TABLE IF NOT EXISTS bot_inbox (
    update_id BIGINT NOT NULL PRIMARY KEY,
    telegram_id BIGINT NULL COMMENT 'of the sender',
    raw MEDIUMBLOB NULL,
    state ENUM('new', 'done', 'failed') NOT NULL DEFAULT 'new',
    attempts INT NOT NULL DEFAULT 0,
    error VARCHAR(500) NULL,
    received_at DATETIME(6) NOT NULL,
    done_at DATETIME(6) NULL,
    KEY by_state (state, received_at),
    KEY by_sender (telegram_id, state)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
