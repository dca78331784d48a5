# Days without a time are local days: under another REPORT_ZONE they stay the
# same, and importing the same file again adds nothing.  Instants move.
use strict;
use warnings;
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t = RT::Import->new;
$ENV{SHARE_DIR} = $ENV{RT_SOURCE};

sub imported { return $t->imported(@_) }

sub block {
    my (@args) = @_;
    my ($text, $status) = $t->tool('block', @args, '--format', 'csv');
    diag $text if $status != 0;
    return $text;
}

sub refresh { return $t->tool('refresh', '--once', '--as-of', '2025-03-31') }

$t->file('payments.csv', <<'CSV');
client_id,paid_at,amount,row
a,2025-01-01,10,
b,2025-02-01,20,
b,01.03.2025 00:00:00,20,
b,2025-03-01,20,
c,2025-02-01,5,R1
d,2024-12-31 22:30,7,
CSV
$t->file('activity.csv', "client_id,at,row\na,2025-01-01,\na,2025-01-01,\n"
        . "b,2025-02-01,A1\nd,2024-12-31T12:00:00Z,\n");
$t->file('contracts.csv', "contract_id,client_id\nK1,a\n");
$t->file('cases.csv', "case_id,contract_id,created_at,completed_at,status\n"
        . "1,K1,2025-01-01,2025-02-01,retained\n2,K1,2025-01-01 15:00,,active\n"
        . "3,K1,2025-02-01,2025-02-02,churned\n");
$t->file('campaigns.csv', "campaign_id\nG1\n");
$t->file('members.csv', "campaign_id,client_id,arm,contacted_at\nG1,a,mail,2025-01-01\n");
my %files = (
    payments => ['payments.csv', '--map', 'row_id=row'],
    activity => ['activity.csv', '--map', 'row_id=row'],
    cases    => ['cases.csv'],
    members  => ['members.csv'],
);
imported('contracts', 'contracts', 'contracts.csv');
imported('campaigns', 'campaigns', 'campaigns.csv');
for my $kind (sort keys %files) {
    imported($kind, $kind, @{$files{$kind}});
}
is $t->rows('SELECT paid_at, paid_at_day, amount_minor, occurrence, external_id FROM '
        . 'payments ORDER BY client_id, paid_at, occurrence'), <<'ROWS',
2025-01-01 00:00:00 1 1000 0 -
2025-02-01 00:00:00 1 2000 0 -
2025-03-01 00:00:00 1 2000 0 -
2025-03-01 00:00:00 1 2000 1 -
2024-12-31 19:30:00 0 700 0 -
2025-02-01 00:00:00 1 500 - R1
ROWS
    'days are stored as days, instants as instants';
refresh();
like block(qw(cohorts --source payments)), qr/^2024-12.*^2025-01.*^2025-02/ms,
    'each payment in its month';
my @blocks = ([qw(cohorts --source payments)], [qw(cohorts --source activity)],
    ['desk-funnel']);
my @moscow = map { block(@$_) } @blocks;

for my $zone (qw(UTC America/Los_Angeles Pacific/Auckland)) {
    local $ENV{REPORT_ZONE} = $zone;
    refresh();
    # In all zones but those far in the east, the instants of client d are in
    # 2024.
    for my $i ($zone eq 'Pacific/Auckland' ? 2 : 0 .. 2) {
        is block(@{$blocks[$i]}), $moscow[$i], "$zone: nothing moves in @{$blocks[$i]}";
    }
    for my $kind (sort keys %files) {
        my $text = imported("$zone: $kind again", $kind, @{$files{$kind}});
        unlike $text, qr/[1-9]\d* added/, 'nothing is added except times without a zone'
            if $kind eq 'cases' || $kind eq 'members';
        like $text, qr/1 added/, 'a time without a zone is another instant'
            if $kind eq 'payments';
        like $text, qr/0 added, 0 changed/, "$kind: nothing is added"
            if $kind eq 'activity' || $kind eq 'members';
    }
    $t->db->sql('DELETE FROM payments WHERE NOT paid_at_day AND id > 6');
}
like block(qw(cohorts --source payments)), qr/^2025-01,0,2,/m,
    'an instant of the last evening is on the next day further east';

