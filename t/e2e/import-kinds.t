# retention import of every kind but clients and contracts: history, payments,
# activity, offers, users, cases, campaigns and their members; made-up rows
# first, then real files.
use strict;
use warnings;
use File::Basename qw(basename);
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t  = RT::Import->new;
my $db = $t->db;

sub imported { return $t->imported(@_) }

# Import twice: the counts of the first run; the second changes nothing.
sub twice {
    my ($name, $want, @args) = @_;
    my $text = imported($name, @args);
    like $text, $want, "$name: the first run";
    like imported("$name again", @args),
        qr/; 0 added, 0 changed, .*nothing has changed/s,
        "$name: the second run changes nothing";
    return $text;
}

$t->file('k.csv', "contract_id,client_id,start_date,monthly_fee,plan\n"
        . "K1,C1,2024-01-01,30,B\nK2,C2,2024-01-01,5,A\n");
imported('two contracts', 'contracts', 'k.csv');
$t->file('h.csv', "contract_id,effective_on,monthly_fee,plan\n"
        . "K1,2024-01-01,10,A\nK1,2024-06-01,20,\nK1,2024-09-01,30,B\n"
        . "K9,2024-01-01,1,\nK2,2024-02-01,,\n");
my $text = imported('changes', 'changes', 'h.csv');
like $text, qr/3 added.*2 rejected/, 'changes: good ones come in';
like $text, qr/line 5: contract_id: there is no contract K9/, 'an unknown contract';
like $text, qr/line 6: monthly_fee: no fee, no profit and no plan/, 'no change at all';
is $t->changes, <<'ROWS', 'the history as it is in the file';
K1 2024-01-01 1000 - A
K1 2024-06-01 2000 - -
K1 2024-09-01 3000 - B
ROWS
$t->file('h.csv', "contract_id,effective_on,monthly_fee\nK1,2024-06-01,21\n");
like imported('a correction', 'changes', 'h.csv'), qr/1 changed/, 'is taken';
like $t->changes, qr/^K1 2024-06-01 2100 - -$/m, 'on its day';
$t->file('k.csv', "contract_id,client_id,monthly_fee\nK1,C1,40\n");
imported('a new amount', 'contracts', 'k.csv', '--as-of', '2025-01-31');
is $t->changes, <<'ROWS', 'leaves a history that is there as it is';
K1 1900-01-01 3000 - B
K1 2024-01-01 1000 - A
K1 2024-06-01 2100 - -
K1 2024-09-01 3000 - B
K1 2025-01-31 4000 - -
ROWS

$t->file('p.csv', <<'CSV');
client_id,paid_at,amount,contract_id
C1,2025-01-05 10:00,10,K1
C1,2025-01-05 10:00,10,K1
C1,2025-01-05T07:00:00Z,10.00,K1
C1,2025-01-06,-10,
C7,2025-01-06,99999999999.99,K7
C1,2025-01-05,,K1
,2025-01-05,1,
CSV
$text = twice('payments', qr/5 added, 0 changed, 0 unchanged, 2 rejected/,
    'payments', 'p.csv');
like $text, qr/equal rows: 2; all are kept/, 'equal ones are kept and counted';
like $text, qr/line 6: contract_id: there is no contract K7; the row is accepted/,
    'one of an unknown contract is taken and told';
like $text, qr/clients added because a row names them: 1/, 'a new client';
is $t->rows('SELECT c.external_id, paid_at, amount_minor, occurrence, k.external_id'
        . ' FROM payments p JOIN clients c ON c.id = p.client_id '
        . 'LEFT JOIN contracts k ON k.id = p.contract_id '
        . 'ORDER BY 1, 2, 3, 4'), <<'ROWS', 'instants as UTC, days as days, to the cent, refunds too';
C1 2025-01-05 07:00:00 1000 0 K1
C1 2025-01-05 07:00:00 1000 1 K1
C1 2025-01-05 07:00:00 1000 2 K1
C1 2025-01-06 00:00:00 -1000 0 -
C7 2025-01-06 00:00:00 9999999999999 0 -
ROWS
$t->file('k.csv', "contract_id,client_id\nK7,C7\n");
imported('its contract', 'contracts', 'k.csv');
like imported('the payments once more', 'payments', 'p.csv'),
    qr/0 added, 1 changed, 4 unchanged/, 'find it';
