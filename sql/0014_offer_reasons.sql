-- The reasons for leaving that an offer is meant for; no row: all.
CREATE TABLE IF NOT EXISTS offer_reasons (
    offer_id BIGINT NOT NULL,
    reason VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (offer_id, reason),
    FOREIGN KEY (offer_id) REFERENCES offers (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
