# retention import: options that say what a column is, computed amounts, rows
# that are accepted with a remark, rejects that are corrected and imported
# again.
use strict;
use warnings;
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t  = RT::Import->new;
my $db = $t->db;

# Import this text as a file of this kind; the messages.
sub take {
    my ($kind, $csv, @args) = @_;
    $t->file('x.csv', $csv);
    my ($text) = $t->import($kind, 'x.csv', @args);
    return $text;
}

sub refused {
    my ($name, $want, $kind, $csv, @args) = @_;
    $t->file('x.csv', $csv);
    my ($text, $status) = $t->import($kind, 'x.csv', @args);
    is $status, 1, "$name: nothing is imported";
    like $text, $want, "$name: is told";
    return $text;
}

my $fees = sub {
    my ($formula, $head, @rows) = @_;
    $t->empty;
    my $n = 0;
    my $text = take('contracts', "contract_id,client_id,$head\n"
            . join('', map { $n++; "$n,a,$_\n" } @rows),
        '--map', "monthly_fee=$formula");
    return join ' ', map { $_->[0] // '-' } @{$db->sql(
            'SELECT monthly_fee_minor FROM contracts ORDER BY external_id')};
};
is $fees->('Amount/12', 'Amount', 1200, '"1 199,88"', 0.06, 0.18, '', 'x'),
    '10000 9999 0 2 -',
        'an amount of a year is divided by twelve, halves to even; no amount stays none';
is $fees->('Qty*Price', 'Qty,Price', '3,0.335', '-2,1.50'), '100 -300',
    'a product of two columns';
is $fees->('Qty * Price / 12', 'Qty,Price', '2,600'), '10000',
    'a product divided by a number, with blanks';
is $fees->('Weekly*52/12', 'Weekly', 3), '1300', 'a number as a factor';
is $fees->('Gross/1.2', 'Gross', 12), '1000', 'decimals in the divisor';
is $fees->('A/12', '"A/12",A', '7,1200'), '700', 'a column whose name looks like a division';
is $fees->('a*b/2', 'a*b,b', '10,3'), '500', 'a column with a star in its name';
is $fees->('a*b*b', 'a*b,b', '10,3'), '3000', 'such a column as a factor';
refused('a factor that is not a column', qr/has no column "Pric"/, 'contracts',
    "contract_id,client_id,Qty,Price\n1,a,1,1\n", '--map', 'monthly_fee=Qty*Pric');
refused('a divisor of 0', qr{has no column "Qty/0"}, 'contracts',
    "contract_id,client_id,Qty\n1,a,1\n", '--map', 'monthly_fee=Qty/0');
refused('a formula for a text', qr{has no column "Qty/12"}, 'contracts',
    "contract_id,client_id,Qty\n1,a,1\n", '--map', 'plan=Qty/12');
is $db->value('SELECT COUNT(*) FROM contracts'), 1, 'nothing was stored';

my @names = map { "A column by the name of number $_" } 1 .. 230;
my $said = refused('no required column', qr/need the field contract_id/,
    'contracts', join(',', @names) . "\n1\n");
like $said, qr/^Columns of the file: A column by the name of number 1, .*number 200, … and 30 more$/m,
    'whole names are listed, and how many more there are';
$said = refused('a name that is too long to read', qr/need the field/, 'contracts',
    ('x' x 119) . "\xd0\x96,\"a\tb\"\n1,2\n");
like $said, qr/^Columns of the file: x{119}…, a\?b$/m, 'is cut and marked as cut';

refused('--open-when without an end', qr/add --map end_date=COLUMN/, 'contracts',
    "contract_id,client_id,gone\n1,a,No\n", '--open-when', 'gone=No');

$t->empty;
my $mixed = "contract_id,client_id,monthly_fee,currency\n";
$said = take('contracts', $mixed . join '', map { "$_\n" } '1,a,10,RUB', '2,a,10,rub',
    "3,a,10,\xe2\x82\xbd", "4,a,10,\xd1\x80\xd1\x83\xd0\xb1.", '5,a,10,', '6,a,10,EUR',
    '7,a,10,$', '8,a,10,rubles');
like $said, qr/5 added.* 3 rejected/, 'rows in the currency of the data are stored';
like $said, qr/^line 7: currency: the currency is "EUR", but the data are in RUB/m,
    'another currency is refused, and both are named';