$t->file('p.csv', "client_id,paid_at,amount\nC1,2025-01-05 10:00,10\n"
        . "C1,2025-01-07,5\n");
like imported('the next file of payments', 'payments', 'p.csv'),
    qr/1 added, 0 changed, 1 unchanged/, 'adds what is new';

$t->file('q.csv', "id,client_id,paid_at,amount\nP1,C1,2025-02-01,1\n"
        . "P2,C1,2025-02-01,1\nP2,C1,2025-02-01,2\n,C1,2025-02-01,1\n");
$text = twice('payments with ids', qr/3 added, 0 changed, 0 unchanged/,
    'payments', 'q.csv', '--map', 'row_id=id');
like $text, qr/repeated key: 1/, 'an id that comes again: the last one counts';
$t->file('q.csv', "id,client_id,paid_at,amount\nP1,C1,2025-02-02,3\n");
like imported('a corrected payment', 'payments', 'q.csv', '--map', 'row_id=id'),
    qr/0 added, 1 changed/, 'is changed';
is $t->rows("SELECT paid_at, amount_minor FROM payments WHERE external_id = 'P1'"),
    "2025-02-02 00:00:00 300\n", 'in place';
$t->file('q.csv', "client_id,paid_at,n,each\nC1,2025-03-01,3,0.005\n"
        . "C1,2025-03-02,-2,1.50\nC1,2025-03-03,,1.50\n");
like imported('quantity times price', 'payments', 'q.csv', '--map',
    'amount=n*each'), qr/2 added.*1 rejected/, 'is an amount';
is $t->rows("SELECT amount_minor FROM payments WHERE paid_at >= '2025-02-28' "
        . 'ORDER BY paid_at'), "2\n-300\n", 'rounded half to even';
my ($said, $status) = $t->import('payments', 'p.csv', '--dry-run');
like $said, qr/0 added, 0 changed, 2 unchanged/, 'a dry run compares';
$t->file('p.csv', "client_id,paid_at,amount\nC1,2025-04-01,10\nC99,2025-04-01,10\n");
($said, $status) = $t->import('payments', 'p.csv', '--dry-run');
like $said, qr/2 added/, 'and counts';
is $t->rows("SELECT (SELECT COUNT(*) FROM payments WHERE paid_at >= '2025-03-20'),"
        . " (SELECT COUNT(*) FROM clients WHERE external_id = 'C99')"), "0 0\n",
    'but writes nothing';

$t->file('a.csv', "who,when,nr\nC1,1082040961,\nC1,1082040961.9,\nC2,2025-01-01,7\n");
$text = twice('activity', qr/3 added/, 'activity', 'a.csv', map { ('--map', $_) }
        qw(client_id=who at=when row_id=nr));
like $text, qr/equal rows: 1; all are kept/, 'in one second';
is $t->rows('SELECT happened_at, occurrence, external_id FROM activity '
        . 'ORDER BY happened_at, occurrence'), <<'ROWS', 'at its instant';
2004-04-15 14:56:01 0 -
2004-04-15 14:56:01 1 -
2025-01-01 00:00:00 - 7
ROWS

$t->file('o.csv', <<'CSV');
offer_id,offer_type,description,min_profit_threshold,cost,effect,effect_value,effect_months,effect_plan,valid_from,valid_to,audience,reasons
1,discount,,0.00,150.00,percent,12.5,6,,2025-01-01,2026-01-01,all,price; moving
2,bonus,"a ""b""",200,60.5,amount,100,,,,,desk,
3,free,,,,free_months,2,,,,,,price
4,plan,,,,plan,,,Light,,,,
5,plan,,,,plan,3,,,,,,
6,late,,,,,,,,2025-02-01,2025-01-01,,
7,odd,,,,gift,,,,,,,
8,odd,,,,none,3,,,,,,
CSV
$text = twice('offers', qr/5 added, 0 changed, 0 unchanged, 3 rejected/,
    'offers', 'o.csv');
like $text, qr/line 9: effect_value: the effect none does not fit/,
    'nothing has no value';
like $text, qr/line 7: valid_to: the end 2025-01-01 is before/, 'dates in order';
like $text, qr/line 8: effect: "gift" is not one of none\|percent/, 'an unknown effect';
is $t->rows('SELECT external_id, offer_type, min_profit_threshold_minor, '
        . 'cost_minor, effect, effect_value, effect_months, effect_plan, '
        . 'valid_to, audience, (SELECT GROUP_CONCAT(reason ORDER BY reason) '
        . 'FROM offer_reasons r WHERE r.offer_id = o.id) FROM offers o '
        . 'ORDER BY external_id'), <<'ROWS', 'with what they do';
