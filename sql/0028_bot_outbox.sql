-- Calls of the Bot API that are waiting or were made.  Sent in the order of id in
-- each chat; picture is the block and filter the sender draws from; a newer
-- row with the same replace_key makes a waiting one superfluous.
CREATE TABLE IF NOT EXISTS bot_outbox (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    dedup_key VARCHAR(191) COLLATE utf8mb4_bin NOT NULL,
    replace_key VARCHAR(191) COLLATE utf8mb4_bin NULL,
    chat_id BIGINT NOT NULL,
    method VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    payload MEDIUMTEXT NOT NULL,
    picture VARCHAR(4000) COLLATE utf8mb4_bin NULL,
    priority INT NOT NULL
        COMMENT '0 answers to presses, 1 replies, 2 alerts, 3 digests',
    state ENUM('waiting', 'sent', 'failed', 'dropped')
        NOT NULL DEFAULT 'waiting',
    not_before DATETIME(6) NOT NULL,
    attempts INT NOT NULL DEFAULT 0,
    lease_owner VARCHAR(64) COLLATE utf8mb4_bin NULL,
    lease_until DATETIME(6) NULL,
    message_id BIGINT NULL,
    error VARCHAR(500) NULL,
    created_at DATETIME(6) NOT NULL,
    sent_at DATETIME(6) NULL,
    UNIQUE KEY by_dedup (dedup_key),
    KEY by_turn (state, priority, not_before),
    KEY by_chat (chat_id, state, id),
    KEY by_replace (replace_key, state)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
