-- The queue can be read by profit, the highest first.
-- unless: SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'contracts' AND index_name = 'by_profit'
ALTER TABLE contracts
    ADD KEY by_profit (monthly_profit_minor)
