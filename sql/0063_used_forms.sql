-- Forms that were sent, by the name that each copy of a form has: sent twice,
-- they are done once.  entity_id is what came of it.
CREATE TABLE IF NOT EXISTS used_forms (
    nonce VARCHAR(128) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    entity_id BIGINT NOT NULL,
    used_at DATETIME NOT NULL,
    KEY by_time (used_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
