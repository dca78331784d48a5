# retention import when something breaks: it is killed, the server is killed or
# restarted, the file changes.  Nothing is left half done, and repeating the
# import gives the result of an undisturbed one.
use strict;
use warnings;
use RT::Cut;
use RT::Import;
use RT::Line;
use RT::Long qw(long);
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

# Start an import that stores this many rows and then blocks: its next batch
# waits for a lock of another session, until the third returned value is
# released.
sub start_half {
    my ($rows) = @_;
    my $other = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    $db->sql('DROP TRIGGER IF EXISTS halt', sprintf 'CREATE TRIGGER halt '
            . 'BEFORE INSERT ON contracts FOR EACH ROW SET @halt = '
            . "IF(NEW.external_id = 'K%06d', GET_LOCK('halt', 4), 0)", $rows + 1000);
    for my $step (['open', $db->socket], ['query', "SELECT GET_LOCK('halt', 9)"]) {
        my ($code, undef, $error) = $other->ask(@$step);
        die "@$step: $error" if $code ne 'RT_OK';
    }
    my ($pid, $out) = $t->start('import', @args);
    my $until = time + 30;
    sleep 0.02 while stored() < $rows && time < $until;
    return ($pid, $out, $other);
}

my ($said, $status) = $t->import(@args);
is $status, 0, 'an undisturbed import succeeds' or diag $said;
my $want = sums();

{
    my ($text, $code) = $t->tool('refresh', '--once');
    is $code, 0, 'a whole import is published' or diag $text;
    my ($shown) = $t->tool('block', 'churn', '--format', 'json');
    $t->empty;
    my ($pid, $out, $other) = start_half(4000);
    ($text, $code) = $t->tool('refresh', '--once');
    is $code, 1, 'while another is running there is no snapshot';
    like $text, qr/import of all\.csv \(contracts\) is running/, 'and the message says why';
    like +($t->tool('check'))[0], qr/Imports: an import of all\.csv/, 'check mentions it';
    ok !-e $t->dir . '/data/held', 'pages show no banner';
    kill 'KILL', $pid;
    close $out;
    undef $other;
    my $gone = time + 20;
    do { ($text, $code) = $t->tool('refresh', '--once') }
        while $text =~ /is running/ && time < $gone;
    is $code, 1, 'nor is there one after an import was killed';
    like $text, qr/all\.csv \(contracts\) was broken off/, 'the message says why';
    is +($t->tool('block', 'churn', '--format', 'json'))[0], $shown,
        'the snapshot is still the earlier one';
    ($text, $code) = $t->tool('check');
    like $text, qr/Imports: The import of all\.csv .*--accept-unfinished/, 'check reports it';
    is $code, 1, 'as a fault';
    ok -e $t->dir . '/data/held', 'pages show a banner';
    ($text, $code) = $t->tool('refresh', '--accept-unfinished');
    is $code, 0, 'the operator can accept it as it is' or diag $text;
    like $text, qr/1 unfinished import was accepted.*2,?\d* clients|4,000 contracts/s,
        'half of the rows are published';
    unlike +($t->tool('check'))[0], qr/broken off/, 'check reports it no longer';
    ok !-e $t->dir . '/data/held', 'pages show no banner';
    $t->empty;
}

for my $n ((4000, 8000, 12_000) x long(1, 10)) {
    $t->empty;
    my ($pid, $out, $other) = start_half($n);
    kill 'KILL', $pid;
    close $out;
    undef $other;
    is stored(), $n, "killed after $n rows: whole batches are stored";
    is $t->rows('SELECT rows_read, finished_at IS NULL FROM import_runs'),
        "$n 1\n", 'the record of the run says how far it came';
    ($said, $status) = $t->import(@args);
    is $status, 0, 'it can be repeated at once' or diag $said;
    like $said, qr/@{[commas(ROWS - $n)]} added, 0 changed, @{[commas($n)]} unchanged/,
        'and stores the rest';
    is sums(), $want, 'the result is that of an undisturbed one';
    ($said, $status) = $t->tool('refresh', '--once');
    is $status, 0, 'it is published' or diag $said;
}

sub commas {
    my ($n) = @_;
    1 while $n =~ s/(\d)(\d{3})\b/$1,$2/;
    return $n;
}

# An import of changed amounts that is killed and repeated leaves one history.
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

for my $how (qw(kill9 stop)) {
    $t->empty;
    ($pid, $out, my $other) = start_half(4000);
    $db->$how;
    sleep 1.5;
    undef $other;
    $db->start;
    $said = do { local $/; <$out> };
    close $out;
    is $? >> 8, 0, "the server's $how: the import waits for the server" or diag $said;
    like $said, qr/does not answer, waiting/, 'and says so';
    is sums(), $want, 'the result is that of an undisturbed one';
    my ($again) = $t->import(@args);
    like $again, qr/nothing has changed/, 'a second run changes nothing';
}

my $lock = "CONCAT('rt_', SHA2(CONCAT(DATABASE(), '.import'), 224))";

{
    # The first COMMIT stores the run, the second the currency, the third a
    # batch.
    $t->empty;
    my $wire = RT::Cut->new($db->socket, 'before', 3);
    local $ENV{DB_HOST} = $wire->socket;
    ($pid, $out, my $other) = start_half(0);
    my $next = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    $next->ask('open', $db->socket);
    $db->wait_until("SELECT IS_USED_LOCK($lock)");
    $next->tell('query', "SELECT GET_LOCK($lock, 30)");
    $db->wait_until("SELECT COUNT(*) > 1 FROM information_schema.processlist "
        . "WHERE state = 'User lock'");
    undef $other;
    $said = do { local $/; <$out> };
    close $out;
    is $? >> 8, 1, 'another import takes the lock of a connection that was lost';
    like $said, qr/Another import is running/, 'the message says so';
    is stored(), 0, 'and no batch is stored without it';
}

# The answer to a COMMIT is lost: that of the run, of a batch, of the last
# batch.  Or the connection is lost within a batch, while the server still holds
# its lock of imports.
for my $nth (1, 2, 3, 13) {
    for my $when (qw(after late), $nth == 3 ? 'held' : ()) {
        $t->empty;
        my $wire = RT::Cut->new($db->socket, $when, $nth);
        local $ENV{DB_HOST} = $wire->socket;
        ($said, $status) = $t->import(@args);
        is $status, 0, "transaction $nth is cut $when: the import goes on" or diag $said;
        is sums(), $want, '  the result is that of an undisturbed one';
    }
}

$t->empty;
($pid, $out, my $other) = start_half(4000);
$t->file('all.csv', "contract_id,client_id\nA,B\n");
undef $other;
$said = do { local $/; <$out> };
close $out;
is $? >> 8, 1, 'a file that changes while it is read is an error';
like $said, qr/all\.csv: the file changed while it was read/, 'the message says so';
is stored() % 2000, 0, 'and whole batches are stored';

done_testing;
