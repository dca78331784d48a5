-- Between a client and the staff, over whichever channel.
CREATE TABLE IF NOT EXISTS messages (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    dedup_key VARCHAR(191) COLLATE utf8mb4_bin NULL,
    client_id BIGINT NOT NULL,
    case_id BIGINT NULL,
    direction ENUM('from_client', 'to_client') NOT NULL,
    user_id BIGINT NULL COMMENT 'of the staff',
    channel VARCHAR(32) COLLATE utf8mb4_bin NOT NULL,
    body TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    read_at DATETIME NULL,
    UNIQUE KEY by_dedup (dedup_key),
    KEY by_client (client_id, id),
    KEY by_unread (direction, read_at),
    FOREIGN KEY (client_id) REFERENCES clients (id),
    FOREIGN KEY (case_id) REFERENCES retention_cases (id),
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
