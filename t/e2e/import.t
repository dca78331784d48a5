# retention import: clients and contracts, as companies write them, into a real
# database; tomorrow's file, edits of the desk, --full.
use strict;
use warnings;
use Encode qw(encode);
use RT::Import;
use Test::More;
use utf8;

plan skip_all => RT::Db::missing() if RT::Db::missing();

binmode Test::More->builder->$_, ':encoding(UTF-8)'
    for qw(output failure_output todo_output);

my $t  = RT::Import->new;
my $db = $t->db;

sub imported { return $t->imported(@_) }

SKIP: {
    my $shared = $ENV{RT_SHARED} // "$ENV{RT_SOURCE}/../shared";
    my $file   = "$shared/data/eusaving/eusaving_contracts.csv";
    skip 'no ../shared/data', 5 if !-e $file;
    my @args = ('contracts', $file, map({ ('--map', $_) } qw(
        contract_id=policy.ID client_id=policy.ID start_date=issue.date
        end_date=termination.date end_cause=lapse.reason region=gender)),
        '--open-when', 'lapse.reason=In force', '--as-of', '2007-12-31');
    like imported('eusaving is imported', @args),
        qr/21,921 rows read; 21,921 added, 0 changed, 0 unchanged, 0 rejected/,
        'every row';
    is $t->rows('SELECT COUNT(*), SUM(end_date IS NULL), SUM(end_cause = '
            . "'Surrender'), MIN(start_date), MAX(end_date) FROM contracts"),
        "21921 13880 7846 1999-01-01 2007-12-01\n", 'with open ends and causes';
    like imported('and again', @args),
        qr/0 added, 0 changed, 21,921 unchanged.*nothing has changed/s,
        'a second run changes nothing';
    is $t->rows('SELECT kind, file_name, as_of, rows_read, rows_added, '
            . 'rows_same, finished_at IS NOT NULL FROM import_runs ORDER BY id'),
        "contracts eusaving_contracts.csv 2007-12-31 21921 21921 0 1\n"
        . "contracts eusaving_contracts.csv 2007-12-31 21921 0 21921 1\n",
        'both runs are on record';
    $t->empty;
}

my $plain = encode 'UTF-8', <<'CSV';
contract_id,client_id,start_date,end_date,monthly_fee,plan,region,can_be_retained,end_cause
K1,C1,2025-01-31,,1234.56,Тариф «Всё»,Орёл,true,
K2,C1,2024-02-29,2025-12-31,1000,"Семья; №2",Москва,false,Ушёл
K3,C2,2025-03-01,,0.50,,,true,
CSV
my $want = encode 'UTF-8', <<'ROWS';
K1 C1 2025-01-31 - 123456 - Тариф «Всё» Орёл - 1 - -
K2 C1 2024-02-29 2025-12-31 100000 - Семья; №2 Москва - 0 - Ушёл
K3 C2 2025-03-01 - 50 - - - - 1 - -
ROWS

imported('UTF-8, commas, ISO dates', 'contracts', $t->file('a.csv', $plain));
is $t->contracts, $want, 'are stored as they are';

# The same table as 1C and Excel write it.
my $russian = <<"CSV";
Договор;Клиент;Начало;Конец;Абонентская плата;Тариф;Регион;Удержание;Причина
K1;C1;31.01.2025;;1\x{a0}234,56;Тариф «Всё»;Орёл;Да;
K2; C1 ;29.02.2024;31.12.2025 00:00:00;1 000,00;"Семья; №2";Москва;Нет;Ушёл
K3;C2;01.03.2025; ;0,5;;;Истина;
CSV
my @map = map { ('--map', encode 'UTF-8', $_) } qw(contract_id=Договор
    client_id=Клиент start_date=Начало end_date=Конец plan=Тариф
    region=Регион can_be_retained=Удержание end_cause=Причина),
    'monthly_fee=Абонентская плата';