like $said, qr/^line 8: currency: .*"\$", but/m, 'also if it is given by its sign';
like take('contracts', "contract_id,client_id,monthly_fee,c\n9,a,1,USD\n", '--map',
    'currency=c'), qr/no row is valid/, 'also in a column with another name';
like take('payments', "client_id,paid_at,amount,currency\na,2024-01-01,1,RUB\n"
        . "a,2024-01-01,1,EUR\n"), qr/1 added.* 1 rejected/, 'of payments';
like take('changes', "contract_id,effective_on,monthly_fee,currency\n"
        . "1,2024-01-01,1,RUB\n1,2024-02-01,1,EUR\n"), qr/1 added.* 1 rejected/,
    'of changes';
like take('offers', "offer_id,offer_type,cost,currency\n1,x,1,RUB\n2,x,1,EUR\n"),
    qr/1 added.* 1 rejected/, 'of offers';
like take('campaigns', "campaign_id,cost_per_contact,currency\n1,1,RUB\n2,1,EUR\n"),
    qr/1 added.* 1 rejected/, 'of campaigns';
like take('members', "campaign_id,client_id,arm,value,currency\n1,a,x,1,RUB\n"
        . "1,b,x,1,EUR\n"), qr/1 added.* 1 rejected/, 'members of campaigns as well';

$db->sql('DELETE FROM payments');
my $zeros = "client_id,paid_at,amount\na,2024-01-05,0\na,2024-03-05,50\n"
    . "b,2024-01-05,0.00\nc,2024-01-09,-20\n";
$said = take('payments', $zeros, '--dry-run');
like $said, qr/payments of 0: 2; .*--drop-zero/, 'are counted, and the message names the option';
like take('payments', $zeros, '--drop-zero'), qr/4 rows read; 2 added.*payments of 0 left out: 2/s,
    'are left out';
is $t->rows('SELECT amount_minor FROM payments ORDER BY 1'), "-2000\n5000\n",
    'and are not in the database';
like take('payments', "client_id,paid_at,amount\na,2024-01-05,0\n", '--drop-zero'),
    qr/1 rows read; 0 added.*left out: 1/s, 'a file with nothing else is accepted';
like take('payments', $zeros), qr/2 added, 0 changed, 2 unchanged/, 'without it they are stored';
$t->file('x.csv', "contract_id,client_id\n1,a\n");
my (undef, $status) = $t->import('contracts', 'x.csv', '--drop-zero');
is $status, 2, '--drop-zero is for payments only';

$t->empty;
$said = take('contracts', "contract_id,client_id,start_date,end_date,end_cause\n"
        . "1,a,1900-01-01,,\n2,a,1949-12-31,,\n3,a,1950-01-01,,\n4,a,,1900-01-02,\n"
        . "5,a,2024-01-01,,Moved\n6,a,2024-01-01,2024-02-01,Moved\n");
is join("\n", $said =~ /^(line \d+: \w+_date: .*?);/mg), join("\n",
    'line 2: start_date: 1900-01-01 is before 1950',
    'line 3: start_date: 1949-12-31 is before 1950',
    'line 5: end_date: 1900-01-02 is before 1950'), 'days before 1950 are told';
like $said, qr/^line 6: end_cause: there is a cause of leaving, "Moved", but no end date.*the row is accepted$/m,
    'a cause without an end gets a remark';
like $said, qr/6 added.*rows with remarks: 4/s, 'all rows are stored';
unlike take('contracts', "contract_id,client_id,end_date,end_cause\n1,a,2030-01-01,-\n",
    '--open-when', 'end_cause=-'), qr/remark/, 'the cause of an open end gets no remark';
for my $row (['clients', 'client_id,acquired_on', 'a,1900-01-01'],
    ['changes', 'contract_id,effective_on,monthly_fee', '1,1900-01-01,5'],
    ['payments', 'client_id,paid_at,amount', 'n,1900-01-01,5'],
    ['activity', 'client_id,at', 'n,1900-01-01 10:00'],
    ['cases', 'case_id,contract_id,created_at,status', '1,1,1900-01-01,active'],
    ['offers', 'offer_id,offer_type,valid_from', '1,x,1900-01-01'],
    ['campaigns', 'campaign_id,starts_on', '1,1900-01-01']) {
    my ($kind, $columns, $line) = @$row;
    like take($kind, "$columns\n$line\n"), qr/^line 2: .*1900-01-01 is before 1950/m,
        "the same in $kind";
}

