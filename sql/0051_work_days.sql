-- Days whose hours are not those of their weekday: hours as in DESK_HOURS, ''
-- for a holiday.
CREATE TABLE IF NOT EXISTS work_days (
    day DATE NOT NULL PRIMARY KEY,
    hours VARCHAR(64) NOT NULL DEFAULT '',
    name VARCHAR(191) NOT NULL DEFAULT ''
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
