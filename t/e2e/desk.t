#!/usr/bin/perl
# The retention desk on a real server, by the operator's tool: requests,
# offers, ends, managers and clocks (DESK 10).
use strict;
use warnings;
use RT::Db;
use RT::Desk;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $d  = RT::Desk->new;
my $db = $d->db;

subtest 'fifty requests at once: one case, one receipt' => sub {
    my $k = $d->contract;
    my @runs = map { [$d->start('desk', 'event', $k, 'request', '--as', 'client',
        '--now', $d->now)] } 1 .. 50;
    my %answers;
    for (@runs) {
        my $out = $_->[1];
        my $text = join '', <$out>;
        close $out;
        $answers{$text =~ /^(\w+)/ ? $1 : $text}++;
    }
    is_deeply \%answers, {DONE => 1, SAME => 49}, 'one made it, the others are told';
    my $id = $d->id_of($k);
    is $d->rows("SELECT COUNT(*) FROM retention_cases WHERE contract_id = $id"), "1\n",
        'one case';
    is $d->rows("SELECT word, COUNT(*) FROM notices WHERE client_id = $id GROUP BY word "
        . 'ORDER BY word'), "ask 1\nreceipt 1\n", 'one receipt';
};

subtest 'accepted: one order, with the terms that were shown' => sub {
    my ($case, $k) = $d->case_at('offer');
    $db->sql("UPDATE offers SET effect_value = 1, cost_minor = 9 WHERE external_id = 'o1'");
    my ($answer, $text) = $d->event($case, 'accept', qw(--as client --n 1));
    is $answer, "DONE case $case retained", 'accepted';
    like $text, qr/Agreed: Discount\. From 1 Dec 2026: RUB 800\.00 a month instead of RUB 1,000\.00, for 6 months\. Then RUB 1,000\.00 again\. Thank you for staying! You can undo this until 27 Nov, 12:30 \(Moscow time\)\. Request No\. $case\./,
        'and said with the terms that were shown';
    is $d->state_of($case), 'retained done accepted', 'retained';
    is $d->orders_of($case), "offer new 2026-12-01 percent 2000\n", 'one order';
    is $d->rows('SELECT cost_at_close_minor, fee_at_close_minor, profit_at_close_minor '
        . "FROM retention_cases WHERE id = $case"),
        "1000 100000 54000\n", 'with what it is worth';
    is $d->event($case, 'accept', qw(--as client --n 1)), "SAME case $case", 'again: no rows';
    is $d->event($case, 'decline', qw(--as client --n 1)), "NOT_NOW state case $case",
        'it is too late to decline';
    $db->sql("UPDATE offers SET effect_value = 2000, cost_minor = 1000 WHERE external_id = 'o1'");
};

subtest 'accept and decline at once: one wins' => sub {
    my ($case) = $d->case_at('offer');
    my @runs = map { [$d->start('desk', 'event', $case, $_, qw(--as client --n 1 --now),
        $d->now)] } qw(accept decline);
    my @answers = map { my $out = $_->[1]; my ($line) = <$out>; close $out;
        $line =~ /^(\w+)/ ? $1 : $line } @runs;
    is join(' ', sort @answers), 'DONE NOT_NOW', 'the other sees it';
    my $orders = $d->orders_of($case);
    is $d->state_of($case), $orders ? 'retained done accepted' : 'active offer -',
        'and the case agrees with the orders';
};

subtest 'accepted too late: gone, and a manager' => sub {
    my ($case) = $d->case_at('offer');
    $d->now('2026-11-30 12:00');
    my ($answer, $text) = $d->event($case, 'accept', qw(--as client --n 1));
    is $answer, "NOT_NOW expired case $case queue", 'the hour is over';
    like $text, qr/Our manager will contact you by 1 Dec, 12:00 \(Moscow time\)/, 'who and when';
    is $d->orders_of($case), '', 'nothing is ordered';
    is $d->event($case, 'accept', qw(--as client --n 1)), "NOT_NOW gone case $case", 'gone';
    $d->now('2026-11-27 12:00');
};

subtest 'an offer archived after it was shown is good until its hour' => sub {
    my ($case) = $d->case_at('offer');
    $db->sql("UPDATE offers SET deleted_at = UTC_TIMESTAMP() WHERE external_id = 'o1'");
    $d->now('2026-11-30 11:59');
    is $d->event($case, 'accept', qw(--as client --n 1)), "DONE case $case retained", 'accepted';
    $db->sql("UPDATE offers SET deleted_at = NULL WHERE external_id = 'o1'");
    $d->now('2026-11-27 12:00');
};

