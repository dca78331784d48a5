#!/usr/bin/perl
# The retention desk against the world around it: files of contracts, billing,
# clients without a messenger, lists, undoing and reopening (DESK 10).
use strict;
use warnings;
use RT::Db;
use RT::Desk;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $d  = RT::Desk->new;
my $db = $d->db;

sub tool_ok {
    my ($what, @args) = @_;
    my ($text, $status) = $d->tool(@args, '--now', $d->now);
    is $status, 0, $what or diag $text;
    return $text;
}

sub contract_row {
    my ($k) = @_;
    return $d->rows("SELECT end_date, active, end_cause FROM contracts WHERE external_id = '$k'");
}

sub history {
    my ($k) = @_;
    return $d->rows('SELECT effective_on, monthly_fee_minor, order_id IS NOT NULL FROM '
        . 'contract_changes WHERE contract_id = ' . $d->id_of($k)
        . ' ORDER BY effective_on, noted DESC, order_id');
}

subtest 'a file ended the contract before the client accepts' => sub {
    my ($case, $k) = $d->case_at('offer');
    $db->sql("UPDATE contracts SET end_date = '2026-11-27' WHERE external_id = '$k'");
    my ($answer, $text) = $d->event($case, 'accept', qw(--as client --n 1));
    is $answer, "NOT_NOW ended case $case churned", 'ended';
    like $text, qr/Contract $k has ended; its last day was 26 Nov 2026/, 'the client hears of it';
    is $d->orders_of($case), '', 'no order';
    is $d->state_of($case), 'churned done ended', 'closed as ended';
};

subtest 'the sweep after an import finds what the file ended' => sub {
    my ($case, $k) = $d->case_at('confirm');
    $d->sweep;
    $d->file('k.csv', "contract_id,client_id,start_date,end_date\n$k,c" . $d->id_of($k)
        . ",2025-01-15,2026-11-26\n");
    $d->imported('an import', qw(contracts k.csv));
    like $d->sweep, qr/^ended 1$/m, 'one case ends';
    is $d->state_of($case), 'churned done ended', 'closed as ended';
};

subtest 'ended, and the next one starts on that day' => sub {
    my ($case, $k) = $d->case_at('offer');
    my $id = $d->id_of($k);
    $db->sql("UPDATE contracts SET end_date = '2026-11-27' WHERE id = $id",
        "INSERT INTO contracts (id, external_id, client_id, start_date) VALUES "
        . "(100$id, 'N$id', $id, '2026-11-27')");
    is $d->event($case, 'accept', qw(--as client --n 1)), "NOT_NOW ended case $case queue",
        'a person decides';
    is $d->state_of($case), 'escalated queue -', 'not churned';
};

subtest 'a stale file after a termination' => sub {
    my ($case, $k) = $d->case_at('queue');
    my $id = $d->id_of($k);
    is $d->event($case, 'end', qw(--as client)), "DONE case $case churned", 'ended';
    my $order = $db->value("SELECT id FROM orders WHERE case_id = $case");
    $d->now('2026-11-27 12:31');
    like tool_ok('export', qw(orders export out.csv)), qr/Orders exported: 1/, 'exported';
    is $d->event($case, 'order_done', '--order', $order), "DONE case $case churned", 'done';
    is contract_row($k), "2026-11-28 0 price\n", 'the contract has its end';
    is $d->rows("SELECT field FROM desk_edits WHERE entity_id = $id"), "end_date\n", 'an edit';
    is $d->rows("SELECT end_date, known_from FROM contract_ends WHERE contract_id = $id"),
        "2026-11-28 2026-11-27\n", 'known from today on';
    $d->file('stale.csv', "contract_id,client_id,start_date,end_date,active\n$k,c$id,2025-01-15,,1\n");
    $d->imported('a stale file', qw(contracts stale.csv --as-of 2026-12-05));
    like contract_row($k), qr/^2026-11-28 /, 'does not revive it';
    is $d->rows("SELECT COUNT(*) FROM contracts WHERE client_id = $id"), "1\n", 'no new stretch';
    $d->now('2026-11-27 12:00');
};

