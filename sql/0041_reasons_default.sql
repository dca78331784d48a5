-- What a company begins with; it may change all of them.
-- unless: SELECT 1 FROM reasons LIMIT 1
INSERT INTO reasons (code, text_ru, text_en, place) VALUES
    ('price', 'Дорого', 'Too expensive', 1),
    ('quality', 'Качество', 'Quality', 2),
    ('competitor', 'Предложение другой компании', 'A better offer elsewhere', 3),
    ('moving', 'Переезд', 'Moving', 4),
    ('service', 'Обслуживание', 'Service', 5),
    ('no_need', 'Больше не нужно', 'No need any more', 6),
    ('other', 'Другое', 'Something else', 7)
