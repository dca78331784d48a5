-- The same for contacts.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'campaign_members' AND column_name = 'contacted_at_day'
ALTER TABLE campaign_members
    ADD COLUMN contacted_at_day BOOLEAN NULL
