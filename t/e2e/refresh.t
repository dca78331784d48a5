# retention refresh: makes a snapshot of a real database and follows its
# changes.  Also everything that can go wrong on the way.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;
use POSIX ();
use RT::Db;
use Test::More;
use Time::HiRes qw(sleep time);

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $tool = "$ENV{RT_BUILD}/retention";
my $dir  = tempdir(CLEANUP => 1);
my $db   = RT::Db->new(schema => 1);
my $env  = $db->env;
local @ENV{keys %$env} = values %$env;
local $ENV{DATA_DIR}        = "$dir/data";
local $ENV{REPORT_ZONE}     = 'Europe/Moscow';
local $ENV{RETENTION_ENV}   = '';
local $ENV{RETENTION_LANG}  = 'en';

# Run the tool.  Returns what it printed on both streams, and its exit status.
sub tool {
    my @args = @_;
    my $pid = open my $out, '-|' // die $!;
    if (!$pid) {
        open STDERR, '>&', \*STDOUT;
        exec $tool, @args or POSIX::_exit(127);
    }
    local $/;
    my $text = <$out>;
    close $out;
    return ($text // '', $? >> 8);
}

sub churn {
    my ($text, $status) = tool('block', 'churn', '--format', 'json', @_);
    return $status == 0 ? decode_json($text) : {error => $text};
}

sub closing {
    my $rows = churn(@_)->{tables}[0]{rows} // return 'no table';
    return @$rows ? $rows->[-1][6] : 'no row';
}

# Wait until `$what` returns true, for at most `$seconds`.
sub within {
    my ($seconds, $what) = @_;
    my $end = time + $seconds;
    while (time < $end) {
        return 1 if $what->();
        sleep 0.2;
    }
    return 0;
}

my ($text, $status) = tool('block', 'churn');
is $status, 1, 'without a snapshot a block is an error';
like $text, qr/no snapshot in \Q$dir\E/, 'and the folder is named';

($text, $status) = tool('refresh', '--once');
is $status, 0, 'an empty database gives a snapshot' or diag $text;
is_deeply churn()->{tables}[0]{rows}, [], 'it has no periods';

$db->sql(
    "INSERT INTO clients (id, external_id, region) VALUES (1,'a','North'),"
        . "(2,'b',NULL),(3,'c','South')",
    "INSERT INTO contracts (id, external_id, client_id, start_date, end_date,"
        . " region) VALUES (1,'k1',1,'2024-01-10',NULL,NULL),"
        . "(2,'k2',2,'2024-01-20','2024-03-05','South'),"
        . "(3,'k3',3,'2024-02-01','2024-02-01',NULL),"
        . "(4,'k4',3,'2024-02-03','2124-02-03',NULL)",
    "INSERT INTO client_attrs VALUES (1,'tariff','gold')",
);
($text, $status) = tool('refresh', '--once');
like $text, qr/3 clients, 3 contracts, as of 5 Mar 2024/,
    'the last known day is that of the latest event in the past';
is churn()->{as_of}, '2024-03-05', 'every answer has it';
like $text, qr/generation (\w{8})/, 'refresh prints the generation';
my ($generation) = $text =~ /generation (\w+)/;
($text) = tool('refresh', '--once');
like $text, qr/Nothing has changed.*$generation/, 'a rebuild without change '
    . 'invalidates nothing';
is closing('--region', 'South'), 1,
    "a client without a region has that of the first contract";
is closing('--attr.tariff', 'gold'), 1, 'an attribute of the company is a filter';
($text, $status) = tool('block', 'churn', '--attr.colour', 'red');
is $status, 2, 'an attribute that no client has is refused';
like $text, qr/attr\.colour/, 'the error names it';

$db->sql('INSERT INTO import_runs (kind, file_name, file_hash, options, as_of, '
    . "started_at, finished_at) VALUES ('contracts', 'k.csv', REPEAT('0', 32), "
    . "'--as-of 2024-04-30', '2024-04-30', UTC_TIMESTAMP(), UTC_TIMESTAMP())");
tool('refresh', '--once');
is churn()->{as_of}, '2024-04-30', 'an import with a later --as-of moves the last known day';
($text, $status) = tool('refresh', '--once', '--as-of', '2024-02-29');
is churn()->{as_of}, '2024-02-29', 'the operator may choose another day';
is closing(), 3, 'on that day nobody had left';
($text, $status) = tool('refresh', '--once', '--as-of', '2024-02-30');
is $status, 2, 'a day that does not exist is wrong usage';
like $text, qr/2024-02-30/, 'and is named';

{
    local $ENV{REPORT_ZONE} = 'Mars/Olympus';
    ($text, $status) = tool('refresh', '--once');
    is $status, 1, 'an unknown zone stops the program';
    like $text, qr{Mars/Olympus}, 'and is named';
}

$db->sql("UPDATE contracts SET plan = 'B' WHERE external_id = 'k1'",
    "INSERT INTO contract_changes (contract_id, effective_on, plan) VALUES"
        . " (1,'2024-01-10','A'), (1,'2024-03-01','B')");
tool('refresh', '--once');
is closing('--plan', 'A'), 1, 'a client is found by the plan with which it began';
is closing('--plan', 'B'), 'no row', 'not by its present plan';
$db->sql('DELETE FROM contract_changes', "UPDATE contracts SET plan = NULL");
tool('refresh', '--once', '--as-of', '2024-02-29');

{
    local $ENV{SHARE_DIR}   = $ENV{RT_SOURCE};
    local $ENV{SECRET_FILE} = "$dir/secret";
    ($text, $status) = tool('check');
    is $status, 1, 'check fails';
    like $text, qr{Settings: .*\Q$dir\E/secret}, 'it names the missing key file';
    open my $key, '>', "$dir/secret" or die $!;
    print {$key} '0123456789abcdef' x 4, "\n";
    close $key;
    chmod 0600, "$dir/secret";
    $db->sql('DELETE FROM schema_version');
    ($text) = tool('check');
    like $text, qr{Database: .*retention migrate}, 'for an old schema it says what to do';
    tool('migrate');
    ($text, $status) = tool('check');
    is $status, 0, 'then it finds nothing wrong' or diag $text;
    like $text, qr/Snapshot: 3 clients, as of 29 Feb 2024/, 'in words';
}

my $before = churn();
{
    my $pid = fork // die $!;
    if (!$pid) {
        open STDOUT, '>', "$dir/full.log";
        open STDERR, '>&', \*STDOUT;
        exec 'sh', '-c', 'trap "" XFSZ; ulimit -f 1; exec "$0" "$@"', $tool,
            'refresh', '--once'
            or POSIX::_exit(127);
    }
    waitpid $pid, 0;
    isnt $? >> 8, 0, 'a full disk fails the refresh';
    open my $log, '<', "$dir/full.log" or die $!;
    like join('', <$log>), qr{\Q$dir\E/data/snapshot.*: }, 'the message names the file';
    is_deeply churn(), $before, 'the earlier snapshot is still used';
    is_deeply [glob "$dir/data/*.new.*"], [], 'no half file is left behind';
}

sub patch {
    my ($file, $at, $bytes) = @_;
    open my $fh, '+<:raw', $file or die "$file: $!";
    seek $fh, $at, 0;
    print {$fh} $bytes;
    close $fh or die $!;
}

tool('refresh', '--once');
patch("$dir/data/snapshot", 500, "\xff\x00\xff");
is_deeply churn(), $before, 'if the snapshot is damaged, the previous one is used';
patch("$dir/data/snapshot.prev", 8, "\x63\x00\x00\x00");
($text, $status) = tool('block', 'churn');
is $status, 1, 'if both are damaged, a block is an error';
like $text, qr{snapshot.*(?:damaged|newer).*retention refresh --once}s,
    'the error names the file, the reason, and what to do';
tool('refresh', '--once');
is churn()->{as_of}, '2024-04-30', 'after that refresh the block is there again';

$db->sql(
    "INSERT INTO payments (client_id, paid_at, amount_minor) VALUES"
        . " (1,'2024-02-01',100), (1,'2024-03-01',100)",
    "INSERT INTO activity (client_id, happened_at) VALUES"
        . " (1,'2024-02-01'), (1,'2024-03-01')",
    "INSERT INTO campaigns (id, external_id) VALUES (1,'g')",
    "INSERT INTO campaign_members (campaign_id, client_id, arm) VALUES"
        . " (1,1,'a'), (1,2,'b')",
);

my $log = "$dir/follow.log";
my $pid = fork // die $!;
if (!$pid) {
    open STDOUT, '>', $log;
    open STDERR, '>&', \*STDOUT;
    exec $tool, 'refresh' or POSIX::_exit(127);
}
$db->sql("INSERT INTO clients (id, external_id) VALUES (4,'d')",
    "INSERT INTO contracts (external_id, client_id, start_date)"
        . " VALUES ('k5',4,'2024-03-01')");
ok within(60, sub { closing() == 3 }), 'a commit is seen within a minute';
{
    local (@ARGV, $/) = "/proc/$pid/limits";
    like <>, qr/^Max core file size +0 +0 /m, 'a program that has the password leaves no core file';
}

sub built {
    local (@ARGV, $/) = $log;
    return scalar(() = <> =~ /generation/g);
}
for my $change (
    'DELETE FROM activity LIMIT 1',
    "UPDATE client_attrs SET value = 'silver'",
    'UPDATE payments SET amount_minor = 101 LIMIT 1',
    'DELETE FROM campaign_members LIMIT 1',
    'DELETE FROM payments LIMIT 1',
) {
    my $before = built();
    $db->sql($change);
    ok within(60, sub { built() > $before }), "so is $change";
}

# Changes of the desk are added to a copy of the last snapshot; the result is
# the same as a complete build.
sub generation_of { return (tool(@_))[0] =~ /generation (\w{8})/ ? $1 : '' }
sub last_built {
    local (@ARGV, $/) = $log;
    return (<> =~ /generation (\w{8})/g)[-1];
}
sub cases {
    my ($text) = tool('block', 'desk-funnel', '--format', 'json');
    return decode_json($text)->{figures}[0]{value} // 0;
}
for my $n (1 .. 3) {
    $db->sql('INSERT INTO retention_cases (contract_id, status, reason, created_at) VALUES '
        . "(2, 'active', 'price $n', '2024-03-0$n 10:00:00')");
    ok within(60, sub { cases() == $n }), "case $n is in the snapshot";
    local (@ARGV, $/) = $log;
    like((split /Snapshot ready/, <>)[-1], qr/contracts, payments and activity are as before/,
        '  contracts are not extracted again');
    is generation_of('refresh', '--once'), last_built(), '  a complete build gives the same';
}

$db->kill9;
is closing(), 3, 'while the database is away, the snapshot is used';
ok within(20, sub { -s $log && do { local (@ARGV, $/) = $log; <> =~ /database/i } }),
    'refresh says so';
$db->start;
$db->sql("UPDATE contracts SET end_date='2024-04-01' WHERE external_id='k5'");
ok within(60, sub { closing() == 2 }), 'and goes on when the database is back';
{
    local (@ARGV, $/) = $log;
    my $said = () = <> =~ /^retention: .*$/mg;
    cmp_ok $said, '<=', 3, 'it has not filled the log meanwhile';
}

# A snapshot that is damaged, missing or outdated is made again, also without a
# change of data.
sub first_bytes { local (@ARGV, $/) = "$dir/data/snapshot"; return substr <> // '', 0, 1e6 }
my $sound = first_bytes();
sub damage { patch($_, (-s $_) - 1, "\xee") for grep { -e } @_; return }
my @files = map { "$dir/data/$_" } qw(snapshot snapshot.prev);
for my $case (
    ['an older one is put back', sub { rename $files[1], $files[0] }],
    ['the newest is damaged', sub { damage($files[0]) }],
    ['both are damaged',      sub { damage(@files) }],
    ['the newest is gone',    sub { unlink $files[0] }],
    ['both are gone',         sub { unlink @files }],
) {
    my ($what, $do) = @$case;
    $do->();
    ok within(60, sub { -e $files[0] && first_bytes() eq $sound }), "$what: it is made again";
    like +(tool('check'))[0], qr/^Snapshot: \d/m, '  and check finds nothing wrong';
}
kill TERM => $pid;
ok within(10, sub { waitpid($pid, POSIX::WNOHANG()) == $pid }),
    'it ends when told to';
is $?, 0, 'with status 0';

sub said_of_snapshot { return (tool('check'))[0] =~ /^(Snapshot: .*)$/m ? $1 : 'nothing' }
like said_of_snapshot(), qr/^Snapshot: \d/, 'check finds nothing wrong at first';
$db->sql("UPDATE contracts SET end_date = '2024-04-02' WHERE external_id = 'k5'");
my $then = time - 59;
utime $then + 20, $then + 20, "$dir/data/followed";
like said_of_snapshot(), qr/^Snapshot: \d/,
    'nor for a change of half a minute ago, which may be on its way';
$then = time - 600;
utime $then, $then, "$dir/data/followed";
like said_of_snapshot(), qr/lags behind the database.* 10 min ago.*retention refresh --once/,
    'for one of ten minutes ago it warns, and says what to do';
$db->sql('INSERT INTO import_runs (kind, file_name, file_hash, options, started_at) '
    . "VALUES ('contracts', 'half.csv', REPEAT('1', 32), '', UTC_TIMESTAMP())");
like +(tool('check'))[0], qr/^Imports: .*half\.csv.*broken off.*\n(?:    .*\n)*Snapshot: \d/m,
    '  but not if the snapshot waits for an import; then it names that';
$db->sql("DELETE FROM import_runs WHERE file_name = 'half.csv'");
tool('refresh', '--once');
like said_of_snapshot(), qr/^Snapshot: \d/, '  after that refresh it finds nothing wrong';
done_testing;