subtest 'a done offer moves what the contract brings' => sub {
    my ($case, $k) = $d->case_at('offer');
    $d->event($case, 'accept', qw(--as client --n 1));
    is history($k), '', 'not before it is done';
    my $order = $db->value("SELECT id FROM orders WHERE case_id = $case");
    $d->event($case, 'order_done', '--order', $order);
    is history($k), "1900-01-01 100000 0\n2026-12-01 80000 1\n", 'from the first on';
    is $d->event($case, 'order_done', '--order', $order), "SAME case $case", 'once';
    $d->file('same.csv', "contract_id,effective_on,monthly_fee\n$k,2026-12-01,700\n");
    $d->imported('a history for that day', qw(changes same.csv));
    is history($k), "1900-01-01 100000 0\n2026-12-01 70000 0\n2026-12-01 80000 1\n",
        'stands beside it, and the order applies last';
    is $d->event($case, 'undo', qw(--as client)), "NOT_NOW order_sent case $case",
        'what is done is not undone';
};

subtest 'undone before the export: as before' => sub {
    my ($case, $k) = $d->case_at('offer');
    $d->event($case, 'accept', qw(--as client --n 1));
    my ($answer, $text) = $d->event($case, 'undo', qw(--as client));
    is $answer, "DONE case $case offer", 'undone';
    like $text, qr/Request No\. $case is open again; contract $k is in force/, 'said so';
    is $d->orders_of($case), "offer cancelled 2026-12-01 percent 2000\n", 'the order is cancelled';
    is $d->rows("SELECT state, answered_at FROM case_offers WHERE case_id = $case"),
        "shown -\n", 'the offer can be accepted';
    is $d->rows("SELECT completed_at, outcome, cost_at_close_minor FROM retention_cases "
        . "WHERE id = $case"), "- - -\n", 'nothing of the close is left';
    is $d->event($case, 'accept', qw(--as client --n 1)), "DONE case $case retained", 'again';
    $d->now('2026-11-27 12:31');
    tool_ok('export', qw(orders export out.csv));
    is $d->event($case, 'undo', qw(--as client)), "NOT_NOW order_sent case $case",
        'after the export it is too late';
    $d->now('2026-11-27 12:00');
};

subtest 'billing' => sub {
    my ($case, $k)  = $d->case_at('offer');
    my ($case2, $k2) = $d->case_at('reason');
    $d->event($case, 'accept', qw(--as client --n 1));
    $d->event($case2, 'end', qw(--as client));
    like tool_ok('too early', qw(orders export early.csv)), qr/There are no new orders/,
        'half an hour to think';
    $d->now('2026-11-27 12:30');
    my $text = tool_ok('export', qw(orders export out.csv));
    my ($export) = $text =~ /export (\d+)$/m or diag $text;
    my ($o1, $o2) = map { $db->value("SELECT id FROM orders WHERE case_id = $_") } $case, $case2;
    my $id = $d->id_of($k);
    my $id2 = $d->id_of($k2);
    is $d->read('out.csv') =~ s/\r//gr, <<"CSV", 'the file';
order_id,kind,contract_id,client_id,effective_on,until,effect,value,months,plan,offer_id,case_id
$o1,offer,$k,c$id,2026-12-01,2027-06-01,percent,20.00,6,,1,$case
$o2,termination,$k2,c$id2,2026-11-28,,,,,,,$case2
CSV
    my $was = $d->read('out.csv');
    tool_ok('again', qw(orders export again.csv --again), $export);
    is $d->read('again.csv'), $was, 'the same bytes';
    like tool_ok('nothing new', qw(orders export none.csv)), qr/no new orders/, 'sent once';
    $d->file('answers.csv', "order_id,result,answer,done_on\n$o1,refused,no such tariff,\n"
        . "$o2,done,,2026-11-27\n999999,done,,\n$o1,maybe,,\n$o2,refused,x,\n$o2,done,,27th\n");
    like tool_ok('answers', qw(orders import answers.csv)),
        qr/^4: 999999 done: no_order\n5: $o1 maybe: result\n6: $o2 refused: order_closed\n7: $o2 done: done_on\nDone: 1, refused: 1, known already: 0, lines rejected: 4$/m,
        'each line is told';
    like tool_ok('answers again', qw(orders import answers.csv)),
        qr/known already: 2, lines rejected: 4$/m, 'repeats change nothing';
    is contract_row($k2), "2026-11-28 0 -\n", 'the contract ends';
    is $d->notices_of($case, "word IN ('order_failed', 'staff_refused')"),
        'staff_refused:waiting order_failed:waiting', 'a refused order is a task, and is told';
    my ($answer) = $d->event($case, 'reissue', '--order', $o1);
    is $answer, "DONE case $case retained", 'given out anew';
    is $d->rows("SELECT dedup_key, state FROM orders WHERE case_id = $case ORDER BY id"),
        "c$case:offer:1 refused\nc$case:offer:2 new\n", 'as the second of its kind';
    $d->now('2026-11-27 12:00');
};