subtest 'recalled meanwhile' => sub {
    my ($case) = $d->case_at('proposal');
    my ($answer, $text) = $d->event($case, 'recall', qw(--as anna --n 2));
    is $answer, "DONE case $case work", 'recalled';
    like $text, qr/This offer is no longer valid/, 'the client hears of it';
    is $d->event($case, 'accept', qw(--as client --n 2)), "NOT_NOW gone case $case", 'gone';
    is $d->orders_of($case), '', 'no order';
};

subtest 'declined twice: two offers, then a manager' => sub {
    my ($case) = $d->case_at('offer');
    my ($answer, $text) = $d->event($case, 'decline', qw(--as client --n 1));
    is $answer, "DONE case $case offer", 'another';
    like $text, qr/There is one more offer: Bonus\. From 1 Dec 2026: RUB 900\.00 a month instead of RUB 1,000\.00, with no time limit\. Valid until 30 Nov, 12:00 \(Moscow time\)\. You can still end the contract now\./,
        'with its terms';
    is $d->event($case, 'decline', qw(--as client --n 2)), "DONE case $case queue",
        'then a manager';
    is $d->rows("SELECT due_at, escalated_at FROM retention_cases WHERE id = $case"),
        "2026-11-30 09:00:00 2026-11-27 09:00:00\n", 'within eight hours of work';
};

subtest 'no offer fits, or the contract may not be retained: nothing ends unasked' => sub {
    my ($case, $k) = $d->case_at('confirm');
    is $d->state_of($case), 'active confirm -', 'may not be retained';
    is $d->rows("SELECT COUNT(*) FROM case_offers WHERE case_id = $case"), "0\n", 'no offer';
    my $poor = $d->contract(set => {monthly_profit_minor => -1});
    $case = $d->request($poor);
    my ($answer, $text) = $d->event($case, 'reason', qw(--as client --reason quality));
    is $answer, "DONE case $case confirm", 'below every threshold';
    like $text, qr/We have nothing to offer at the moment/, 'said so';
    is $d->rows("SELECT arm FROM retention_cases WHERE id = $case"), "-\n", 'no arm';
};

subtest 'the end from every open state' => sub {
    for my $state (qw(reason offer confirm queue work proposal)) {
        my ($case, $k) = $d->case_at($state);
        my ($answer, $text) = $d->event($case, 'end', qw(--as client));
        is $answer, "DONE case $case churned", "from $state";
        like $text, qr/Received on 27 Nov 2026 at 12:00 \(Moscow time\), request No\. $case\. Contract $k stays in force up to and including 27 Nov 2026 and then ends\./, '  a receipt';
        is $d->state_of($case), 'churned done insisted', '  insisted';
        is $d->orders_of($case), "termination new 2026-11-28 none -\n", '  one order';
        is $d->rows("SELECT COUNT(*) FROM case_offers WHERE case_id = $case AND state = 'shown'"),
            "0\n", '  nothing is left to accept';
        is $d->event($case, 'end', qw(--as client)), "SAME case $case", '  once';
    }
};

subtest 'staying' => sub {
    my ($case) = $d->case_at('reason');
    $d->event($case, 'withdraw', qw(--as client));
    is $d->rows('SELECT status, outcome, deleted_at IS NOT NULL FROM retention_cases '
        . "WHERE id = $case"), "active lapsed 1\n", 'at the reason: counts nowhere';
    ($case) = $d->case_at('offer');
    $d->event($case, 'withdraw', qw(--as client));
    is $d->state_of($case), 'retained done withdrawn', 'at the offer: withdrawn';
};

