# retention import: malformed and hostile files, wrong options, the wrong
# currency.  Bad rows are named with their line; good rows are stored.
use strict;
use warnings;
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t  = RT::Import->new;
my $db = $t->db;
my $head = "contract_id,client_id,start_date,end_date,monthly_fee\n";

# Import these lines as contracts.  Returns the messages, the status, and the
# ids that are stored.
sub lines {
    my ($lines, @args) = @_;
    $t->empty;
    $t->file('x.csv', $head . $lines);
    my ($text, $status) = $t->import('contracts', 'x.csv', @args);
    my $ids = join ' ', map { $_->[0] }
        @{$db->sql('SELECT external_id FROM contracts ORDER BY 1')};
    return ($text, $status, $ids);
}

my @rows = (
    ['an end before the start', 'B,C,2025-02-02,2025-02-01,',
        qr/line 3: end_date: the end 2025-02-01 is before the start 2025-02-02/],
    ['a day that does not exist', 'B,C,2025-02-30,,',
        qr/line 3: start_date: there is no such day: "2025-02-30"/],
    ['a date that can be read in two ways', 'B,C,01/02/2025,,',
        qr/line 3: start_date: "01\/02\/2025" can be read in two ways/],
    ['a year before 1900', 'B,C,1899-12-31,,', qr/outside 1900-2199: "1899-12-31"/],
    ['a year after 2199', 'B,C,2025-01-01,9999-12-31,',
        qr/line 3: end_date: .*"9999-12-31"; .*--open-when 'end_date=9999-12-31'/],
    ['an amount that can be read in two ways', 'B,C,,,"1,234"',
        qr/line 3: monthly_fee: .*1,234/],
    ['an amount in another currency', 'B,C,,,12 EUR', qr/line 3: monthly_fee: .*12 EUR/],
    ['an amount that is too large', 'B,C,,,99999999999999999999',
        qr/line 3: monthly_fee: .*99999999999999999999/],
    ['no client', 'B,,,,', qr/line 3: client_id: empty, but a value is needed/],
    ['no key', ' ,C,,,', qr/line 3: contract_id: empty/],
    ['a single field', 'B', qr/line 3: 1 fields for 5 columns/],
    ['too many fields', 'B,C,,,1,x', qr/line 3: 6 fields for 5 columns/],
    ['text after a closing quote', '"B"x,C,,,', qr/Line 3: a closing quote/],
    ['a NUL', "B\0,C,,,", qr/Line 3: the record has a NUL/],
    ['a control character', "B\x01,C,,,",
        qr/line 3: contract_id: a control character/],
    ['an id of 192 characters', ('x' x 192) . ',C,,,',
        qr/line 3: contract_id: longer than 191 characters/],
    ['malformed UTF-8', "\xff,C,,,\n" . ("\xd0\x9a" x 40) . ',C,,,',
        qr/Line 3, byte 1: this is not UTF-8/, 2],
    ['a field of more than 1 MiB', ('x' x (1 << 20)) . 'x,C,,,',
        qr/Line 3: a field is longer than 1 MiB/],
    ['a line of 10 MB', join(',', ('x' x 1000) x 10500),
        qr/Line 3: /],
    ['a quote that never closes', '"B,C,,,', qr/Line 3: a quote is opened/],
);
for my $row (@rows) {
    my ($name, $line, $want, $more) = @$row;
    my ($text, $status, $ids) = lines("A,C,,,\n$line\nZ,C,,,\n");
    is $status, 0, "$name: the import goes on" or diag $text;
    like $text, $want, "$name: is named";
    like $text, qr/, 1 rejected/, "$name: is counted";
    like $ids, qr/^A (\S+ )?Z$/a, "$name: the rows around it are stored" if !$more;
    unlike $text, qr/[^\x0a\x20-\x7e\x80-\xff]/, "$name: no control characters are printed";
}