my $crlf = $russian =~ s/\n/\r\n/gr;
my %hands = (
    'UTF-8 with BOM and CRLF' => encode('UTF-8', "\x{feff}$crlf"),
    'UTF-8, no newline at the end' => encode('UTF-8', $russian =~ s/\n\z//r),
    'Windows-1251'            => encode('cp1251', $russian),
    'Windows-1251 with CRLF'  => encode('cp1251', $crlf),
    'tabs' => encode('UTF-8', $russian =~ s/"Семья; №2"/Семья\x{1}/r
            =~ tr/;/\t/r =~ s/\x{1}/; №2/r),
    'a spreadsheet that names its separator' =>
        encode('cp1251', "sep=;\r\n$crlf"),
);
for my $hand (sort keys %hands) {
    like imported($hand, 'contracts', $t->file('b.csv', $hands{$hand}), @map),
        qr/3 rows read; 0 added, 0 changed, 3 unchanged, 0 rejected/,
        "$hand: the same rows are found";
    $t->empty;
    imported("$hand into empty tables", 'contracts', 'b.csv', @map);
    is $t->contracts, $want, "$hand: the tables are the same";
}
system 'gzip', '-kf', $t->dir . '/b.csv';
like imported('gzip', 'contracts', 'b.csv.gz', @map), qr/3 unchanged/,
    'has the same rows';
$t->file('c.txt', "K1 C1 20250131\nK3   C2\t1740776400.5 \n");
like imported('blanks, no header, yyyymmdd, Unix seconds', 'contracts', 'c.txt',
    '--separator', 'blank', '--columns', 'contract_id,client_id,start_date'),
    qr/2 unchanged/, 'the same rows are found; rows that are not in the file stay';
is $t->contracts, $want, 'the table is unchanged';

$t->empty;
$t->file('n.csv', "id,from,till,how\n17850.0,01/02/2025,28/02/2025,left\n"
        . "12346,05/06/2025,31/12/2099,\n12347,05/06/2025,31/12/2025,left\n");
my @numbers = ('contracts', 'n.csv', map({ ('--map', $_) } qw(contract_id=id
    client_id=id start_date=from end_date=till end_cause=how)),
    '--number-ids', '--end-inclusive', '--open-when', 'till=31/12/2099');
my ($text, $status) = $t->import(@numbers);
is $status, 1, 'a date that can be read in two ways is refused';
like $text, qr{line 2: from: "01/02/2025" can be read in two ways}, 'the error says so';
like $text, qr/no row is valid/, 'and that nothing was imported';
is $t->rows('SELECT COUNT(*) FROM import_runs'), "0\n", 'no run is recorded';
imported('--date-format decides', @numbers, '--date-format', 'dmy');
is $t->contracts, <<'ROWS', 'ids, inclusive ends and open ends';
12346 12346 2025-06-05 - - - - - - 1 - -
12347 12347 2025-06-05 2026-01-01 - - - - - 1 - left
17850 17850 2025-02-01 2025-03-01 - - - - - 1 - left
ROWS
imported('--const and @line', 'contracts', 'n.csv', '--map', 'contract_id=id',
    '--map', 'client_id=@line', '--const', 'plan=P 1', '--number-ids');
my $today = $t->rows('SELECT DATE(CONVERT_TZ(UTC_TIMESTAMP(), "+00:00", "+03:00"))')
    =~ s/\n//r;
like $t->contracts, qr/^12347\@$today 4 $today - - - P 1 /m,
    'a constant and the number of the line can be values';

$t->empty;
my $head = "contract_id,client_id,start_date,end_date,monthly_fee,plan\n";
my @first = ("K1,C1,2025-01-01,,10,A\n", "K2,C2,2025-01-01,,20,A\n",
    "K3,C3,,,30,A\n", "K4,C4,2025-07-01,,40,A\n");
$t->file('1.csv', join '', $head, @first);
imported('the first day', 'contracts', '1.csv', '--as-of', '2025-05-31');
is $t->changes, '', 'gives no changes';
my @second = ("K1,C1,2025-01-01,,15.5,A\n", "K2,C2,2025-01-01,,20,B\n",
    "K3,C3,,,31,C\n", "K4,C4,2025-07-01,,41,A\n", "K5,C1,2025-06-10,,1,A\n");
$t->file('2.csv', join '', $head, @second);
like imported('the next one', 'contracts', '2.csv', '--as-of', '2025-06-30'),
    qr/1 added, 4 changed, 0 unchanged.*amount or plan: 3/s,
    'the summary says what is new and what changed';
is $t->changes, <<'ROWS', 'the history has the old value, the new value and its day';
K1 1900-01-01 1000 - A
K1 2025-06-30 1550 - -
K2 1900-01-01 2000 - A
K2 2025-06-30 - - B
K3 1900-01-01 3000 - A
K3 2025-06-30 3100 - C
ROWS
like imported('the same again', 'contracts', '2.csv', '--as-of', '2025-07-31'),
    qr/5 unchanged.*nothing has changed/s, 'changes nothing';
$second[0] = "K1,C1,2025-01-01,,16,A\n";
$t->file('2.csv', join '', $head, @second);
imported('a correction of the same day', 'contracts', '2.csv', '--as-of',
    '2025-06-30');
like $t->changes, qr/^K1 2025-06-30 1600 - -$/m, 'replaces the earlier change';
$second[0] = "K1,C1,2025-01-01,,16,B\n";
$t->file('2.csv', join '', $head, @second);
imported('another field of that day', 'contracts', '2.csv', '--as-of',
    '2025-06-30');
like $t->changes, qr/^K1 2025-06-30 1600 - B$/m, 'is added to it';
is $t->rows("SELECT monthly_fee_minor, plan, version FROM contracts "
        . "WHERE external_id = 'K1'"), "1600 B 4\n", 'the contract has its present values';

# Missing columns and empty cells.
$t->file('3.csv', "contract_id,client_id,plan\nK1,C1,\nK2,C9,B\n");
like imported('fewer columns', 'contracts', '3.csv', '--as-of', '2025-07-31'),
    qr/line 3: client_id: the number was another client's.*1 added, 1 changed/s,
    'only these are compared';
like $t->contracts, qr/^K1 C1 2025-01-01 - 1600 - - /m,
    'an empty cell empties the value, a missing column keeps it';
like $t->contracts, qr/^K2 C2 2025-01-01 2025-07-31 .*^K2\@2025-07-31 C9 2025-07-31 - /ms,
    'a number that gets another client is another contract';

# A key that is repeated in the file.
$t->empty;
$t->file('r.csv', $head . join '', map { "K1,C1,2025-01-01,,$_,A\n" } 1 .. 3);
like imported('a key three times', 'contracts', 'r.csv'),
    qr/3 rows read; 1 added.*repeated key: 2; the last one counts/s, 'one row';
is $t->rows('SELECT monthly_fee_minor FROM contracts'), "300\n", 'the last row counts';
like imported('and again', 'contracts', 'r.csv'), qr/nothing has changed/,
    'a second run still changes nothing';
is $t->changes, '', 'this gives no history';
$t->file('r.csv', $head . "K1,C1,2025-01-01,,3,A\nK1,C1,2025-13-01,,9,A\n");
like imported('a repeated key whose last row is bad', 'contracts', 'r.csv'),
    qr/1 unchanged, 1 rejected/, 'the row before it counts';

$t->empty;
$t->file('t.csv', $head . "K1,C1,2024-01-31,2024-02-29,9.9,P1\n"
        . "K2,C2,2024-01-01,2024-02-01,5,P1\nK3,C3,2024-01-01,,7,P1\n"
        . "K2,C2,2024-03-01,,6,P1\nK1,C1,2024-02-29,,19.9,P2\n");
like imported('terms of a contract', 'contracts', 't.csv'),
    qr/5 added.*continue a contract of the file: 2/s, 'are all accepted';
my $terms = <<'ROWS';
K1 C1 2024-01-31 - 1990 - P2 - - 1 - -
K2 C2 2024-01-01 2024-02-01 500 - P1 - - 1 - -
K2@2024-03-01 C2 2024-03-01 - 600 - P1 - - 1 - -
K3 C3 2024-01-01 - 700 - P1 - - 1 - -
ROWS
is $t->contracts, $terms, 'adjoining terms are one contract, a pause ends it';
my $history = <<'ROWS';
K1 2024-01-31 990 - P1
K1 2024-02-29 1990 - P2
K2 2024-01-01 500 - P1
K2@2024-03-01 2024-03-01 600 - P1
ROWS
is $t->changes, $history, 'each contract has its history';
like imported('terms again', 'contracts', 't.csv', '--full'),
    qr/nothing has changed/, 'change nothing, and nothing counts as absent';
$t->empty;
my @filler = map { "F$_,C1,2024-01-01,,1,P\n" } 1 .. 2500;
$t->file('t2.csv', join '', $head, "K1,C1,2024-02-29,,19.9,P2\n", @filler,
    "K1,C1,2024-01-31,2024-02-29,9.9,P1\n");
imported('terms far apart', 'contracts', 't2.csv');
is +(grep { /^K1/ } split /^/, $t->contracts)[0],
    "K1 C1 2024-01-31 - 1990 - P2 - - 1 - -\n", 'the last one counts';
like imported('and again', 'contracts', 't2.csv'), qr/nothing has changed/,
    'in any order of rows';
$t->empty;
$t->file('t3.csv', $head . "K1,C1,2024-01-31,,9.9,P1\n");
imported('a contract', 'contracts', 't3.csv', '--as-of', '2024-02-15');
imported('a contract whose next file has two terms', 'contracts', 't.csv', '--as-of',
    '2024-03-15');
is $t->contracts, $terms, 'becomes the same contract';
is $t->changes, $history, 'with the same history';
$t->file('t4.csv', $head . "K1,C1,2024-01-31,,9.9,P1\nK1,C1,2024-03-31,,19,P2\n");
$t->empty;
like imported('rows that overlap', 'contracts', 't4.csv'),
    qr/1 added.*repeated key: 1/s, 'are not terms: the last one counts';

$t->empty;
$t->file('f1.csv', "contract_id,client_id,start_date\nK1,C1,2025-01-01\n"
        . "K2,C2,2025-01-01\nK3,C3,2025-01-01\nK4,C4,2026-01-01\n");
imported('a file of running contracts', 'contracts', 'f1.csv', '--full',
    '--as-of', '2025-05-31');
$t->file('f2.csv', "contract_id,client_id,start_date\nK1,C1,2025-01-01\n");
like imported('the next one, --dry-run', 'contracts', 'f2.csv', '--full',
    '--as-of', '2025-06-30', '--dry-run'), qr/does not have them: 3.*dry run/s,
    'says how many would end';
is $t->rows('SELECT COUNT(*) FROM contracts WHERE end_date IS NOT NULL'),
    "0\n", 'but ends nothing';
like imported('the next one', 'contracts', 'f2.csv', '--full', '--as-of',
    '2025-06-30'), qr/does not have them: 3/, 'ends what is absent';
is $t->rows('SELECT external_id, end_date FROM contracts ORDER BY 1'), <<'ROWS',
K1 -
K2 2025-06-30
K3 2025-06-30
K4 2026-01-01
ROWS
    'on its day, or before the start of a contract that begins later';
like imported('again', 'contracts', 'f2.csv', '--full', '--as-of',
    '2025-07-31'), qr/nothing has changed/, 'they have ended already';
like imported('contracts that come back', 'contracts', 'f1.csv', '--full', '--as-of',
    '2025-08-31'), qr/2 added, 1 changed, 1 unchanged/, 'runs again';
is $t->rows('SELECT external_id, start_date, end_date FROM contracts ORDER BY 1'),
    <<'ROWS', 'begin a new stretch, or go on if they had not begun';
K1 2025-01-01 -
K2 2025-01-01 2025-06-30
K2@2025-08-31 2025-08-31 -
K3 2025-01-01 2025-06-30
K3@2025-08-31 2025-08-31 -
K4 2026-01-01 -
ROWS
$t->file('f3.csv', "contract_id,client_id,start_date\nK1,C1,2025-01-01\n"
        . "K2,,2025-01-01\n");
like imported('a rejected row still counts as present', 'contracts', 'f3.csv',
    '--full', '--as-of', '2025-09-30'), qr/1 rejected.*does not have them: 2/s,
    'its contract does not end';
is $t->rows("SELECT external_id, end_date FROM contracts WHERE external_id LIKE 'K2%'"),
    "K2 2025-06-30\nK2\@2025-08-31 -\n", 'its contract is still running';
$t->file('f3.csv', "contract_id,client_id,start_date\nK1,C1,2025-01-01\n"
        . ",C2,2025-01-01\n");
($text, $status) = $t->import('contracts', 'f3.csv', '--full', '--as-of',
    '2025-10-31');
is $status, 1, 'a row with an unreadable key is an error';
like $text, qr/the keys of 1 rows cannot be read.*nothing was ended/,
    'nothing is ended';
$t->file('f4.csv', "contract_id,client_id\n");
($text, $status) = $t->import('contracts', 'f4.csv', '--full');
is $status, 1, 'a file without rows is an error and ends nothing';
is $t->rows('SELECT COUNT(*) FROM contracts WHERE end_date IS NULL'), "2\n",
    'indeed';

$t->empty;
$t->file('d.csv', $head . "K1,C1,2025-01-01,,10,A\nK2,C2,2025-01-01,,10,A\n");
imported('two contracts', 'contracts', 'd.csv', '--as-of', '2025-05-31');
$db->sql("UPDATE contracts SET monthly_fee_minor = 900, end_date = '2025-12-01'"
        . " WHERE external_id = 'K1'",
    map { 'INSERT INTO desk_edits (entity, entity_id, field, value, edited_at)'
            . " SELECT 'contract', id, '$_', '', NOW() FROM contracts"
            . " WHERE external_id = 'K1'" } qw(monthly_fee_minor end_date));
$text = imported('a file that disagrees', 'contracts', 'd.csv');
like $text, qr/2 unchanged, 0 rejected.*edited at the desk: 2/s, 'changes nothing';
like $text, qr/line 2, K1: monthly_fee stays "9\.00" .* \(the file has "10\.00"\)/,
    'the edited amount stays and is listed';
like $text, qr/end_date.*monthly_fee/s, 'in the order of the columns';
like $text, qr/line 2, K1: end_date stays "2025-12-01" .* has "\S+"\)/, 'so is the edited date';
is $t->rows('SELECT COUNT(*) FROM desk_edits'), "2\n", 'the edits stay on record';
$t->file('d.csv', $head . "K1,C1,2025-01-01,,9,B\n");
like imported('a file that agrees in one field', 'contracts', 'd.csv', '--full',
    '--as-of', '2025-06-30'), qr/1 changed.*does not have them: 1.*desk: 1/s,
    'changes the others';
