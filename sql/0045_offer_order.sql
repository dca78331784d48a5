-- The lower priority goes first; without auto only a person proposes it.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'offers' AND column_name = 'priority'
ALTER TABLE offers
    ADD COLUMN priority INT NOT NULL DEFAULT 100,
    ADD COLUMN auto BOOLEAN NOT NULL DEFAULT TRUE
