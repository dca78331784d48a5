-- Attributes of the company's own: attr.NAME of the filter.
CREATE TABLE IF NOT EXISTS client_attrs (
    client_id BIGINT NOT NULL,
    name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    value VARCHAR(191) COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (client_id, name),
    FOREIGN KEY (client_id) REFERENCES clients (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