# Days and instants of one client, in a zone where midnight UTC of a day comes
# before instants of the day before.
{
    local $ENV{REPORT_ZONE} = 'America/Los_Angeles';
    $t->db->sql('DELETE FROM payments', 'DELETE FROM activity');
    $t->file('p.csv', "client_id,paid_at,amount\nz,2025-02-01,30\n"
            . "z,2025-01-31 20:00,10\nz,2025-01-31 21:00,20\n");
    imported('days beside instants', 'payments', 'p.csv');
    refresh();
    my $rows = block(qw(cohorts --source payments --by day));
    like $rows, qr/^2025-01-31,0,1,1,1,1,1,30\.00,30,/m, 'payments of the evening come first';
    like $rows, qr/^2025-01-31,1,1,1,1,1,1,30\.00,60,/m, 'those of the next day follow';
    $t->file('cases.csv', "case_id,contract_id,created_at,completed_at,status\n"
            . "3,K1,2025-02-01 10:00,2025-02-01,churned\n"
            . "4,K1,2025-02-01 10:00,2025-01-31,churned\n");
    like imported('a case closed on the day it came', 'cases', 'cases.csv'),
        qr/0 added, 1 changed.*1 rejected/, 'does not end before it begins';
    refresh();
    my ($head, $all) = map { [split /,/] } (split /\r?\n/, block("desk-funnel"))[0, -1];
    my %total; @total{@$head} = @$all;
    is $total{median_hours_to_close}, 372,
        'its closing took no time: the median is half of 31 days';
}

# Days that an older version stored as the instants of local midnight.
$t->db->sql('DELETE FROM payments', 'DELETE FROM activity');
$t->db->sql(
    map { "INSERT INTO payments (client_id, paid_at, amount_minor, occurrence) "
            . "SELECT id, $_ FROM clients WHERE external_id = 'a'" }
        "'2024-12-31 21:00:00', 1000, 0", "'2024-12-31 21:00:00', 1000, 1",
        "'2010-06-30 20:00:00', 300, 0", "'2024-12-31 20:00:00', 50, 0");
$t->db->sql("INSERT INTO activity (client_id, happened_at, occurrence) "
        . "SELECT id, '2024-12-31 21:00:00', 0 FROM clients WHERE external_id = 'b'");
my ($text, $status) = $t->tool('migrate');
is $status, 0, 'migrate' or diag $text;
is $t->rows('SELECT paid_at, paid_at_day FROM payments ORDER BY paid_at, occurrence'),
    <<'ROWS', 'old midnights become days, by the UTC offset of their time';
2010-07-01 00:00:00 1
2024-12-31 20:00:00 0
2025-01-01 00:00:00 1
2025-01-01 00:00:00 1
ROWS
is $t->rows('SELECT happened_at, happened_at_day FROM activity'),
    "2025-01-01 00:00:00 1\n", 'also in activity';
$t->file('p.csv', "client_id,paid_at,amount\na,2025-01-01,10\na,2025-01-01,10\n"
        . "a,01.07.2010,3\na,2024-12-31 23:00,0.50\n");
like imported('the same file once more', 'payments', 'p.csv'),
    qr/0 added, 0 changed, 4 unchanged/, 'adds nothing';
$t->db->sql('UPDATE payments SET paid_at_day = 2 WHERE NOT paid_at_day');
$t->tool('migrate');
is $t->rows('SELECT paid_at_day FROM payments ORDER BY paid_at, occurrence'),
    "1\n2\n1\n1\n", 'a second migrate does not change them';
$t->db->sql("DELETE FROM data_state WHERE name = 'days_adopted'");
$t->tool('migrate');
is $t->rows('SELECT paid_at_day FROM payments ORDER BY paid_at, occurrence'),
    "1\n0\n1\n1\n", 'but it continues a run that was interrupted';
$t->db->sql("DELETE FROM data_state WHERE name = 'days_adopted'",
    "INSERT INTO payments (client_id, paid_at, amount_minor, occurrence) "
        . "SELECT id, '2024-12-31 21:00:00', 1000, 0 FROM clients WHERE external_id = 'a'");
($text, $status) = $t->tool('migrate');
is $status, 0, 'a row that was imported again meanwhile does not stop the migration' or diag $text;
is $t->rows('SELECT paid_at, paid_at_day FROM payments ORDER BY paid_at, occurrence'),
    <<'ROWS', 'and is stored once';
2010-07-01 00:00:00 1
2024-12-31 20:00:00 0
2025-01-01 00:00:00 1
2025-01-01 00:00:00 1
ROWS

done_testing;