is $t->rows('SELECT field FROM desk_edits'), "end_date\n",
    'the edit that it agrees with is settled';
$t->file('d.csv', $head . "K9,C1,2025-01-01,,9,B\n");
like imported('a file without the contract', 'contracts', 'd.csv', '--full',
    '--as-of', '2025-06-30'), qr/contract K1 is not in the file; its end stays/,
    'the end that was set by hand stays';

$t->empty;
$t->file('p.csv', encode 'UTF-8', <<'CSV');
client_id,telegram_id,last_name,first_name,email,phone,region,segment,acquired_on,group
C1,100,Щёкин,Анна,anna@example.com,8 (495) 123-45-67,Орёл,VIP,01.02.2020,gold
C2,,O'Neil,Jo,,+1 202 555 0143,,,,
C3,200,,,,,,,,silver
CSV
my @clients = ('clients', 'p.csv', '--attr', 'tariff_group=group');
like imported('clients', @clients), qr/3 added/, 'are added';
is $t->clients, encode('UTF-8', <<'ROWS'), 'with all their fields';
C1 100 Щёкин Анна anna@example.com +74951234567 Орёл VIP 2020-02-01
C2 - O'Neil Jo - +12025550143 - - -
C3 200 - - - - - - -
ROWS
is $t->rows('SELECT k.external_id, name, value FROM client_attrs a JOIN '
        . 'clients k ON k.id = a.client_id ORDER BY 1'),
    "C1 tariff_group gold\nC3 tariff_group silver\n", 'and with attributes of the company';