subtest 'silence leads to a person' => sub {
    my %case = map { $_ => ($d->case_at($_))[0] } qw(reason offer confirm);
    $d->now('2026-11-29 03:00');
    $d->sweep;
    is $d->state_of($case{$_}), "active $_ -", "$_ waits" for sort keys %case;
    is $d->rows('SELECT word, not_before FROM notices WHERE word = "remind" AND case_id IN ('
        . join(',', values %case) . ') GROUP BY word, not_before'),
        "remind 2026-11-29 06:00:00\n", 'reminded, not at night';
    $d->now('2026-11-30 12:00');
    $d->sweep;
    like $d->state_of($case{$_}), qr/^escalated (?:queue|work) -$/, "$_ goes to the staff"
        for sort keys %case;
    $d->now('2027-01-10 12:00');
    $d->sweep;
    like $d->state_of($case{$_}), qr/^escalated/, "$_ is never decided by silence"
        for sort keys %case;
    $db->sql("UPDATE retention_cases SET deleted_at = UTC_TIMESTAMP(), wake_at = NULL "
        . "WHERE status = 'escalated'");
    $d->now('2026-11-27 12:00');
};

subtest 'two managers take' => sub {
    my ($case) = $d->case_at('queue');
    my ($version) = $db->value("SELECT version FROM retention_cases WHERE id = $case");
    is $d->event($case, 'take', qw(--as anna --version), $version), "DONE case $case work", 'one';
    is $d->event($case, 'take', qw(--as boris --version), $version), "STALE case $case",
        'the other is told';
    is $d->event($case, 'comment', qw(--as boris --text hm)), "DONE case $case work",
        'a comment needs no version';
    is $d->event($case, 'stayed', qw(--as boris)), "DENIED case $case", 'not his case';
    is $d->rows("SELECT action, result FROM audit_log WHERE entity_id = $case AND "
        . "result = 'refused'"), "case_stayed refused\n", 'which is recorded';
};

subtest 'a comment does not spoil what the client sees' => sub {
    my ($case) = $d->case_at('proposal');
    $d->event($case, 'comment', qw(--as boris --text hm));
    is $d->event($case, 'accept', qw(--as client --n 2)), "DONE case $case retained", 'accepted';
    is $d->rows("SELECT by_user, state FROM case_offers WHERE case_id = $case ORDER BY n"),
        "- declined\n1 accepted\n", 'the proposal';
};

subtest 'the last manager goes' => sub {
    my ($case) = $d->case_at('work');
    $db->sql("UPDATE users SET active = FALSE WHERE role = 'manager'",
        "UPDATE users SET case_limit = 0 WHERE login = 'chief'");
    $d->sweep;
    is $d->state_of($case), 'escalated queue -', 'released';
    is $d->notices_of($case, "word = 'staff_nobody'"), 'staff_nobody:waiting',
        'the administrator is told';
    $d->sweep;
    is $d->notices_of($case, "word = 'staff_nobody'"), 'staff_nobody:waiting', 'once a day';
    $d->now('2026-11-30 09:00');
    $d->sweep;
    is $d->notices_of($case, "word = 'staff_nobody'"), 'staff_nobody:waiting '
        . 'staff_nobody:waiting', 'and again on the next working morning';
    $db->sql("UPDATE users SET active = TRUE, case_limit = NULL");
    $d->sweep;
    is $d->state_of($case), 'escalated work -', 'dealt as soon as somebody is free';
    $d->now('2026-11-27 12:00');
};

subtest 'late on Friday, then a holiday' => sub {
    $db->sql("INSERT INTO work_days (day, hours, name) VALUES ('2026-11-30', '', 'holiday')");
    $d->now('2026-11-27 17:30');
    my ($case) = $d->case_at('queue');
    is $d->rows("SELECT due_at FROM retention_cases WHERE id = $case"),
        "2026-12-01 14:30:00\n", 'due on Tuesday at half past five';
    $d->sweep;
    $d->now('2026-11-28 23:00');
    my $n = $db->value('SELECT COUNT(*) FROM notices');
    $d->sweep;
    is $db->value('SELECT COUNT(*) FROM notices'), $n, 'no alarm at night';
    $db->sql('DELETE FROM work_days');
    $d->now('2026-11-27 12:00');
};