# Trailing separators are not fields, and years before 1970 are accepted.
my ($text, $status, $ids) = lines("A,C,1901-05-05,,,,\n\n \nB,C,2199-12-31,,\n");
is $ids, 'A B', 'empty fields at the end of a line do no harm';
like $text, qr/2 rows read; .*, 0 rejected/, 'a line of blanks is not a row';

# The remarks of an import on single rows, and their number, without the
# summary.
sub remarks {
    my ($kind, $csv, @args) = @_;
    $t->file('r.csv', $csv);
    my $said = $t->imported("$kind with remarks", $kind, 'r.csv', @args);
    my ($n) = $said =~ /rows with remarks: (\d+)/;
    return join "\n", grep({/^line/} split /\n/, $said), $n // 0;
}

$t->empty;
is remarks('contracts', $head . <<'CSV'), <<'TEXT' . 3, 'remarks on contracts';
K1,A,2020-01-10,2024-03-05,10
K2,D,2021-01-01,,-500
K3,A,2023-01-01,,20
K4,E,2150-01-01,,1
K5,F,,,0
K6,G,2020-01-01,2020-02-01,1
K6,G,2020-03-01,2020-04-01,-0.01
CSV
line 3: monthly_fee: the amount -500.00 is negative; the row is accepted
line 5: start_date: the day 2150-01-01 is in the future; reports leave it out; the row is accepted
line 8: monthly_fee: the amount -0.01 is negative; the row is accepted
TEXT

my @events = (
    ['the first day of a contract', 'A,2020-01-10,1,K1', ''],
    ['the day before it', 'A,2020-01-09,1,K1',
        'paid_at: 2020-01-09 is before the contract\'s start 2020-01-10'],
    ['the last day of a contract', 'A,2024-03-04,1,K1', ''],
    ['the day of its end', 'A,2024-03-05,1,K1',
        'paid_at: 2024-03-05: the contract had already ended, on 2024-03-05'],
    ['a day before 1970', 'A,1951-01-01,1,K1',
        'paid_at: 1951-01-01 is before the contract\'s start 2020-01-10'],
    ['a day after 2100', 'A,2150-06-01,1,K1',
        'paid_at: the day 2150-06-01 is in the future; reports leave it out'],
    ['another client\'s contract', 'A,2022-01-01,1,K2',
        'contract_id: contract K2 is another client\'s'],
    ['no contract named: the first of the client', 'A,2020-01-09,2,',
        'paid_at: 2020-01-09 is before the contract\'s start 2020-01-10'],
    ['no contract named: the last of the client', 'A,2025-01-01,1,', ''],
    ['a contract without a known start', 'F,1951-01-01,1,K5', ''],
    ['a client without contracts', 'N,1951-01-01,1,', ''],
    ['a day after the pause of a contract', 'G,2020-03-15,1,K6', ''],
    ['a day in the pause', 'G,2020-02-15,1,K6',
        'paid_at: 2020-02-15: the contract had already ended, on 2020-02-01'],
    ['a day after the end of all contracts', 'G,2020-04-01,1,',
        'paid_at: 2020-04-01: the contract had already ended, on 2020-04-01'],
);
for my $row (@events) {
    my ($name, $line, $want) = @$row;
    is remarks('payments', "client_id,paid_at,amount,contract_id\n$line\n"),
        $want eq '' ? 0 : "line 2: $want; the row is accepted\n1", "payment: $name";
}
is $db->value('SELECT COUNT(*) FROM payments'), scalar @events,
    'all of them are stored';
is $t->rows('SELECT DATE(paid_at) FROM payments WHERE paid_at < "1970-01-01" OR '
        . 'paid_at > "2100-01-01" ORDER BY 1'),
    "1951-01-01\n" x 3 . "2150-06-01\n", 'on their days: a date is not moved by a zone';
