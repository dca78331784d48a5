# retention import --full, one file after the other: each loss is in its month,
# and the tool asks before very many contracts end.
use strict;
use warnings;
use Encode qw(decode_utf8);
use RT::Import;
use RT::Line;
use Test::More;
use Time::HiRes qw(sleep time);

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t = RT::Import->new;

sub imported { return $t->imported(@_) }

# Write a file of these contracts, each with its own client.
sub listing {
    my ($name, @ids) = @_;
    return $t->file($name, join '', "contract_id,client_id,start_date,monthly_fee\n",
        map { "K$_,C$_,2024-01-10,10\n" } @ids);
}

# Import the full file of a day.
sub full {
    my ($day, $ids, @more) = @_;
    listing("$day.csv", @$ids);
    return imported("the full file of $day", 'contracts', "$day.csv", '--full',
        '--as-of', $day, @more);
}

sub lines {
    my (@block) = @_;
    my ($text) = $t->tool('block', @block, '--format', 'csv');
    return $text;
}

sub ended {
    return $t->db->value('SELECT COUNT(*) FROM contracts WHERE end_date IS NOT NULL');
}

full('2024-05-31', [1 .. 3]);
full('2024-06-30', [1, 2]);
full('2024-07-31', [1, 2]);
$t->tool('refresh', '--once', '--as-of', '2024-07-31');
my $churn = lines('churn');
like $churn, qr/^2024-06,3,0,0,1,0,2,/m, 'the loss is in the month of its file';
like $churn, qr/^2024-07,2,0,0,0,0,2,/m, 'and not in the next month';

# The day up to which contracts are known, which their imports named.
sub known {
    $t->tool('refresh', '--once');
    my ($json) = $t->tool('block', 'churn', '--format', 'json');
    return $json =~ /"as_of": "([-\d]+)"/ ? $1 : '';
}

is known(), '2024-07-31', 'contracts are known until the day of the latest full file';
full('2024-06-15', [1, 2]);
is known(), '2024-07-31', 'an older full file, for the history, moves no day back';
full('2024-08-31', [1, 2]);
is known(), '2024-08-31', 'a newer one moves it on';
imported('a file of changes', 'contracts', '2024-06-30.csv', '--as-of', '2024-08-15');
is known(), '2024-08-15', 'after a file that is not full its own day counts';
imported('the same without a day', 'contracts', listing('few.csv', 1, 2));
isnt known(), '2024-08-15', 'and none if it names none';

# Import a full file that ends this many of all contracts; messages and status.
sub ends {
    my ($n, $of, @more) = @_;
    $t->empty;
    full('2024-05-31', [1 .. $of]);
    listing('less.csv', $n + 1 .. $of);
    return $t->import('contracts', 'less.csv', '--full', '--as-of', '2024-06-30',
        @more);
}

my ($text, $status) = ends(100, 200);
is "$status " . ended(), '0 100', 'a hundred contracts always end';
($text, $status) = ends(101, 1010);
is "$status " . ended(), '0 101', 'so does a tenth of all';
($text, $status) = ends(101, 1009);
is "$status " . ended(), '1 0', 'more than both does not, if nobody can be asked';
like $text, qr/does not have 101 of 1,009 running contracts.*--max-ends 101/,
    'the message has the numbers and says what to do';
is $t->db->value("SELECT COUNT(*) FROM import_runs WHERE as_of = '2024-06-30'"), 0,
    'nothing of the file is stored';
($text, $status) = $t->import('contracts', 'less.csv', '--full', '--dry-run');
is $status, 0, 'a dry run succeeds';
like $text, qr/does not have them: 101/, 'and counts them';
($text, $status) = $t->import('contracts', 'less.csv', '--full', '--max-ends', 100);
is "$status " . ended(), '1 0', '--max-ends with one too few ends none';
($text, $status) = ends(101, 1009, '--max-ends', 101);
is "$status " . ended(), '0 101', '--max-ends with enough ends them';
($text, $status) = ends(3, 10, '--max-ends', 2);
is "$status " . ended(), '1 0', '--max-ends also limits few contracts';
($text, $status) = ends(3, 10, '--max-ends', 3);
is "$status " . ended(), '0 3', 'as many as it says may end';
($text, $status) = ends(101, 1009, '--yes');
is "$status " . ended(), '0 101', '--yes ends them';
ends(101, 1009);
mkdir $t->dir . '/in';
$t->file('in/import.conf', "as-of = 2024-06-30\n[contracts ../less.csv]\nfull\n");
($text, $status) = $t->import('in');
is "$status " . ended(), '1 0', 'importing a folder asks too';
$t->file('in/import.conf', "[contracts ../less.csv]\nfull\nmax-ends = 101\n"
        . "as-of = 2024-06-30\n");
