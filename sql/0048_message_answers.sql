-- answered_at: somebody has replied, or said that no reply is needed.
-- unless: SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'messages' AND column_name = 'answered_at'
ALTER TABLE messages
    ADD COLUMN answered_at DATETIME NULL,
    ADD KEY by_answer (direction, answered_at)
