-- A field edited at the desk wins over imports until a file agrees with it.
CREATE TABLE IF NOT EXISTS desk_edits (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    entity ENUM('client', 'contract', 'offer', 'campaign') NOT NULL,
    entity_id BIGINT NOT NULL,
    field VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    value VARCHAR(1000) NULL,
    user_id BIGINT NULL,
    edited_at DATETIME NOT NULL,
    UNIQUE KEY by_field (entity, entity_id, field),
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