1 discount 0 15000 percent 1250 6 - 2026-01-01 all moving,price
2 bonus 20000 6050 amount 10000 - - - desk -
3 free 0 0 free_months 2 - - - desk price
4 plan 0 0 plan - - Light - desk -
5 plan 0 0 plan 300 - - - desk -
ROWS
$t->file('o.csv', "offer_id,offer_type,reasons\n3,free,speed\n4,plan,\n");
like imported('other reasons', 'offers', 'o.csv'), qr/1 changed, 1 unchanged/,
    'change an offer';

$t->file('u.csv', "user_id,telegram_id,login,name,role,language\n"
        . "900,9000000001,anna,Anna,manager,ru\n901,9000000001,,Bob,admin,\n"
        . "902,,anna,Eve,manager,\n903,,,Max,owner,\n");
$text = twice('users', qr/1 added, 0 changed, 0 unchanged, 3 rejected/, 'users',
    'u.csv');
like $text, qr/line 3: telegram_id: "9000000001" belongs to 900 already/,
    'a Telegram account is of one user';
like $text, qr/line 4: login: "anna" belongs to 900 already/, 'a login too';
like $text, qr/line 5: role: "owner" is not one of client\|manager\|admin/,
    'an unknown role';

sub audited {
    my $rows = $t->rows('SELECT u.external_id, a.actor, a.source, a.action, '
            . 'a.result, a.field, a.before_value, a.after_value FROM audit_log a'
            . " JOIN users u ON a.entity = 'user' AND u.id = a.entity_id "
            . 'ORDER BY a.id');
    $db->sql('DELETE FROM audit_log');
    return $rows;
}
is audited(), "900 operator cli user_add done role - manager\n",
    'a role that a file grants is noted, once';
my $users = "user_id,role,active\n900,admin,\n904,manager,no\n";
$t->file('u.csv', $users);
imported('a dry run of other roles', 'users', 'u.csv', '--dry-run');
is audited(), '', 'a dry run grants nothing and notes nothing';
imported('another role', 'users', 'u.csv');
is audited(), <<'ROWS', 'and so is one that it changes, with what it was';
900 operator cli user_role done role manager admin
904 operator cli user_add done role - manager
ROWS
$t->file('u.csv', "user_id,role,active\n900,manager,0\n904,manager,1\n");
imported('who may sign in', 'users', 'u.csv');
is audited(), <<'ROWS', 'and who may not sign in any more, or may again';
900 operator cli user_role done role admin manager
900 operator cli user_active done active yes no
904 operator cli user_active done active no yes
ROWS
$t->file('u.csv', "user_id,role,name,active\n900,manager,Ann,1\n");
imported('back again', 'users', 'u.csv');
audited();
$t->file('u.csv', "user_id,role,name\n900,manager,Anna\n");
like imported('another name', 'users', 'u.csv'), qr/1 changed/, 'a name';
is audited(), '', 'is no right';

$t->file('c.csv', <<'CSV');
case_id,contract_id,initial_reason,proposed_offer_id,assigned_manager_id,created_at,completed_at,status,source
1,K1,price,1,,2024-01-31 23:50:00,2024-01-31 23:59:59,retained,phone
2,K2,"says ""no""",,900,2024-01-31 23:55:00,2024-02-01 00:00:00,churned,
3,K404,,404,777,2024-02-01,,escalated,
4,K1,,,,2024-02-02,2024-02-01,churned,
5,K1,,,,2024-02-02,,gone,
CSV
$text = twice('cases', qr/3 added, 0 changed, 0 unchanged, 2 rejected/, 'cases',
    'c.csv');
like $text, qr/line 4: contract_id: there is no contract K404; the row is accepted/,
    'a case of an unknown contract is kept';
like $text, qr/line 4: proposed_offer_id: there is no offer 404; the row is accepted/,
    'with an unknown offer too';
