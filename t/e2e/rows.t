# Reading rows by their id and editing them, on a real server.
use strict;
use warnings;
use RT::Db;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $db = RT::Db->new(schema => 1);
$db->sql(
    q{INSERT INTO clients (id, external_id, first_name, region)
      VALUES (7, 'C7', 'Анна', 'Юг'), (8, 'C8', 'Пётр', 'Юг')},
    q{UPDATE clients SET deleted_at = UTC_TIMESTAMP() WHERE id = 8},
    q{INSERT INTO contracts (id, external_id, client_id, start_date, monthly_fee_minor)
      VALUES (3, 'D3', 7, '2024-01-01', 99000)},
    q{INSERT INTO offers (id, external_id, offer_type) VALUES (2, 'O2', 'Скидка')},
    q{INSERT INTO campaigns (id, external_id, name) VALUES (1, 'A', 'Весна')},
);
my $env = $db->env;
local @ENV{keys %$env} = values %$env;

open my $program, '-|', "$ENV{RT_BUILD}/t/helper/rows" or die $!;
while (my $line = readline $program) {
    chomp $line;
    if ($line =~ /^(not )?ok \d+ - (.*)/) { ok !$1, $2 }
    elsif ($line !~ /^1\.\.\d/) { diag $line }
}
close $program;
is $?, 0, 'the program has ended with status 0';

is_deeply $db->sql('SELECT entity, entity_id, field, value FROM desk_edits ORDER BY 1, 2, 3'),
    [
        ['client',   7, 'acquired_on',     19723],
        ['client',   7, 'phone',           '+79000000001'],
        ['contract', 3, 'can_be_retained', 0],
        ['offer',    2, 'valid_to',        20000],
        ['campaign', 1, 'margin',          0.25],
    ],
    'each edit is recorded once, for the importer';
done_testing;
