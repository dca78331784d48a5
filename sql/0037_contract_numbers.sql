-- The numbers of stretches that an older version made: NUMBER@2024-02-20.
UPDATE contracts c
JOIN contracts first
    ON first.external_id = LEFT(c.external_id, CHAR_LENGTH(c.external_id) - 11)
    AND first.client_id = c.client_id
SET c.stretch_of = first.external_id
WHERE c.stretch_of IS NULL AND c.external_id LIKE '_%@____-__-__'