is remarks('activity', <<'CSV'), <<'TEXT' . 3, 'remarks on activity';
client_id,at,row_id
D,1951-01-01,
D,2150-01-01,7
D,2021-01-01,
G,2020-04-01,8
F,1951-01-01,
CSV
line 2: at: 1951-01-01 is before the contract's start 2021-01-01; the row is accepted
line 3: at: the day 2150-01-01 is in the future; reports leave it out; the row is accepted
line 5: at: 2020-04-01: the contract had already ended, on 2020-04-01; the row is accepted
TEXT
is $db->value('SELECT COUNT(*) FROM activity'), 5, 'all of it is stored';
is remarks('activity', "client_id,at\nD,1951-01-02\nG,2020-01-01\n"
        . join('', map { "F,1082040$_\n" } 100 .. 999) x 3
        . "D,1951-01-03\nG,2020-04-02\n"),
    <<'TEXT' . 3, 'a later batch has the same remarks';
line 2: at: 1951-01-02 is before the contract's start 2021-01-01; the row is accepted
line 2704: at: 1951-01-03 is before the contract's start 2021-01-01; the row is accepted
line 2705: at: 2020-04-02: the contract had already ended, on 2020-04-01; the row is accepted
TEXT
like remarks('changes', "contract_id,effective_on,monthly_fee\nK1,2022-01-01,-1\n"),
    qr/line 2: monthly_fee: the amount -1.00 is negative/, 'remarks on changes';
like remarks('cases', "case_id,contract_id,created_at,status\n1,K1,2150-01-01,active\n"),
    qr/line 2: created_at: the day 2150-01-01 is in the future/, 'remarks on cases';
is remarks('payments', "client_id,paid_at,amount\n" . ("A,1951-01-01,1\n" x 25)
        . "A,2150-01-01,1\n") =~ s/^line \d+: paid_at: 1951.*\n//mgr,
    "line 27: paid_at: the day 2150-01-01 is in the future; reports leave it out; "
    . "the row is accepted\n26", 'many remarks of one sort do not hide another one';
is remarks('payments', "client_id,paid_at,amount\nA,2150-01-01,3\n", '--dry-run'),
    "line 2: paid_at: the day 2150-01-01 is in the future; reports leave it out; "
    . "the row is accepted\n1", 'a dry run has the same remarks';

$db->sql(map { "DELETE FROM $_" } qw(payments activity retention_cases));
($text, $status, $ids) = lines(<<'CSV');
A,C,2020-01-01,,
B,C,2020-01-01,,
A,C,2020-01-01,,5
Z,C,2020-01-01,2021-01-01,
Z,C,2020-06-01,,
A,C,2020-01-01,,6
CSV
is join("\n", $text =~ /^line .*/mg), join("\n", map {
    "line $_: the key is repeated further down; that row counts" } 2, 4, 5),
    'rows that do not count are named: a repeated key, overlapping terms';
like $text, qr/with a repeated key: 3;/, 'and counted';
($text) = lines("A,C,,,\n" x 30);
is scalar(() = $text =~ /^line \d+: the key is repeated/mg), 20,
    'twenty such rows are shown';
like $text, qr/^and 9 more rows with a repeated key$/m, 'the others are counted';

my $bad = join '', map { "K$_,,=1+1,\@x,-5\n" } 1 .. 25;
($text, $status, $ids) = lines("A,C,,,\n$bad", '--rejects', 'bad.csv');
is $status, 0, 'some rows are good';
is scalar(() = $text =~ /^line \d+: client_id/mg), 20, 'twenty bad rows are shown';
like $text, qr/and 5 more rows, in the --rejects file/, 'the others are counted';
my @lines = split /\n/, $t->read('bad.csv');
is scalar @lines, 26, 'the file of rejects has all of them';
is $lines[0], 'rejected_line,rejected_reason,contract_id,client_id,start_date,end_date,monthly_fee',
    'with the columns of the source';
like $lines[25], qr/^27,"client_id: empty, [^"]*",K25,,"?'=1\+1"?,"?'\@x"?,-5$/,
    'formulas are disarmed, numbers are left as they are';
is +(stat $t->dir . '/bad.csv')[2] & 0777, 0600, 'nobody else may read it';
chmod 0644, $t->dir . '/bad.csv' or die $!;
lines("A,C,,,\n", '--rejects', 'bad.csv');
is +(stat $t->dir . '/bad.csv')[2] & 0777, 0600,
    'not even if a file of that name existed and anybody could read it';