like imported('clients again', @clients), qr/nothing has changed/,
    'change nothing';
sub versions { return $t->rows('SELECT external_id, version FROM clients ORDER BY 1') }
my $versions = versions();
$t->file('q.csv', "client_id,group\nC1,bronze\nC2,\nC3,silver\nC9,new\n");
imported('another attribute of a client', 'clients', 'q.csv', '--attr', 'tariff_group=group');
is versions(), $versions =~ s/C1 (\d+)/'C1 ' . ($1 + 1)/er . "C9 1\n",
    'is a change of that client, who has the next version';
$db->sql("DELETE a FROM client_attrs a JOIN clients k ON k.id = a.client_id WHERE external_id = 'C9'",
    "DELETE FROM clients WHERE external_id = 'C9'");
$t->file('p.csv', "client_id,telegram_id,group\nC1,100,silver\nC2,100,\n"
        . "C3,200,\nC4,300,\nC5,300,\n");
$text = imported('a Telegram account of two clients', @clients);
like $text, qr/1 added, 2 changed, 0 unchanged, 2 rejected/, 'is refused';
like $text, qr/line 3: telegram_id: "100" belongs to C1 already/,
    'if another client has it';
like $text, qr/line 6: telegram_id: "300" belongs to C4 already/,
    'also within one file';
