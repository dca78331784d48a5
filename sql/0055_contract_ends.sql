-- The ends that were known of a contract, and from which day on.
CREATE TABLE IF NOT EXISTS contract_ends (
    contract_id BIGINT NOT NULL,
    end_date DATE NOT NULL,
    known_from DATE NOT NULL,
    PRIMARY KEY (contract_id, known_from),
    FOREIGN KEY (contract_id) REFERENCES contracts (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