is $t->read('bad.csv'), "$lines[0]\n", 'after a run without bad rows only the header is left';
($text, $status) = lines("A,C,,,\n", '--rejects', 'x.csv');
is $status, 1, 'the source is not overwritten';
like $text, qr/x\.csv: that is the source file/, 'the message says why';
like $t->read('x.csv'), qr/^A,C/m, 'and the source is unchanged';
($text, $status) = lines($bad);
is $status, 1, 'without one good row the import has failed';
like $text, qr/25 rows read.*25 rejected.*no row is valid/s, 'and says so';
local $ENV{RETENTION_LANG} = 'ru';
($text) = lines("A,C,,,\n,C,,,\n");
like $text, qr/строка 3: contract_id: пусто, а значение обязательно/,
    'reasons are in the language of the reader';
local $ENV{RETENTION_LANG} = 'en';

# Large records must not all be kept in memory until they are stored.
$t->file('wide.csv', "client_id,telegram_id,note\n" . join '', map {
    "C$_,5," . ('x' x 900_000) . "\n" } 1 .. 20);
($text, $status) = $t->import('clients', 'wide.csv', '--rejects', 'bad.csv');
like $text, qr/1 added.*19 rejected/, 'wide records are rejected';
my ($wide) = $t->read('bad.csv') =~ /^21,"?telegram_id: [^\n]*,C20,5,(x+)$/m;
is length($wide // ''), 900_000, 'and written whole to the file of rejects';

($text, $status, $ids) = lines("A,C,,,\nB,,,,\n", '--dry-run');
is "$status $ids", '0 ', 'a dry run writes nothing';
like $text, qr/1 added, 0 changed, 0 unchanged, 1 rejected.*nothing was written/s,
    'but says what it would do';
is $t->rows('SELECT (SELECT COUNT(*) FROM clients), (SELECT COUNT(*) FROM '
        . 'import_runs), (SELECT COUNT(*) FROM data_state)'), "0 0 0\n",
    'a dry run leaves no trace';

my %files = (
    'an empty file'           => ['',                qr/the file is empty/],
    'a broken header'         => ["a\0b\n1\n",       qr/Line 1: .*NUL/],
    'no such columns'  => ["a,b\n1,2\n", qr/^Columns of the file: a, b\n.*need the field contract_id/ms],
    'a column twice'   => ["contract_id,client_id,client_id\n1,2,3\n",
        qr/more than one column "client_id"/],
    'UTF-16'           => ["\xff\xfec\0o\0", qr/^Columns of the file: co$/m],
    'an unclear separator' => ["contract_id,client_id;x\n1,2;3\n",
        qr/what separates the columns/],
    'a damaged gzip'   => ["\x1f\x8b\x08\0\0\0\0\0\0\x03garbage", qr/gzip/],
    'a binary'         => [join('', map { chr } 0 .. 255) x 100, qr/encoding of w\.csv is not clear/],
);
for my $name (sort keys %files) {
    $t->file('w.csv', $files{$name}[0]);
    my ($said, $code) = $t->import('contracts', 'w.csv');
    is $code, 1, "$name: failed";
    like $said, $files{$name}[1], "$name: says why";
    is scalar(() = $said =~ /^retention: /mg), 1, "$name: the error is on one line";
}
($text, $status) = $t->import('contracts', 'missing.csv');
is $status, 1, 'a missing file is an error';
like $text, qr/missing\.csv cannot be opened: no such file/, 'is named';
($text, $status) = $t->import('contracts', '/dev/null');
like $text, qr{/dev/null: not a file}, 'a device is refused';

$t->file('x.csv', $head . "A,C,,,\n");
my @usage = (
    ['nothing', qr/Name a kind and a file/],
    ['a kind without a file', qr/Name a kind and a file/, 'contracts'],
    ['an unknown kind', qr/no kind "cats"/, 'cats', 'x.csv'],
    ['an unknown option', qr/--colour/, 'contracts', 'x.csv', '--colour', 'red'],
    ['an unknown field', qr/no field "colour"/, 'contracts', 'x.csv', '--map', 'colour=x'],
    ['half a mapping', qr/--map wants NAME=VALUE/, 'contracts', 'x.csv', '--map', 'x'],
    ['a year as a day', qr/--as-of: “2025” is a period, not a day/, 'contracts', 'x.csv', '--as-of', '2025'],
    ['a day that does not exist', qr/--as-of: “32\.01\.2025” isn.t a date .*Examples/s, 'contracts', 'x.csv', '--as-of',
        '32.01.2025'],
    ['a day of two readings', qr/--as-of: .*2025-02-01 or 2025-01-02/, 'contracts', 'x.csv', '--as-of', '01/02/2025'],
    ['--full of clients', qr/--full cannot be used with clients/, 'clients', 'x.csv', '--full'],
    ['a folder without files', qr/nothing to import/, '.'],
);
for my $row (@usage) {
    my ($name, $want, @args) = @$row;
    my ($said, $code) = $t->import(@args);
    is $code, 2, "$name: wrong usage";
    like $said, $want, "$name: is told";
    like $said, qr/import --help/, "$name: the message names --help";
}
($text, $status) = $t->import('contracts', 'x.csv', '--map', 'plan=Tarif');
is $status, 1, 'a missing column is an error';
like $text, qr/^Columns of the file: contract_id, client_id.*no column "Tarif"/ms,
    'and the message lists those of the file';
local $ENV{REPORT_ZONE} = 'Europe/Atlantis';
($text, $status) = $t->import('contracts', 'x.csv');
is $status, 1, 'an unknown zone is an error';
like $text, qr{Europe/Atlantis}, 'is named';
local $ENV{REPORT_ZONE} = 'Europe/Moscow';

{
    local $ENV{DB_NAME} = 'information_schema';
    ($text, $status) = $t->import('contracts', 'x.csv');
    is $status, 1, 'a database without tables is an error';
    like $text, qr/no tables yet; first: retention migrate/, 'the message says what to do';
}

($text, $status) = lines("A,C,,,1.5\n", '--currency', 'KWD');
is $t->rows('SELECT name, value FROM data_state ORDER BY name'),
    "currency KWD\ncurrency_digits 3\n", 'the first amounts decide the currency';
is $t->rows('SELECT monthly_fee_minor FROM contracts'), "1500\n", 'and its digits';
($text, $status) = $t->import('contracts', 'x.csv', '--currency', 'EUR');
is $status, 1, 'another currency is refused';
like $text, qr/data are in KWD and the file is in EUR/, 'and both are named';
($text, $status) = $t->import('contracts', 'x.csv');
like $text, qr/1 unchanged/, 'the stored currency is the default';
local $ENV{CURRENCY} = 'USD';
($text, $status) = $t->import('contracts', 'x.csv');
like $text, qr/data are in KWD and the file is in USD/, 'a currency in the settings is checked too';
delete local $ENV{CURRENCY};
($text, $status) = $t->import('contracts', 'x.csv', '--currency', 'XXY');
is $status, 1, 'an unknown currency is an error';
like $text, qr/XXY/, 'is named';

$t->empty;
$t->file('big.csv', $head . join '', map { "K$_,C$_,,,\n" } 1 .. 30_000);
my ($pid, $out) = $t->start('import', 'contracts', 'big.csv');
for (1 .. 500) {
    last if $t->db->value('SELECT COUNT(*) FROM import_runs') > 0;
    select undef, undef, undef, 0.01;
}
kill 'STOP', $pid;
($text, $status) = $t->import('contracts', 'x.csv');
kill 'CONT', $pid;
is $status, 1, 'a second import at the same time is refused';
like $text, qr/Another import is running/, 'and the message says so';
close $out;
is $?, 0, 'the first one is not disturbed';
is $t->rows('SELECT COUNT(*) FROM contracts'), "30000\n", 'and complete';

done_testing;
