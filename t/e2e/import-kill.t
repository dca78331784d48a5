# retention import when things break: it is killed, the server is killed or
# restarted, the file changes; nothing is half done, and a repeated import
# ends where an undisturbed one does.
use strict;
use warnings;
use RT::Import;
use Test::More;
use Time::HiRes qw(sleep time);

plan skip_all => RT::Db::missing() if RT::Db::missing();

use constant ROWS => 20_000;

my $t  = RT::Import->new;
my $db = $t->db;

my $text = "contract_id,client_id,start_date,end_date,monthly_fee,plan\n";
for my $i (1 .. ROWS) {
    $text .= sprintf "K%06d,C%06d,2024-%02d-01,%s,%d.%02d,P%d\n", $i, $i % 15_000,
        1 + $i % 12, $i % 5 ? '' : '2025-03-01', $i % 900, $i % 100, $i % 7;
}
$t->file('all.csv', $text);
my @args = ('contracts', 'all.csv', '--as-of', '2025-06-30');

sub sums {
    return $t->rows('SELECT COUNT(*), COUNT(DISTINCT client_id), '
            . 'SUM(monthly_fee_minor), SUM(end_date IS NULL), SUM(CRC32('
            . "CONCAT_WS('|', external_id, start_date, end_date, plan))) "
            . 'FROM contracts')
        . $t->rows('SELECT COUNT(*) FROM clients')
        . $t->rows('SELECT COUNT(*), SUM(monthly_fee_minor) FROM contract_changes');
}

sub stored { return $db->value('SELECT COUNT(*) FROM contracts') }

# Start an import and wait until some of it, but not all, is stored.
sub start_half {
    my ($rows) = @_;
    my ($pid, $out) = $t->start('import', @args);
    my $until = time + 30;
    sleep 0.02 while stored() < $rows && time < $until;
    return ($pid, $out);
}

my ($said, $status) = $t->import(@args);
is $status, 0, 'an undisturbed import' or diag $said;
my $want = sums();

# --- the importer is killed -------------------------------------------------------

my $halves = 0;
for my $try (1 .. 3) {
    $t->empty;
    my ($pid, $out) = start_half($try * 4000);
    kill 'KILL', $pid;
    close $out;
    my $n = stored();
    $halves++ if $n > 0 && $n < ROWS;
    is $n % 2000, 0, "killed after $n rows: whole batches are stored";
    is $t->rows('SELECT rows_read, finished_at IS NULL FROM import_runs'),
        "$n 1\n", 'and the run says how far it came';
    ($said, $status) = $t->import(@args);
    is $status, 0, 'it can be repeated at once' or diag $said;
    like $said, qr/@{[commas(ROWS - $n)]} added, 0 changed, @{[commas($n)]} unchanged/,
        'and stores the rest';
    is sums(), $want, 'the result is that of an undisturbed one';
}
ok $halves > 0, 'some of these were killed half-way';

sub commas {
    my ($n) = @_;
    1 while $n =~ s/(\d)(\d{3})\b/$1,$2/;
    return $n;
}

# A change of amounts that is killed and repeated leaves one history.
$t->file('all.csv', $text =~ s/,P(\d)\n/,Q$1\n/gr);
@args = ('contracts', 'all.csv', '--as-of', '2025-07-31');
my ($pid, $out) = $t->start('import', @args);
my $until = time + 30;
sleep 0.02 while $db->value('SELECT COUNT(*) FROM contract_changes') < 4000
    && time < $until;
kill 'KILL', $pid;
close $out;
($said, $status) = $t->import(@args);
like $said, qr/, 0 rejected/, 'a killed change is repeated';
is $t->rows('SELECT COUNT(*), COUNT(DISTINCT contract_id), SUM(effective_on = '
        . "'2025-07-31') FROM contract_changes"),
    2 * ROWS . " @{[ROWS]} @{[ROWS]}\n", 'each contract has one change and its beginning';
$t->file('all.csv', $text);
@args = ('contracts', 'all.csv', '--as-of', '2025-06-30');

# --- the server goes ----------------------------------------------------------------

for my $how (qw(kill9 stop)) {
    $t->empty;
    ($pid, $out) = start_half(4000);
    $db->$how;
    sleep 1.5;
    $db->start;
    $said = do { local $/; <$out> };
    close $out;
    is $? >> 8, 0, "the server's $how: the import waits for it" or diag $said;
    like $said, qr/does not answer, waiting/, 'and says so';
    is sums(), $want, 'the result is that of an undisturbed one';
    my ($again) = $t->import(@args);
    like $again, qr/nothing has changed/, 'a second run changes nothing';
}

# --- the file changes under the import -------------------------------------------------

$t->empty;
($pid, $out) = start_half(4000);
kill 'STOP', $pid;
$t->file('all.csv', "contract_id,client_id\nA,B\n");
kill 'CONT', $pid;
$said = do { local $/; <$out> };
close $out;
is $? >> 8, 1, 'a file that changes while it is read';
like $said, qr/all\.csv: the file changed while it was read/, 'is told';
is stored() % 2000, 0, 'whole batches are stored';

done_testing;
