-- An older version published imports that never ended, and nobody repeats them
-- now: what is older than a day is taken as it is.
INSERT IGNORE INTO import_accepts (run_id, accepted_at)
SELECT id, UTC_TIMESTAMP() FROM import_runs
WHERE finished_at IS NULL AND started_at < UTC_TIMESTAMP() - INTERVAL 1 DAY