is $t->rows('SELECT k.external_id, name, value FROM client_attrs a JOIN '
        . 'clients k ON k.id = a.client_id ORDER BY 1'),
    "C1 tariff_group silver\n", 'attributes are changed and removed';
$db->sql("UPDATE clients SET forgotten_at = NOW(), last_name = NULL, "
        . "first_name = NULL, phone = NULL, email = NULL, telegram_id = NULL "
        . "WHERE external_id = 'C1'");
$t->file('p.csv', "client_id,telegram_id,last_name,phone,region\n"
        . "C1,100,Back,+74950000000,Tula\n");
like imported('a client who was forgotten', 'clients', 'p.csv'),
    qr/1 changed.*deleted and stay deleted: 1/s, 'stays forgotten';
like $t->clients, qr/^C1 - - - - - Tula /m, 'only data for figures are stored';

$t->empty;
mkdir $t->dir . '/in';
$t->file('in/people.csv', "id;name\nC1;A\nC2;B\n");
$t->file('in/k.csv', "nr,client,since,till\n1,C1,2025-01-01,2025-06-30\n"
        . "2,C3,2025-01-01,x\n");
$t->file('in/import.conf', <<'CONF');
# both are of one day
as-of = 2025-06-30
[contracts k.csv]
map = contract_id=nr
map = client_id=client
map = start_date=since
map = end_date=till
end-inclusive
rejects = bad.csv

