-- The arm is fixed when the campaign is launched.
CREATE TABLE IF NOT EXISTS campaign_members (
    campaign_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    arm VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    contacted_at DATETIME NULL,
    converted BOOLEAN NULL,
    value_minor BIGINT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
        ON UPDATE CURRENT_TIMESTAMP,
    PRIMARY KEY (campaign_id, client_id),
    KEY by_client (client_id),
    FOREIGN KEY (campaign_id) REFERENCES campaigns (id),
    FOREIGN KEY (client_id) REFERENCES clients (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