subtest 'late billing is told of once a day' => sub {
    my ($case) = $d->case_at('offer');
    $d->event($case, 'accept', qw(--as client --n 1));
    $d->now('2026-11-27 12:30');
    tool_ok('export', qw(orders export out.csv));
    $d->now('2026-12-02 17:59');
    $d->sweep;
    my $late = sub { $d->notices_of($case, "word = 'staff_late_order'") };
    is $late->(), 'staff_late_order:waiting', 'effective and not done';
    $d->sweep;
    is $late->(), 'staff_late_order:waiting', 'once a day';
    $d->now('2026-12-03 09:00');
    $d->sweep;
    is $late->(), 'staff_late_order:waiting staff_late_order:waiting', 'and again tomorrow';
    $d->now('2026-11-27 12:00');
};

subtest 'the database is the master' => sub {
    local $ENV{DESK_APPLIES} = 'direct';
    my ($case, $k) = $d->case_at('offer');
    $d->event($case, 'accept', qw(--as client --n 1));
    is $d->orders_of($case), "offer done 2026-12-01 percent 2000\n", 'done at once';
    is history($k), "1900-01-01 100000 0\n2026-12-01 80000 1\n2027-06-01 100000 1\n",
        'with what comes after it';
    is $d->event($case, 'undo', qw(--as client)), "DONE case $case offer", 'undone';
    is history($k), "1900-01-01 100000 0\n", 'and gone';
    my ($other, $k2) = $d->case_at('offer');
    $d->event($other, 'accept', qw(--as client --n 1));
    $d->file('dearer.csv', "contract_id,client_id,start_date,monthly_fee\n$k2,c"
        . $d->id_of($k2) . ",2025-01-15,1200\n");
    $d->imported('another amount comes between', qw(contracts dearer.csv --as-of 2027-02-01));
    is history($k2), "1900-01-01 100000 0\n2026-12-01 80000 1\n2027-02-01 120000 0\n"
        . "2027-06-01 120000 1\n", 'and is what the contract goes back to';
    my $before = contract_row($k);
    is $d->event($case, 'end', qw(--as client)), "DONE case $case churned", 'ended';
    is contract_row($k), "2026-11-28 0 price\n", 'at once';
    is $d->event($case, 'undo', qw(--as client)), "DONE case $case offer", 'undone';
    is contract_row($k), $before, 'the contract is as it was';
    is $d->rows('SELECT COUNT(*) FROM desk_edits WHERE entity_id = ' . $d->id_of($k)), "0\n",
        'and is the file\'s again';
};

subtest 'reopened: another case, and last month stands still' => sub {
    my ($case, $k) = $d->case_at('work');
    $d->event($case, 'stayed', qw(--as anna));
    my $was = $d->rows("SELECT * FROM retention_cases WHERE id = $case");
    $d->now('2026-12-10 12:00');
    my ($answer) = $d->event($case, 'reopen', qw(--as anna --source phone --note again));
    my ($new) = $answer =~ /^DONE case (\d+) queue$/;
    ok $new && $new != $case, 'a case of its own' or diag $answer;
    is $d->rows("SELECT previous_id, reason FROM retention_cases WHERE id = $new"),
        "$case price\n", 'linked';
    is $d->rows("SELECT * FROM retention_cases WHERE id = $case"), $was, 'the old one is untouched';
    $d->now('2026-11-27 12:00');
};

