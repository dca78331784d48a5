#!/usr/bin/perl
# What a sweep costs: as much as there is due, however many cases are open.
use strict;
use warnings;
use RT::Db;
use RT::Desk;
use RT::Long qw(long);
use Test::More;
use Time::HiRes qw(time);

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $d  = RT::Desk->new;
my $db = $d->db;
my $DUE = 40;

# Cases that Anna works, answered, each due in a week, but for the first $DUE.
sub open_cases {
    my ($from, $to) = @_;
    my $digits = '(SELECT 0 n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 '
        . 'UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)';
    my $numbers = 'SELECT a.n + 10 * b.n + 100 * c.n + 1000 * e.n + 10000 * f.n + 1 AS id FROM '
        . "$digits a, $digits b, $digits c, $digits e, $digits f";
    my $which = "FROM ($numbers) x WHERE id > $from AND id <= $to";
    $db->sql(
        "INSERT INTO clients (id, external_id) SELECT id, CONCAT('c', id) $which",
        "INSERT INTO contracts (id, external_id, client_id, start_date, monthly_fee_minor, active)"
        . " SELECT id, CONCAT('K', id), id, '2025-01-15', 100000, 1 $which",
        'INSERT INTO retention_cases (id, contract_id, client_id, status, step, source, '
        . 'assigned_manager_id, created_at, escalated_at, first_answer_at, due_at, alert_level, '
        . "wake_at) SELECT id, id, id, 'escalated', 'work', 'phone', 1, '2026-11-20 06:00:00', "
        . "'2026-11-20 06:00:00', '2026-11-20 07:00:00', '2026-12-04 12:00:00', 0, "
        . "'2026-12-03 12:00:00' $which",
        "INSERT INTO case_events (case_id, kind, status, step, actor, happened_at) SELECT id, "
        . "'list', 'escalated', 'work', 'manager', '2026-11-20 06:00:00' $which");
    return;
}

# Seconds of a sweep with $DUE cases due; the first of a day is not measured.
sub cost {
    $d->sweep;
    my @times;
    for my $round (1 .. 3) {
        $db->sql("UPDATE retention_cases SET due_at = '2026-11-27 08:30:00', alert_level = 0, "
            . "wake_at = '2026-11-27 08:59:00' WHERE id <= $DUE",
            'DELETE FROM case_events WHERE dedup_key IS NOT NULL');
        my $begun = time;
        my ($text) = $d->desk('sweep');
        push @times, time - $begun;
        like $text, qr/^alert $DUE$/m, "$DUE alerts";
    }
    return (sort { $a <=> $b } @times)[0];
}

my ($few, $many) = (2_000, long(20_000, 100_000));
open_cases(0, $few);
$db->sql("UPDATE users SET case_limit = NULL");
my $before = cost();
open_cases($few, $many);
$db->sql('ANALYZE TABLE retention_cases');
my $after = cost();
note sprintf '%d due: %.3f s of %d open cases, %.3f s of %d', $DUE, $before, $few, $after, $many;
cmp_ok $after, '<', 2 * $before + 0.5, 'many more open cases cost no more than twice';
cmp_ok $after, '<', 2, 'and less than two seconds';

$d->db->finish;
done_testing;
