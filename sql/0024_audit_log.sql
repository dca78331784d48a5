-- Append-only: who did what to which object.  When a client's personal data are
-- deleted, the values can be blanked; the rest stays.
CREATE TABLE IF NOT EXISTS audit_log (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    happened_at DATETIME(6) NOT NULL,
    actor ENUM('user', 'operator', 'system', 'nobody') NOT NULL,
    user_id BIGINT NULL,
    source ENUM('web', 'bot', 'cli', 'job') NOT NULL,
    action VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    result ENUM('done', 'refused', 'failed') NOT NULL,
    entity VARCHAR(32) COLLATE utf8mb4_bin NULL,
    entity_id BIGINT NULL,
    field VARCHAR(64) COLLATE utf8mb4_bin NULL,
    before_value VARCHAR(1000) NULL,
    after_value VARCHAR(1000) NULL,
    request_id VARCHAR(64) COLLATE utf8mb4_bin NULL,
    KEY by_time (happened_at),
    KEY by_entity (entity, entity_id),
    KEY by_user (user_id, happened_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
