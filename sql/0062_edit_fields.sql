-- An attribute is edited under the name attr.NAME, and NAME may have 64
-- characters.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'desk_edits' AND column_name = 'field' AND character_maximum_length >= 80
ALTER TABLE desk_edits
    MODIFY COLUMN field VARCHAR(80) COLLATE utf8mb4_bin NOT NULL
