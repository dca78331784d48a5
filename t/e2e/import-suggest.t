# retention import --suggest guesses an import.conf from headers and values.
# With the decisions of a person it can be used.
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

# Make a folder of these files and suggest an import.conf.  Returns the file
# without its first remark, and the messages.
sub suggest {
    my ($name, %files) = @_;
    mkdir $t->dir . "/$name" or die $!;
    $t->file("$name/$_", $files{$_}) for keys %files;
    my ($said, $status) = $t->import('--suggest', $name);
    is $status, 0, "$name: a suggestion" or diag $said;
    my $conf = $t->read("$name/import.conf");
    utf8::decode($conf);
    like $conf, qr/\A# Suggested by/, "$name: the file says where it comes from";
    return ($conf =~ s/\A#[^\n]*\n//r, $said);
}

# The lines that are not remarks.
sub options { return join '', map { "$_\n" } grep { /^[^#]/ } split /\n/, $_[0] }

my @rows = map { sprintf 'N%d,%d-%02d-01,%s,%s,%s', $_, 2000 + $_ % 5, 1 + $_ % 12,
    $_ % 3 ? ('2007-01-01', 'In force') : (sprintf('2005-%02d-01', 1 + $_ % 9), 'Claim'),
    $_ % 2 ? 'Male' : 'Female' } 1 .. 60;
my ($conf, $said) = suggest('policies', 'policies.csv' =>
    join "\n", 'policy.ID,issue.date,termination.date,lapse.reason,gender', @rows, '');
is options($conf), <<'CONF', 'an insurer: options of contracts and clients';
as-of = 2006-12-31
[contracts policies.csv]
map = contract_id=policy.ID
map = client_id=policy.ID
map = start_date=issue.date
map = end_date=termination.date
map = end_cause=lapse.reason
open-when = lapse.reason=In force
[clients policies.csv]
map = client_id=policy.ID
attr = gender=gender
CONF
like $conf, qr/^# A guess: the end of these rows.*\nopen-when/m, 'a guess has a remark above it';
like $conf, qr/^# A guess: there is no column of clients/m, 'so has what replaces a missing column';
like $said, qr/1 files, 1 understood.*retention import policies/,
    'the message says what to do next';
for my $place (0 .. 2) {
    my @reasons = ('Claim', 'Lapse');
    splice @reasons, $place, 0, 'In force';
    my ($other) = suggest("place$place", 'policies.csv' => join "\n", 'lapse.reason,policy.ID,issue.date,termination.date',
        (map { my $reason = $reasons[$_ % 3]; join ',', $reason, "N$_", sprintf('%d-%02d-01', 2000 + $_ % 5, 1 + $_ % 12),
            $reason eq 'In force' ? '2007-01-01' : sprintf '2005-%02d-01', 1 + $_ % 9 } 0 .. 59), '');
    like options($other), qr/^open-when = lapse\.reason=In force$/m, "the guess also holds when this is value $place of the first column";
}
my $text = $t->imported('the folder', 'policies');
like $text, qr/clients, policies\.csv: 60 rows read; 60 added.*contracts, policies\.csv: 60 rows read; 60 added/s,
    'the folder can be imported with it';
is $t->rows("SELECT COUNT(*), SUM(end_date IS NULL), MAX(end_date) FROM contracts"),
    "60 40 2005-07-01\n", 'with the right ends';

$t->file('policies/import.conf', "# mine\n");
($text, my $status) = $t->import('--suggest', 'policies');
is $status, 1, 'an existing import.conf is an error';
like $text, qr/exists already and is not changed/, 'the message says so';
is $t->read('policies/import.conf'), "# mine\n", 'the file is not changed';
for my $row (['no folder', '--suggest'], ['a file', '--suggest', 'policies/policies.csv'],
    ['another option',      '--suggest', 'policies', '--full']) {
    my ($name, @args) = @$row;
    ($text, $status) = $t->import(@args);
    is $status, 2, "$name is wrong usage";
}
mkdir $t->dir . '/none' or die $!;
($text, $status) = $t->import('--suggest', 'none');
like "$status $text", qr/^1 .*no files \.csv/, 'a folder without tables is an error';
($text, $status) = $t->import('none');
like "$status $text", qr/^2 .*--suggest none writes an import\.conf/,
    'an import without import.conf mentions --suggest';

$t->empty;
my $russian = "Отчёт за год\r\n\r\n" . join "\r\n", 'Номер договора;Клиент;Дата начала;Дата окончания;'
    . 'Годовая сумма;Тариф;Канал', (map { sprintf '%d.0;K%d;%02d/%02d/2024;%s;1200,00;Т%d;сайт', $_, $_ % 30,
        1 + $_ % 28, 1 + $_ % 12, $_ % 4 ? '' : sprintf('%02d/01/2025', 1 + $_ % 28), $_ % 2 } 1 .. 60), '';
($conf) = suggest('russian', 'выгрузка.csv' => encode('cp1251', $russian));
is options($conf), <<'CONF', 'a Russian report';
as-of = 2025-01-25
[contracts выгрузка.csv]
separator = ;
skip-lines = 2
encoding = Windows-1251
map = contract_id=Номер договора
map = client_id=Клиент
map = start_date=Дата начала
map = end_date=Дата окончания
map = monthly_fee=Годовая сумма/12
map = plan=Тариф
map = channel=Канал
date-format = dmy
number-ids
CONF
unlike $conf, qr/Decide/, 'days beyond 12 show the order';
like $t->imported('it', 'russian'), qr/60 rows read; 60 added/, 'is imported';
is $t->rows("SELECT monthly_fee_minor, start_date, plan FROM contracts WHERE external_id = '14'"),
    "10000 2024-03-15 Т0\n" =~ s/Т/encode('UTF-8', 'Т')/er, 'with the right values';

my @signs = ('5 руб.', '(7,50)', '€5', '5 USD', '1 200,00 ₽', '9-');
($conf) = suggest('signs', 'платежи.csv' => "Номер договора;Дата платежа;Сумма\n" . join('',
    map { "P$_;2024-05-0$_;$signs[$_ - 1]\n;;\n" } 1 .. 6));
is options($conf), <<'CONF', 'amounts with signs, ids that look like some, rows of separators';
as-of = 2024-05-06
[payments платежи.csv]
map = paid_at=Дата платежа
map = amount=Сумма
map = contract_id=Номер договора
CONF
unlike $conf, qr{is empty in}, 'no row is reported as empty';

$t->empty;
($conf, $said) = suggest('shop',
    'invoices.csv' => "InvoiceNo,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n" . join('',
        map { sprintf "%d,%d,2011-05-%02d 08:26:00,2.55,%d.0,UK\n", $_ / 2, $_ % 5 + 1, $_ % 28 + 1,
            17000 + $_ % 40 } 1 .. 80) . "99,1,2011-05-01 08:26:00,1,,UK\n" x 2,
    'log.txt' => join('', map { sprintf "%d %d %d\n", $_ % 25, $_ % 7, 1300000000 + 4000 * $_ } 1 .. 90),
    'bought.txt' => join('', map { sprintf " %05d  201104%02d %d  %5.2f\n", $_ % 30, $_ % 30 + 1, $_ % 3,
        $_ * 1.37 } 1 .. 90),
    'survey.csv' => "age,answer\n30,x\n40,y\n",
    'experiment.csv' => "segment,conversion,spend\n" . join('', map { $_ % 2 ? "mail,1,3.50\n" : "none,0,0\n" }
        1 .. 40),
    'us.csv' => "subscription_id,user_id,start,end,fee\n" . join('',
        map { sprintf "S%d,U%d,%02d/%02d/2010,%s,10\n", $_, $_, $_ % 12 + 1, $_ % 12 + 1,
            $_ % 2 ? 'No' : '12/31/9999' } 1 .. 30));
is options($conf), <<'CONF', 'the options that are clear';
as-of = 2011-05-28
[payments bought.txt]
separator = blank
columns = client_id,paid_at,column3,amount
[payments invoices.csv]
map = client_id=CustomerID
map = paid_at=InvoiceDate
map = amount=Quantity*UnitPrice
number-ids
[activity log.txt]
separator = blank
columns = client_id,column2,at
[contracts us.csv]
map = contract_id=subscription_id
map = client_id=user_id
map = start_date=start
map = end_date=end
map = monthly_fee=fee
date-format = dmy
open-when = end=12/31/9999
open-when = end=No
CONF
like $conf, qr/^# Decide: the dates can be read in two ways.*\ndate-format = dmy/m,
    'an unclear order of dates has to be decided';
like $conf, qr/^# Decide which campaign.*\n# const = campaign_id=1$/m, 'so has the campaign';
like $conf, qr/^# survey\.csv: it is not clear what this is/m,
    'a file that is not understood is named';
like $conf, qr/^# Columns that are not used: InvoiceNo, Country$/m,
    'so are columns that are not used';
like $conf, qr/^# The column "CustomerID" is empty in 2 of the first 82 rows/m,
    'and columns whose empty cells will be refused';
like $said, qr/6 files, 5 understood.*lines that begin with "Decide"/,
    'the tool says that something has to be decided';
$text = $t->imported('the folder', 'shop');
like $text, qr/payments, bought\.txt: 90 rows read; 90 added/,
    'a file separated by blanks is imported';
like $text, qr/payments, invoices\.csv: 82 rows read; 80 added/, 'so are computed amounts';
like $text, qr/activity, log\.txt: 90 rows read; 90 added/, 'events';
like $text, qr/contracts, us\.csv: 30 rows read; 30 added/, 'and open ends';

($conf, $said) = suggest('churn', 'telecom.csv' => "customerID,Contract,tenure,MonthlyCharges,Churn\n"
    . join '', map { sprintf "%04d-A,%s,%d,%d.85,%s\n", $_, ('One year', 'Two year')[$_ % 2], $_ % 70, $_ % 90,
        ('Yes', 'No')[$_ % 2] } 1 .. 100);
is options($conf), <<'CONF', 'a file of clients with their plan and fee';
[contracts telecom.csv]
map = contract_id=customerID
map = client_id=customerID
map = monthly_fee=MonthlyCharges
map = plan=Contract
CONF
like $conf, qr/^# Decide: "Churn" says who left, not when/m, 'the day of leaving has to be decided';
like $said, qr/lines that begin with "Decide"/, 'and the tool says so';

# Wrapped headers, as spreadsheets have them, and a header that looks like an
# option.
my $kept = $t->dir . '/kept.csv';
($conf, $said) = suggest('wrapped', 'contracts.csv' =>
    qq{"contract\nid","client\r\nid","start\ndate","Seen\nrejects = $kept\n"\n}
    . join '', map { sprintf "W%d,W%d,2024-%02d-11,%s\n", $_, $_, 1 + $_ % 12, "z$_" } 1 .. 30);
is options($conf), <<'CONF', 'a header of several lines is named on one line';
as-of = 2024-12-11
[contracts contracts.csv]
map = contract_id=contract id
map = client_id=client  id
map = start_date=start date
CONF
$text = $t->imported('the folder', 'wrapped');
like $text, qr/30 rows read; 30 added/, 'and found by that name';
ok !-e $kept, 'no header is taken for an option';

# The export of a billing system: zones in headers, and a column of requests to
# leave beside the end.
my @months = map { sprintf '2024-%02d-05 10:00', 1 + $_ % 12 } 1 .. 40;
($conf, $said) = suggest('billing',
    'subscriptions.csv' => "id,Customer ID,Plan,Currency,Interval,Amount,Start (UTC),Canceled At (UTC),Ended At (UTC)\n"
        . join('', map { sprintf "sub_%d,cus_%d,pro,rub,%s,120.00,%s,%s\n", $_, $_ % 30, 'year', $months[$_ - 1],
            $_ % 4 ? ',' : '2025-03-01 09:00,2025-04-01 00:00' } 1 .. 40),
    'unified_payments.csv' => "id,Created date (UTC),Amount,Currency,Fee,Customer ID\n"
        . join('', map { sprintf "ch_%d,2025-01-%02d 10:00,9.99,rub,0.50,cus_%d\n", $_, 1 + $_ % 28, $_ % 30 }
            1 .. 60));
is options($conf), <<'CONF', 'a billing system: contracts and payments';
as-of = 2025-04-01
[contracts subscriptions.csv]
map = contract_id=id
map = client_id=Customer ID
map = start_date=Start (UTC)
map = end_date=Ended At (UTC)
map = monthly_fee=Amount/12
map = plan=Plan
map = currency=Currency
[payments unified_payments.csv]
map = client_id=Customer ID
map = paid_at=Created date (UTC)
map = amount=Amount
map = row_id=id
map = currency=Currency
CONF
like $conf, qr/^# A guess: by the column "Interval".*year/m,
    'that its amounts are for a year is a guess';
unlike $conf, qr/Decide/, 'nothing has to be decided';
$text = $t->imported('the folder', 'billing');
like $text, qr/60 rows read; 60 added/, 'comes in';
is $t->rows("SELECT monthly_fee_minor, end_date FROM contracts WHERE external_id = 'sub_4'"),
    "1000 2025-04-01\n", 'with the amount of a month and the end';
($conf) = suggest('mixed', 'subscriptions.csv' => "id,Customer ID,Interval,Amount,Start (UTC)\n"
    . join '', map { sprintf "sub_%d,cus_%d,%s,120.00,%s\n", $_, $_, ('year', 'month')[$_ % 2], $months[$_ - 1] }
        1 .. 40);
like $conf, qr/^# Decide: "Interval" says.*\n(?:#.*\n)*map = monthly_fee|^# Decide: "Interval" says/m,
    'amounts of different periods have to be decided';

# The export of an accounting system: its own way to write an empty date, a code
# beside the name, attributes in a file with titles.
$t->empty;
my $books = join "\r\n", 'Договоры', 'за 2024 год', 'Номер договора;Контрагент;Контрагент (код);Дата начала;'
    . 'Дата окончания;Сумма в месяц;Действует;Отдел', (map { sprintf 'Д-%d;ООО Ромашка;%09d;%02d.%02d.2024 0:00:00;%s;'
        . "1\xa0200,00;%s;%s", $_, $_, 1 + $_ % 28, 1 + $_ % 12, $_ % 4 ? ('01.01.0001 0:00:00', 'Да')
        : ('15.01.2025 0:00:00', 'Нет'), ('A', 'B')[$_ % 2] } 1 .. 40), '';
($conf) = suggest('books', 'выгрузка.csv' => encode('cp1251', $books));
like $conf, qr/^map = client_id=Контрагент \(код\)$/m,
    'the column of codes is preferred to that of names';
like $conf, qr/^\[clients выгрузка\.csv\]\nseparator = ;\nskip-lines = 2\n(?:#.*\n)*encoding = Windows-1251\n.*\nattr = otdel=Отдел$/m,
    'the section of clients has the same options for the file as that of contracts';
$text = $t->imported('it', 'books');
like $text, qr/clients, .*: 40 rows read; 40 added.*contracts, .*: 40 rows read; 40 added/s,
    'all of it is imported';
is $t->rows('SELECT COUNT(*), SUM(end_date IS NULL) FROM contracts'), "40 30\n",
    'an empty date of that system is no end';

$t->empty;
my $bank = join "\r\n", 'Выписка по счёту', 'Остаток: 1 234 567,89', '',
    '№;Дата операции;Дебет;Кредит;ИНН;Назначение платежа', (map { sprintf '%d;%02d.03.2025;;%d,50;77012345%02d;'
        . 'Оплата по договору, без НДС', $_, 1 + $_ % 28, 1000 + $_, $_ } 1 .. 40), '';
($conf) = suggest('bank', 'выписка.csv' => encode('cp866', $bank));
is options($conf), <<'CONF', 'a statement of a bank, where commas are not separators';
as-of = 2025-03-28
[payments выписка.csv]
separator = ;
skip-lines = 3
encoding = CP866
map = client_id=ИНН
map = paid_at=Дата операции
map = amount=Кредит
CONF
like $t->imported('it', 'bank'), qr/40 rows read; 40 added/, 'comes in';
($conf) = suggest('notes', 'payments.csv' => "client_id,paid_at,amount,note\n"
    . join '', map { sprintf "C%d,2025-01-%02d,5,%s\n", $_, $_, $_ == 9 ? 'a;b;c;d;e;f' : 'x' } 1 .. 20);
unlike $conf, qr/separator/, 'semicolons within a text do not hide the commas';

# The options of each section, also where a # stands before them.
sub all_options {
    return join '', map { "$_\n" } grep { /^(?:# )?(?:\[|[a-z-]+ = )/ } split /\n/, $_[0];
}

my @results = map { $_ % 2 ? 'mail,1,3.50' : 'none,0,0' } 1 .. 40;
($conf) = suggest('campaigns',
    'a.csv' => join("\n", 'group,conversion,spend', @results, ''),
    'b.csv' => join("\n", 'customer_id,group,conversion,spend', map({ "C$_,$results[$_ - 1]" } 1 .. 40), ''),
    'c.csv' => join("\n", 'campaign_id,customer_id,group,conversion,spend',
        map({ "7,C$_,$results[$_ - 1]" } 1 .. 40), ''));
is all_options($conf), <<'CONF', 'results of campaigns: only what the file does not say is made up';
# [members a.csv]
# map = arm=group
# map = converted=conversion
# map = value=spend
# const = campaign_id=1
# map = client_id=@line
# [members b.csv]
# map = client_id=customer_id
# map = arm=group
# map = converted=conversion
# map = value=spend
# const = campaign_id=1
[members c.csv]
map = client_id=customer_id
map = arm=group
map = converted=conversion
map = value=spend
CONF

SKIP: {
    skip 'root writes everywhere', 2 if $> == 0;
    mkdir $t->dir . '/closed' or die $!;
    $t->file('closed/contracts.csv', "contract_id,client_id,start_date\n1,a,2024-01-01\n");
    chmod 0555, $t->dir . '/closed' or die $!;
    ($text, $status) = $t->import('--suggest', 'closed');
    is $status, 1, 'a folder without the right to write is an error';
    like $text, qr/^\[contracts contracts\.csv\]$/m, 'the suggestion is printed instead';
}

done_testing;