like $text, qr/managers added because a row names them.*: 1/, 'a manager is made';
like $text, qr/line 5: completed_at: the end 2024-02-01 is before/, 'dates in order';
is $t->rows('SELECT s.external_id, k.external_id, contract_ref, c.external_id, '
        . 'o.external_id, offer_ref, u.external_id, s.created_at, completed_at, '
        . 'status, source FROM retention_cases s '
        . 'LEFT JOIN contracts k ON k.id = s.contract_id '
        . 'LEFT JOIN clients c ON c.id = s.client_id '
        . 'LEFT JOIN offers o ON o.id = s.proposed_offer_id '
        . 'LEFT JOIN users u ON u.id = s.assigned_manager_id '
        . 'ORDER BY s.external_id'), <<'ROWS', 'with all they name';
1 K1 - C1 1 - - 2024-01-31 20:50:00 2024-01-31 20:59:59 retained phone
2 K2 - C2 - - 900 2024-01-31 20:55:00 2024-02-01 00:00:00 churned bot
3 - K404 - - 404 777 2024-02-01 00:00:00 - escalated bot
ROWS
is $t->rows("SELECT role, active FROM users WHERE external_id = '777'"),
    "manager 0\n", 'the manager that was made cannot sign in';
$t->file('k.csv', "contract_id,client_id\nK404,C404\nK405,C1\n");
imported('a dry run of the contract', 'contracts', 'k.csv', '--dry-run');
my $case3 = 'SELECT k.external_id, contract_ref, c.external_id, o.external_id, '
    . 'offer_ref, s.version FROM retention_cases s '
    . 'LEFT JOIN contracts k ON k.id = s.contract_id '
    . 'LEFT JOIN clients c ON c.id = s.client_id '
    . 'LEFT JOIN offers o ON o.id = s.proposed_offer_id '
    . "WHERE s.external_id = '3'";
is $t->rows($case3), "- K404 - - 404 1\n", 'leaves its case as it is';
like imported('the contract comes after its case', 'contracts', 'k.csv'),
    qr/cases linked to their contracts: 1/, 'and the case finds it';
is $t->rows($case3), "K404 - C404 - 404 2\n", 'with its client';
unlike imported('the contract again', 'contracts', 'k.csv'), qr/find their/,
    'once';
$t->file('o.csv', "offer_id,offer_type\n404,late\n");
like imported('the offer comes after its case', 'offers', 'o.csv'),
    qr/cases linked to their offers: 1/, 'and the case finds it too';
is $t->rows($case3), "K404 - C404 404 - 3\n", 'whole';
like imported('the cases again', 'cases', 'c.csv'), qr/0 added, 0 changed/,
    'nothing is left to be found';
$db->sql('UPDATE retention_cases SET contract_id = NULL, client_id = NULL, '
        . "contract_ref = 'K406' WHERE external_id = '3'");
$t->file('k.csv', "contract_id,client_id,start_date,monthly_fee\n"
        . "K406,C406,2024-01-01,1\nK406,C406,2024-02-01,2\n");
imported('a contract in terms', 'contracts', 'k.csv');
is $t->rows($case3) =~ s/ \d+\n//r, 'K406 - C406 404 -', 'is found as well';

$db->sql("UPDATE retention_cases SET status = 'retained' WHERE external_id = '3'",
    'INSERT INTO case_events (case_id, kind, status, actor, happened_at) SELECT '
        . "id, 'closed', 'retained', 'manager', NOW() FROM retention_cases WHERE "
        . "external_id = '3'");
$text = imported('a case that was worked on here', 'cases', 'c.csv');
like $text, qr/3 unchanged/, 'stays as it is';
like $text, qr/line 4, 3: status stays "retained" .* \(the file has "escalated"\)/,
    'and is listed';

$t->file('g.csv', "campaign_id,name,channel,starts_on,ends_on,cost_per_contact,"
        . "margin,control_arm\nG1,Spring,mail,2025-03-01,2025-03-31,0.10,30%,none\n"
        . "G2,Bad,,2025-03-31,2025-03-01,,,\nG3,Bad,,,,,1.5,\n");
$text = twice('campaigns', qr/1 added, 0 changed, 0 unchanged, 2 rejected/,
    'campaigns', 'g.csv');
like $text, qr/line 4: margin: "1\.5" is not a share/, 'a margin is a share';
is $t->rows('SELECT starts_on, cost_per_contact_minor, margin, control_arm FROM '
        . 'campaigns'), "2025-03-01 10 0.3 none\n", 'with cost and margin';
$t->file('m.csv', "campaign_id,client_id,arm,contacted_at,converted,value\n"
        . "G1,C1,mail,2025-03-02,1,12.50\nG1,C500,none,,0,\nG9,C501,mail,,,\n");
