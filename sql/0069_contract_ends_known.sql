-- Ends ahead that files have brought so far were known by the newest of these
-- files at the latest.
INSERT INTO contract_ends (contract_id, end_date, known_from)
SELECT c.id, c.end_date, r.day
FROM contracts c
JOIN (SELECT MAX(as_of) AS day FROM import_runs
      WHERE kind = 'contracts' AND finished_at IS NOT NULL) r
WHERE c.end_date > r.day AND c.deleted_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM contract_ends e WHERE e.contract_id = c.id)