[clients people.csv]
map = client_id=id
map = last_name=name
CONF
$text = imported('a folder', 'in');
like $text, qr/clients, people\.csv: 2 rows.*contracts, k\.csv: 2 rows/s,
    'clients come before contracts';
is $t->contracts, "1 C1 2025-01-01 2025-07-01 - - - - - 1 - -\n", 'as its '
    . 'import.conf says';
like $t->read('in/bad.csv'), qr/\Arejected_line,rejected_reason,nr,client,since,till\n3,"?till: [^\n]*,2,C3,2025-01-01,x\n\z/,
    'rejects of a folder are in the folder';
like imported('again', 'in'), qr/nothing has changed.*nothing has changed/s,
    'changes nothing';
is $t->rows("SELECT r.kind, r.file_name, COUNT(*), SUM(f.id > r.id), SUM(r.finished_at IS NULL) "
        . "FROM import_runs r JOIN import_runs f ON f.kind = 'clients' "
        . "WHERE r.kind = 'folder' GROUP BY r.kind, r.file_name"),
    "folder in 4 3 0\n", 'each import of the folder is a run around those of its files';
$t->file('in/import.conf', "[clients people.csv]\nmap = colour=id\n");
($text, $status) = $t->import('in');
is $status, 2, 'a mistake in import.conf is wrong usage';
like $text, qr/import\.conf, line 1: .*no field "colour"/, 'the error has its line';

