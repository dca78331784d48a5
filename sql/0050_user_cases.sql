-- Who is dealt cases: takes_cases overrules the role; away is
-- [away_from, away_to); assigned_at is when a case was last dealt to them.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name = 'takes_cases'
ALTER TABLE users
    ADD COLUMN takes_cases BOOLEAN NULL,
    ADD COLUMN case_limit INT NULL,
    ADD COLUMN away_from DATE NULL,
    ADD COLUMN away_to DATE NULL,
    ADD COLUMN assigned_at DATETIME NULL
