-- The reasons for leaving that people choose from.  A code keeps its meaning;
-- one that is not active is offered no more, and old cases keep it.
CREATE TABLE IF NOT EXISTS reasons (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    code VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    text_ru VARCHAR(191) NOT NULL,
    text_en VARCHAR(191) NOT NULL,
    place INT NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    UNIQUE KEY by_code (code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