subtest 'nobody answers: another manager, once' => sub {
    my ($case) = $d->case_at('work');
    $d->event($case, 'decline', qw(--as client --n 1));
    my $first = $db->value("SELECT assigned_manager_id FROM retention_cases WHERE id = $case");
    $d->now('2026-11-30 10:00');
    $d->sweep;
    is $d->notices_of($case, "word = 'staff_soon'"), 'staff_soon:waiting', 'soon';
    $d->now('2026-11-30 12:00');
    $d->sweep;
    is $d->notices_of($case, "word = 'staff_overdue'"),
        'staff_overdue:waiting staff_overdue:waiting', 'due: the manager and the administrator';
    $d->now('2026-11-30 16:59');
    $d->sweep;
    is $db->value("SELECT assigned_manager_id FROM retention_cases WHERE id = $case"), $first,
        'still theirs';
    $d->now('2026-11-30 17:00');
    $d->sweep;
    my $second = $db->value("SELECT assigned_manager_id FROM retention_cases WHERE id = $case");
    isnt $second, $first, 'four hours later somebody else';
    $d->now('2026-12-03 12:00');
    $d->sweep;
    is $db->value("SELECT assigned_manager_id FROM retention_cases WHERE id = $case"), $second,
        'once';
    $d->now('2026-11-27 12:00');
};

subtest 'away: released and dealt out' => sub {
    $db->sql("UPDATE retention_cases SET deleted_at = UTC_TIMESTAMP(), wake_at = NULL "
        . "WHERE status = 'escalated'");
    my ($case) = $d->case_at('work');
    $db->sql("UPDATE users SET away_from = '2026-11-27', away_to = '2026-12-05' "
        . "WHERE login = 'anna'");
    $d->sweep;
    is $d->rows("SELECT status, step, u.login FROM retention_cases c JOIN users u ON "
        . "u.id = c.assigned_manager_id WHERE c.id = $case"), "escalated work boris\n",
        'Boris has it';
    $db->sql("UPDATE users SET away_from = NULL, away_to = NULL");
};

# How many cases they work: "anna 2 boris 2".
sub shares {
    return join ' ', map { "$_->[0] $_->[1]" } @{$db->sql('SELECT login, COUNT(*) FROM '
        . 'retention_cases c JOIN users u ON u.id = c.assigned_manager_id WHERE '
        . "status = 'escalated' AND step = 'work' AND c.deleted_at IS NULL GROUP BY 1 ORDER BY 1")};
}

subtest 'one sweep deals out evenly, and nobody more than they may have' => sub {
    $db->sql("UPDATE retention_cases SET deleted_at = UTC_TIMESTAMP(), wake_at = NULL "
        . "WHERE status = 'escalated'");
    $d->case_at('queue') for 1 .. 4;
    $d->sweep;
    is shares(), 'anna 2 boris 2', 'as many for each';
    $db->sql("UPDATE users SET case_limit = 3 WHERE login = 'anna'",
        "UPDATE users SET case_limit = 4 WHERE login = 'boris'");
    $d->case_at('queue') for 1 .. 5;
    $d->sweep;
    is shares(), 'anna 3 boris 4', 'up to what they may have';
    my $n = $db->value("SELECT MIN(contract_id) FROM retention_cases WHERE step = 'work' AND "
        . "deleted_at IS NULL AND assigned_manager_id = (SELECT id FROM users WHERE login = 'anna')");
    $d->file('k.csv', "contract_id,client_id,start_date,end_date\nK$n,c$n,2025-01-15,2026-11-26\n");
    $d->imported('a file', qw(contracts k.csv));
    like $d->sweep, qr/^ended 1$/m, 'the contract of a case has ended';
    is shares(), 'anna 3 boris 4', '  whoever had it gets another at once';
    $db->sql("UPDATE users SET case_limit = 5 WHERE login = 'boris'",
        "UPDATE users SET away_from = '2026-11-27', away_to = '2026-12-05' WHERE login = 'anna'");
    $d->sweep;
    is shares(), 'boris 5', 'cases of somebody who is away fill what is free';
    $db->sql('UPDATE users SET away_from = NULL, away_to = NULL, case_limit = NULL');
};

subtest 'of those who work equally many, who got one longest ago is next' => sub {
    $db->sql("UPDATE retention_cases SET deleted_at = UTC_TIMESTAMP(), wake_at = NULL "
        . "WHERE status = 'escalated'");
    $d->now('2026-11-27 12:10');
    $d->case_at('queue');
    $d->sweep;
    my ($first) = shares() =~ /^(\w+) 1$/;
    $d->now('2026-11-27 12:20');
    $d->case_at('queue') for 1 .. 2;
    $d->sweep;
    is shares(), $first eq 'anna' ? 'anna 2 boris 1' : 'anna 1 boris 2',
        'the other gets the first of two, and then it is the turn again';
    $d->now('2026-11-27 12:00');
};

$d->db->finish;
done_testing;
