# The same files give the same tables in any order: full files of contracts,
# histories and payments.  Importing any of them again changes nothing.
use strict;
use warnings;
use List::Util qw(shuffle);
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t  = RT::Import->new;
my $db = $t->db;

my @days = qw(2024-03-31 2024-04-30 2024-05-31 2024-06-30);

# One contract in each row: its number, and what the file of each day has: its
# amount, followed by its plan, or "-" if it is not in the file.
my %contracts = (
    always  => ['10 S', '10 S', '10 S', '10 S'],
    dearer  => ['10 S', '12 S', '12 S', '15 S'],
    cheaper => ['30 S', '30 S', '20 S', '20 S'],
    back    => ['10 S', '17 S', '10 S', '10 S'],
    plan    => ['10 S', '10 M', '11 M', '11 L'],
    later   => ['-',    '5 S',  '6 S',  '6 S'],
    last    => ['-',    '-',    '-',    '9 S'],
    gone    => ['10 S', '10 S', '-',    '-'],
    soon    => ['10 S', '-',    '-',    '-'],
    once    => ['-',    '8 S',  '-',    '-'],
    lapsed  => ['10 S', '13 S', '13 S', '-'],
);

for my $i (0 .. $#days) {
    my $text = "contract_id,client_id,start_date,monthly_fee,plan\n";
    for my $id (sort keys %contracts) {
        my ($fee, $plan) = split / /, $contracts{$id}[$i];
        $text .= "$id,c-$id,2024-01-10,$fee,$plan\n" if $fee ne '-';
    }
    $t->file("$days[$i].csv", $text);
}
$t->file('h1.csv', "contract_id,effective_on,monthly_fee,plan\n"
        . "always,2024-02-01,9,\ndearer,2024-04-30,11,XL\n");
$t->file('h2.csv', "contract_id,effective_on,monthly_fee,plan\n"
        . "dearer,2024-01-10,8,\nalways,2024-02-01,,XS\nplan,2024-03-15,14,\n");
$t->file('p.csv', "client_id,contract_id,paid_at,amount\nc-always,always,2024-02-01,9\n");

my %files = (
    (map { ($_ => ['contracts', "$_.csv", '--full', '--as-of', $_]) } @days),
    h1 => ['changes',  'h1.csv', '--as-of', '2024-06-30'],
    h2 => ['changes',  'h2.csv', '--as-of', '2024-06-30'],
    p  => ['payments', 'p.csv',  '--as-of', '2024-06-30'],
);

sub table {
    return $t->contracts
        . $t->rows('SELECT external_id, stretch_of, listed_on, absent_on '
            . 'FROM contracts ORDER BY 1')
        . $t->changes
        . $t->rows('SELECT k.external_id, h.effective_on, noted FROM contract_changes h '
            . 'JOIN contracts k ON k.id = h.contract_id ORDER BY 1, 2, 3')
        . $t->rows('SELECT k.external_id FROM payments p LEFT JOIN contracts k '
            . 'ON k.id = p.contract_id');
}

sub months {
    $t->tool('refresh', '--once', '--as-of', '2024-06-30');
    return join '', map { ($t->tool('block', $_, '--format', 'csv'))[0] } qw(mrr churn);
}

sub import_all {
    my (@order) = @_;
    $db->sql('DELETE FROM payments');
    $t->empty;
    for my $name (@order) {
        my ($text, $status) = $t->import(@{$files{$name}});
        die "$name: $text" if $status != 0;
    }
    return table();
}

# The files in the order of their days, and the tables they must give.
my @own  = (@days, 'h1', 'h2', 'p');
my $want = import_all(@own);
my $months = months();
is $t->rows('SELECT external_id, end_date, monthly_fee_minor, plan FROM contracts '
        . 'ORDER BY 1'), <<'ROWS', 'each contract ends with the first file without it';
always - 1000 S
back - 1000 S
cheaper - 2000 S
dearer - 1500 S
gone 2024-05-31 1000 S
lapsed 2024-06-30 1300 S
last - 900 S
later - 600 S
once 2024-05-31 800 S
plan - 1100 L
soon 2024-04-30 1000 S
ROWS
is $t->changes, <<'ROWS', 'and changes with the first file that differs';
always 2024-02-01 900 - XS
back 1900-01-01 1000 - S
back 2024-04-30 1700 - -
back 2024-05-31 1000 - -
cheaper 1900-01-01 3000 - S
cheaper 2024-05-31 2000 - -
dearer 1900-01-01 1000 - S
dearer 2024-01-10 800 - -
dearer 2024-04-30 1100 - XL
dearer 2024-06-30 1500 - -
lapsed 1900-01-01 1000 - S
lapsed 2024-04-30 1300 - -
later 1900-01-01 500 - S
later 2024-05-31 600 - -
plan 1900-01-01 1000 - S
plan 2024-03-15 1400 - -
plan 2024-04-30 - - M
plan 2024-05-31 1100 - -
plan 2024-06-30 - - L
ROWS

# Any order that begins with a full file, because histories and payments need
# their contract.
my $seed = $ENV{RT_SEED} // 20240630;
srand $seed;
my @orders = ([reverse(@days), qw(h2 h1 p)], [$days[1], 'h1', @days[3, 0, 2], 'p', 'h2']);
for (1 .. 8) {
    my ($first, @rest) = shuffle(@days);
    push @orders, [$first, shuffle(@rest, qw(h1 h2 p))];
}
for my $order (@orders) {
    my $got = import_all(@$order);
    is $got, $want, "the same table (seed $seed): @$order";
    is months(), $months, 'and the same figures by month';
    my $again = $order->[int rand @$order];
    my ($text) = $t->import(@{$files{$again}});
    like $text, qr/nothing has changed/, "$again once more changes nothing";
    my $old = $again =~ /^2024/ && $again ne $days[-1];
    is $text =~ /older than the full file of 2024-06-30: it only fills the history/,
        $old, 'and a file of the past gets a remark';
    is table(), $want, 'the tables are unchanged, whatever the message says';
}

done_testing;