subtest 'not reached on three days' => sub {
    my ($case, $k) = $d->case_at('work', contract => $d->contract(region => 'Ural'));
    local $ENV{REGION_ZONES} = 'Ural:Asia/Yekaterinburg';
    my ($answer, $text) = $d->event($case, 'callback', qw(--as anna --at), '2026-11-30 10:00',
        qw(--source phone --note agreed));
    is $answer, "DONE case $case work", 'a callback';
    like $text, qr/Anna will call you on 30 Nov 2026 at 12:00 \(your time\)/, 'at the client\'s hour';
    is $d->rows("SELECT due_at FROM retention_cases WHERE id = $case"), "2026-11-30 07:00:00\n",
        'is when it is due';
    for my $day ('2026-11-30', '2026-12-01', '2026-12-02') {
        $d->now("$day 10:00");
        $d->event($case, 'no_answer', qw(--as anna));
    }
    is $d->rows("SELECT outcome, deleted_at IS NOT NULL, completed_at FROM retention_cases "
        . "WHERE id = $case"), "no_contact 1 -\n", 'counts nowhere';
    $d->now('2026-11-27 12:00');
};

subtest 'held out' => sub {
    local $ENV{DESK_HOLDOUT} = '100:salt';
    my ($case, $k) = $d->case_at('reason');
    my ($answer, $text) = $d->event($case, 'reason', qw(--as client --reason price));
    is $answer, "DONE case $case confirm", 'no offer';
    like $text, qr/nothing to offer/, 'in the same words';
    is $d->rows("SELECT arm FROM retention_cases WHERE id = $case"), "holdout\n", 'kept';
    my $poor = $d->contract(set => {can_be_retained => 0});
    $case = $d->request($poor);
    $d->event($case, 'reason', qw(--as client --reason price));
    is $d->rows("SELECT arm FROM retention_cases WHERE id = $case"), "-\n", 'none was eligible';
    like tool_ok('offers', qw(desk offers), $k), qr/held out/, 'and is told to the operator';
};

subtest 'the bot is shut, and opened again' => sub {
    my ($case, $k) = $d->case_at('offer');
    is $d->event($case, 'unreachable', qw(--as system)), "DONE case $case offer", 'shut';
    is $d->notices_of($case), 'receipt:by_hand ask:by_hand offer:by_hand', 'what waited is a task';
};