$t->empty;
my %cells = (1 => '-South', 2 => "'=x", 3 => "''-5", 4 => '-5', 5 => "'quoted'",
    6 => "\@\"a\",b", 7 => "+7 a", 8 => "'-5", 9 => "=1+1");
my $quote = sub { '"' . ($_[0] =~ s/"/""/gr) . '"' };
$t->file('c.csv', "client_id;region;acquired_on\n" . join '', map {
    "$_;" . $quote->($cells{$_}) . ";oops\n" } sort keys %cells);
($said, $status) = $t->import('clients', 'c.csv', '--separator', ';', '--encoding',
    'utf-8', '--rejects', 'bad.csv');
is $status, 1, 'nine bad rows are rejected';
$t->file('mended.csv', $t->read('bad.csv') =~ s/oops$/31.01.2024/mgr);
like $t->imported('their corrected file is imported', 'clients', 'mended.csv', '--separator', ';',
    '--encoding', 'utf-8', '--rejects', 'bad2.csv'), qr/9 rows read; 9 added/,
    'with the options of their source';
my $stored = sub {
    return $t->rows('SELECT external_id, region FROM clients ORDER BY external_id');
};
my $mended = $stored->();
like $mended, qr/^1 -South\n2 =x\n3 ''-5\n4 -5\n5 'quoted'\n6 \@"a",b\n/,
    'the mark against formulas is removed';
$t->empty;
$t->file('c.csv', $t->read('c.csv') =~ s/oops$/31.01.2024/mgr);
$t->imported('the source, mended itself', 'clients', 'c.csv');
is $stored->(), $mended, 'has the same rows';
$t->file('e.txt', "a 2024-01-05 1\nb oops 2\nc 2024-01-07 y\n");
my @how = ('--columns', 'client_id,paid_at,amount', '--separator', 'blank', '--map',
    'row_id=@line');
$t->imported('a file without header', 'payments', 'e.txt', @how, '--rejects', 'bad.csv');
$t->file('mended.csv', $t->read('bad.csv') =~ s/oops,2/2024-01-06,x/r =~ s/,y$/,3/mr);
like $t->imported('mended in part', 'payments', 'mended.csv', @how, '--rejects',
    'bad2.csv'), qr/^line 2: amount: .*2 rows read; 1 added.* 1 rejected/ms,
    'its rows are named by the lines of the source';
is $t->read('bad2.csv') =~ s/amount: .*?(?=,b,)/-/r, "rejected_line,rejected_reason,"
    . "client_id,paid_at,amount\n2,-,b,2024-01-06,x\n",
    'what is still bad can be corrected again';
is $t->rows("SELECT external_id, amount_minor FROM payments ORDER BY 1"),
    "1 100\n3 300\n", 'ids of lines are those of the source';
refused('--full with rejects', qr/it does not show what is absent/, 'contracts',
    "rejected_line,rejected_reason,contract_id,client_id\n2,x,1,a\n", '--full', '--yes');

$t->empty;
take('contracts', "contract_id,client_id,start_date\nK1,a,2024-01-01\nK2,a,2024-01-01\n"
        . "K3,b,2024-01-01\n");
my $by_contract = "contract_id,paid_at,amount\n" . join '', map { "$_\n" }
    'K1,2024-02-01,10', 'K2,2024-02-01,10', 'K1,2024-02-01,10', 'K3,2024-02-01,10',
    'K9,2024-02-01,10', ',2024-02-01,10', 'K3,oops,10';
$t->file('by.csv', $by_contract);
$said = $t->imported('payments by contract', 'payments', 'by.csv', '--rejects', 'bad.csv');
like $said, qr/^line 6: contract_id: there is no contract K9$/m,
    'an unknown contract is an error';
like $said, qr/^line 7: contract_id: empty.*^line 8: paid_at: .*4 added.* 3 rejected/ms,
    'so is a missing one; errors are in the order of lines';
like $t->read('bad.csv'), qr/^6,[^\n]*,K9,2024-02-01,10\n7,[^\n]*\n8,[^\n]*,K3,oops,10$/m,
    'the file of rejects has these rows';
is $t->rows('SELECT k.external_id, c.external_id, occurrence FROM payments p JOIN clients '
        . 'k ON k.id = p.client_id LEFT JOIN contracts c ON c.id = p.contract_id '
        . 'ORDER BY 1, 3'), "a K1 0\na K2 1\na K1 2\nb K3 0\n",
    'each payment has the client of its contract';
like take('payments', "client_id,contract_id,paid_at,amount\na,K1,2024-02-01,10\n"
        . "a,K2,2024-02-01,10\n,K1,2024-02-01,10\nb,,2024-02-01,10\n"),
    qr/4 rows read; 0 added, 0 changed, 4 unchanged, 0 rejected/,
    'the same rows with clients are the same payments';
is $db->value('SELECT COUNT(*) FROM clients'), 2, 'no client was added';
like take('payments', "contract_id,paid_at,amount\n" . join('', map {
    'K' . (1 + $_ % 3) . ",2024-03-01,$_\n" } 1 .. 4500) . "K7,2024-03-01,1\n"),
    qr/^line 4502: .*4,501 rows read; 4,500 added.*1 rejected/ms, 'many of them';
is $t->rows('SELECT k.external_id, COUNT(*), SUM(amount_minor) FROM payments p JOIN '
        . "clients k ON k.id = p.client_id WHERE paid_at > '2024-02-20' GROUP BY 1"),
    join('', map { my ($name, @rest) = @$_; my ($n, $sum) = (0, 0);
        for my $i (1 .. 4500) { ($n++, $sum += $i * 100) if grep { $i % 3 == $_ } @rest }
        "$name $n $sum\n" } ['a', 0, 1], ['b', 2]), 'each has its client';
like take('activity', "contract_id,at\nK3,2024-02-01\nK9,2024-02-01\n"),
    qr/no contract K9.*1 added.* 1 rejected/s, 'activity may name the contract only';
like take('activity', "client_id,contract_id,at\nb,K9,2024-02-02\n"),
    qr/line 2: contract_id: there is no contract K9; the row is accepted.*1 added/s,
    'with a client, an unknown contract is only a remark';
is $t->rows('SELECT k.external_id, COUNT(*) FROM activity e JOIN clients k '
        . 'ON k.id = e.client_id GROUP BY 1'), "b 2\n", 'the activity is that of the client';
take('campaigns', "campaign_id\n1\n");
like take('members', "campaign_id,contract_id,arm\n1,K1,x\n1,K3,y\n1,K2,y\n1,K9,y\n"),
    qr/no contract K9.*2 added.* 1 rejected.*repeated key: 1/s,
    'members by contract: two contracts of one client are one member';
refused('neither client nor contract', qr/need the field client_id/, 'payments',
    "paid_at,amount\n2024-01-01,1\n");

$t->empty;
take('contracts', "contract_id,client_id,start_date,end_date,monthly_fee,plan\n"
        . "1,a,2024-01-10,,1234.56,-50%\n2,b,2024-01-10,2024-02-15,0.05,=A\n",
    '--as-of', '2024-03-31');
$t->tool('refresh', '--once');
$t->tool('block', 'mrr', '--format', 'csv', '--for', 'excel', '--lang', 'ru', '--out', 'o.csv');
my ($head) = $t->read('o.csv') =~ /^\xef\xbb\xbf([^;]+);/;
like $t->imported('a table for Excel', 'payments', 'o.csv', '--const', 'client_id=x',
    '--map', "paid_at=$head", '--map', "amount=MRR \xd0\xbd\xd0\xb0 \xd0\xba\xd0\xbe\xd0\xbd\xd0\xb5\xd1\x86"),
    qr/3 rows read; 3 added/, 'is read as it was written';
is $t->rows("SELECT DATE(paid_at), amount_minor FROM payments p JOIN clients k "
        . "ON k.id = p.client_id WHERE k.external_id = 'x' ORDER BY 1"),
    "2024-01-01 123461\n2024-02-01 123456\n2024-03-01 123456\n", 'with its days and amounts';

done_testing;
