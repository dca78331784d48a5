-- What somebody must be told, by whichever channel: word names the sentence,
-- args has the values for it as JSON and no personal data.  user_id is who is
-- told of the staff; else it is the client.
CREATE TABLE IF NOT EXISTS notices (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    dedup_key VARCHAR(191) COLLATE utf8mb4_bin NOT NULL,
    case_id BIGINT NULL,
    client_id BIGINT NULL,
    user_id BIGINT NULL,
    message_id BIGINT NULL,
    word VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    args TEXT NULL,
    channel VARCHAR(32) COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    state ENUM('waiting', 'sent', 'failed', 'by_hand', 'told')
        NOT NULL DEFAULT 'waiting',
    not_before DATETIME NULL,
    created_at DATETIME NOT NULL,
    done_at DATETIME NULL,
    done_by BIGINT NULL,
    UNIQUE KEY by_dedup (dedup_key),
    KEY by_case (case_id, id),
    KEY by_turn (state, not_before),
    KEY by_client (client_id, state),
    FOREIGN KEY (case_id) REFERENCES retention_cases (id),
    FOREIGN KEY (client_id) REFERENCES clients (id),
    FOREIGN KEY (user_id) REFERENCES users (id),
    FOREIGN KEY (message_id) REFERENCES messages (id),
    FOREIGN KEY (done_by) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
