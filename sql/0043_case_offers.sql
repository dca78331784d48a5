-- An offer as it was shown in a case: its terms stay, whatever becomes of the
-- offer.
CREATE TABLE IF NOT EXISTS case_offers (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    case_id BIGINT NOT NULL,
    n INT NOT NULL,
    offer_id BIGINT NOT NULL,
    by_user BIGINT NULL COMMENT 'who proposed it, NULL: the rules',
    state ENUM('shown', 'accepted', 'declined', 'expired', 'recalled')
        NOT NULL DEFAULT 'shown',
    offer_type VARCHAR(191) COLLATE utf8mb4_bin NOT NULL,
    description VARCHAR(2000) NOT NULL DEFAULT '',
    effect ENUM('none', 'percent', 'amount', 'free_months', 'plan')
        NOT NULL DEFAULT 'none',
    effect_value BIGINT NULL,
    effect_months INT NULL,
    effect_plan VARCHAR(191) COLLATE utf8mb4_bin NULL,
    cost_minor BIGINT NOT NULL DEFAULT 0,
    net_minor BIGINT NOT NULL DEFAULT 0,
    shown_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    answered_at DATETIME NULL,
    UNIQUE KEY by_case (case_id, n),
    KEY by_offer (offer_id, state),
    FOREIGN KEY (case_id) REFERENCES retention_cases (id),
    FOREIGN KEY (offer_id) REFERENCES offers (id),
    FOREIGN KEY (by_user) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