($text, $status) = $t->import('in');
is "$status " . ended(), '0 101', 'unless its import.conf says how many may end';
for my $bad (qw(0 -1 x)) {
    ($text, $status) = $t->import('contracts', 'less.csv', '--full', "--max-ends=$bad");
    is $status, 2, "--max-ends $bad is refused";
}

sub on_terminal {
    my ($answer) = @_;
    ends(101, 1009);
    my $command = "$ENV{RT_BUILD}/retention import contracts "
        . $t->dir . '/less.csv --full --as-of 2024-06-30';
    $t->file('answer', "$answer\n");
    my $said = `script -qec '$command' /dev/null < @{[$t->dir]}/answer 2>&1`;
    return ($said, $? >> 8);
}

SKIP: {
    skip 'no script command', 6 if system 'command -v script > /dev/null';
    ($text, $status) = on_terminal('no');
    like $text, qr/does not have 101 of 1,009 .*End them\? \[yes\/no\]/s,
        'on a terminal it asks';
    is "$status " . ended(), '1 0', 'no means no';
    ($text, $status) = on_terminal('');
    is "$status " . ended(), '1 0', 'no answer means no';
    ($text, $status) = on_terminal('yes');
    is "$status " . ended(), '0 101', 'yes means yes';
    local $ENV{RETENTION_LANG} = 'ru';
    ($text, $status) = on_terminal('да');
    like decode_utf8($text), qr/101 \x{438}\x{437} 1.?009 /, 'in the reader\'s language';
    is "$status " . ended(), '0 101', 'with the word for yes of that language';
}

# 500 contracts go into one statement, 5,000 into one transaction.
for my $n (499, 500, 501, 1003, 5001) {
    $text = (ends($n, $n + 2, '--yes'))[0];
    like $text, qr/does not have them: @{[commas($n)]}\b/, "$n contracts: it says so";
    is ended(), $n, "$n contracts have ended";
}

sub commas {
    my ($n) = @_;
    1 while $n =~ s/(\d)(\d{3})\b/$1,$2/;
    return $n;
}

# Killed while it ends contracts.

{
    my $db = $t->db;
    $t->empty;
    full('2024-05-31', [1 .. 5200]);
    listing('less.csv', 5101 .. 5200);
    # The second transaction waits for a lock of another session.
    my $other = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    $db->sql('CREATE TRIGGER halt BEFORE UPDATE ON contracts FOR EACH ROW SET @halt = '
            . "IF(NEW.external_id = 'K5050', GET_LOCK('halt', 20), 0)");
    for my $step (['open', $db->socket], ['query', "SELECT GET_LOCK('halt', 9)"]) {
        my ($code, undef, $error) = $other->ask(@$step);
        die "@$step: $error" if $code ne 'RT_OK';
    }
    my ($pid, $out) = $t->start('import', 'contracts', 'less.csv', '--full', '--as-of',
        '2024-06-30', '--yes');
    my $until = time + 60;
    sleep 0.02 while ended() < 5000 && time < $until;
    kill 'KILL', $pid;
    close $out;
    undef $other;
    is ended(), 5000, 'killed while it ends contracts: only whole transactions are stored';
    $db->sql('DROP TRIGGER halt');
    ($text, $status) = $t->import('contracts', 'less.csv', '--full', '--as-of',
        '2024-06-30', '--yes');
    like $text, qr/does not have them: 100\b/, 'repeated, it ends the rest';
    is $t->rows('SELECT end_date, absent_on, COUNT(*) FROM contracts GROUP BY 1, 2 '
            . 'ORDER BY 1'), "- - 100\n2024-06-30 2024-06-30 5100\n",
        'all of them end on the day of the file';
    listing('less.csv', 1 .. 5200);
    $text = imported('a corrected file of the same day', 'contracts', 'less.csv',
        '--full', '--as-of', '2024-06-30');
    is ended(), 0, 'takes the ends back';
    is $t->rows('SELECT COUNT(*) FROM contracts'), "5200\n", 'and makes no new stretches';
}

done_testing;