$text = twice('members', qr/2 added, 0 changed, 0 unchanged, 1 rejected/,
    'members', 'm.csv');
like $text, qr/line 4: campaign_id: there is no campaign G9/, 'an unknown campaign';
is $t->rows("SELECT COUNT(*) FROM clients WHERE external_id LIKE 'C50%'"), "1\n",
    'makes no client';
$db->sql('UPDATE campaigns SET launched_at = NOW()');
$t->file('m.csv', "campaign_id,client_id,arm,converted\nG1,C1,none,0\n");
$text = imported('another arm after the launch', 'members', 'm.csv');
like $text, qr/1 changed.*desk: 1/s, 'the rest changes';
like $text, qr/line 2, C1: arm stays "mail"/, 'the arm stays, and is told';

my $data = ($ENV{RT_SHARED} // "$ENV{RT_SOURCE}/../shared") . '/data';
SKIP: {
    skip 'no ../shared/data', 1 if !-d $data;
    $db->sql(map { "DELETE FROM $_" } qw(case_events retention_cases
            campaign_members campaigns offer_reasons offers payments activity));
    $t->empty;
    twice('CDNOW', qr/6,919 rows read; 6,919 added/, 'payments',
        "$data/cdnow/CDNOW_sample.txt", '--separator', 'blank', '--columns',
        'all,client_id,paid_at,cds,amount');
    is $t->rows('SELECT COUNT(DISTINCT client_id), MIN(DATE(paid_at)), '
            . 'SUM(amount_minor) FROM payments'), "2357 1997-01-01 24409194\n",
        'CDNOW: clients, the first day and the sum';
    $db->sql('DELETE FROM payments');

    $text = twice('Online Retail', qr/209,029 rows read/, 'payments',
        "$data/online_retail/online_retail_2010-12_2011-05.csv.gz",
        '--number-ids', map { ('--map', $_) } 'client_id=CustomerID',
        'paid_at=InvoiceDate', 'amount=Quantity*UnitPrice');
    my ($taken, $lost) = map { s/,//gr } $text =~ /; ([\d,]+) added.* ([\d,]+) rejected/;
    is $taken + $lost, 209_029, 'Online Retail: every row is taken or rejected';
    unlike $text, qr/line \d+: (?!CustomerID: empty)/,
        'Online Retail: only guests are rejected';
    $db->sql('DELETE FROM payments');

    like imported('CollegeMsg', 'activity', "$data/collegemsg/CollegeMsg.txt",
        '--separator', 'blank', '--columns', 'client_id,to,at'),
        qr/59,835 rows read; 59,835 added/, 'CollegeMsg: every message';
    $db->sql('DELETE FROM activity');

    $t->file('g.csv', "campaign_id,control_arm\nmail,No E-Mail\n");
    imported('the Hillstrom campaign', 'campaigns', 'g.csv');
    like imported('Hillstrom', 'members', "$data/hillstrom/hillstrom.csv",
        '--const', 'campaign_id=mail', map { ('--map', $_) } qw(
        client_id=@line arm=segment converted=conversion value=spend)),
        qr/64,000 rows read; 64,000 added/, 'Hillstrom: every client';
    is $t->rows('SELECT arm, COUNT(*), SUM(converted) FROM campaign_members '
            . 'GROUP BY arm ORDER BY arm'), "Mens E-Mail 21307 267\n"
        . "No E-Mail 21306 122\nWomens E-Mail 21387 189\n",
        'Hillstrom: the arms and their conversions';

    for my $size (qw(small medium)) {
        my $dir = "$data/fixtures/retention_$size";
        imported("$size contracts", 'contracts', "$dir/contracts.csv");
        imported("$size offers",    'offers',    "$dir/offers.csv");
        twice("$size cases", qr/, 0 rejected/, 'cases', "$dir/retention_cases.csv");
        is $db->value('SELECT COUNT(*) FROM retention_cases'),
            $size eq 'small' ? 30 : 900, "$size: all cases";
        $db->sql(map { "DELETE FROM $_" } qw(retention_cases offers contracts));
    }
    twice('mrr', qr/112 rows read; 112 added.*continue a contract.*: 29/s, 'contracts',
        "$data/fixtures/mrr/subscriptions.csv", '--map', 'client_id=customer_id',
        '--map', 'monthly_fee=monthly_amount');
}

done_testing;
