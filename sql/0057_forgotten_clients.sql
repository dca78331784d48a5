-- What files bring back about clients who were forgotten is found quickly.
-- unless: SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'clients' AND index_name = 'by_forgotten'
ALTER TABLE clients
    ADD KEY by_forgotten (forgotten_at)
