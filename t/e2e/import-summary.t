# retention import: the complete summary of files that give each of its lines
# something to count.
use strict;
use warnings;
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t = RT::Import->new;
my $head = "contract_id,client_id,start_date,end_date,monthly_fee,plan\n";

# Import a file; only its summary.
sub summary {
    my ($kind, $csv, @args) = @_;
    $t->file('s.csv', $csv);
    my $said = $t->imported("$kind @args", $kind, 's.csv', @args);
    return $said =~ /^(\Q$kind\E, s\.csv: .*(?:\n  .*)*)/m ? "$1\n" : $said;
}

is summary('contracts', $head . <<'CSV', '--as-of', '2025-03-01'), <<'TEXT', 'a first file';
K1,A,2025-01-01,2025-01-01,10,
K2,B,2025-01-01,2025-01-01,10,
K3,C,2025-01-01,,10,x
K4,C,2025-01-01,,10,x
K5,C,2025-01-01,,10,x
K6,C,2025-02-01,2025-01-01,10,x
CSV
contracts, s.csv: 6 rows read; 5 added, 0 changed, 0 unchanged, 1 rejected
  clients added because a row names them: 3
  contracts that end on the day they start and so were never active: 2
TEXT
is summary('contracts', $head . <<'CSV', '--as-of', '2025-04-01', '--full'), <<'TEXT', 'the next';
K1,A,2025-01-01,2025-01-01,10,
K2,B,2025-01-01,2025-01-01,10,
K3,C,2025-01-01,,11,x
K4,C,2025-01-01,,10,y
CSV
contracts, s.csv: 4 rows read; 0 added, 2 changed, 2 unchanged, 0 rejected
  contracts with a new amount or plan: 2
  contracts ended because the file does not have them: 1
  contracts that end on the day they start and so were never active: 2
TEXT
$t->db->sql("UPDATE clients SET forgotten_at = '2025-01-01' WHERE external_id IN ('A', 'B')");
is summary('clients', <<'CSV'), <<'TEXT', 'clients that were forgotten';
client_id,first_name,region
A,Anna,x
B,Boris,x
C,Clara,x
CSV
clients, s.csv: 3 rows read; 0 added, 3 changed, 0 unchanged, 0 rejected
  clients whose personal data were deleted and stay deleted: 2
TEXT
is $t->rows("SELECT external_id FROM clients WHERE first_name IS NOT NULL"), "C\n",
    'they stay forgotten';
is summary('contracts', $head . "K3,C,2025-01-01,,11,x\n", '--dry-run', '--as-of',
    '2025-04-01'), <<'TEXT', 'a trial';
contracts, s.csv: 1 rows read; 0 added, 0 changed, 1 unchanged, 0 rejected
  dry run: nothing was written
TEXT
is summary('contracts', $head . "K3,C,2025-01-01,,11,x\n", '--as-of', '2025-04-01'),
    <<'TEXT', 'the same without --dry-run';
contracts, s.csv: 1 rows read; 0 added, 0 changed, 1 unchanged, 0 rejected
  nothing has changed
TEXT
$t->db->finish;
done_testing;
