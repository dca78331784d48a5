# Today's contracts file does not change the past.  A number that comes back, or
# gets another client, is another contract.  Amounts change from the day of
# their file on, whether a history is imported before or after it.
use strict;
use warnings;
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t  = RT::Import->new;
my $db = $t->db;

sub imported { return $t->imported(@_) }

# Import a file of contracts, "number client start end fee" in each row.
# Columns that no row gives are missing.
sub contracts {
    my ($day, $rows, @more) = @_;
    my ($columns, @rows) = @$rows;
    $t->file("$day.csv", join '', map { "$_\n" } $columns, @rows);
    return imported("contracts of $day", 'contracts', "$day.csv", '--as-of', $day,
        @more);
}

sub changes {
    my ($day, @rows) = @_;
    $t->file('h.csv', join '', map { "$_\n" } 'contract_id,effective_on,monthly_fee,plan',
        @rows);
    return imported('a history', 'changes', 'h.csv', '--as-of', $day);
}

# For each month the closing MRR and clients, and how many were lost and
# reactivated.
sub months {
    my ($day) = @_;
    $t->tool('refresh', '--once', '--as-of', $day);
    my (%mrr, %churn);
    for my $block ([mrr => \%mrr], [churn => \%churn]) {
        my ($text) = $t->tool('block', $block->[0], '--format', 'csv');
        my ($head, @rows) = map { [split /,/] } split /\r?\n/, $text;
        for my $row (@rows) {
            my %row; @row{@$head} = @$row;
            $block->[1]{$row{period}} = \%row;
        }
    }
    return join ' ', map { my ($m, $c) = ($mrr{$_}, $churn{$_});
            ($m->{closing_mrr} =~ s/\.00//r) . "/$c->{closing}"
                . ($c->{lost} ? "-$c->{lost}" : '')
                . ($c->{reactivated} ? "+$c->{reactivated}" : '') } sort keys %mrr;
}

my $head = 'contract_id,client_id,start_date,monthly_fee';

contracts('2024-03-31', [$head, '1,a,2024-01-10,10', '2,b,2024-01-10,20']);
changes('2024-03-31', '1,2024-02-15,17,');
contracts('2024-04-30', [$head, '1,a,2024-01-10,17', '2,b,2024-01-10,20']);
is months('2024-04-30'), '30/2 37/2 37/2 37/2', 'today\'s amount does not replace '
    . 'the one before the first change';
my $table = $t->contracts . $t->changes;
$t->empty;
contracts('2024-03-31', [$head, '1,a,2024-01-10,10', '2,b,2024-01-10,20']);
contracts('2024-04-30', [$head, '1,a,2024-01-10,17', '2,b,2024-01-10,20']);
changes('2024-03-31', '1,2024-02-15,17,');
is $t->contracts . $t->changes, $table, 'history imported last gives the same table';

$t->empty;
contracts('2024-03-31', ["$head,plan", '1,a,2024-01-10,10,S']);
changes('2024-03-31', '1,2024-01-10,8,', '1,2024-02-01,,M');
contracts('2024-04-30', ["$head,plan", '1,a,2024-01-10,15,L']);
changes('2024-03-31', '1,2024-01-10,,XS');
is months('2024-04-30'), '8/1 8/1 8/1 15/1',
    'a history that begins on the first day is used from then on';
like $t->changes, qr/^1 2024-01-10 800 - XS$/m,
    'an empty cell of a history keeps what another history said';

$t->empty;
contracts('2024-03-31', [$head, '1,a,2024-01-10,10', '2,b,2024-01-10,20']);
my $text = contracts('2024-04-30', [$head, '1,a,2024-01-10,', '2,b,2024-01-10,20']);
like $text, qr/line 2: monthly_fee: the amount is empty and was 10\.00: it is 0 from 2024-04-30/,
    'an amount that became empty gets a remark';
is months('2024-04-30'), '30/2 30/2 30/2 20/2', 'it is 0 from the day of its file on';
unlike contracts('2024-05-31', [$head, '1,a,2024-01-10,', '2,b,2024-01-10,20']),
    qr/is empty/, 'once';
contracts('2024-06-30', [$head, '1,a,2024-01-10,12', '2,b,2024-01-10,20']);
is months('2024-06-30'), '30/2 30/2 30/2 20/2 20/2 32/2', 'it can become an amount again';
contracts('2024-07-31', ["contract_id,client_id,monthly_profit", '1,a,5']);
like contracts('2024-08-31', ["contract_id,client_id,monthly_profit", '1,a,']),
    qr/line 2: monthly_profit: the amount is empty and was 5\.00/, 'profit likewise';

$t->empty;
contracts('2024-03-31', ["$head,plan", '1,a,2024-01-10,10,S']);
contracts('2024-04-30', ["$head,plan", '1,a,2024-01-10,10,']);
is $t->changes, "1 1900-01-01 1000 - S\n1 2024-04-30 - - -\n",
    'a plan that became empty stays in the past';

my @three = map { "$_,c$_,2024-01-10,10" } 1 .. 3;
$t->empty;
contracts('2024-05-15', [$head, @three], '--full');
contracts('2024-06-15', [$head, @three[0, 1]], '--full');
contracts('2024-07-15', [$head, @three[0, 1]], '--full');
contracts('2024-08-15', [$head, @three], '--full');
my $back = '30/3 30/3 30/3 30/3 30/3 20/2-1 20/2 30/3+1';
is months('2024-08-15'), $back, 'a loss stays, and a client who is back is reactivated';
like contracts('2024-08-31', [$head, @three], '--full'), qr/nothing has changed/,
    'the next file is about the new stretch';
is $t->rows('SELECT external_id, start_date, end_date, stretch_of, listed_on, absent_on '
        . "FROM contracts WHERE external_id LIKE '3%' ORDER BY 1"), <<'ROWS',
3 2024-01-10 2024-06-15 - 2024-05-15 2024-06-15
3@2024-08-15 2024-08-15 - 3 2024-08-15 -
ROWS
    'both stretches have the days on which they were listed and missed';
contracts('2024-09-15', [$head, @three[0, 1], '3,c3,2024-01-10,15'], '--full');
is months('2024-09-15'), "$back 35/3", 'a new amount belongs to the running stretch';
contracts('2024-10-15', [$head, @three[0, 1]], '--full');
contracts('2024-11-15', [$head, @three[0, 1], '3,c3,2024-11-01,15'], '--full');
is months('2024-11-15'), "$back 35/3 20/2-1 35/3+1",
    'a start after the end begins a new stretch';
like $t->contracts, qr/^3\@2024-11-01 c3 2024-11-01 - 1500/m, 'its name has its first day';
contracts('2024-11-20', ["contract_id,client_id,region", '3,c3,North']);
is $t->rows("SELECT external_id, region FROM contracts WHERE external_id LIKE '3%' "
        . 'ORDER BY 1'), "3 -\n3\@2024-08-15 -\n3\@2024-11-01 North\n",
    'a file that is not a full one is about the stretch of its day';
contracts('2024-07-20', ["contract_id,client_id,region", '3,c3,South']);
like $t->rows("SELECT external_id, region FROM contracts WHERE external_id LIKE '3%' "
        . 'ORDER BY 1'), qr/\A3 South\n/, 'or else about the latest one before';

# A corrected file of the same day, and a file with an end_date.
$t->empty;
contracts('2024-05-31', [$head, @three], '--full');
contracts('2024-06-30', [$head, @three[0, 1]], '--full');
contracts('2024-06-30', [$head, @three], '--full');
is $t->rows('SELECT external_id, end_date, absent_on FROM contracts ORDER BY 1'),
    "1 - -\n2 - -\n3 - -\n", 'a full file of the same day takes its end back';
my $ends = 'contract_id,client_id,start_date,end_date';
contracts('2024-07-31', [$ends, '3,c3,2024-01-10,2024-07-15']);
contracts('2024-08-31', [$ends, '3,c3,2024-01-10,']);
is $t->rows('SELECT external_id, end_date FROM contracts ORDER BY 1'),
    "1 -\n2 -\n3 -\n", 'a file with ends corrects the end that an earlier one gave';
contracts('2024-09-30', [$head, @three[0, 1]], '--full');
contracts('2024-10-31', [$ends, '3,c3,2024-01-10,2024-12-31']);
is $t->rows('SELECT external_id, start_date, end_date FROM contracts ORDER BY 1'), <<'ROWS',
1 2024-01-10 -
2 2024-01-10 -
3 2024-01-10 2024-09-30
3@2024-10-31 2024-10-31 2024-12-31
ROWS
    'but not an end from a full file that lacked the contract';
contracts('2025-01-31', [$ends, '3,c3,2024-01-10,2024-09-25', '1,c1,2025-01-20,']);
is $t->rows('SELECT external_id, start_date, end_date FROM contracts ORDER BY 1'), <<'ROWS',
1 2025-01-20 -
2 2024-01-10 -
3 2024-01-10 2024-09-25
3@2024-10-31 2024-10-31 2024-12-31
ROWS
    'unless it says when that one ended';

# An end that was entered at the desk: a full file without the contract agrees
# with it.
$t->empty;
contracts('2024-05-31', [$head, @three], '--full');
$db->sql("UPDATE contracts SET end_date = '2024-06-10' WHERE external_id = '3'",
    'INSERT INTO desk_edits (entity, entity_id, field, value, edited_at) SELECT '
        . "'contract', id, 'end_date', '2024-06-10', NOW() FROM contracts "
        . "WHERE external_id = '3'");
like contracts('2024-06-30', [$head, @three], '--full'), qr/desk: 1/,
    'a full file that still lists the contract contradicts it';
is $t->rows("SELECT external_id, end_date FROM contracts WHERE external_id LIKE '3%'"),
    "3 2024-06-10\n", 'and begins no new stretch';
contracts('2024-07-31', [$head, @three[0, 1]], '--full');
is $t->rows('SELECT COUNT(*) FROM desk_edits'), "0\n",
    'a file without the contract agrees with the end';
contracts('2024-08-31', [$head, @three], '--full');
is $t->rows("SELECT external_id, end_date FROM contracts WHERE external_id LIKE '3%' "
        . 'ORDER BY 1'), "3 2024-06-10\n3\@2024-08-31 -\n",
    'after that, a file that lists it begins a new stretch';

$t->empty;
contracts('2024-05-31', ["$ends,monthly_fee", '6,g,2024-01-10,2024-03-01,10',
    '6,h,2024-03-01,,12']);
is months('2024-05-31'), '10/1 10/1 12/1-1 12/1 12/1',
    'two clients with the same number have two contracts';
$table = $t->contracts;
$t->empty;
contracts('2024-05-31', ["$ends,monthly_fee", '6,h,2024-03-01,,12',
    '6,g,2024-01-10,2024-03-01,10']);
is $t->contracts, $table, 'the order of rows does not matter';
like contracts('2024-05-31', ["$ends,monthly_fee", '6,g,2024-01-10,2024-03-01,10',
    '6,h,2024-03-01,,12']), qr/nothing has changed/, 'a second run changes nothing';

$t->empty;
contracts('2024-05-31', [$head, '6,g,2024-01-10,10'], '--full');
like contracts('2024-06-30', [$head, '6,h,2024-01-10,12'], '--full'),
    qr/line 2: client_id: the number was another client's; from 2024-06-30 on/,
    'a number that gets another client gets a remark';
is months('2024-06-30'), '10/1 10/1 10/1 10/1 10/1 12/1-1', 'one leaves, one is new';
like contracts('2024-07-31', [$head, '6,h,2024-01-10,12'], '--full'),
    qr/nothing has changed/, 'and stays';
contracts('2024-08-31', [$head, '6,g,2024-01-10,12'], '--full');
is $t->contracts, <<'ROWS', 'the number can go back to the first client, from that day on';
6 g 2024-01-10 2024-06-30 1000 - - - - 1 - -
6@2024-06-30 h 2024-06-30 2024-08-31 1200 - - - - 1 - -
6@2024-08-31 g 2024-08-31 - 1200 - - - - 1 - -
ROWS
my ($said, $status) = $t->import('contracts', $t->file('two.csv', "$ends\n"
        . "7,g,2024-01-10,\n7,h,2024-02-01,\n7,i,2024-02-01,\n"));
like $said, qr/2 added, 0 changed, 0 unchanged, 1 rejected/,
    'the same number for two more clients from one day';
like $said, qr/the number 7 already belongs to another client's contract from 2024-02-01/,
    'is an error';
my $long = 'K' x 185;
contracts('2024-05-31', [$head, "$long,g,2024-01-10,10"]);
($said) = $t->import('contracts', $t->file('long.csv', "contract_id,client_id\n"
        . "$long,h\nK9,h\n"));
like $said, qr/1 added.*1 rejected/, 'a number too long to append a day is refused';

$t->empty;
$db->sql('DELETE FROM payments', 'DELETE FROM retention_cases');
contracts('2024-05-31', [$head, @three], '--full');
contracts('2024-06-30', [$head, @three[0, 1]], '--full');
contracts('2024-08-31', [$head, @three], '--full');
$t->file('p.csv', "client_id,contract_id,paid_at,amount\nc3,3,2024-05-01,1\n"
        . "c3,3,2024-07-31,2\nc3,3,2024-08-31,3\nc3,3,2023-12-01,4\n");
$text = imported('payments', 'payments', 'p.csv', '--as-of', '2024-08-31');
is $t->rows('SELECT amount_minor, k.external_id FROM payments p JOIN contracts k ON '
        . 'k.id = p.contract_id ORDER BY amount_minor'), <<'ROWS',
100 3
200 3
300 3@2024-08-31
400 3
ROWS
    'a payment belongs to the stretch of its day, or the latest before it, or the first';
like $text, qr/line 3: paid_at: 2024-07-31: the contract had already ended, on 2024-06-30/,
    'with a remark if none runs on that day';
changes('2024-08-31', '3,2024-06-01,11,', '3,2024-09-01,12,');
like $t->changes, qr/^3 2024-06-01 1100.*^3\@2024-08-31 2024-09-01 1200/ms,
    'changes belong to the stretch of their day';
$t->file('c.csv', "case_id,contract_id,created_at,status\n1,3,2024-05-01,churned\n"
        . "2,3,2024-09-01,active\n");
imported('cases', 'cases', 'c.csv');
is $t->rows('SELECT s.external_id, k.external_id FROM retention_cases s JOIN contracts k'
        . ' ON k.id = s.contract_id ORDER BY 1'), "1 3\n2 3\@2024-08-31\n",
    'cases as well';
$db->sql('DELETE FROM retention_cases');
$t->empty;
contracts('2024-05-31', [$head, @three], '--full');
contracts('2024-06-30', [$head, @three[0, 1]], '--full');
imported('cases before their contract is back', 'cases', 'c.csv');
contracts('2024-08-31', [$head, @three], '--full');
is $t->rows('SELECT s.external_id, k.external_id FROM retention_cases s JOIN contracts k'
        . ' ON k.id = s.contract_id ORDER BY 1'), "1 3\n2 3\@2024-08-31\n",
    'go on to the stretch of their day when it comes';
like imported('the cases again', 'cases', 'c.csv'), qr/nothing has changed/,
    'and stay there';
$db->sql('DELETE FROM retention_cases', 'DELETE FROM payments');
$t->empty;
contracts('2024-05-31', [$ends, '6,g,2024-01-10,2024-03-01', '6,h,2024-03-01,']);
$t->file('p.csv', "contract_id,paid_at,amount\n6,2024-02-01,1\n6,2024-04-01,2\n");
imported('payments that name the number only', 'payments', 'p.csv');
is $t->rows('SELECT amount_minor, c.external_id FROM payments p JOIN clients c ON '
        . 'c.id = p.client_id ORDER BY 1'), "100 g\n200 h\n",
    'belong to the client who had the number on their day';
$t->file('g.csv', "campaign_id\nG1\n");
$t->file('m.csv', "campaign_id,contract_id,arm,contacted_at\nG1,6,mail,2024-02-01\n");
imported('a campaign', 'campaigns', 'g.csv');
my $members = 'SELECT c.external_id FROM campaign_members m JOIN clients c ON '
    . 'c.id = m.client_id ORDER BY 1';
imported('a member by contract', 'members', 'm.csv', '--as-of', '2024-05-31');
is $t->rows($members), "g\n", 'is the client who had the number on the day of the contact';
$t->file('m.csv', "campaign_id,contract_id,arm,contacted_at\nG1,6,none,\n");
imported('one who was not contacted', 'members', 'm.csv', '--as-of', '2024-05-31');
is $t->rows($members), "g\nh\n", 'is the client who had it on the day of the file';

# Payments that were imported before the stretch of their day.
$db->sql('DELETE FROM payments', 'DELETE FROM campaign_members', 'DELETE FROM campaigns');
$t->empty;
contracts('2024-05-31', [$head, @three], '--full');
contracts('2024-06-30', [$head, @three[0, 1]], '--full');
$t->file('p.csv', "client_id,contract_id,paid_at,amount\nc3,3,2024-09-10,3\n");
imported('a payment', 'payments', 'p.csv', '--as-of', '2024-09-30');
contracts('2024-08-31', [$head, @three], '--full');
like imported('the payment again', 'payments', 'p.csv', '--as-of', '2024-09-30'),
    qr/0 added, 1 changed/, 'is changed';
is $t->rows('SELECT k.external_id FROM payments p JOIN contracts k ON k.id = '
        . 'p.contract_id'), "3\@2024-08-31\n", 'to the stretch of its day';

done_testing;
