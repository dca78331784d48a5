-- A number that comes back after an end, or belongs to another client, is
-- another contract: stretch_of has the number then, NULL in its first stretch.
-- listed_on is the day of the first file that had the stretch; absent_on is the
-- day of the full file that ended it because it did not have it.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'contracts' AND column_name = 'stretch_of'
ALTER TABLE contracts
    ADD COLUMN stretch_of VARCHAR(191) COLLATE utf8mb4_bin NULL,
    ADD COLUMN listed_on DATE NULL,
    ADD COLUMN absent_on DATE NULL,
    ADD KEY by_stretch (stretch_of)