$t->empty;
imported('data that will be marked as a demo', 'contracts', $t->file('demo.csv',
    "contract_id,client_id,monthly_fee\nD1,DC1,1\n"), '--currency', 'EUR');
$db->sql("INSERT INTO data_state (name, value) VALUES ('demo', '1')");
$t->file('real.csv', "contract_id,client_id,monthly_fee\nK1,C1,2\n");
$text = imported('a dry run', 'contracts', 'real.csv', '--dry-run');
unlike $text, qr/invented/, 'does not replace a demo';
$text = imported('the first real file', 'contracts', 'real.csv');
like $text, qr/data in the database are invented; they are removed/,
    'says that the demo is removed';
is $t->contracts, "K1 C1 - - 200 - - - - 1 - -\n", 'and replaces it';
is $t->rows('SELECT external_id FROM clients'), "C1\n", 'the clients too';
is $t->rows('SELECT name, value FROM data_state ORDER BY name'),
    "currency RUB\ncurrency_digits 2\n", 'and the currency';
$text = imported('the next one', 'contracts', 'real.csv');
unlike $text, qr/invented/, 'replaces nothing';

# The most memory that an import of this file uses, in KiB.
sub peak {
    my ($file) = @_;
    my ($pid, $out) = $t->start('import', 'contracts', $file, '--dry-run');
    my ($peak, $open) = (0, 1);
    while ($open) {
        my $ready = '';
        vec($ready, fileno $out, 1) = 1;
        my $n = select $ready, undef, undef, 0.02;
        $open = sysread $out, my $some, 4096 if $n;
        open my $fh, '<', "/proc/$pid/status" or next;
        /^VmHWM:\s+(\d+)/ and $peak = $1 for <$fh>;
    }
    close $out;
    return $peak;
}

SKIP: {
    skip 'a sanitizer keeps freed memory', 2
        if `ldd '$ENV{RT_BUILD}/retention'` =~ /libasan/;
    $t->empty;
    # Both files have several batches, of which two are in memory at a time.
    for my $file (['small.csv', 16], ['large.csv', 60]) {
        open my $fh, '>', $t->dir . "/$file->[0]" or die $!;
        print {$fh} "contract_id,client_id,start_date,note\n";
        my $note = 'x' x 900;
        print {$fh} map { "K$_,C$_,2025-01-01,$note\n" }
            $_ * 1000 + 1 .. $_ * 1000 + 1000 for 0 .. $file->[1] - 1;
        close $fh or die $!;
    }
    my ($small, $large) = map { peak($_) } qw(small.csv large.csv);
    ok $small > 1000, "importing a file of 15 MB uses $small KiB";
    ok $large < $small + 4096, "one of 56 MB takes $large KiB";
}

done_testing;
