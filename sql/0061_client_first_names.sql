-- Clients are looked for by either name.
-- unless: SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'clients' AND index_name = 'by_first_name'
ALTER TABLE clients
    ADD KEY by_first_name (first_name, last_name)