subtest 'without a messenger: by phone, with the same figures' => sub {
    local $ENV{BOT_CLIENTS} = 'off';
    my @word = (qw(--source phone --note), 'passport named');
    my $k = $d->contract;
    my ($answer) = $d->event($k, 'request', @word);
    my ($case) = $answer =~ /case (\d+)/;
    $d->event($case, 'reason', qw(--reason price), @word);
    is $d->event($case, 'accept', qw(--n 1), @word), "DONE case $case retained", 'accepted';
    is $d->notices_of($case), 'receipt:told ask:told offer:told accepted:told', 'told on the spot';
    is $d->rows("SELECT cost_at_close_minor, profit_at_close_minor, source FROM "
        . "retention_cases WHERE id = $case"), "1000 54000 phone\n", 'the same figures';
    my $order = $db->value("SELECT id FROM orders WHERE case_id = $case");
    $d->event($case, 'order_refused', '--order', $order, '--note', 'no such tariff');
    is $d->notices_of($case, "word = 'order_failed'"), 'order_failed:by_hand', 'a task';
    $db->sql("UPDATE clients SET phone = '+79990000001' WHERE id = " . $d->id_of($k));
    tool_ok('notices', qw(notices export tell.csv));
    my ($line) = grep { /\+7999/ } split /\r\n/, $d->read('tell.csv');
    like $line, qr/^\d+,\+79990000001,,"[^"]*\xe2\x84\x96 $case [^"]*",http:\/\/localhost:8050\/my\/[\w-]{22}$/,
        'with text and link' or diag $d->read('tell.csv');
    my ($id) = $line =~ /^(\d+)/;
    $d->file('sent.csv', "notice_id,result\n$id,sent\n$id,maybe\n");
    like tool_ok('results', qw(notices import sent.csv)), qr/Marked: 1, lines rejected: 1/,
        'what became of it';
    is $d->notices_of($case, "word = 'order_failed'"), 'order_failed:sent', 'is kept';
    like tool_ok('link', qw(client link), $k), qr{^http://localhost:8050/my/[\w-]{22}$}m, 'a link';
    is $d->rows('SELECT LENGTH(token_hash), expires_at FROM client_links WHERE made_by IS NULL '
        . 'ORDER BY created_at DESC LIMIT 1'), "32 2026-12-11 09:00:00\n", 'only its hash is kept';
};

subtest 'a list' => sub {
    my @k = map { $d->contract } 1 .. 30;
    $db->sql("UPDATE contracts SET end_date = '2026-11-01' WHERE external_id = '$k[0]'");
    $d->request($k[1]);
    $d->file('list.csv', join('', map { "$_\n" } @k, 'nosuch', $k[2]));
    my $before = $db->value('SELECT COUNT(*) FROM notices WHERE user_id IS NULL');
    like tool_ok('open', qw(desk open list.csv --reason price)),
        qr/^$k[0]: no_contract\n$k[1]: open_case\nnosuch: no_contract\n$k[2]: open_case\nRequests opened: 28, skipped: 4$/m,
        'the rest is named';
    is $db->value('SELECT COUNT(*) FROM notices WHERE user_id IS NULL'), $before, 'nobody is told';
    $d->sweep;
    is $d->rows("SELECT step, COUNT(*) FROM retention_cases WHERE source = 'list' GROUP BY step"),
        "work 28\n", 'dealt out';

    my @more = map { $d->contract } 1 .. 2;
    $d->file('more.csv', join '', map { "$_\n" } @more);
    like tool_ok('open with a key', qw(desk open more.csv --key again)), qr/^Requests opened: 2, skipped: 0$/m,
        'each line has a key of its own';
    like tool_ok('open once more', qw(desk open more.csv --key again)), qr/^$more[0]: SAME\n$more[1]: SAME$/m,
        '  by which it is known again';
};

subtest 'a case that cannot be read stops no other' => sub {
    my ($broken) = $d->case_at('offer');
    my ($other)  = $d->case_at('offer');
    $db->sql("UPDATE retention_cases SET step = 'nowhere' WHERE id = $broken");
    $d->now('2026-12-01 12:00');
    my ($text, $status) = $d->desk('sweep');
    is $status, 1, 'the sweep fails';
    like $text, qr/nowhere/, '  and says why';
    like $db->value("SELECT step FROM retention_cases WHERE id = $other"), qr/queue|work/, 'the other one is escalated';
    $db->sql("UPDATE retention_cases SET step = 'offer' WHERE id = $broken");
    $d->sweep;
    like $db->value("SELECT step FROM retention_cases WHERE id = $broken"), qr/queue|work/, '  and so is this one when it is mended';
    $d->now('2026-11-27 12:00');
};

subtest 'cases of the system before' => sub {
    my $k = $d->contract;
    my $id = $d->id_of($k);
    $db->sql("INSERT INTO retention_cases (external_id, contract_id, client_id, status, created_at, "
        . "proposed_offer_id) VALUES ('old1', $id, $id, 'active', '2026-01-01', 1)");
    my $case = $db->value("SELECT id FROM retention_cases WHERE external_id = 'old1'");
    my $n = $db->value('SELECT COUNT(*) FROM notices');
    $d->sweep;
    is $d->rows("SELECT step, due_at, wake_at FROM retention_cases WHERE id = $case"), " - -\n",
        'have no clock';
    is $db->value('SELECT COUNT(*) FROM notices'), $n, 'and nobody is told';
    is $d->event($case, 'reason', qw(--reason price --source phone --note said)),
        "DONE case $case offer", 'a person takes it on';
    is $d->rows("SELECT n, state, expires_at FROM case_offers WHERE case_id = $case"),
        "1 shown 2026-11-30 09:00:00\n", 'its offer is shown from now on';
    is $d->event($case, 'accept', qw(--n 1 --source phone --note said)),
        "DONE case $case retained", 'and can be accepted';
    is $d->event($case, 'undo'), "DONE case $case offer", 'and undone';
};

$d->db->finish;
done_testing;
